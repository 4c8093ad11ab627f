"""A site of before contributions and exchanges, in PostgreSQL: six reports, the vocabularies, accounts, a mail.

`before_contributions.sql.xz` is pg_dump's text of it (PostgreSQL 16). Migrating it takes seconds, a new site a minute.
"""

import lzma
from pathlib import Path

import psycopg

DUMP = Path(__file__).with_name("before_contributions.sql.xz")


def load_older_site(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(lzma.decompress(DUMP.read_bytes()))
