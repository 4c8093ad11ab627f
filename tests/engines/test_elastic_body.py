"""Requests as whole dictionaries: what is asked of a server is read here, without any."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Kind, SearchDocument
from search.engines import elastic_body as body
from search.engines import elastic_schema as schema
from search.engines.elastic_body import Reading
from search.queries import SearchQuery, Sort, parse_text
from search.relevance import FIELD_WEIGHTS

BOOSTS = {"title": 8.8, "labels": 5.5, "questions": 5.5, "synonyms": 3.3, "summary": 3.3, "body": 2.2}
KEPT = {"track_total_hits": True, "from": 0, "size": 20}
EVERYTHING: dict[str, Any] = {"match_all": {}}
BEST_FIRST = [{"_score": "desc"}, {"rank": "asc"}]


def terms(stem: str) -> dict[str, Any]:
    options = [{"term": {name: {"value": stem, "boost": boost}}} for name, boost in BOOSTS.items()]
    return {"dis_max": {"queries": options, "tie_breaker": 0.3}}


def phrases(stems: str) -> dict[str, Any]:
    options = [{"match_phrase": {name: {"query": stems, "boost": boost}}} for name, boost in BOOSTS.items()]
    return {"dis_max": {"queries": options, "tie_breaker": 0.3}}


def fuzzy(name: str, value: str, distance: int, boost: float) -> dict[str, Any]:
    options = {"fuzziness": distance, "transpositions": True, "rewrite": "constant_score", "boost": boost}
    return {"fuzzy": {name: {"value": value, **options}}}


def anywhere(stem: str) -> dict[str, Any]:
    return {
        "bool": {"should": [{"term": {name: {"value": stem}}} for name in FIELD_WEIGHTS], "minimum_should_match": 1}
    }


def kind(value: str) -> dict[str, Any]:
    return {"term": {"kind": {"value": value}}}


def counted(*names: str) -> dict[str, Any]:
    return {name: {"terms": {"field": f"facet_{name}", "size": 65_000}} for name in names}


def reading(text: str, minimum: int, *, misspelt: Sequence[str] = ()) -> Reading:
    return Reading(parse_text(text), frozenset(misspelt), dict.fromkeys(Kind, minimum))


@pytest.mark.parametrize(
    ("text", "minimum", "misspelt", "expected"),
    [
        pytest.param("", 0, (), EVERYTHING, id="no text"),
        pytest.param("canicule", 1, (), {"bool": {"must": [terms("canicul")]}}, id="one word, by its stem"),
        pytest.param("eau pluie", 2, (), {"bool": {"must": [terms("eau"), terms("plui")]}}, id="every word"),
        pytest.param(
            "eau pluie crue",
            2,
            (),
            {
                "bool": {
                    "must": [
                        {"bool": {"should": [terms("eau"), terms("plui"), terms("cru")], "minimum_should_match": 2}}
                    ]
                }
            },
            id="two words of three",
        ),
        pytest.param(
            "« plan communal » eau",
            1,
            (),
            {"bool": {"must": [phrases("plan communal"), terms("eau")]}},
            id="a phrase is always asked",
        ),
        pytest.param(
            "crüe",
            1,
            ("crüe",),
            {
                "bool": {
                    "must": [
                        {"dis_max": {"queries": [fuzzy("title_words", "crue", 1, 4.0), fuzzy("words", "crue", 1, 2.0)]}}
                    ]
                }
            },
            id="a word that no document holds",
        ),
    ],
)
def test_matching(text: str, minimum: int, misspelt: Sequence[str], expected: Mapping[str, Any]) -> None:
    assert body.matching(reading(text, minimum, misspelt=misspelt), minimum) == expected


def test_the_plan_counts_each_level_and_looks_stems_up() -> None:
    levels = {"filters": {"1": {"bool": {"must": [terms("canicul")]}}}}
    assert body.plan(reading("canicule", 1), [1]) == {
        "query": {"exists": {"field": "kind"}},
        "track_total_hits": True,
        "size": 0,
        "aggs": {
            "levels": {"filters": levels, "aggs": {"kinds": {"terms": {"field": "kind", "size": 4}}}},
            "known": {"filters": {"filters": {"0": anywhere("canicul")}}},
        },
    }


def test_words_that_bear_no_typo_are_not_looked_up() -> None:
    assert "known" not in body.plan(reading("eau PCS", 2), [2])["aggs"]


def test_a_page_of_words_is_scored_and_counts_its_facets() -> None:
    query = SearchQuery("eau pluie", kind=Kind.NEEDS, page=2)
    side_by_side = {"match_phrase": {"title": {"query": "eau plui", "boost": 13.2}}}
    assert body.page(query, reading("eau pluie", 2), {}) == {
        **KEPT,
        "from": 20,
        "query": {
            "bool": {
                "filter": [kind("besoins")],
                "must": [{"bool": {"must": [terms("eau"), terms("plui")]}}],
                "should": [side_by_side],
            }
        },
        "sort": BEST_FIRST,
        "aggs": {"others": {"filter": EVERYTHING, "aggs": counted("stage")}},
    }


def test_a_selected_facet_is_counted_without_its_own_filter_and_other_tabs_with_theirs() -> None:
    query = SearchQuery(kind=Kind.NETWORKS, selections={"region": ("84",), "need": ("eau",), "stage": ("x",)})
    region, need = {"terms": {"facet_region": ["84"]}}, {"terms": {"facet_need": ["eau"]}}
    stage = {"terms": {"facet_stage": ["x"]}}
    assert body.page(query, reading("", 0), {}) == {
        **KEPT,
        "query": {"bool": {"filter": [kind("reseaux"), EVERYTHING]}},
        "post_filter": {"bool": {"filter": [region, need]}},
        "sort": ["title_order"],
        "aggs": {
            "others": {
                "filter": {"bool": {"filter": [region, need]}},
                "aggs": counted("network_scope", "network_category", "theme"),
            },
            "without_region": {"filter": {"bool": {"filter": [need]}}, "aggs": counted("region")},
            "without_need": {"filter": {"bool": {"filter": [region]}}, "aggs": counted("need")},
            "totals": {
                "global": {},
                "aggs": {
                    "kinds": {
                        "filters": {
                            "filters": {
                                "retours": {"bool": {"filter": [kind("retours"), EVERYTHING, need, stage]}},
                                "besoins": {"bool": {"filter": [kind("besoins"), EVERYTHING, stage]}},
                            }
                        }
                    }
                },
            },
        },
    }


def test_ranked_keys_come_back_without_documents() -> None:
    query = SearchQuery("eau", kind=Kind.NEEDS)
    assert body.page(query, reading("eau", 1), {Kind.NEEDS: ["need:2", "need:1"]}) == {
        "query": {"bool": {"filter": [kind("besoins"), {"terms": {"key": ["need:2", "need:1"]}}]}},
        "track_total_hits": True,
        "size": 10_000,
        "_source": False,
        "sort": ["rank"],
        "aggs": {"others": {"filter": EVERYTHING, "aggs": counted("stage")}},
    }


@pytest.mark.parametrize(
    ("of_kind", "sort", "text", "expected"),
    [
        pytest.param(Kind.REPORTS, Sort.RELEVANCE, "eau", BEST_FIRST, id="by score"),
        pytest.param(Kind.REPORTS, Sort.RELEVANCE, "", ["date_order"], id="reports without text by date"),
        pytest.param(Kind.ACTORS, Sort.RELEVANCE, "", ["title_order"], id="the others by title"),
        pytest.param(Kind.ACTORS, Sort.DATE, "eau", ["date_order"], id="by date when asked"),
    ],
)
def test_orders(of_kind: Kind, sort: Sort, text: str, expected: list[Any]) -> None:
    query = SearchQuery(text, kind=of_kind, sort=sort)
    assert body.page(query, reading(text, 1 if text else 0), {})["sort"] == expected


def test_scored_terms_are_weighed_and_phrases_required() -> None:
    asked = body.scored_terms(parse_text("« plan communal »"), {"eau": 0.5}, [Kind.REPORTS, Kind.NEEDS])
    weights = {"title": 1.1, "labels": 0.88, "questions": 1.65, "synonyms": 0.55, "summary": 0.88, "body": 0.77}
    assert asked == {
        "bool": {
            "filter": [{"terms": {"kind": ["retours", "besoins"]}}, phrases("plan communal")],
            "should": [{"term": {name: {"value": "eau", "boost": boost}}} for name, boost in weights.items()],
            "minimum_should_match": 1,
        }
    }
    assert body.scored_terms(parse_text("eau"), {}, [Kind.NEEDS]) == {"match_none": {}}


def test_windows_follow_one_another_by_rank() -> None:
    assert body.every(body.everything(), after=7) == {
        "query": {"bool": {"filter": [{"exists": {"field": "kind"}}]}},
        "_source": False,
        "sort": ["rank"],
        "track_scores": True,
        "track_total_hits": False,
        "search_after": [7],
        "size": 10_000,
    }


def test_typing_completes_titles() -> None:
    assert body.completions("Cours d’é", Kind.REPORTS, limit=5) == {
        "query": {
            "bool": {
                "filter": [
                    kind("retours"),
                    {"term": {"title_words": {"value": "cours"}}},
                    {"term": {"title_words": {"value": "d"}}},
                    {"prefix": {"title_words": {"value": "e"}}},
                ],
                "should": [
                    {"constant_score": {"filter": {"prefix": {"title_order": {"value": "cours d e"}}}, "boost": 1.0}}
                ],
            }
        },
        "sort": BEST_FIRST,
        "size": 5,
    }
    assert body.completions("(", Kind.REPORTS, limit=5) is None


def test_what_resembles_shares_values_and_words() -> None:
    document = SearchDocument(key="need:1", kind=Kind.NEEDS, title="L’eau", facets={"stage": ("x",)})
    assert body.resembling(document, limit=3)["query"] == {
        "bool": {
            "filter": [kind("besoins")],
            "must_not": [{"term": {"key": {"value": "need:1"}}}],
            "should": [
                {"constant_score": {"filter": {"term": {"facet_stage": {"value": "x"}}}, "boost": 1}},
                {"term": {"title": {"value": "eau", "boost": 0.44}}},
                {"term": {"labels": {"value": "eau", "boost": 0.44}}},
            ],
            "minimum_should_match": 1,
        }
    }


def test_a_document_is_kept_as_stems_with_an_end() -> None:
    document = SearchDocument(key="need:1", kind=Kind.NEEDS, title="L’éco-quartier", facets={"stage": ("x",)})
    kept = schema.to_source(document)
    assert kept == {
        "key": "need:1",
        "kind": "besoins",
        "rank": kept["rank"],
        "title_order": f"l eco quartier|{kept['rank']:020d}",
        "date_order": f"99999999|{kept['rank']:020d}",
        "payload": document.to_json(),
        "facet_stage": ["x"],
        "title": ["eco quarti", "ecoquarti", "¤"],
        **{name: ["¤"] for name in FIELD_WEIGHTS if name != "title"},
        "words": ["eco quartier"],
        "title_words": ["l eco quartier"],
    }


def test_a_term_is_cut_alike_when_kept_and_when_asked() -> None:
    endless = "x" * 300
    kept = schema.to_source(SearchDocument(key="need:1", kind=Kind.NEEDS, title=f"eau {endless}"))
    assert kept["title"] == [f"eau {'x' * 120}", "¤"]
    asked = body.matching(reading(endless, 1), 1)["bool"]["must"][0]["dis_max"]["queries"][0]
    assert asked == {"term": {"title": {"value": "x" * 120, "boost": 8.8}}}


@given(st.lists(st.sampled_from([0, 1, 59, 60, 119, 120, 121, 240, 241]), max_size=8))
def test_each_token_is_cut_and_no_other_touched(lengths: list[int]) -> None:
    assert schema.cut(" ".join("x" * length for length in lengths)) == " ".join("x" * min(120, n) for n in lengths)


@pytest.mark.parametrize(("replicas", "expected"), [(0, "false"), (2, "0-2")])
def test_copies_follow_the_machines(replicas: int, expected: str) -> None:
    assert schema.serving_settings(replicas)["auto_expand_replicas"] == expected
