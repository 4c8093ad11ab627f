"""The index compared with the database, and made right."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from practices.models import ExperienceReportPage
from search import verification
from search.engines import get_engine
from search.models import IndexedDocument
from tests.factories.practices import ExperienceReportPageFactory

from .conftest import Committing, Outage, found


@pytest.fixture
def report(committing: Committing) -> ExperienceReportPage:
    with committing():
        return ExperienceReportPageFactory.create(title="Cours rafraîchies")


def verify(*options: str) -> str:
    said = StringIO()
    call_command("verify_search_index", *options, stdout=said)
    return said.getvalue()


def test_an_index_that_follows_the_database_is_said_so(report: ExperienceReportPage) -> None:
    assert verify() == "L’index est identique à la base : 1 documents.\n"


def test_what_the_index_lost_is_found_and_told_again(report: ExperienceReportPage) -> None:
    get_engine().remove([f"report:{report.pk}"])
    assert verification.compare().missing == {f"report:{report.pk}"}
    with pytest.raises(CommandError, match="--repair"):
        verify()
    assert "1 absents de l’index" in verify("--repair")
    assert found() == ["Cours rafraîchies"]


def test_what_the_index_changed_is_put_back(report: ExperienceReportPage) -> None:
    ExperienceReportPage.objects.filter(pk=report.pk).update(title="Changé sans le dire")
    assert verification.compare().different == {f"report:{report.pk}"}
    assert "Réparé : 1 documents" in verify("--repair")
    assert found() == ["Changé sans le dire"]


def test_what_should_have_left_is_removed(report: ExperienceReportPage) -> None:
    ExperienceReportPage.objects.filter(pk=report.pk).update(live=False)
    assert verification.compare().unwanted == {f"report:{report.pk}"}
    verify("--repair")
    assert get_engine().keys() == set()
    assert not IndexedDocument.objects.exists()


def test_a_copy_that_was_lost_in_the_database_is_written_again(report: ExperienceReportPage) -> None:
    IndexedDocument.objects.all().delete()
    assert "mal notés dans la base" in verify("--repair")
    assert IndexedDocument.objects.get().key == f"report:{report.pk}"


def test_an_index_that_cannot_be_read_is_made_again(report: ExperienceReportPage, settings: Any) -> None:
    shutil.rmtree(Path(settings.RELAIS_SEARCH_INDEX_DIR))
    with pytest.raises(CommandError, match="--repair"):
        verify()
    assert "ne peut pas être lu" in verify("--repair")
    assert found() == ["Cours rafraîchies"]


def test_an_engine_that_is_away_repairs_nothing(report: ExperienceReportPage, outage: Outage) -> None:
    get_engine().remove([f"report:{report.pk}"])
    outage.start()
    with pytest.raises(CommandError, match="rien n’est réparé"):
        verify("--repair")
