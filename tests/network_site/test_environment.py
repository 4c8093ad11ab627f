"""Production refuses to start on a missing or weak value, and names all of them at once."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from network_site.settings.environment import database_from_url, is_weak, read_environment, smtp_settings

GOOD = {
    "RELAIS_SECRET_KEY": "k3y-With-Enough-Different-Characters-0123456789-abcdefghij",
    "RELAIS_HOSTS": "relais.example, www.relais.example",
    "RELAIS_BASE_URL": "https://relais.example/",
    "RELAIS_DATABASE_URL": "postgres://relais:p%40ss@db:5433/relais",
    "RELAIS_SMTP_URL": "smtp://user:secret@mail.example:587",
    "RELAIS_FROM_EMAIL": "Relais <relais@relais.example>",
}


def test_good_values_are_read() -> None:
    environment = read_environment(GOOD)
    assert environment.hosts == ["relais.example", "www.relais.example"]
    assert environment.base_url == "https://relais.example"
    assert environment.state_dir == Path("/var/lib/relais")
    assert environment.database["PASSWORD"] == "p@ss"
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
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment(GOOD | {name: value})


def test_a_secret_never_shows_in_the_refusal() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read_environment(GOOD | {"RELAIS_SECRET_KEY": "tooweaktooweak", "RELAIS_BASE_URL": ""})
    assert "tooweak" not in str(raised.value)
    assert "p%40ss" not in str(raised.value)


def test_the_demo_key_would_be_accepted_for_its_length_and_variety() -> None:
    assert not is_weak(GOOD["RELAIS_SECRET_KEY"])


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
