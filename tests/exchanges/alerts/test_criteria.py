"""The percolator says what the engine would say if each search were asked again for one document only."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.alerts.criteria import WordsOf, answers, conditions, tokens_of
from exchanges.alerts.models import Alert, Criterion
from exchanges.alerts.percolator import percolate
from exchanges.alerts.subscribing import parameters_of
from search.documents import Kind, SearchDocument, document_key
from search.engines import embedded_query as build
from search.engines.embedded import EmbeddedEngine
from search.facets import facets_for
from search.queries import SearchQuery
from search.relevance import minimum_words
from tests.engines.corpus import BY_KEY, CORPUS
from tests.factories.alerts import AlertFactory

WORDS = (
    *("eau", "canicule", "école", "inondations", "préau", "crue", "jardin", "l’ombre", "élus", "PCS", "éco-quartier"),
    *(
        "écoquartier",
        "de",
        "mobilisation",
        "mobilité",
        "aujourd’hui",
        "îlot",
        "GEMAPI",
        "eaux pluviales",
        "rez-de-chaussée",
    ),
)
VALUES = ("a", "b", "c")
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
several = st.lists(texts, max_size=2).map(tuple)


def everything(kind: Kind, pk: int) -> SearchDocument:
    """Holds every word and no value: no word of the tests is a typo for the engine, which forgives those."""
    return SearchDocument(key=document_key(kind, pk), kind=kind, title="fin", body=" ".join(WORDS))


@st.composite
def documents(draw: st.DrawFn, *, pk: int = 1) -> SearchDocument:
    kind = draw(st.sampled_from(Kind))
    values = st.lists(st.sampled_from(VALUES), max_size=3, unique=True).map(tuple)
    return SearchDocument(
        key=document_key(kind, pk),
        kind=kind,
        title=draw(texts),
        summary=draw(texts),
        body=draw(texts),
        labels=draw(several),
        synonyms=draw(several),
        questions=draw(several),
        facets={facet.name: draw(values) for facet in facets_for(kind)[:4]},
    )


@st.composite
def searches(draw: st.DrawFn) -> SearchQuery:
    kind = draw(st.sampled_from(Kind))
    names = [facet.name for facet in facets_for(kind)[:4]]
    values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True).map(tuple)
    words = draw(st.lists(st.sampled_from(WORDS), max_size=6))
    phrase = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    text = " ".join([*words, f"« {' '.join(phrase)} »" if phrase else ""])
    return SearchQuery(text, kind=kind, selections=draw(st.dictionaries(st.sampled_from(names), values, max_size=3)))


def found_by_the_engine(engine: EmbeddedEngine, query: SearchQuery, document: SearchDocument) -> bool:
    """The strictest step of the engine's own query, asked of this document alone."""
    searcher = engine._directory.searcher()
    text = build.TextQuery(query.parsed(), searcher)
    asked = build.all_of(
        [
            text.matching(minimum_words(text.words)[0]),
            build.of_kind(query.kind),
            build.of_keys([document.key]),
            *build.selected_facets(query.kind, query.selections).values(),
        ]
    )
    return bool(searcher.search(asked, 1).hits)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: Any) -> EmbeddedEngine:
    folder: Path = tmp_path_factory.mktemp("percolator")
    embedded = EmbeddedEngine(folder / "index")
    embedded.rebuild(everything(kind, 99) for kind in Kind)
    return embedded


@given(new=st.tuples(*(documents(pk=pk) for pk in range(1, 6))), asked=st.lists(searches(), min_size=1, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_agrees_with_asking_the_engine_again(
    engine: EmbeddedEngine, new: tuple[SearchDocument, ...], asked: list[SearchQuery]
) -> None:
    engine.index(new)
    for document, query in product(new, asked):
        assert answers(query, document) is found_by_the_engine(engine, query, document), query


@pytest.mark.django_db
@given(document=documents(), asked=st.lists(searches(), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_finds_the_same_alerts_as_reading_each(document: SearchDocument, asked: list[SearchQuery]) -> None:
    Alert.objects.all().delete()
    alerts = [AlertFactory(parameters=parameters_of(query)) for query in asked]
    expected = [alert.pk for alert in alerts if answers(alert.query, document)]
    assert percolate(document) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        pytest.param("canicule", "report:1", True, id="a word"),
        pytest.param("inondatoin", "report:2", False, id="no typo is forgiven"),
        pytest.param("éco-quartier", "report:10", True, id="a compound as one word"),
        pytest.param("« plan communal »", "report:2", True, id="a phrase"),
        pytest.param("« communal plan »", "report:2", False, id="a phrase in another order"),
        pytest.param("canicule xyzzy", "report:1", False, id="two words are both needed"),
        pytest.param("de la", "report:1", True, id="stop words ask nothing"),
        pytest.param("goudron préau ombre xyzzy zut", "report:1", True, id="of a long question a third"),
        pytest.param("", "report:3", True, id="nothing asked, everything answers"),
        pytest.param("", "need:1", False, id="another kind"),
    ],
)
def test_the_rule_by_examples(text: str, key: str, *, expected: bool) -> None:
    assert answers(SearchQuery(text), BY_KEY[key]) is expected


def test_values_of_a_facet_are_alternatives_and_facets_add_up() -> None:
    document = BY_KEY["report:1"]
    either = {"need": ("adapter-cadre-de-vie", "autre")}
    assert answers(SearchQuery(selections=either), document)
    assert not answers(SearchQuery(selections=either | {"year": ("1999",)}), document)
    assert answers(SearchQuery("canicule", selections={"territory": ("departement-38",)}), document)


def test_every_search_has_a_condition_and_every_token_fits() -> None:
    long = SearchQuery("a" * 300, selections={"keyword": ("b" * 120,)})
    for query in (SearchQuery(), long):
        assert conditions(query)
        assert all(0 < len(token) <= Criterion.TOKEN_LENGTH for tokens in conditions(query) for token in tokens)
    assert all(tokens_of(document, WordsOf(document)) for document in CORPUS)


@pytest.mark.django_db
def test_one_query_finds_the_alerts_of_a_document(django_assert_num_queries: Any) -> None:
    for parameters in ("", "q=canicule", "besoin=adapter-cadre-de-vie&q=ombre", "q=xyzzy", "type=besoins"):
        AlertFactory(parameters=parameters)
    with django_assert_num_queries(1):
        assert len(percolate(BY_KEY["report:1"])) == 3
