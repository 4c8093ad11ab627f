"""The search engine of production, from the environment: nothing to say for the embedded one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENGINES = ("embedded", "elasticsearch", "opensearch")
TEXTS = (
    "RELAIS_SEARCH_CA_FILE",
    "RELAIS_SEARCH_API_KEY",
    "RELAIS_SEARCH_USER",
    "RELAIS_SEARCH_PASSWORD",
    "RELAIS_SEARCH_INDEX_PREFIX",
)
NUMBERS: Mapping[str, tuple[type, float, float]] = {
    "RELAIS_SEARCH_REPLICAS": (int, 0, 10),
    "RELAIS_SEARCH_TIMEOUT": (float, 0.1, 1.9),  # with more, a search that fails could keep its reader for 2 s
    "RELAIS_SEARCH_WRITE_TIMEOUT": (float, 1, 600),
    "RELAIS_SEARCH_RETRIES": (int, 0, 10),
    "RELAIS_SEARCH_CONNECTIONS": (int, 1, 1_000),
    "RELAIS_SEARCH_FAILURES": (int, 1, 100),
    "RELAIS_SEARCH_PAUSE": (float, 1, 600),
}


def search_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """The `RELAIS_SEARCH_…` settings that the environment gives, checked.

    Raises:
        ImproperlyConfigured: with all the problems at once, each with the name of its variable and never its value.
    """
    given = {name: value.strip() for name, value in environ.items() if name.startswith("RELAIS_SEARCH_")}
    found: dict[str, Any] = {name: given[name] for name in TEXTS if given.get(name)}
    found["RELAIS_SEARCH_ENGINE"] = given.get("RELAIS_SEARCH_ENGINE") or "embedded"
    found["RELAIS_SEARCH_URLS"] = given.get("RELAIS_SEARCH_URLS", "").replace(",", " ").split()
    problems = _read_numbers(given, found)
    if found["RELAIS_SEARCH_ENGINE"] not in ENGINES:
        problems.append(f"RELAIS_SEARCH_ENGINE : les moteurs connus sont {', '.join(ENGINES)}.")
    elif found["RELAIS_SEARCH_ENGINE"] != "embedded":
        problems += _server_problems(found)
    if problems:
        raise ImproperlyConfigured("\n".join(["Relais ne peut pas démarrer :", *problems]))
    return found


def _read_numbers(given: Mapping[str, str], found: dict[str, Any]) -> list[str]:
    problems = []
    for name, (kind, least, most) in NUMBERS.items():
        if not given.get(name):
            continue
        try:
            found[name] = kind(given[name])
        except ValueError:
            found[name] = -1
        if not least <= found[name] <= most:
            problems.append(f"{name} doit être un nombre de {least:g} à {most:g}.")
    return problems


def _server_problems(found: Mapping[str, Any]) -> list[str]:
    problems = []
    urls = [urlsplit(url) for url in found["RELAIS_SEARCH_URLS"]]
    secret = found.get("RELAIS_SEARCH_API_KEY") or found.get("RELAIS_SEARCH_PASSWORD")
    if not urls:
        problems.append("RELAIS_SEARCH_URLS manque : les adresses du moteur de recherche, séparées par des espaces.")
    if any(url.scheme not in {"http", "https"} or not url.hostname for url in urls):
        problems.append("RELAIS_SEARCH_URLS : des adresses http:// ou https:// sont attendues.")
    if any(url.username or url.password for url in urls):
        problems.append("RELAIS_SEARCH_URLS : le mot de passe va dans RELAIS_SEARCH_PASSWORD, pas dans l’adresse.")
    if secret and any(url.scheme == "http" for url in urls):
        problems.append("RELAIS_SEARCH_URLS : une clé ou un mot de passe ne part que par https://")
    if bool(found.get("RELAIS_SEARCH_USER")) != bool(found.get("RELAIS_SEARCH_PASSWORD")):
        problems.append("RELAIS_SEARCH_USER et RELAIS_SEARCH_PASSWORD vont ensemble.")
    if found.get("RELAIS_SEARCH_API_KEY") and found["RELAIS_SEARCH_ENGINE"] == "opensearch":
        problems.append("RELAIS_SEARCH_API_KEY : OpenSearch demande RELAIS_SEARCH_USER et RELAIS_SEARCH_PASSWORD.")
    if (ca_file := found.get("RELAIS_SEARCH_CA_FILE")) and not Path(ca_file).is_file():
        problems.append("RELAIS_SEARCH_CA_FILE : ce fichier n’existe pas.")
    return problems
