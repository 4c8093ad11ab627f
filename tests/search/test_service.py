"""What a page of results shows beside its hits: labels, help when nothing is found, a constant number of queries."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from network_site.territories.models import LoadedSource, Territory
from practices.models import Need
from search import heard_places, service
from search.documents import Kind
from search.engines import get_engine, patience
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery
from tests.factories.actors import ActorFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import (
    ExperienceReportPageFactory,
    HazardFactory,
    NeedFactory,
    StageFactory,
    SustainableGoalFactory,
)

from .conftest import Committing


@pytest.fixture
def catalogue(committing: Committing) -> None:
    with committing():
        region = TerritoryFactory.create(region_kind=True, code="84", name="Auvergne-Rhône-Alpes")
        isere = TerritoryFactory.create(departement_kind=True, code="38", name="Isère", region=region)
        grenoble = TerritoryFactory.create(code="38185", name="Grenoble", departement=isere, region=region)
        heat = NeedFactory.create(slug="chaleur", label="Vivre la chaleur", synonyms=["canicule"])
        flood = NeedFactory.create(slug="crue", label="Se préparer aux crues")
        shock = HazardFactory.create(slug="inondation", label="Inondation")
        stage = StageFactory.create(slug="agir", label="Agir")
        ExperienceReportPageFactory.create(
            title="Cours d’ombre", needs=[heat], location=grenoble, stages=[stage], year=2022
        )
        ExperienceReportPageFactory.create(
            title="Jardin de pluie", needs=[heat, flood], hazards=[shock], location=isere, year=2021
        )
        ExperienceReportPageFactory.create(
            title="Sirènes", needs=[flood], hazards=[shock], kind="realisation", evidence_level=2
        )
        ActorFactory.create(name="Ville de Grenoble", territory=grenoble)


def test_values_are_named_and_ordered(catalogue: None) -> None:
    results = service.search(SearchQuery())
    assert [(count.label, count.count) for count in results.facet("need").counts] == [
        ("Se préparer aux crues", 2),
        ("Vivre la chaleur", 2),
    ]
    assert {count.label for count in results.facet("nature").counts} == {"Démarche", "Réalisation"}
    assert [count.label for count in results.facet("evidence").counts] == ["Mesuré"]
    assert [count.value for count in results.facet("year").counts] == ["2021", "2022"]


@pytest.mark.parametrize(
    ("text", "rest", "count"),
    [
        ("canicule en Isère", "canicule", 2),
        ("isere", "", 2),
        ("crues dans le département de l’Isère", "crues", 1),
        ("jardin Auvergne Rhône Alpes canicule", "jardin canicule", 2),
        ("38000", "", 2),
        ("canicule 38000", "canicule", 2),
        ("crues dans le 38190", "crues", 1),
        ("38000, canicule", "canicule", 2),
        ("canicule 38000 Grenoble", "canicule Grenoble", 2),
    ],
)
def test_a_territory_that_is_named_is_offered_as_a_filter(catalogue: None, text: str, rest: str, count: int) -> None:
    place = service.search(SearchQuery(text)).place
    assert place is not None
    assert (place.query.text, place.count) == (rest, count)
    assert service.search(place.query).total == count
    assert service.search(place.query).place is None


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery("Isère", kind=Kind.NEEDS),
        SearchQuery("neige Isère"),
        SearchQuery("neige 38000"),
        SearchQuery("canicule 10000"),
        SearchQuery("canicule 38000 habitants"),
        SearchQuery("canicule 38000 €"),
        SearchQuery("canicule pour plus de 38000"),
        SearchQuery("canicule 3800"),
        SearchQuery("canicule 380000"),
        SearchQuery("canicule A38000"),
        SearchQuery("canicule"),
        SearchQuery("canicule en Isère", counting=()),  # no page shows it
    ],
)
def test_no_territory_is_offered_where_its_filter_is_no_help(catalogue: None, query: SearchQuery) -> None:
    assert service.search(query).place is None


@pytest.mark.parametrize(
    ("postal", "departement"),
    [
        ("01000", "01"),
        ("75116", "75"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20620", "2B"),
        ("20500", ""),
        ("97110", "971"),
        ("97133", "977"),
        ("97150", "978"),
        ("97400", "974"),
        ("97600", "976"),
        ("98714", "987"),
    ],
)
def test_a_postal_code_says_its_departement(postal: str, departement: str) -> None:
    assert heard_places.departement_of(postal) == departement


def test_a_departement_is_heard_by_its_code_where_its_region_bears_its_name(committing: Committing) -> None:
    with committing():
        region = TerritoryFactory.create(region_kind=True, code="04", name="La Réunion")
        place = TerritoryFactory.create(departement_kind=True, code="974", name="La Réunion", region=region)
        ExperienceReportPageFactory.create(location=place)
    heard = [service.search(SearchQuery(text)).place for text in ("97400", "la réunion")]
    assert [place and dict(place.query.selections)["territory"] for place in heard] == [
        ("departement-974",),
        ("region-04",),
    ]


def test_territories_are_nested(catalogue: None) -> None:
    counts = service.search(SearchQuery()).facet("territory").counts
    assert [(count.depth, count.value, count.label, count.count, count.parent) for count in counts] == [
        (0, "region-84", "Auvergne-Rhône-Alpes", 2, None),
        (1, "departement-38", "Isère", 2, "region-84"),
        (2, "commune-38185", "Grenoble (38)", 1, "departement-38"),
    ]


def test_a_facet_without_a_value_is_not_answered(catalogue: None) -> None:
    assert "theme" not in {facet.name for facet in service.search(SearchQuery()).facets}


def test_goals_and_keywords_are_named(committing: Committing) -> None:
    with committing():
        report = ExperienceReportPageFactory.create()
        report.report_goals.create(
            goal=SustainableGoalFactory.create(number=13, slug="odd-13", label="Climat"), effect=2
        )
        report.report_goals.create(
            goal=SustainableGoalFactory.create(number=9, slug="odd-9", label="Industrie"), effect=-1
        )
        report.tags.add("Désimperméabiliser")
        report.save()
    results = service.search(SearchQuery())
    assert [count.label for count in results.facet("sdg").counts] == ["ODD 13 · Climat"]
    assert [count.label for count in results.facet("keyword").counts] == ["Désimperméabiliser"]


def test_a_name_is_read_once_until_it_changes(catalogue: None, django_assert_num_queries: Any) -> None:
    def place() -> str:
        return service.search(SearchQuery()).facet("territory").counts[0].label

    place()
    need, region = Need.objects.get(slug="crue"), Territory.objects.get(code="84")
    with django_assert_num_queries(2):  # the stamp, and what may be seen
        service.search(SearchQuery())
    need.label = "Vivre avec l’eau"
    need.save()
    assert "Vivre avec l’eau" in {count.label for count in service.search(SearchQuery()).facet("need").counts}
    region.name = "Rhône-Alpes"
    region.save()
    assert place() == "Rhône-Alpes"
    Territory.objects.filter(code="84").update(name="Auvergne-Rhône-Alpes")  # as a load does, which notes its source
    LoadedSource.objects.update_or_create(name="territoires")
    LoadedSource.objects.update_or_create(name="territoires")
    assert place() == "Auvergne-Rhône-Alpes"


def test_active_filters_name_themselves(catalogue: None) -> None:
    query = SearchQuery(selections={"need": ("crue",), "territory": ("departement-38",)})
    results = service.search(query)
    assert [(facet.param, count.label) for facet, count in results.active] == [
        ("besoin", "Se préparer aux crues"),
        ("territoire", "Isère"),
    ]
    assert [hit.title for hit in results.hits] == ["Jardin de pluie"]


def test_an_unknown_value_is_set_aside_and_said(catalogue: None) -> None:
    query = SearchQuery(selections={"need": ("crue", "licorne"), "year": ("hier",), "territory": ("region-0",)})
    results = service.search(query)
    assert results.total == 2
    said = {(facet.param, value) for facet, value in results.unknown}
    assert said == {("besoin", "licorne"), ("annee", "hier"), ("territoire", "region-0")}


def test_without_result_the_filter_to_remove_is_the_one_that_hides_most(catalogue: None) -> None:
    results = service.search(SearchQuery(selections={"hazard": ("inondation",), "year": ("2022",)}))
    assert results.total == 0
    assert results.removal is not None
    assert (results.removal.facet.param, results.removal.label, results.removal.count) == ("annee", "2022", 2)


def test_without_result_the_nearest_needs_are_shown(catalogue: None) -> None:
    results = service.search(SearchQuery("canicule licorne"))
    assert (results.total, results.removal) == (0, None)
    assert [hit.title for hit in results.nearest_needs] == ["Vivre la chaleur"]


def test_cards_count_the_reports_that_can_be_seen(catalogue: None, committing: Committing) -> None:
    with committing():
        ExperienceReportPageFactory.create(needs=[Need.objects.get(slug="crue")], draft=True)
    cards = {hit.title: hit.card["reports"] for hit in service.search(SearchQuery(kind=Kind.NEEDS)).hits}
    assert cards == {"Se préparer aux crues": 2, "Vivre la chaleur": 2}


def test_suggestions_and_resemblance_cross_the_last_check(catalogue: None) -> None:
    assert {each.title for each in service.suggest("gre")} == {"Ville de Grenoble"}
    rain = service.search(SearchQuery("jardin")).hits[0]
    assert {hit.title for hit in service.similar(rain.key)} == {"Cours d’ombre", "Sirènes"}
    assert service.similar("report:0") == ()


def test_a_search_is_one_wait(catalogue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now, left = [0.0], []
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: now[0]))
    engine: Any = type(get_engine())

    def taking_a_second(name: str) -> None:
        answer = getattr(engine, name)

        def ask(*given: Any, **named: Any) -> Any:
            left.append(patience.left(9))
            with patience.spending():
                now[0] += 1
                return answer(*given, **named)

        monkeypatch.setattr(engine, name, ask)

    taking_a_second("scores")
    taking_a_second("search")
    service.search(SearchQuery("canicule"))
    assert left == [9.0, 8.0]
    assert patience.left(9) == 9


@pytest.mark.parametrize("many", [0, 15])
def test_queries_do_not_grow_with_results(
    catalogue: None, committing: Committing, django_assert_max_num_queries: Any, many: int
) -> None:
    with committing():
        for number in range(many):
            ExperienceReportPageFactory.create(
                needs=[NeedFactory.create(label=f"Crue {number}")], location=TerritoryFactory.create()
            )
    query = SearchQuery("crue", selections={"need": ("crue", "chaleur"), "territory": ("region-84",)})
    service.search(query)  # the first question after a change reads what is ranked
    with django_assert_max_num_queries(5):
        assert service.search(query).total


def test_the_command_rebuilds_and_says_how_many(catalogue: None, capsys: pytest.CaptureFixture[str]) -> None:
    get_engine().remove(list(get_engine().keys()))
    call_command("rebuild_search_index")
    assert "6 documents" in capsys.readouterr().out
    assert service.search(SearchQuery()).total == 3


def test_the_command_says_that_the_old_index_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_engine: object, _documents: object) -> int:
        raise EngineUnavailable("no room left")

    monkeypatch.setattr(type(get_engine()), "rebuild", failing)
    with pytest.raises(CommandError, match="ancien index reste"):
        call_command("rebuild_search_index")
