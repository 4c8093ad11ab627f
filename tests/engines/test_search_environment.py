"""What production accepts to be told of its search engine."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from network_site.settings import base
from network_site.settings.search_environment import search_settings

SERVER = {"RELAIS_SEARCH_ENGINE": "elasticsearch", "RELAIS_SEARCH_URLS": "https://a:9200, https://b:9200"}


def test_the_embedded_engine_needs_nothing() -> None:
    assert search_settings({}) == {"RELAIS_SEARCH_ENGINE": "embedded", "RELAIS_SEARCH_URLS": []}


def test_a_worker_that_waits_for_a_server_makes_no_save_fail() -> None:
    """It holds the rows that it tells, and on SQLite with them the right to write."""
    assert base.DATABASES["default"]["OPTIONS"]["timeout"] > base.RELAIS_SEARCH_WRITE_TIMEOUT


def test_values_are_typed(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    given = {"RELAIS_SEARCH_API_KEY": "a2V5", "RELAIS_SEARCH_CA_FILE": str(authority), "RELAIS_SEARCH_TIMEOUT": "0.5"}
    assert search_settings(SERVER | given | {"RELAIS_SEARCH_REPLICAS": "2"}) == {
        "RELAIS_SEARCH_ENGINE": "elasticsearch",
        "RELAIS_SEARCH_URLS": ["https://a:9200", "https://b:9200"],
        "RELAIS_SEARCH_CA_FILE": str(authority),
        "RELAIS_SEARCH_API_KEY": "a2V5",
        "RELAIS_SEARCH_TIMEOUT": 0.5,
        "RELAIS_SEARCH_REPLICAS": 2,
    }


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param({"RELAIS_SEARCH_ENGINE": "solr"}, "RELAIS_SEARCH_ENGINE", id="unknown engine"),
        pytest.param({"RELAIS_SEARCH_URLS": ""}, "RELAIS_SEARCH_URLS", id="no address"),
        pytest.param({"RELAIS_SEARCH_URLS": "search:9200"}, "RELAIS_SEARCH_URLS", id="no scheme"),
        pytest.param({"RELAIS_SEARCH_URLS": "https://u:hidden@a"}, "RELAIS_SEARCH_URLS", id="secret in the address"),
        pytest.param(
            {"RELAIS_SEARCH_URLS": "http://a", "RELAIS_SEARCH_API_KEY": "hidden"},
            "RELAIS_SEARCH_URLS",
            id="key in clear",
        ),
        pytest.param({"RELAIS_SEARCH_PASSWORD": "hidden"}, "RELAIS_SEARCH_USER", id="password of nobody"),
        pytest.param(
            {"RELAIS_SEARCH_ENGINE": "opensearch", "RELAIS_SEARCH_API_KEY": "hidden"}, "RELAIS_SEARCH_API_KEY", id="key"
        ),
        pytest.param({"RELAIS_SEARCH_CA_FILE": "/nowhere"}, "RELAIS_SEARCH_CA_FILE", id="no such file"),
        pytest.param({"RELAIS_SEARCH_TIMEOUT": "2"}, "RELAIS_SEARCH_TIMEOUT", id="a reader would wait too long"),
        pytest.param({"RELAIS_SEARCH_RETRIES": "many"}, "RELAIS_SEARCH_RETRIES", id="no number"),
    ],
)
def test_a_bad_value_is_named_and_never_shown(given: dict[str, str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named) as refused:
        search_settings(SERVER | given)
    assert "hidden" not in str(refused.value)
