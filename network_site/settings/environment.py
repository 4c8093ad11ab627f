"""Production values come from the environment. A missing or weak value stops the start and is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50
TOKEN_LENGTH = 24
EXAMPLE = "a-remplacer"
"""What every secret of `deploy/env.sample` begins with."""
SECRET_KEY_VARIETY = 10
"""At least so many different characters: what ``check --deploy`` asks too (security.W009 asks for 5)."""
POSTGRES_OPTIONS = frozenset({"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"})
"""What may follow « ? » in the address of PostgreSQL, in libpq's own words."""
POSTGRES = "django.db.backends.postgresql"
S3_KEYS = {"access_key": "RELAIS_S3_KEY", "secret_key": "RELAIS_S3_SECRET"}
POOL_SIZE, LARGEST_POOL = 10, 100
POOL_TIMEOUT = 10
"""Seconds that a request waits for a free connection."""


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
    metrics_token: str
    media_storage: dict[str, Any]


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
    try:
        database = pooled(database, size=pool_size(environ))
    except ValueError as error:
        problems.append(f"RELAIS_DATABASE_POOL : {error}")
    media_storage = s3_storage(environ)
    metrics_token = environ.get("RELAIS_METRICS_TOKEN", "").strip()
    passwords = {
        "RELAIS_DATABASE_URL": database.get("PASSWORD"),
        "RELAIS_SMTP_URL": urlsplit(smtp_url).password,
        "RELAIS_S3_SECRET": media_storage.get("OPTIONS", {}).get("secret_key"),
    }
    problems += weak_secrets(secret_key, metrics_token=metrics_token, passwords=passwords)
    keys = media_storage.get("OPTIONS", {})
    problems += [
        f"{name} manque : RELAIS_S3_BUCKET le demande." for key, name in S3_KEYS.items() if keys.get(key) == ""
    ]
    if problems:
        raise ImproperlyConfigured("\n".join(["Relais ne peut pas démarrer :", *problems]))
    return ProductionEnvironment(
        secret_key, hosts, base_url, database, smtp_url, from_email, state_dir, metrics_token, media_storage
    )


def weak_secrets(secret_key: str, *, metrics_token: str, passwords: Mapping[str, str | None]) -> Iterator[str]:
    """What is wrong with the secrets that were given, each under its name and without its value."""
    if secret_key and is_weak(secret_key):
        yield "RELAIS_SECRET_KEY est trop courte, trop simple ou un exemple."
    if metrics_token and (len(metrics_token) < TOKEN_LENGTH or is_an_example(metrics_token)):
        yield f"RELAIS_METRICS_TOKEN est un exemple ou trop court : {TOKEN_LENGTH} caractères au moins."
    for name, password in passwords.items():
        if is_known_password(unquote(password or "")):
            yield f"{name} contient un mot de passe d’exemple ou trop simple."


def is_weak(secret: str) -> bool:
    """Too short, too plain, or a value that was shown as an example."""
    return (
        len(secret) < SECRET_KEY_LENGTH
        or len(set(secret)) < SECRET_KEY_VARIETY
        or secret.startswith("django-insecure")
        or is_an_example(secret)
    )


def is_known_password(password: str) -> bool:
    """One that a stranger would try first. An empty one is no password: the server trusts a socket or a certificate."""
    known = {"postgres", "relais", "admin", "secret", "password", "changeme", "changez-moi", "motdepasse"}
    return password.lower() in known or is_an_example(password)


def is_an_example(secret: str) -> bool:
    """Left as the sample of `deploy/` gives it."""
    return EXAMPLE in secret.lower()


def database_from_url(url: str) -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` for a ``postgres://`` or ``sqlite:///`` address.

    Raises:
        ValueError: the scheme is neither, the address has no name of a database, or an option that is unknown.
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
        options = dict(parse_qsl(parts.query))
        if unknown := sorted(options.keys() - POSTGRES_OPTIONS):
            raise ValueError(f"option inconnue : {', '.join(unknown)}")
        return {
            "ENGINE": POSTGRES,
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": parts.port or "",
            "OPTIONS": options,
        }
    raise ValueError("seules les adresses postgres:// et sqlite:/// sont comprises")


def s3_storage(environ: Mapping[str, str]) -> dict[str, Any]:
    """Django's ``STORAGES["default"]`` for a bucket of an S3 service; empty without one: media stay on the disk."""
    bucket = environ.get("RELAIS_S3_BUCKET", "").strip()
    if not bucket:
        return {}
    options = {
        "bucket_name": bucket,
        "access_key": environ.get("RELAIS_S3_KEY", "").strip(),
        "secret_key": environ.get("RELAIS_S3_SECRET", "").strip(),
        "endpoint_url": environ.get("RELAIS_S3_URL", "").strip() or None,
        "region_name": environ.get("RELAIS_S3_REGION", "").strip() or None,
        "file_overwrite": False,
        "querystring_auth": False,
        "object_parameters": {"CacheControl": "public, max-age=604800"},
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def pool_size(environ: Mapping[str, str]) -> int:
    text = environ.get("RELAIS_DATABASE_POOL", "").strip() or str(POOL_SIZE)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_POOL):
        raise ValueError(f"un nombre de 1 à {LARGEST_POOL}")
    return int(text)


def pooled(database: dict[str, Any], *, size: int) -> dict[str, Any]:
    """The same database, with connections of PostgreSQL kept open and checked before use, at most `size` a process."""
    if database.get("ENGINE") != POSTGRES:
        return database
    pool = {"min_size": 1, "max_size": size, "timeout": POOL_TIMEOUT}
    options = database["OPTIONS"] | {"pool": pool}
    return database | {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


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
