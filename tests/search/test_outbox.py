"""A failing engine costs freshness, never a save and never a change."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from network_site import jobs
from practices.models import ExperienceReportPage
from search import indexing, outbox, report_builder, service, verification
from search.documents import SearchDocument
from search.engines import get_engine
from search.engines.base import EngineUnavailable, SearchEngine
from search.models import LONGEST_PAUSE, IndexedDocument, Outbox
from search.queries import SearchQuery
from tests.factories.practices import ExperienceReportPageFactory

from .conftest import Committing, Outage, found


def make_due() -> None:
    Outbox.objects.update(next_attempt_at=timezone.now())


def test_rows_live_and_die_with_their_transaction(db: None) -> None:
    with transaction.atomic():
        ExperienceReportPageFactory.create()
        assert Outbox.objects.exists()
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_an_engine_down_during_a_save_loses_nothing(committing: Committing, outage: Outage) -> None:
    outage.start()
    with committing():
        report = ExperienceReportPageFactory.create(title="Publié pendant la panne")
    assert ExperienceReportPage.objects.filter(pk=report.pk, live=True).exists()
    row = Outbox.objects.filter(key=f"report:{report.pk}").first()
    assert row is not None
    assert (row.attempts, "disk is full" in row.last_error, row.next_attempt_at > timezone.now()) == (1, True, True)
    outage.end()
    assert outbox.drain() == 0
    make_due()
    assert outbox.drain() > 0
    assert found() == ["Publié pendant la panne"]
    assert not Outbox.objects.exists()


def test_a_withdrawn_report_is_not_shown_while_the_engine_still_has_it(committing: Committing, outage: Outage) -> None:
    with committing():
        report = ExperienceReportPageFactory.create(title="Retiré")
    outage.start()
    with committing():
        report.unpublish()
    assert get_engine().search(SearchQuery()).total == 1
    assert found() == []
    assert service.suggest("retir") == ()


def test_pauses_grow_up_to_an_hour(db: None) -> None:
    row = Outbox(key="report:1")
    pauses = []
    for _ in range(15):
        row.postpone("down")
        pauses.append(row.next_attempt_at - timezone.now())
    assert pauses[0] < pauses[1] < pauses[5]
    assert timedelta(minutes=59) < pauses[-1] <= LONGEST_PAUSE


def test_draining_twice_changes_nothing(committing: Committing) -> None:
    with committing():
        report = ExperienceReportPageFactory.create(title="Deux fois")
    outbox.enqueue([f"report:{report.pk}"] * 3)
    outbox.enqueue([f"report:{report.pk}"])
    assert Outbox.objects.count() == 2
    assert outbox.drain() == 2
    assert found() == ["Deux fois"]


def test_an_object_that_cannot_be_read_holds_up_no_other(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, _sound = (
        ExperienceReportPageFactory.create(title="Cassé"),
        ExperienceReportPageFactory.create(title="Entier"),
    )
    document = report_builder._ReportParts.document

    def reading(parts: Any, key: str) -> Any:
        if parts.report.pk == broken.pk:
            raise RuntimeError("unreadable")
        return document(parts, key)

    monkeypatch.setattr(report_builder._ReportParts, "document", reading)
    outbox.drain()
    assert found() == ["Entier"]
    assert set(Outbox.objects.values_list("key", flat=True)) == {f"report:{broken.pk}"}
    assert "unreadable" in Outbox.objects.first().last_error  # type: ignore[union-attr]


def test_a_lost_index_is_made_again_by_the_next_search(committing: Committing, settings: Any) -> None:
    with committing():
        ExperienceReportPageFactory.create(title="Retrouvé")
    shutil.rmtree(settings.RELAIS_SEARCH_INDEX_DIR)
    assert found() == ["Retrouvé"]


def test_a_damaged_index_is_made_again_by_the_next_save(committing: Committing, settings: Any) -> None:
    with committing():
        ExperienceReportPageFactory.create(title="Ancien")
    root = Path(settings.RELAIS_SEARCH_INDEX_DIR)
    (root / (root / "CURRENT").read_text() / "meta.json").write_text("")
    with committing():
        ExperienceReportPageFactory.create(title="Nouveau")
    assert sorted(found()) == ["Ancien", "Nouveau"]


def test_a_large_lost_index_waits_for_the_command(
    committing: Committing, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committing():
        ExperienceReportPageFactory.create()
    monkeypatch.setattr(outbox, "MOST_RESTORED_INLINE", 0)
    shutil.rmtree(settings.RELAIS_SEARCH_INDEX_DIR)
    with pytest.raises(EngineUnavailable):
        service.search(SearchQuery())
    with committing():
        ExperienceReportPageFactory.create()
    assert Outbox.objects.exists()
    assert IndexedDocument.objects.exists()


def test_draining_is_a_job_of_the_worker() -> None:
    assert "search.drain" in {job.name for job in jobs.registered()}


def test_an_object_that_stays_unreadable_is_given_up_and_a_later_change_frees_it(
    committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ExperienceReportPageFactory.create(title="Illisible")
    key = f"report:{report.pk}"
    Outbox.objects.exclude(key=key).delete()
    with monkeypatch.context() as patch:
        patch.setattr(report_builder._ReportParts, "document", lambda *_args: 1 / 0)
        for _attempt in range(Outbox.MAX_ATTEMPTS):
            make_due()
            outbox.drain()
        row = Outbox.objects.filter(key=key).first()
        assert row is not None
        assert (row.given_up_at is not None, row.get_state_display()) == (True, "Abandonné")
        make_due()
        assert outbox.drain() == 0
    with committing():
        report.save()
    assert found() == ["Illisible"]
    assert not Outbox.objects.exists()


def test_an_engine_that_is_away_is_never_given_up(committing: Committing, outage: Outage) -> None:
    outage.start()
    with committing():
        ExperienceReportPageFactory.create(title="Attendu")
    Outbox.objects.update(attempts=Outbox.MAX_ATTEMPTS * 2)
    make_due()
    outbox.drain()
    assert not Outbox.objects.exclude(given_up_at=None).exists()
    outage.end()
    assert Outbox.objects.all().retry() > 0
    outbox.drain()
    assert found() == ["Attendu"]


def test_what_a_dead_rebuild_wrote_down_is_still_told(
    committing: Committing, outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It read the new title, and died before its index answered: the change that waits must not pass for done."""
    with committing():
        report = ExperienceReportPageFactory.create(title="Ancien titre")
    outage.start()
    with committing():
        report.title = "Nouveau titre"
        report.save_revision().publish()
    with monkeypatch.context() as patch:
        patch.setattr(type(get_engine()), "rebuild", dying)
        with pytest.raises(EngineUnavailable):
            indexing.rebuild()
    outage.end()
    make_due()
    outbox.drain()
    assert found("nouveau") == ["Nouveau titre"]
    assert verification.compare().keys == set()


def dying(_engine: SearchEngine, documents: Iterable[SearchDocument]) -> int:
    assert list(documents)
    raise EngineUnavailable("killed")
