"""Finding a territory by its name or its code, as people write them: « st etienne », « evry », « 38185 », a SIREN.

The list holds 36,000 names and no folded copy of them. The database narrows by the letters that no accent changes, and
the few names left are compared here.
"""

import re

from django.db.models import Q, QuerySet

from network_site.territories.models import Territory
from search import analysis

MOST_FOUND = 20
SHORTEST = 2
"""Letters below which a name says too little."""

CODE = re.compile(r"\d{2,9}|2[ab]\d{0,3}", re.IGNORECASE)
PLAIN_LETTERS = re.compile(r"[bdfghjklmpqrstvwxz]+")
"""Consonants that French names write without any sign: the same in the folded word and in the name."""

SEPARATORS = re.compile(r"[-' ’()]+")
WHOLE_WORDS = {"st": "saint", "ste": "sainte"}
WIDTHS = {kind: rank for rank, kind in enumerate(("region", "departement", "epci", "commune"))}

Row = tuple[str, str, str, int | None]


def find_places(text: str, *, limit: int = MOST_FOUND) -> tuple[list[Territory], int]:
    """The territories that the text may name, and how many there are in all, in two queries.

    Whole names come first, then the wider territories, then the most inhabited.
    """
    words = _words(analysis.normalize(text))
    if sum(map(len, words)) < SHORTEST:
        return [], 0
    is_code = bool(CODE.fullmatch(text.strip()))
    rows: QuerySet[Territory, Row] = (_by_code(text.strip()) if is_code else _by_letters(words)).values_list(
        "pk", "name", "kind", "population"
    )
    found = sorted(rank for row in rows if (rank := _rank(row, words, is_code=is_code)))
    first = [pk for *_rank_, pk in found[:limit]]
    places = Territory.objects.select_related("departement", "region").in_bulk(first)
    return [places[pk] for pk in first], len(found)


def _by_code(code: str) -> "QuerySet[Territory]":
    return Territory.objects.filter(Q(code__iexact=code) | Q(siren=code))


def _by_letters(words: list[str]) -> "QuerySet[Territory]":
    """Names that hold the plain letters of the words: all those wanted, and some others."""
    condition = Q()
    for word in words:
        for letters in PLAIN_LETTERS.findall(word):
            condition &= Q(name__icontains=letters)
    return Territory.objects.filter(condition)


def _rank(row: Row, words: list[str], *, is_code: bool) -> tuple[int, int, int, str, str] | None:
    """Where a row stands, its key last; None where a word begins none of the name's."""
    pk, name, kind, population = row
    named = _words(name)
    if not is_code and not all(any(each.startswith(word) for each in named) for word in words):
        return None
    fit = 0 if named == words else 1 if named[: len(words)] == words else 2
    return fit, WIDTHS[kind], -(population or 0), name, pk


def _words(text: str) -> list[str]:
    """Folded, « st » read as « saint » on both sides."""
    return [WHOLE_WORDS.get(word, word) for word in SEPARATORS.split(analysis.fold(text)) if word]
