"""The real servers that candidates need, started for the time of a measure, with room to work."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HEAP = "1g"
TUNED = {"shared_buffers": "1GB", "work_mem": "64MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB"}


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """PostgreSQL 16 from pgserver, tuned as for a small machine of its own."""
    import psycopg

    from tests.postgres_server import postgres_server

    if not folder.exists():
        with postgres_server(folder) as url, psycopg.connect(url, autocommit=True) as connection:
            for name, value in TUNED.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    with postgres_server(folder) as url:
        yield url


def create_database(name: str, *, on: str) -> str:
    """The address of a database, made where it is not there yet."""
    import psycopg

    from tests.postgres_server import address_of

    with psycopg.connect(on, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
    return address_of(name, on=on)


@contextmanager
def search_server(name: str, data: Path) -> Iterator[str]:
    """Elasticsearch or OpenSearch, its data kept for the next measure."""
    from tests.engines.running import running

    data.mkdir(parents=True, exist_ok=True)
    environment: dict[str, Any] = {"SERVER_HEAP": HEAP, "SERVER_DATA": str(data), "SERVER_LASTING": "1"}
    with running(name, environment=os.environ | environment) as url:
        yield url
