"""Production values come from the environment. A missing or weak value stops the start and is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50
SECRET_KEY_VARIETY = 10
"""At least so many different characters: what ``check --deploy`` asks too (security.W009 asks for 5)."""


@dataclass(frozen=True, slots=True)
class ProductionEnvironment:
    """The values that ``production.py`` needs, checked."""

    secret_key: str
    hosts: list[str]
    base_url: str
    database: dict[str, Any]
    smtp_url: str
    from_email: str
    state_dir: Path


def read_environment(environ: Mapping[str, str]) -> ProductionEnvironment:
    """Read and check every variable.

    Raises:
        ImproperlyConfigured: with all the problems at once, each with the name of its variable.
    """
    problems: list[str] = []

    def required(name: str, meaning: str) -> str:
        value = environ.get(name, "").strip()
        if not value:
            problems.append(f"{name} manque : {meaning}.")
        return value

    secret_key = required("RELAIS_SECRET_KEY", f"une suite secrète d’au moins {SECRET_KEY_LENGTH} caractères")
    if secret_key and is_weak(secret_key):
        problems.append("RELAIS_SECRET_KEY est trop courte ou trop simple.")
    hosts = [host.strip() for host in required("RELAIS_HOSTS", "les noms de domaine du site").split(",")]
    base_url = required("RELAIS_BASE_URL", "l’adresse publique du site, https://…").rstrip("/")
    if base_url and urlsplit(base_url).scheme != "https":
        problems.append("RELAIS_BASE_URL doit commencer par https://")
    smtp_url = required("RELAIS_SMTP_URL", "le serveur d’envoi, smtp://utilisateur:secret@hote:587")
    from_email = required("RELAIS_FROM_EMAIL", "l’adresse qui envoie les courriels du site")
    state_dir = Path(environ.get("RELAIS_STATE_DIR", "/var/lib/relais"))
    database: dict[str, Any] = {}
    try:
        database = database_from_url(required("RELAIS_DATABASE_URL", "postgres://… ou sqlite:////chemin"))
    except ValueError as error:
        problems.append(f"RELAIS_DATABASE_URL : {error}")
    if problems:
        raise ImproperlyConfigured("\n".join(["Relais ne peut pas démarrer :", *problems]))
    return ProductionEnvironment(secret_key, hosts, base_url, database, smtp_url, from_email, state_dir)


def is_weak(secret: str) -> bool:
    return (
        len(secret) < SECRET_KEY_LENGTH or len(set(secret)) < SECRET_KEY_VARIETY or secret.startswith("django-insecure")
    )


def database_from_url(url: str) -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` for a ``postgres://`` or ``sqlite:///`` address.

    Raises:
        ValueError: the scheme is neither, or the address has no name of a database.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ValueError("le nom de la base manque")
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError("seules les adresses postgres:// et sqlite:/// sont comprises")


def smtp_settings(url: str) -> dict[str, Any]:
    """Django's ``EMAIL_*`` settings for ``smtp://user:secret@host:587`` (STARTTLS) or ``smtps://…`` (TLS)."""
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }
