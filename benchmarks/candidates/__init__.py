"""Who is measured, by name. What each needs beside Python is started once for all of them, by `benchmarks.peers`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.candidates.base import Candidate

POSTGRES, OPENSEARCH, ELASTICSEARCH = "postgres", "opensearch", "elasticsearch"

Make = Callable[[Path, int, str], Candidate]
"""Folder of the candidate, number of reports, address of what it needs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the results. `needs` is a server; `role` says whether it is us, a peer or a floor."""

    label: str
    role: str
    make: Make
    needs: str = ""


def _relais(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.relais import Relais

    return Relais(folder)


def _raw_tantivy(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.raw_tantivy import RawTantivy

    return RawTantivy(folder)


def _stock_sqlite(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.stock_wagtail import StockWagtail

    return StockWagtail(database=f"sqlite:///{folder / 'stock.sqlite3'}")


def _stock_postgres(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.stock_wagtail import StockWagtail
    from benchmarks.servers import create_database

    return StockWagtail(database=create_database(f"stock_{size}", on=address))


def _stock_opensearch(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.stock_wagtail import StockWagtail

    database = f"sqlite:///{folder / 'stock.sqlite3'}"
    return StockWagtail(database=database, search=address, index=f"stock_{size}_")


def _plain_postgres(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.plain_postgres import PlainPostgres
    from benchmarks.servers import create_database

    return PlainPostgres(database=create_database(f"plain_{size}", on=address))


def _raw_opensearch(folder: Path, size: int, address: str) -> Any:
    from benchmarks.candidates.raw_opensearch import RawOpenSearch

    return RawOpenSearch(url=address, index=f"raw_{size}")


def _on_server(engine: str) -> Make:
    def make(folder: Path, size: int, address: str) -> Any:
        from benchmarks.candidates.relais_server import RelaisOnServer

        return RelaisOnServer(folder, engine=engine, url=address, site=folder.parent / f"relais-{size}")

    return make


def _same_requests(engine: str) -> Make:
    def make(folder: Path, size: int, address: str) -> Any:
        from benchmarks.candidates.relais_server import SameRequests

        return SameRequests(folder, engine=engine, url=address, site=folder.parent / f"relais-{size}")

    return make


CANDIDATES: Mapping[str, Entry] = {
    "relais": Entry("Relais, moteur embarqué", "relais", _relais),
    "tantivy": Entry("tantivy seul, sans facettes ni extraits", "plancher", _raw_tantivy),
    "wagtail-sqlite": Entry("Wagtail et `.facet()`, SQLite", "pair", _stock_sqlite),
    "wagtail-postgres": Entry("Wagtail et `.facet()`, PostgreSQL", "pair", _stock_postgres, POSTGRES),
    "wagtail-opensearch": Entry("Wagtail et `.facet()`, OpenSearch", "pair", _stock_opensearch, OPENSEARCH),
    "django-postgres": Entry("Django et le plein texte de PostgreSQL", "pair", _plain_postgres, POSTGRES),
    "opensearch-dsl": Entry("OpenSearch par son DSL, une requête", "pair", _raw_opensearch, OPENSEARCH),
    "relais-opensearch": Entry("Relais sur OpenSearch", "relais", _on_server(OPENSEARCH), OPENSEARCH),
    "same-opensearch": Entry(
        "les requêtes de Relais seules, OpenSearch", "plancher", _same_requests(OPENSEARCH), OPENSEARCH
    ),
    "relais-elasticsearch": Entry("Relais sur Elasticsearch", "relais", _on_server(ELASTICSEARCH), ELASTICSEARCH),
    "same-elasticsearch": Entry(
        "les requêtes de Relais seules, Elasticsearch", "plancher", _same_requests(ELASTICSEARCH), ELASTICSEARCH
    ),
}
