"""French typography, and that nothing typed escapes its filters unescaped."""

from datetime import UTC, date, datetime

import pytest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from network_site.templatetags.typography import counted, day, grouped, in_words, nbsp, paragraphs, plural, sentence, wj

NB = "\u00a0"
WJ = "\u2060"
HOSTILE = "<script>alert('a-b')</script>"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Que faire ?", f"Que faire{NB}?"),
        ("« oui » : non ; si !", f"«{NB}oui{NB}»{NB}: non{NB}; si{NB}!"),
        ("40 % et 12 €", f"40{NB}% et 12{NB}€"),
        ("2 145 906 habitants", f"2{NB}145{NB}906 habitants"),
        ("en 2018 2019 fut", "en 2018 2019 fut"),
        ("demain\u202f?", f"demain{NB}?"),
        ("l'eau d'Augan", "l’eau d’Augan"),
        ("Écoréno'v", "Écoréno’v"),
        ("https://relais.example/a?b=c", "https://relais.example/a?b=c"),
    ],
    ids=["question", "quotes", "units", "thousands", "years", "thin", "elision", "brand", "address"],
)
def test_nbsp_sets_french_punctuation(typed, expected):
    assert nbsp(typed) == expected


def test_nbsp_leaves_the_attributes_of_safe_markup_alone():
    markup = mark_safe("""<a title="a : b" data-x='d'e'>l'<mark>eau</mark> ?</a>""")
    assert nbsp(markup) == f"""<a title="a : b" data-x='d'e'>l’<mark>eau</mark>{NB}?</a>"""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a-t-il", f"a{WJ}-{WJ}t{WJ}-{WJ}il"),
        ("une - deux", "une - deux"),
        ("-5 degrés", "-5 degrés"),
        (mark_safe('<mark class="x-y">écoles</mark>-refuges'), f'<mark class="x-y">écoles</mark>{WJ}-{WJ}refuges'),
    ],
    ids=["inner", "between spaces", "minus", "highlighted"],
)
def test_wj_joins_inner_hyphens_only(typed, expected):
    assert wj(typed) == expected


@pytest.mark.parametrize("change", [nbsp, wj, paragraphs], ids=["nbsp", "wj", "paragraphs"])
def test_what_is_typed_is_escaped(change):
    changed = change(HOSTILE)
    assert isinstance(changed, SafeString)
    assert "<script" not in changed
    assert "&lt;script&gt;" in changed


@given(st.text())
def test_filters_in_a_row_never_let_a_tag_through(typed):
    assert strip_tags(wj(nbsp(typed))) == wj(nbsp(typed))


@given(st.text())
def test_nbsp_is_stable(typed):
    once = nbsp(typed)
    assert nbsp(once) == once


def test_paragraphs_parts_on_empty_lines_and_keeps_line_ends():
    assert paragraphs("Un.\r\n\r\n\r\nDeux :\ntrois") == f"<p>Un.</p>\n<p>Deux{NB}:<br>trois</p>"


def test_paragraphs_of_nothing_is_nothing():
    assert paragraphs(" \n\n ") == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 10, 14), f'<time datetime="2026-10-14">14{NB}octobre 2026</time>'),
        (date(2026, 10, 1), f'<time datetime="2026-10-01">1<sup>er</sup>{NB}octobre 2026</time>'),
        (
            datetime(2026, 8, 31, 23, 0, tzinfo=UTC),
            f'<time datetime="2026-09-01">1<sup>er</sup>{NB}septembre 2026</time>',
        ),
    ],
    ids=["day", "first", "late in London is tomorrow in Paris"],
)
def test_day_is_written_as_people_say_it(value, expected):
    assert in_words(value) == strip_tags(expected).replace(NB, " ")
    assert day(value) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, f"0{NB}retour"), (1, f"1{NB}retour"), (2, f"2{NB}retours"), (12345, f"12{NB}345{NB}retours")],
)
def test_counted_follows_the_french_plural(number, expected):
    assert counted(number, "retour,retours") == expected


def test_plural_gives_the_word_alone():
    assert (plural(1, "répond,répondent"), plural(3, "répond,répondent")) == ("répond", "répondent")


def test_grouped_keeps_a_text():
    assert grouped("plus de 70") == "plus de 70"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "<b>", "c"], "a, &lt;b&gt; et c")],
    ids=["none", "one", "two", "three"],
)
def test_sentence_joins_and_escapes(values, expected):
    assert sentence(values) == expected
