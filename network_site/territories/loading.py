"""Reading ``territories.csv.gz`` and bringing the database to what it says."""

import csv
import gzip
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.apps import apps
from django.db import transaction

from network_site.territories.models import LoadedSource, Territory

SOURCE_NAME: Final = "territoires"
BATCH: Final = 500
HEADER_KEYS: Final = ("title", "publisher", "url", "licence", "edition")
COLUMNS: Final = ("kind", "code", "name", "population", *Territory.CONTAINERS, "epci_type", "siren")
STORED: Final = ("name", "population", *(f"{name}_id" for name in Territory.CONTAINERS), "epci_type", "siren")
CODE_OF_KIND: Final = {
    Territory.Kind.REGION: re.compile(r"\d{2}"),
    Territory.Kind.DEPARTEMENT: re.compile(r"\d{2,3}|2[AB]"),
    Territory.Kind.EPCI: re.compile(r"\d{9}"),
    Territory.Kind.COMMUNE: re.compile(r"\d{5}|2[AB]\d{3}"),
}
"""Also the order of loading and, reversed, of deleting: containers come first."""


class TerritoryFileError(ValueError):
    """The file cannot be loaded; the message says where and why, in French."""


@dataclass(frozen=True, slots=True)
class TerritoryFile:
    """A file as read: where it comes from, the digest of its bytes, its lines of data with their numbers."""

    path: Path
    header: dict[str, str]
    digest: str
    rows: list[tuple[int, dict[str, str]]]


@dataclass(slots=True)
class LoadReport:
    """What a load did. ``kept`` are territories that left the list but that something still refers to."""

    unchanged: bool = False
    total: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0
    kept: list[Territory] = field(default_factory=list)


def load_territories(path: Path) -> LoadReport:
    """Load a file in one transaction, or do nothing when its bytes are those of the last load.

    Raises:
        TerritoryFileError: the file is missing, unreadable or inconsistent; nothing was written.
    """
    content = _content(path)
    if LoadedSource.objects.filter(name=SOURCE_NAME, digest=_digest(content)).exists():
        return LoadReport(unchanged=True, total=Territory.objects.count())
    return _apply(_parse(path, content))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TerritoryFileError(f"{path} : fichier illisible ({error.strerror}).") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parse(path: Path, content: bytes) -> TerritoryFile:
    try:
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise TerritoryFileError(f"{path} : ni du texte UTF-8 ni un fichier gzip ({error}).") from error
    lines = text.splitlines()
    comments = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    header = dict(line.split(": ", 1) for line in comments if ": " in line)
    reader = csv.DictReader(lines[len(comments) :])
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise TerritoryFileError(f"{path}:{len(comments) + 1} : les colonnes attendues sont {', '.join(COLUMNS)}.")
    rows = [(len(comments) + reader.line_num, row) for row in reader]
    return TerritoryFile(path=path, header=header, digest=_digest(content), rows=rows)


def _territories(file: TerritoryFile) -> dict[str, Territory]:
    """The territories of a file by slug code.

    Raises:
        TerritoryFileError: a line is wrong, repeated, or names a container that no earlier line describes.
    """
    found: dict[str, Territory] = {}
    for line, row in file.rows:
        problem = _problem(row, known=found)
        if problem:
            raise TerritoryFileError(f"{file.path}:{line} : {problem}")
        territory = _territory(row)
        found[territory.slug_code] = territory
    return found


def _problem(row: dict[str, str], *, known: dict[str, Territory]) -> str:
    if None in row or None in row.values():
        return "il n’y a pas une valeur par colonne."
    pattern = CODE_OF_KIND.get(row["kind"])  # type: ignore[call-overload]  # a TextChoices member equals its value
    if not pattern:
        return f"type de territoire inconnu : « {row['kind']} »."
    if not pattern.fullmatch(row["code"]):
        return f"« {row['code']} » n’est pas un code de {row['kind']}."
    if not row["name"] or not re.fullmatch(r"\d{0,9}", row["population"]):
        return "il manque un nom, ou la population n’est pas un nombre."
    if Territory.slug_code_for(row["kind"], row["code"]) in known:
        return f"{row['kind']} {row['code']} est déjà dans le fichier."
    missing = [code for code in _containers(row).values() if code and code not in known]
    return f"{missing[0]} n’est décrit par aucune ligne précédente." if missing else ""


def _containers(row: dict[str, str]) -> dict[str, str | None]:
    return {
        f"{kind}_id": Territory.slug_code_for(kind, row[kind]) if row[kind] else None for kind in Territory.CONTAINERS
    }


def _territory(row: dict[str, str]) -> Territory:
    return Territory(
        slug_code=Territory.slug_code_for(row["kind"], row["code"]),
        kind=row["kind"],
        code=row["code"],
        name=row["name"],
        population=int(row["population"]) if row["population"] else None,
        epci_type=row["epci_type"],
        siren=row["siren"],
        **_containers(row),
    )


@transaction.atomic
def _apply(file: TerritoryFile) -> LoadReport:
    wanted = _territories(file)
    stored = {row[0]: row[1:] for row in Territory.objects.values_list("slug_code", *STORED).iterator(5_000)}
    created = [territory for code, territory in wanted.items() if code not in stored]
    updated = [
        territory
        for code, territory in wanted.items()
        if code in stored and stored[code] != tuple(getattr(territory, name) for name in STORED)
    ]
    Territory.objects.bulk_create(created, batch_size=BATCH)
    Territory.objects.bulk_update(updated, [name.removesuffix("_id") for name in STORED], batch_size=BATCH)
    deleted, kept = _forget(set(stored) - set(wanted))
    source = {key: file.header.get(key, "") for key in HEADER_KEYS}
    LoadedSource.objects.update_or_create(name=SOURCE_NAME, defaults=source | {"digest": file.digest})
    return LoadReport(total=len(wanted), created=len(created), updated=len(updated), deleted=deleted, kept=kept)


def _forget(codes: set[str]) -> tuple[int, list[Territory]]:
    """Delete the territories that left the list, smallest first, except those that anything refers to."""
    deleted = 0
    for kind in reversed(CODE_OF_KIND):
        candidates = {code for code in codes if code.startswith(f"{kind}-")}
        unused = sorted(candidates - _used()) if candidates else []
        for start in range(0, len(unused), BATCH):
            deleted += Territory.objects.filter(pk__in=unused[start : start + BATCH]).delete()[0]
    kept = [code for code in codes if Territory.objects.filter(pk=code).exists()] if deleted < len(codes) else []
    return deleted, list(Territory.objects.filter(pk__in=kept))


def _used() -> set[str]:
    """The codes that other rows use, whatever room they belong to."""
    used: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        for relation in model._meta.concrete_fields:  # noqa: SLF001 - Django documents _meta as public
            if relation.related_model is Territory:
                users = model._base_manager.exclude(**{relation.name: None})
                used.update(users.values_list(relation.attname, flat=True).distinct())
    return used
