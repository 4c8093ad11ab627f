"""What a command says at its start of an index that the embedded engine made by other rules."""

import pytest

from search import outbox
from search.engines import embedded_schema, get_engine
from search.models import IndexedDocument
from search.startup import check_engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    get_engine().rebuild([])
    monkeypatch.setattr(embedded_schema, "version", lambda: "other")


def test_a_large_index_of_other_rules_is_told_with_the_command(
    other_rules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    IndexedDocument.objects.create(key="report:1", kind="reports", payload={}, digest="")
    monkeypatch.setattr(outbox, "MOST_RESTORED_INLINE", 0)
    (warning,) = check_engine(app_configs=None)
    assert (warning.id, warning.hint) == ("search.W001", "Lancez : manage.py rebuild_search_index")
    get_engine().rebuild([])
    assert check_engine(app_configs=None) == []


def test_a_small_one_makes_itself(other_rules: None) -> None:
    assert check_engine(app_configs=None) == []
