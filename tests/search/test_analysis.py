"""French words as they are typed and as they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis, french

FRENCH = st.text(alphabet="abcdeéèêëçàâùûôîïœæ'’-. ABCÉ019", max_size=40)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        pytest.param("l’eau, d'eau, qu’on", ["eau", "eau"], id="elision"),
        pytest.param("lorsqu’une crue", ["cru"], id="long elision"),
        pytest.param("aujourd’hui", ["aujourdhui"], id="its own apostrophe"),
        pytest.param("Presqu’île", ["presquil"], id="its own apostrophe and capital"),
        pytest.param("écoles", ["ecol"], id="accent and plural"),
        pytest.param("cœur œuvre", ["coeur", "oeuvr"], id="ligature"),
        pytest.param("locaux réseaux eaux jeux", ["local", "reseau", "eau", "jeu"], id="plurals in x"),
        pytest.param("PCAET pcaet CO2 38185", ["pcaet", "pcaet", "co2", "38185"], id="acronyms and codes"),
        pytest.param("deja même ETAIT très", [], id="stop words without their accents"),
        pytest.param("maïs été sûr", ["mai", "ete", "sur"], id="words that only look like stop words"),
        pytest.param("mobilité mobilisation", ["mobil", "mobilis"], id="different things stay apart"),
    ],
)
def test_stems(text: str, stems: list[str]) -> None:
    assert analysis.analyze(text) == stems


@pytest.mark.parametrize(
    "family",
    [
        "inondation inondations inondable inonder inondé inondée",
        "végétaliser végétalisation végétalisée",
        "planifier planification planificateur",
        "vulnérable vulnérabilité vulnérabilités",
        "dangereux dangereuse",
        "aménager aménagement",
        "climat climatique climatiques",
    ],
)
def test_a_family_meets_on_one_stem(family: str) -> None:
    assert len({analysis.stem(analysis.fold(word)) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("word", "typos"),
    [("eau", 0), ("crue", 1), ("canicul", 1), ("inondatoin", 2), ("pcaet", 0), ("38185", 0), ("co2", 0)],
)
def test_allowed_typos(word: str, typos: int) -> None:
    assert analysis.allowed_typos(word) == typos


def test_compounds_are_also_one_word() -> None:
    assert analysis.compounds("un éco-quartier à Loos-en-Gohelle, dit-on") == ["ecoquarti", "loosgohel"]


@given(FRENCH)
def test_accents_case_and_form_never_matter(text: str) -> None:
    stems = analysis.analyze(analysis.normalize(text))
    assert analysis.analyze(analysis.normalize(unicodedata.normalize("NFD", text))) == stems
    assert all(stem == analysis.fold(stem) for stem in stems)


@given(FRENCH)
def test_tokens_say_where_they_stand(text: str) -> None:
    clean = analysis.normalize(text)
    for token in analysis.tokens(clean):
        assert clean[token.start : token.end] == token.written
        assert analysis.fold(token.written).replace("'", "").replace("’", "") == token.word


@given(st.text("ʼaeoesœæßẞ'’ qudhrjnpİ_1É", max_size=40) | st.text(max_size=40) | FRENCH, st.integers(min_value=0))
def test_words_are_found_where_the_tokens_of_their_stem_stand(text: str, chosen: int) -> None:
    clean = analysis.normalize(text)
    tokens = list(analysis.tokens(clean))
    stems = frozenset({tokens[chosen % len(tokens)].stem, "absent"} if tokens else {"absent"})
    assert analysis.found(clean, stems) == [
        (token.start, token.end, token.stem) for token in tokens if token.stem in stems
    ]


@pytest.mark.parametrize("ending", [*(ending for ending, _replacement, _remaining in french.ENDINGS), "aux", "œufs"])
def test_every_form_of_a_stem_is_found(ending: str) -> None:
    """A rule that takes or changes more of a word than `SHARED` and `CHANGED` say would hide its forms."""
    for length in range(8):
        for plural in ("", "s", "x"):
            word = f"{'bcdfghj'[:length]}{ending}{plural}"
            stems = frozenset(analysis.analyze(word))
            assert bool(analysis.found(word, stems)) is bool(stems)


@pytest.mark.parametrize(
    "control", ["\x00", "\x1f", "\x7f", "\x9c", "\u200b", "\u2028", "\u202e", "\u2060", "\ufeff", "\ufffd"]
)
@pytest.mark.parametrize("around", ["l’été, un cœur\n\u202f: « oui »", "\u4e2d"])
def test_a_normalised_text_has_no_control_character(control: str, around: str) -> None:
    assert analysis.normalize(around) == around
    assert analysis.normalize(f"{around}{control}{around}") == f"{around} {around}"


@given(st.text(max_size=60))
def test_nothing_typed_breaks_it(text: str) -> None:
    clean = analysis.normalize(text)
    assert analysis.analyze(clean) == [token.stem for token in analysis.tokens(clean)]


def test_the_version_follows_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(french, "STOP_WORDS", french.STOP_WORDS | {"territoire"})
    assert analysis._fingerprint() != analysis.ANALYSIS_VERSION
