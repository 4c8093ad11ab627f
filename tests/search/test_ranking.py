"""Words, names and fusion as pure parts, then the ranking of a small catalogue by words and by meaning."""

from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.expansions import Expansion
from search.queries import SearchQuery
from search.ranking.fusion import Links, Meaning, fuse
from search.ranking.names import bare
from search.ranking.reading import read
from search.ranking.words import Lexicon, one_letter_apart, sound

LEXICON = Lexicon.build(["La résilience du territoire, la canicule à l’école.", "résilience végétalisation école"])
PCAET = Expansion("PCAET", ("plan climat",))
LINKS = Links(2, [[(0, 1.0)], [(1, 1.0)], [(1, 1.0)]], [[], [2], [1]])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("resiliance", "résilience"),
        ("vegetalisassion", "végétalisation"),
        ("végétalisatoin", "végétalisation"),
        ("résilience", None),
        ("resilience", None),
        ("bonbon", None),
        ("eco", None),
    ],
)
def test_a_misspelt_word_is_mended_and_no_other(typed: str, meant: str | None) -> None:
    assert LEXICON.mended(typed) == meant


def test_accents_are_given_back_where_one_spelling_dominates() -> None:
    assert LEXICON.accented("ecole") == "école"
    assert LEXICON.accented("école") is None
    assert LEXICON.accented("inconnu") is None


@given(st.text("abcdefgh", max_size=8), st.text("abcdefgh", max_size=8))
def test_one_letter_apart_is_symmetric(left: str, right: str) -> None:
    assert one_letter_apart(left, right) == one_letter_apart(right, left)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_a_word_sounds_like_itself_with_a_plural(word: str) -> None:
    assert len(sound(word)) <= len(word) + 4
    assert one_letter_apart(word, word)


def test_a_question_is_read_with_its_corrections_and_expansions() -> None:
    reading = read("resiliance du PCAET", lexicon=LEXICON, known={("pcaet",): PCAET})
    assert reading.text == "résilience du PCAET"
    assert reading.sentence == "résilience du PCAET (plan climat)"
    assert reading.corrections == (("resiliance", "résilience"),)
    assert reading.asked == "resiliance du plan climat"


def test_a_term_that_somebody_writes_is_asked_for_with_its_meaning() -> None:
    lexicon = LEXICON.learning(["Notre PCAET"])
    reading = read("resiliance du PCAET", lexicon=lexicon, known={("pcaet",): PCAET})
    assert reading.asked == "resiliance du PCAET"
    assert {term: weight for term, weight in reading.terms.items() if weight < 1} == {"plan": 0.5, "climat": 0.5}


def test_a_refused_expansion_is_left_alone() -> None:
    reading = read("PCAET", lexicon=LEXICON, known={("pcaet",): PCAET}, undone=frozenset({"PCAET"}))
    assert (reading.sentence, reading.expansions) == ("PCAET", ())


def test_generic_words_of_an_actor_are_left_out() -> None:
    assert bare(analysis.folded_words("Ville de Grenoble")) == bare(analysis.folded_words("GRENOBLE")) == ("grenoble",)


def test_words_alone_rank_and_know_when_they_say_nothing() -> None:
    ranking = fuse({0: 0.5, 1: 0.1}, [0.4, 0.0], links=LINKS, meaning=None)
    assert ranking.shown_reports()[0] == 0
    assert ranking.shown_needs()[0] == 0
    silent = fuse({0: 0.01}, [0.0, 0.0], links=LINKS, meaning=None)
    assert (silent.shown_reports(), silent.shown_needs()) == ([], [])


def test_a_need_lifts_what_answers_it_and_a_neighbour_follows() -> None:
    said = dict.fromkeys(range(3), 0.3)
    plain = fuse(said, [0.0, 0.0], links=Links(2, [[], [], []], [[], [], []]), meaning=None).reports
    lifted = fuse(said, [0.0, 0.5], links=LINKS, meaning=None).reports
    assert plain.of(0) == plain.of(1) == plain.of(2)
    assert lifted.of(1) == lifted.of(2) > lifted.of(0)


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5]), st.sets(st.integers(0, 2)), st.integers(0, 7)), max_size=8),
    st.lists(st.sampled_from([0.0, 0.3, 0.6]), min_size=3, max_size=3),
)
def test_reports_without_a_word_are_reckoned_together_as_one_by_one(
    reports: list[tuple[float, set[int], int]], needs: list[float]
) -> None:
    """A meaning that says nothing of anyone makes each report count for itself."""
    related: list[set[int]] = [set() for _report in reports]
    for place, (_word, _needs, other) in enumerate(reports):
        if other < len(reports) and other != place:
            related[place].add(other)
            related[other].add(place)
    answers = [[(need, 1.0) for need in sorted(answered)] for _word, answered, _other in reports]
    links = Links(3, answers, [sorted(each) for each in related])
    words = {place: word for place, (word, _needs, _other) in enumerate(reports) if word}
    silent = Meaning([0.0] * len(reports), passages=[0.0] * len(reports), needs=[0.0] * 3, evidence=1.0, floor=0.0)
    together = fuse(words, needs, links=links, meaning=None)
    one_by_one = fuse(words, needs, links=links, meaning=silent)
    places = range(len(reports))
    assert [together.reports.of(each) for each in places] == pytest.approx(
        [one_by_one.reports.of(each) for each in places]
    )
    assert together.needs == pytest.approx(one_by_one.needs)
    if reports:
        assert together.reports.median() == pytest.approx(median(one_by_one.reports.of(each) for each in places))
        assert together.reports.best(3) == pytest.approx(one_by_one.reports.best(3))


def test_meaning_under_its_floor_shows_nothing() -> None:
    said = Meaning([0.9, 0.1, 0.1], passages=[0.5, 0.1, 0.1], needs=[0.8, 0.0], evidence=0.3, floor=0.2)
    near = fuse({}, [0.0] * 2, links=LINKS, meaning=said)
    far = fuse({}, [0.0] * 2, links=LINKS, meaning=replace(said, evidence=0.1))
    assert (near.shown_reports()[0], near.shown_needs()) == (0, [0])
    assert (far.shown_reports(), far.shown_needs()) == ([], [])


def test_nothing_to_rank() -> None:
    ranking = fuse({}, [], links=Links(0, [], []), meaning=None)
    assert (ranking.shown_reports(), ranking.shown_needs()) == ([], [])


def test_a_refused_term_is_another_question() -> None:
    assert SearchQuery("PCAET") != SearchQuery("PCAET", undone=frozenset({"PCAET"}))


@given(st.from_regex(r"[a-z]{1,14}", fullmatch=True))
def test_a_stem_begins_like_its_word(word: str) -> None:
    """Known words are looked for among those with the same initial."""
    assert analysis.stem(word)[0] == word[0]
