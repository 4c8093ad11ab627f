"""Filters that set French text as a printer would: `{% load typography %}`.

Every filter takes plain text, which it escapes, or markup already marked safe (a highlighted passage), whose tags it
leaves alone. So `{{ title|nbsp|wj }}` is safe on anything a person typed.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
WORD_JOINER = "\u2060"

REMEMBERED = 4_096
"""Texts set before: the labels of a page of results are those of every other one."""

TAG = re.compile(r"(<[^>]*>)")
SPACES = "[ \u202f\u2009]+"
"""The plain space and the thin ones, which neither served font draws."""

SPACING = [
    ("", re.compile(rf"{SPACES}(?=[;:!?»%€°])"), NO_BREAK_SPACE),
    ("«", re.compile(rf"(?<=«){SPACES}"), NO_BREAK_SPACE),
    ("", re.compile(rf"(?<=\d){SPACES}(?=\d{{3}}(?!\d))"), NO_BREAK_SPACE),
    ("n°", re.compile(rf"(?<=\bn°){SPACES}(?=\d)"), NO_BREAK_SPACE),
    # An apostrophe between letters; the escaped forms are those of django.utils.html and of browsers.
    ("", re.compile(r"(?<=[^\W\d_])(?:'|&#x27;|&#39;)(?=[^\W\d_]|$|«)"), "’"),
]
"""What a text must hold for the pattern to find anything, the pattern, and what it becomes."""

INNER_HYPHEN = re.compile(r"<[^>]*>|(?<=[\w>])-(?=[\w<])")


def on_text(value: object, change: Callable[[str], str]) -> SafeString:
    """Apply a change between the tags of a value, which is escaped first unless it is safe already."""
    pieces = TAG.split(conditional_escape(str(value)))
    return mark_safe("".join(piece if index % 2 else change(piece) for index, piece in enumerate(pieces)))  # noqa: S308 - escaped above


def french_spaces(text: str) -> str:
    """Plain text with the no-break spaces and apostrophes of French; it adds no space where none was typed."""
    for needed, pattern, replacement in SPACING:
        if needed in text:
            text = pattern.sub(replacement, text)
    return text


def joined_hyphens(markup: str) -> str:
    """U+2060 around the hyphens inside words, so that « a-t-il » never breaks; tags are left alone."""
    return INNER_HYPHEN.sub(lambda found: f"{WORD_JOINER}-{WORD_JOINER}" if found[0] == "-" else found[0], markup)


@register.filter
def nbsp(value: object) -> SafeString:
    """French punctuation: no-break space before ; : ! ? » % € and after «, typographic apostrophe."""
    return _spaced(str(value), escaped=hasattr(value, "__html__"))


@lru_cache(maxsize=REMEMBERED)
def _spaced(text: str, *, escaped: bool) -> SafeString:
    return on_text(SafeString(text) if escaped else text, french_spaces)


@register.filter
def wj(value: object) -> SafeString:
    """For headings: keep hyphenated words on one line."""
    return mark_safe(joined_hyphens(conditional_escape(str(value))))  # noqa: S308 - escaped on the same line


@register.filter
def paragraphs(value: str) -> SafeString:
    """Plain text as `<p>` elements: an empty line parts two paragraphs, a single line end is kept."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", str(value).replace("\r\n", "\n")))
    return format_html_join("\n", "<p>{}</p>", ((_lines(block),) for block in blocks if block))


def _lines(block: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((nbsp(line.strip()),) for line in block.split("\n")))


@register.filter
def day(value: date) -> SafeString:
    """A date in words inside `<time>`: « 14 octobre 2026 », but « 1er octobre 2026 », an ordinal in French."""
    local = _local(value)
    return _dated(date(local.year, local.month, local.day), get_language())


@lru_cache(maxsize=REMEMBERED)
def _dated(local: date, _language: str | None) -> SafeString:
    ordinal = mark_safe("<sup>er</sup>") if local.day == 1 else ""
    return format_html(
        '<time datetime="{}">{}{}{}{}</time>',
        f"{local:%Y-%m-%d}",
        local.day,
        ordinal,
        NO_BREAK_SPACE,
        date_format(local, "F Y"),
    )


@register.filter
def in_words(value: date) -> str:
    """The same as plain text, for mails, titles and choices: « 1er octobre 2026 »."""
    local = _local(value)
    return f"{local.day}{'er' if local.day == 1 else ''} {date_format(local, 'F Y')}"


def _local(value: date) -> date:
    """A moment where the site is; a day as it stands."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def counted(number: int, forms: str) -> str:
    """« 7 retours », « 0 retour »: `{{ total|counted:"retour,retours" }}`. In French zero is singular."""
    singular, plural = forms.split(",")
    return f"{grouped(number)}{NO_BREAK_SPACE}{plural if abs(number) > 1 else singular}"


@register.filter
def grouped(number: int | str) -> str:
    """A number whose thousands are set apart; a text stays as it is."""
    return number if isinstance(number, str) else f"{number:,}".replace(",", NO_BREAK_SPACE)


@register.filter
def plural(number: int, forms: str) -> str:
    """The form of a word without its number: `{{ total|plural:"répond,répondent" }}`."""
    singular, many = forms.split(",")
    return many if abs(number) > 1 else singular


@register.filter
def sentence(values: list[object]) -> SafeString:
    """« a, b et c », each escaped."""
    words = [conditional_escape(str(value)) for value in values]
    links = ["", *[", "] * (len(words) - 2), " et "][: len(words)]
    return mark_safe("".join(link + word for link, word in zip(links, words, strict=True)))  # noqa: S308 - escaped above
