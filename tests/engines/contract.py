"""What every engine must do, run on each of them: subclass `EngineContract` and give it an `engine` fixture, empty and
ready.

An ability that an engine's `Capabilities` do not declare is refused with NotSupported, and that too is asserted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from search.documents import Kind, SearchDocument
from search.engines.base import NotSupported, SearchEngine
from search.facets import BY_NAME, facets_for
from search.queries import SearchQuery, SearchResults, Sort
from search.relevance import SCORE_WEIGHTS

from .corpus import BY_KEY, CORPUS, corpora, questions

quick = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow],
)


def keys(results: SearchResults) -> list[str]:
    return [hit.key for hit in results.hits]


def counts(results: SearchResults, facet: str) -> dict[str, int]:
    return {count.value: count.count for count in results.facet(facet).counts}


def matches(document: SearchDocument, selections: Mapping[str, Sequence[str]], *, without: str = "") -> bool:
    """OR inside a facet, AND between facets, facets that do not apply to the kind ignored."""
    return all(
        not BY_NAME[name].applies_to(document.kind) or set(values) & set(document.facets.get(name, ()))
        for name, values in selections.items()
        if name != without
    )


class EngineContract:
    def put(self, engine: SearchEngine, corpus: list[SearchDocument]) -> None:
        """These documents and no other."""
        engine.rebuild(corpus)

    @pytest.fixture
    def filled(self, engine: SearchEngine) -> SearchEngine:
        engine.index(CORPUS)
        return engine

    def test_every_document_is_given_back_whole(self, filled: SearchEngine) -> None:
        assert {document.key: document for document in filled.documents()} == BY_KEY

    # --- words -------------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("canicule", {"report:1"}, id="a word of the summary"),
            pytest.param("caniculé", {"report:1"}, id="an accent too many"),
            pytest.param("prépare", {"report:2"}, id="an accent"),
            pytest.param("prepare", {"report:2"}, id="no accent"),
            pytest.param("e\u0301cole", {"report:1"}, id="decomposed accent"),
            pytest.param("l’eau", {"report:1", "report:2", "report:10"}, id="elision and plural"),
            pytest.param("l'ombre", {"report:1"}, id="straight apostrophe"),
            pytest.param("inondations", {"report:2"}, id="plural"),
            pytest.param("inondatoin", {"report:2"}, id="two letters swapped"),
            pytest.param("inondtion", {"report:2"}, id="a letter missing"),
            pytest.param("grenobel", {"report:1"}, id="typo in a name"),
            pytest.param("ICU", {"report:1"}, id="an acronym among synonyms"),
            pytest.param("ICV", set(), id="no typo in an acronym"),
            pytest.param("ean", set(), id="no typo in three letters"),
            pytest.param("chaleur", {"report:1"}, id="a label"),
            pytest.param("goudron", {"report:1"}, id="a question it answers"),
            pytest.param("écoquartier", {"report:2", "report:10"}, id="compound in one word"),
            pytest.param("éco-quartier", {"report:2", "report:10"}, id="compound with a hyphen"),
            pytest.param("eau pluie", {"report:10"}, id="two words are both required"),
            pytest.param("canicule xyzzy", set(), id="two words, one unknown"),
            pytest.param("« plan communal »", {"report:2"}, id="phrase"),
            pytest.param('"plan de sauvegarde"', {"report:3"}, id="phrase over a stop word"),
            pytest.param('"sauvegarde plan"', set(), id="phrase in another order"),
            pytest.param('"plan communal', {"report:2"}, id="unbalanced quote"),
            pytest.param("eau AND (pluie", {"report:10"}, id="operators"),
            pytest.param("title:eau* -pluie~2", {"report:10"}, id="query syntax is no syntax"),
            pytest.param("xyzzy", set(), id="nonsense"),
        ],
    )
    def test_text_finds(self, filled: SearchEngine, text: str, expected: set[str]) -> None:
        results = filled.search(SearchQuery(text))
        assert set(keys(results)) == expected
        assert results.total == len(expected)

    def test_an_everyday_question_still_finds(self, filled: SearchEngine) -> None:
        results = filled.search(SearchQuery("y fait 40 dans le préau en juin, les gamins suffoquent, des idées ?"))
        assert keys(results)[0] == "report:1"
        assert results.relaxed

    def test_any_word_is_enough_for_a_loose_question(self, filled: SearchEngine) -> None:
        query = SearchQuery("canicule xyzzy", kind=Kind.NEEDS)
        assert filled.search(query).total == 0
        assert set(keys(filled.search(replace(query, loose=True)))) == {"need:1", "need:2"}

    def test_a_phrase_stays_required_when_words_are_relaxed(self, filled: SearchEngine) -> None:
        results = filled.search(SearchQuery('"plan communal" canicule juin préau ombre'))
        assert results.total == 0

    def test_words_found_with_a_typo_are_named(self, filled: SearchEngine) -> None:
        assert filled.search(SearchQuery("inondatoin")).corrected == ("inondatoin",)
        assert filled.search(SearchQuery("inondation")).corrected == ()

    @pytest.mark.parametrize("text", ["", "   ", "de la", "\x00\u200b", '""', "?!", "AND"])
    def test_text_without_a_word_shows_everything(self, filled: SearchEngine, text: str) -> None:
        assert filled.search(SearchQuery(text)).total == 4

    def test_only_stop_words_are_told_from_nothing(self, filled: SearchEngine) -> None:
        assert filled.search(SearchQuery("de la")).ignored_text
        assert not filled.search(SearchQuery("")).ignored_text

    def test_a_title_weighs_more_than_a_body(self, filled: SearchEngine) -> None:
        filled.index([replace(BY_KEY["report:10"], title="Autre chose", body="sirènes et eau")])
        assert keys(filled.search(SearchQuery("sirènes"))) == ["report:3", "report:10"]

    # --- what is decided above the engine -----------------------------------------------------------------------------

    def test_scores_weigh_words_of_the_kinds_asked(self, filled: SearchEngine) -> None:
        found = filled.scores(SearchQuery("eau pluie"), {"eau": 1.0, "plui": 1.0}, kinds=[Kind.REPORTS])
        assert max(found.scores, key=lambda key: found.scores[key]) == "report:10"
        assert all(key.startswith("report:") for key in found.scores)
        assert all(0 < score < sum(SCORE_WEIGHTS.values()) for score in found.scores.values())
        assert found.complete == {"report:10"}

    def test_scores_keep_quoted_phrases(self, filled: SearchEngine) -> None:
        found = filled.scores(SearchQuery("« plan communal »"), {"plan": 1.0}, kinds=list(Kind))
        assert set(found.scores) == found.complete == {"report:2"}
        assert filled.scores(SearchQuery("« plan communal »"), {}, kinds=list(Kind)).scores == {}

    def test_a_term_of_half_weight_gives_less(self, filled: SearchEngine) -> None:
        query = SearchQuery("canicule")
        halves = filled.scores(query, {"canicul": 1.0, "xyzzy": 1.0}, kinds=[Kind.REPORTS]).scores
        assert halves["report:1"] < filled.scores(query, {"canicul": 1.0}, kinds=[Kind.REPORTS]).scores["report:1"]

    def test_ranked_keys_answer_in_their_order(self, filled: SearchEngine) -> None:
        ranked = {Kind.REPORTS: ["report:3", "report:404", "report:1"], Kind.NEEDS: []}
        results = filled.search(SearchQuery("xyzzy"), ranked=ranked)
        assert keys(results) == ["report:3", "report:1"]
        assert results.totals == {Kind.REPORTS: 2, Kind.NEEDS: 0, Kind.ACTORS: 0, Kind.NETWORKS: 0}
        assert not results.relaxed
        second = filled.search(SearchQuery("xyzzy", page=2, per_page=1), ranked=ranked)
        assert keys(second) == ["report:1"]

    def test_ranked_keys_are_filtered_counted_and_sorted(self, filled: SearchEngine) -> None:
        ranked = {Kind.REPORTS: ["report:3", "report:1"]}
        narrowed = SearchQuery("xyzzy", selections={"stage": ("strategie",)})
        assert filled.search(narrowed, ranked=ranked).total == 0
        assert counts(filled.search(narrowed, ranked=ranked), "stage") == {"strategie": 0, "mise-en-oeuvre": 2}
        assert filled.counts([SearchQuery("xyzzy"), narrowed], ranked=ranked) == (2, 0)
        assert keys(filled.search(SearchQuery("xyzzy", sort=Sort.TITLE), ranked=ranked)) == ["report:1", "report:3"]

    def test_an_empty_ranking_finds_nothing(self, filled: SearchEngine) -> None:
        assert filled.search(SearchQuery("canicule"), ranked={Kind.REPORTS: []}).total == 0

    # --- kinds and facets --------------------------------------------------------------------------------------------

    def test_every_kind_is_counted_with_the_text(self, filled: SearchEngine) -> None:
        totals = filled.search(SearchQuery("canicule")).totals
        assert totals == {Kind.REPORTS: 1, Kind.NEEDS: 2, Kind.ACTORS: 0, Kind.NETWORKS: 0}

    def test_filters_count_for_the_kinds_that_have_them(self, filled: SearchEngine) -> None:
        query = SearchQuery(selections={"territory": ("departement-38",), "stage": ("mise-en-oeuvre",)})
        assert filled.search(query).totals == {Kind.REPORTS: 1, Kind.NEEDS: 1, Kind.ACTORS: 1, Kind.NETWORKS: 1}

    def test_facets_are_or_inside_and_between(self, filled: SearchEngine) -> None:
        query = SearchQuery(selections={"hazard": ("crue", "canicule"), "stage": ("mise-en-oeuvre",)})
        assert set(keys(filled.search(query))) == {"report:1", "report:3"}

    def test_a_facet_is_counted_without_its_own_filter(self, filled: SearchEngine) -> None:
        results = filled.search(SearchQuery(selections={"stage": ("strategie",)}))
        assert results.total == 1
        assert counts(results, "stage") == {"mise-en-oeuvre": 2, "sensibilisation": 1, "strategie": 1}
        assert counts(results, "need") == {"adapter-cadre-de-vie": 1}

    def test_a_chosen_value_comes_first_even_with_nothing(self, filled: SearchEngine) -> None:
        results = filled.search(SearchQuery("canicule", selections={"stage": ("gouvernance",)}))
        first = results.facet("stage").counts[0]
        assert (first.value, first.count, first.selected) == ("gouvernance", 0, True)

    def test_every_facet_of_the_kind_is_answered_and_no_other(self, filled: SearchEngine) -> None:
        for kind in Kind:
            names = [facet.name for facet in filled.search(SearchQuery(kind=kind)).facets]
            assert names == [facet.name for facet in facets_for(kind)]

    @pytest.mark.parametrize("text", ["", "canicule"])
    def test_only_the_facets_asked_for_are_counted(self, filled: SearchEngine, text: str) -> None:
        whole = SearchQuery(text, selections={"stage": ("mise-en-oeuvre",)})
        for names in ((), ("need",), ("stage", "need")):
            results, expected = filled.search(replace(whole, counting=names)), filled.search(whole)
            assert results.facets == tuple(facet for facet in expected.facets if facet.name in names)
            assert (results.total, results.totals) == (expected.total, expected.totals)
            assert keys(results) == keys(expected)

    def test_an_unknown_facet_is_ignored(self, filled: SearchEngine) -> None:
        assert filled.search(SearchQuery(selections={"nothing": ("x",)})).total == 4

    def test_counts_of_several_questions(self, filled: SearchEngine) -> None:
        asked = [SearchQuery("canicule"), SearchQuery(), SearchQuery("eau", kind=Kind.NEEDS)]
        assert filled.counts(asked) == (1, 4, 1)

    # --- order and pages ---------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (Sort.DATE, ["report:1", "report:3", "report:2", "report:10"]),
            (Sort.TITLE, ["report:1", "report:10", "report:2", "report:3"]),
            (Sort.RELEVANCE, ["report:1", "report:3", "report:2", "report:10"]),
        ],
    )
    def test_orders(self, filled: SearchEngine, sort: Sort, expected: list[str]) -> None:
        assert keys(filled.search(SearchQuery(sort=sort))) == expected

    def test_equal_scores_come_by_key_over_all_pages(self, engine: SearchEngine) -> None:
        same = [replace(BY_KEY["report:2"], key=f"report:{pk}") for pk in range(60, 0, -1)]
        engine.index(same[:30])
        engine.index(same[30:])
        pages = [engine.search(SearchQuery("inondation", page=page, per_page=25)) for page in (1, 2, 3)]
        assert [key for page in pages for key in keys(page)] == [f"report:{pk}" for pk in range(1, 61)]

    def test_past_the_end_is_empty_and_says_so(self, filled: SearchEngine) -> None:
        results = filled.search(SearchQuery("canicule", page=2))
        assert (keys(results), results.total, results.past_the_end) == ([], 1, True)

    def test_the_window_is_the_declared_one(self, filled: SearchEngine) -> None:
        deep = SearchQuery(page=10_000, per_page=20)
        if filled.capabilities.max_window is None:
            assert filled.search(deep).past_the_end
        else:
            with pytest.raises(NotSupported):
                filled.search(deep)

    # --- cards -------------------------------------------------------------------------------------------------------

    def test_a_hit_carries_its_card(self, filled: SearchEngine) -> None:
        hit = filled.search(SearchQuery("canicule")).hits[0]
        document = BY_KEY["report:1"]
        assert (hit.key, hit.pk, hit.kind, hit.title, hit.url, hit.date) == (
            *("report:1", 1, Kind.REPORTS, document.title),
            *(document.url, document.date),
        )
        assert hit.card == document.card

    def test_words_are_marked_in_title_and_passage(self, filled: SearchEngine) -> None:
        hit = filled.search(SearchQuery("ecole préaux")).hits[0]
        assert hit.title_html == "Cours d’<mark>école</mark> rafraîchies à Grenoble"
        assert "Le <mark>préau</mark> restait" in hit.passage_html

    def test_a_passage_falls_back_to_the_summary(self, filled: SearchEngine) -> None:
        for text in ("inondatoin", "crises"):
            hit = filled.search(SearchQuery(text)).hits[0]
            assert hit.passage_html == "Un jeu sérieux prépare élus et bénévoles à la montée des eaux."

    def test_highlights_are_escaped(self, filled: SearchEngine) -> None:
        hit = filled.search(SearchQuery("crue sirènes")).hits[0]
        assert hit.title_html == (
            "&lt;script&gt;alert(&#x27;<mark>crue</mark>&#x27;)&lt;/script&gt; &amp; « <mark>sirènes</mark> »"
        )
        assert (
            hit.passage_html == "Des <mark>sirènes</mark> &lt;b&gt;sonnent&lt;/b&gt; quand la <mark>crue</mark> arrive."
        )
        suggested = filled.suggest("crue", limit=5)[0]
        assert suggested.title_html.startswith("&lt;script&gt;alert(&#x27;<mark>crue</mark>")

    # --- suggestions, resemblance ------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("éco", ["report:1", "report:10", "network:1"]),
            ("ECO", ["report:1", "report:10", "network:1"]),
            ("cours d’e", ["report:1"]),
            ("gre", ["report:1", "actor:1"]),
            ("vie ada", ["need:1"]),
            ("a", ["need:1", "need:2", "report:1", "report:2", "report:3", "network:1"]),
            ("zzz", []),
            ("(", []),
            ("", []),
        ],
    )
    def test_suggestions_begin_words_of_titles(self, filled: SearchEngine, typed: str, expected: list[str]) -> None:
        assert sorted(each.key for each in filled.suggest(typed, limit=10)) == sorted(expected)

    def test_suggestions_share_the_room_between_kinds(self, filled: SearchEngine) -> None:
        assert [each.kind for each in filled.suggest("a", limit=3)] == [Kind.NEEDS, Kind.REPORTS, Kind.NETWORKS]

    def test_similar_documents_share_needs_first(self, filled: SearchEngine) -> None:
        assert [hit.key for hit in filled.similar("report:1", limit=2)] == ["report:2", "report:10"]
        assert filled.similar("report:999", limit=2) == ()

    def test_nearest_is_refused_without_vectors(self, filled: SearchEngine) -> None:
        if not filled.capabilities.vectors:
            with pytest.raises(NotSupported):
                filled.nearest([0.1, 0.2], kind=Kind.REPORTS, limit=3)

    # --- writing -----------------------------------------------------------------------------------------------------

    def test_indexing_again_replaces(self, filled: SearchEngine) -> None:
        filled.index([replace(BY_KEY["report:1"], title="Titre neuf", summary="", body="")])
        assert filled.search(SearchQuery("canicule")).total == 0
        assert keys(filled.search(SearchQuery("neuf"))) == ["report:1"]
        assert filled.keys() == frozenset(BY_KEY)

    def test_removing_is_seen_at_once_and_idempotent(self, filled: SearchEngine) -> None:
        for _ in range(2):
            filled.remove(["report:1", "report:404"])
            assert filled.search(SearchQuery("canicule")).total == 0
        assert filled.keys() == frozenset(BY_KEY) - {"report:1"}

    def test_rebuilding_replaces_everything(self, filled: SearchEngine) -> None:
        assert filled.rebuild(iter(CORPUS[:2])) == 2
        assert filled.keys() == {"report:1", "report:2"}

    def test_changes_made_during_a_rebuild_reach_the_new_index(self, filled: SearchEngine) -> None:
        def changing() -> Any:
            yield from CORPUS[:2]
            filled.index([replace(BY_KEY["report:1"], title="Pendant la reconstruction")])
            filled.remove(["report:2"])
            assert filled.search(SearchQuery("reconstruction")).total == 1
            yield CORPUS[2]

        assert filled.rebuild(changing()) == 2
        assert filled.keys() == {"report:1", "report:3"}
        assert keys(filled.search(SearchQuery("reconstruction"))) == ["report:1"]

    def test_a_rebuild_that_fails_leaves_the_old_index(self, filled: SearchEngine) -> None:
        def broken() -> Any:
            yield CORPUS[0]
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            filled.rebuild(broken())
        assert filled.keys() == frozenset(BY_KEY)

    # --- properties --------------------------------------------------------------------------------------------------

    @quick
    @given(corpus=corpora(), asked=questions())
    def test_counts_equal_brute_force(
        self, engine: SearchEngine, corpus: list[SearchDocument], asked: dict[str, Any]
    ) -> None:
        self.put(engine, corpus)
        query = SearchQuery(**asked, per_page=50)
        found = {hit.key for hit in engine.search(replace(query, selections={})).hits}
        answering = [document for document in corpus if document.key in found]
        results = engine.search(query)
        expected = [document.key for document in answering if matches(document, query.selections)]
        assert sorted(keys(results)) == sorted(expected)
        assert results.totals[query.kind] == results.total == len(expected)
        for facet in facets_for(query.kind):
            wanted = dict.fromkeys(query.selections.get(facet.name, ()), 0)
            for document in answering:
                if matches(document, query.selections, without=facet.name):
                    for value in document.facets.get(facet.name, ()):
                        wanted[value] = wanted.get(value, 0) + 1
            assert counts(results, facet.name) == wanted
        for kind in Kind:
            assert results.totals[kind] == engine.search(replace(query, kind=kind)).total

    @quick
    @given(corpus=corpora(), asked=questions())
    def test_a_filter_only_narrows(
        self, engine: SearchEngine, corpus: list[SearchDocument], asked: dict[str, Any]
    ) -> None:
        self.put(engine, corpus)
        query = SearchQuery(**asked, per_page=50)
        narrowed = set(keys(engine.search(query)))
        for name in query.selections:
            assert narrowed <= set(keys(engine.search(query.without(name))))

    @quick
    @given(corpus=corpora(), asked=questions())
    def test_pages_are_a_partition_in_one_order(
        self, engine: SearchEngine, corpus: list[SearchDocument], asked: dict[str, Any]
    ) -> None:
        self.put(engine, corpus[::2])
        engine.index(corpus[1::2])
        for sort in Sort:
            whole = engine.search(SearchQuery(**asked, sort=sort, per_page=50))
            pages = [engine.search(SearchQuery(**asked, sort=sort, per_page=3, page=page)) for page in range(1, 7)]
            assert [key for page in pages for key in keys(page)] == keys(whole)
            assert len(set(keys(whole))) == whole.total
