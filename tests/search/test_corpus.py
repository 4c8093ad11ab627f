"""What a process keeps of the indexed documents, and what it reads again after a change."""

from typing import Any

import pytest

from practices.models import ExperienceReportPage
from search.documents import SearchDocument
from search.models import CorpusStamp
from search.ranking import corpus
from search.ranking.corpus import Corpus
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

from .conftest import Committing

MANY = 12
"""Reports: one of them is less than a tenth."""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the documents that are read."""
    titles: list[str] = []
    whole = SearchDocument.from_json

    def noted(payload: dict[str, str]) -> SearchDocument:
        titles.append(payload["title"])
        return whole(payload)

    monkeypatch.setattr(SearchDocument, "from_json", noted)
    return titles


@pytest.fixture
def catalogue(committing: Committing) -> None:
    with committing():
        need = NeedFactory.create(slug="crue")
        for number in range(MANY):
            ExperienceReportPageFactory.create(title=f"Digue {number}", needs=[need])
    corpus.forget()


def _of(found: Corpus) -> tuple[object, ...]:
    links = found.links
    return (found.reports, [need.key for need in found.needs], links.answers, links.related, found.titles, found.actors)


def _read_whole() -> Corpus:
    corpus.forget()
    return corpus.current()


def test_after_a_publication_it_alone_is_read(catalogue: None, committing: Committing, read: list[str]) -> None:
    corpus.current()
    with committing():
        ExperienceReportPageFactory.create(title="Toit végétalisé")
    read.clear()
    after = corpus.current()
    assert read == ["Toit végétalisé"]
    assert after.lexicon.mended("vegetalise") is None
    assert after.lexicon.accented("vegetalise") == "végétalisé"
    whole = _read_whole()
    assert _of(after) == _of(whole)
    assert after.lexicon == whole.lexicon


def test_nothing_is_read_when_nothing_is_different(catalogue: None, read: list[str]) -> None:
    before = corpus.current()
    CorpusStamp.renew()
    read.clear()
    assert _of(corpus.current()) == _of(before)
    assert read == []


def test_a_changed_report_is_read_and_a_withdrawn_one_gone(
    catalogue: None, committing: Committing, read: list[str]
) -> None:
    corpus.current()
    changed, withdrawn = (ExperienceReportPage.objects.get(title=f"Digue {each}") for each in (1, 2))
    changed.title = "Barrage"
    with committing():
        changed.save_revision().publish()
    read.clear()
    assert "barrage" in corpus.current().titles
    assert read == ["Barrage"]
    with committing():
        withdrawn.unpublish()
    after = corpus.current()
    assert "digue 2" not in after.titles
    assert _of(after) == _of(_read_whole())


def test_words_of_many_withdrawn_reports_are_forgotten(catalogue: None, committing: Committing) -> None:
    assert corpus.current().lexicon.count("digue") == MANY
    with committing():
        for report in ExperienceReportPage.objects.all()[: MANY - 1]:
            report.unpublish()
    assert corpus.current().lexicon.count("digue") == 1


def test_of_too_many_reports_only_words_are_kept(
    catalogue: None, committing: Committing, settings: Any, read: list[str]
) -> None:
    corpus.current()
    settings.RELAIS_SEARCH_MOST_RANKED = MANY
    with committing():
        ExperienceReportPageFactory.create(title="Toit végétalisé")
    read.clear()
    words = corpus.current()
    assert read == ["Toit végétalisé"]
    assert (words.reports, len(words.needs)) == ([], 1)
    assert words.lexicon.count("digue") == MANY
    assert words.lexicon.accented("vegetalise") == "végétalisé"
    assert _of(words) == _of(_read_whole())
