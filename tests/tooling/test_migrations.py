"""A site that ran before contributions and exchanges existed comes through an upgrade with all that it held."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.postgres_server import new_database, postgres_server
from tests.tooling.older_site import load_older_site

ROOT = Path(__file__).parents[2]
COUNTED = ("accounts_user", "practices_experiencereportpage", "practices_need", "actors_actor", "mail_outgoingmail",
           "wagtailcore_revision", "search_expansion", "territories_territory")  # fmt: skip


def test_an_older_site_is_upgraded_and_keeps_its_rows(tmp_path: Path) -> None:
    with postgres_server() as server, new_database("relais_before", on=server) as url:
        load_older_site(url)
        before = counts(url)
        manage("migrate", "--verbosity", "0", database=url)
        assert counts(url) == before
        assert all(before.values())
        manage("migrate", "--check", database=url)
        manage("prepare_site", database=url)
        assert "L’index est identique à la base" in manage("verify_search_index", "--repair", database=url)


def test_the_two_links_from_a_referent_to_an_account_become_one(tmp_path: Path) -> None:
    with postgres_server() as server, new_database("relais_links", on=server) as url:
        load_older_site(url)
        for app, name in (("writing", "0001_drafts"), ("freshness", "0001_initial")):
            manage("migrate", app, name, "--verbosity", "0", database=url)
        with psycopg.connect(url) as connection:
            first, second = (row[0] for row in connection.execute("SELECT id FROM accounts_user ORDER BY id LIMIT 2"))
            connection.execute(REFERENTS)
            confirmed = (
                "INSERT INTO freshness_referentaccount (linked_at, referent_id, user_id) VALUES (now(), 901, %s)"
            )
            connection.execute(confirmed, [first])
            own = "INSERT INTO writing_ownreferent (referent_id, user_id) VALUES (901, %s), (902, %s)"
            connection.execute(own, [second, second])
        manage("migrate", "--verbosity", "0", database=url)
        with psycopg.connect(url) as connection:
            links = connection.execute("SELECT referent_id, user_id FROM freshness_referentaccount ORDER BY 1")
            assert links.fetchall() == [(901, first), (902, second)]
            assert connection.execute("SELECT to_regclass('writing_ownreferent')").fetchone() == (None,)


REFERENTS = """
    INSERT INTO actors_referent (id, name, role, visibility, confirmed, origin)
    VALUES (901, 'Camille', '', 'relay', true, 'contribution'), (902, 'Dominique', '', 'relay', true, 'contribution')
"""


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return {table: count(connection, table) for table in COUNTED}


def count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM public.{table}").fetchone()
    assert row
    return int(row[0])


def manage(*arguments: str, database: str) -> str:
    settings = {"RELAIS_TEST_DATABASE": database, "DJANGO_SETTINGS_MODULE": "network_site.settings.test"}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
