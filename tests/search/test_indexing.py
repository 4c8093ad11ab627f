"""What an editor does shows in the search at once."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from wagtail.models import PageViewRestriction

from actors.models import Actor
from network_site.models import StandardPage
from practices.models import ExperienceReportPage, ReportActor, ReportIndexPage, ReportReferent
from search import builder, builders, indexing, service
from search.builders import BY_KIND
from search.documents import Kind, SearchDocument
from search.engines import get_engine
from search.models import IndexedDocument
from search.queries import SearchQuery
from tests.factories.actors import ActorFactory, NetworkFactory, NetworkMembershipFactory, ReferentFactory
from tests.factories.kernel import home_page
from tests.factories.practices import (
    ExperienceReportPageFactory,
    NeedFactory,
    StageFactory,
    ThemeFactory,
    report_index,
)

from .conftest import Committing, found


@pytest.fixture
def report(committing: Committing) -> ExperienceReportPage:
    with committing():
        return ExperienceReportPageFactory.create(
            title="Cours rafraîchies", slug="cours", needs=[NeedFactory.create(label="Vivre la chaleur")]
        )


def test_a_published_report_is_found(report: ExperienceReportPage) -> None:
    assert found("rafraichie") == ["Cours rafraîchies"]
    assert found("chaleur") == ["Cours rafraîchies"]


def test_a_draft_is_not_found_until_published(committing: Committing) -> None:
    with committing():
        draft = ExperienceReportPageFactory.create(title="Brouillon secret", draft=True)
    assert found("brouillon") == []
    with committing():
        draft.save_revision().publish()
    assert found("brouillon") == ["Brouillon secret"]


def test_a_published_change_replaces(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        report.title = "Toits végétalisés"
        report.save_revision().publish()
    assert (found("rafraîchies"), found("toit")) == ([], ["Toits végétalisés"])


def test_an_unpublished_report_leaves(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        report.unpublish()
    assert found() == []
    assert not IndexedDocument.objects.filter(kind=Kind.REPORTS).exists()


def test_a_deleted_report_leaves(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        report.delete()
    assert found() == []


def test_deleting_the_parent_takes_the_reports_away(report: ExperienceReportPage, committing: Committing) -> None:
    need = report.needs.get()
    with committing():
        report_index().delete()
    assert get_engine().keys() == {f"need:{need.pk}"}


def test_a_renamed_term_renames_its_reports(report: ExperienceReportPage, committing: Committing) -> None:
    need = report.needs.get()
    with committing():
        need.label, need.slug, need.synonyms = "Traverser les canicules", "canicules", ["grosses chaleurs"]
        need.save()
    assert found("traverser") == found("grosses") == found(need=("canicules",)) == ["Cours rafraîchies"]
    assert found("traverser", Kind.NEEDS) == ["Traverser les canicules"]


def test_an_unpublished_or_deleted_term_leaves_its_reports(committing: Committing) -> None:
    with committing():
        theme = ThemeFactory.create(label="Hydrologie", slug="hydrologie")
        ExperienceReportPageFactory.create(title="Noues", themes=[theme])
        NetworkFactory.create(name="Réseau de l’eau", themes=[theme])
    assert (found("hydrologie"), found("hydrologie", Kind.NETWORKS)) == (["Noues"], ["Réseau de l’eau"])
    with committing():
        theme.unpublish()
    assert (found("hydrologie"), found("hydrologie", Kind.NETWORKS)) == ([], [])
    with committing():
        theme.delete()
    assert found() == ["Noues"]


def test_a_term_linked_from_its_own_side_is_indexed(report: ExperienceReportPage, committing: Committing) -> None:
    stage = StageFactory.create(label="Prospective", slug="prospective")
    with committing():
        stage.reports.add(report)
    assert found("prospective") == ["Cours rafraîchies"]
    with committing():
        stage.reports.clear()
    assert found("prospective") == []


def test_a_renamed_actor_is_renamed_on_its_reports(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        row = ReportActor.objects.create(page=report, actor=ActorFactory.create(name="Ville d’Augan"))
    assert (found("augan"), found("augan", Kind.ACTORS)) == (["Cours rafraîchies"], ["Ville d’Augan"])
    with committing():
        row.actor.name = "Commune d’Elven"
        row.actor.save()
    assert (found("elven"), found("augan")) == (["Cours rafraîchies"], [])
    with committing():
        row.delete()
    assert found("elven") == []


def test_a_moved_page_keeps_a_right_address(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        index = report_index()
        index.slug = "experiences"
        index.save_revision().publish()
    assert service.search(SearchQuery()).hits[0].url == "/experiences/cours/"
    with committing():
        other = home_page().add_child(instance=StandardPage(title="Archives", slug="archives"))
        ReportIndexPage.objects.get().move(StandardPage.objects.get(pk=other.pk), pos="last-child")
    assert service.search(SearchQuery()).hits[0].url == "/archives/experiences/cours/"


def test_a_private_page_leaves_and_comes_back(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        restriction = PageViewRestriction.objects.create(page=report_index(), restriction_type="login")
    assert get_engine().search(SearchQuery()).total == 0
    with committing():
        restriction.delete()
    assert found() == ["Cours rafraîchies"]


def test_an_actor_and_a_network_come_and_go(committing: Committing) -> None:
    with committing():
        actor, network = ActorFactory.create(name="Ville de Denain"), NetworkFactory.create(name="Réseau des ponts")
        NetworkMembershipFactory.create(network=network, actor=actor)
    assert (found("denain", Kind.ACTORS), found("pont", Kind.NETWORKS)) == (["Ville de Denain"], ["Réseau des ponts"])
    assert service.search(SearchQuery("pont", Kind.NETWORKS)).hits[0].card["members"] == 1
    with committing():
        network.delete()
        Actor.objects.get().unpublish()
    assert (found("denain", Kind.ACTORS), found("pont", Kind.NETWORKS)) == ([], [])


@override_settings(RELAIS_HIDE_UNCONFIRMED_NAMES=False)
def test_names_of_people_are_never_indexed(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        ReportReferent.objects.create(page=report, referent=ReferentFactory.create(name="Zénobie Quatrebarbes"))
    hit = service.search(SearchQuery()).hits[0]
    assert hit.card["reachable"] is True
    stored = [str(payload) for payload in IndexedDocument.objects.values_list("payload", flat=True)]
    assert stored
    assert not any("nobie" in payload or "Quatrebarbes" in payload for payload in stored)


def test_rebuilding_gives_the_same_documents(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        NetworkFactory.create(needs=[report.needs.get()])
        ActorFactory.create(with_territory=True)
    before = dict(IndexedDocument.objects.values_list("key", "digest"))
    seen: list[int] = []
    assert indexing.rebuild(progress=seen.append) == len(before) == seen[-1]
    assert dict(IndexedDocument.objects.values_list("key", "digest")) == before
    assert get_engine().keys() == set(before)


def test_a_rebuild_writes_down_what_has_changed_alone(report: ExperienceReportPage, committing: Committing) -> None:
    with committing():
        ActorFactory.create(name="Ville de Denain")
    ExperienceReportPage.objects.filter(pk=report.pk).update(title="Titre d’après")  # without the outbox
    before = dict(IndexedDocument.objects.values_list("key", "updated_at"))
    indexing.rebuild()
    after = dict(IndexedDocument.objects.values_list("key", "updated_at"))
    assert {key for key in before if after[key] != before[key]} == {f"report:{report.pk}"}
    assert not IndexedDocument.objects.filter(served=False).exists()
    indexing.restore()
    assert found("après") == ["Titre d’après"]


def test_a_rebuild_leaves_the_collector_as_it_was(report: ExperienceReportPage) -> None:
    before, during = gc.get_threshold(), []
    indexing.rebuild(progress=lambda _done: during.append(gc.get_threshold()))
    assert gc.get_threshold() == before
    assert before not in during


def test_rebuilding_forgets_what_is_gone(report: ExperienceReportPage) -> None:
    ExperienceReportPage.objects.filter(pk=report.pk).update(live=False)
    indexing.rebuild()
    assert not IndexedDocument.objects.filter(key=f"report:{report.pk}").exists()
    assert found() == []


def test_what_a_worker_tells_while_a_rebuild_reads_is_not_undone_by_it(
    report: ExperienceReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's own copy too: an index is restored from it."""
    needs, reports = list(builders.batches())

    def overtaken() -> Iterator[list[SearchDocument]]:
        yield needs
        report.title = "Titre d’après"
        report.save()
        indexing.bring_up_to_date([f"report:{report.pk}"])
        yield reports

    monkeypatch.setattr(builders, "batches", overtaken)
    indexing.rebuild()
    assert found("après") == ["Titre d’après"]
    indexing.restore()
    assert found("après") == ["Titre d’après"]


def test_a_rebuild_reads_a_batch_when_it_writes_it_down(
    report: ExperienceReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many objects of each kind there are: what was read earlier may have changed since."""
    monkeypatch.setattr(builder, "BATCH", 2)
    reports = [report, *(ExperienceReportPageFactory.create(slug=f"suite-{number}") for number in range(3))]

    def changed(done: int) -> None:
        for each in reports:
            ExperienceReportPage.objects.filter(pk=each.pk).update(title=f"Après {done}")

    indexing.rebuild(progress=changed)
    titles = IndexedDocument.objects.filter(kind=Kind.REPORTS).order_by("pk").values_list("payload__title", flat=True)
    assert list(titles) == ["Après 1", "Après 1", "Après 3", "Après 3"]


def test_restoring_reads_no_model(report: ExperienceReportPage) -> None:
    IndexedDocument.objects.filter(key=f"report:{report.pk}").update(key="report:999999")
    row = IndexedDocument.objects.get(key="report:999999")
    row.payload["key"] = row.key
    row.save()
    indexing.restore()
    assert get_engine().keys() >= {"report:999999"}
    assert found() == []


@pytest.mark.parametrize("extra", [0, 20])
def test_building_costs_the_same_queries_for_more_reports(
    committing: Committing, django_assert_num_queries: Any, extra: int
) -> None:
    for number in range(1 + extra):
        actors = [ReportActor(actor=ActorFactory.create())]
        ExperienceReportPageFactory.create(needs=[NeedFactory.create()], report_actors=actors, slug=f"r{number}")
    builder = BY_KIND[Kind.REPORTS]
    pks = list(builder.visible().values_list("pk", flat=True))
    builder.documents(pks)  # Wagtail remembers where the sites start
    with django_assert_num_queries(30):
        assert len(builder.documents(pks)) == 1 + extra


def test_objects_read_together_make_the_documents_of_each(committing: Committing) -> None:
    for number in range(40):
        actors = [ReportActor(actor=ActorFactory.create(aliases=[f"alias {number}"], with_territory=number % 3 == 0))]
        needs = NeedFactory.create_batch(2) if number % 2 else []
        ExperienceReportPageFactory.create(needs=needs, report_actors=actors, slug=f"r{number}")
    builder = BY_KIND[Kind.REPORTS]
    pks = [pk for number, pk in enumerate(builder.visible().order_by("pk").values_list("pk", flat=True)) if number % 4]
    assert builder.documents(reversed(pks)) == [document for pk in pks for document in builder.documents([pk])]
