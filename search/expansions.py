"""What acronyms and everyday words mean, from the list that editors keep and from the vocabularies, where a synonym
is written « PCAET (plan climat-air-énergie territorial) ».
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import BooleanField, CharField, F, JSONField, Value
from django.db.models.functions import Cast

from network_site.vocabulary import Term
from search import analysis, french
from search.expansion_models import Expansion as ExpansionRow
from search.expansion_models import ExpansionStamp

LONGEST_TERM = 5
"""Words; a longer term is never found in what is typed."""

_SPELT_OUT = re.compile(r"(?P<term>[^\W_][\w/&.-]{1,14})\s*\((?P<means>[^()]{4,120})\)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Expansion:
    """`means`: the official meaning first. `as_written`: also a common word, so its capitals count."""

    term: str
    means: tuple[str, ...]
    as_written: bool = False

    @property
    def is_acronym(self) -> bool:
        return sum(character.isupper() for character in self.term) > 1

    def is_typed_as(self, written: str) -> bool:
        return not self.as_written or written == self.term or written.isupper()


Expansions = Mapping[tuple[str, ...], Expansion]
"""Folded words of the term → what it means."""


@dataclass(slots=True)
class _Memory:
    """What this worker has read, and the stamp that it was read under."""

    stamp: object = None
    expansions: Expansions | None = None


_memory = _Memory()


def current() -> Expansions:
    """Every expansion in force. One query; two when an editor has changed something since the last call."""
    stamp = ExpansionStamp.current()
    if _memory.expansions is None or _memory.stamp != stamp:
        _memory.expansions, _memory.stamp = _read(), stamp
    return _memory.expansions


def find(text: str, *, known: Expansions, undone: Iterable[str] = ()) -> tuple[Expansion, ...]:
    """The expansions of what is typed, longest terms first at each place, without those that the reader refused."""
    clean = analysis.normalize(text)
    if clean.isupper() and " " in clean.strip():
        known = {words: each for words, each in known.items() if not each.as_written}  # capitals then say nothing
    refused = {analysis.folded_words(term) for term in undone}
    words = [(match.start(), match.end(), analysis.fold(match.group())) for match in _WORD.finditer(clean)]
    found: dict[tuple[str, ...], Expansion] = {}
    position = 0
    while position < len(words):
        size = _size_at(words, position, text=clean, known=known)
        key = tuple(word for _start, _end, word in words[position : position + size])
        if size and key not in refused:
            found[key] = known[key]
        position += max(size, 1)
    return tuple(found.values())


def _size_at(words: Sequence[tuple[int, int, str]], position: int, *, text: str, known: Expansions) -> int:
    """How many words the longest known term has here; 0 where there is none."""
    for size in range(min(LONGEST_TERM, len(words) - position), 0, -1):
        span = words[position : position + size]
        expansion = known.get(tuple(word for _start, _end, word in span))
        if expansion and expansion.is_typed_as(text[span[0][0] : span[-1][1]]):
            return size
    return 0


def holds(words: tuple[str, ...], term: tuple[str, ...]) -> bool:
    """Whether the words of a term stand side by side among others."""
    size = len(term)
    return bool(size) and any(words[start : start + size] == term for start in range(len(words) - size + 1))


def spelt_out(synonym: str) -> Expansion | None:
    """« PCAET (plan climat-air-énergie territorial) » read as an acronym and its meaning; None for anything else.

    Nobody has said whether it is also a word (« PAS », « TRI »): its capitals count, unless it is known to be none.
    """
    match = _SPELT_OUT.fullmatch(synonym.strip())
    if match is None:
        return None
    term = match["term"]
    expansion = Expansion(term, (match["means"].strip(),), as_written=analysis.fold(term) not in french.ACRONYMS)
    return expansion if expansion.is_acronym else None


def _read() -> dict[tuple[str, ...], Expansion]:
    """The editors' list decides over the vocabularies, also where it sets a term aside."""
    found: dict[tuple[str, ...], Expansion] = {}
    rows = list(_rows())
    for expansion in _from_vocabularies(row for row in rows if not row[0]):
        found.setdefault(analysis.folded_words(expansion.term), expansion)
    for _listed, term, means, as_written, live in (row for row in rows if row[0]):
        key = analysis.folded_words(term)
        if live:
            found[key] = Expansion(term, tuple(means), as_written)
        else:
            found.pop(key, None)
    return found


def _from_vocabularies(rows: "Iterable[_Row]") -> Iterator[Expansion]:
    for _listed, _label, synonyms, *_flags in rows:
        yield from (expansion for synonym in synonyms if (expansion := spelt_out(synonym)))


_Row = tuple[bool, str, list[str], bool, bool]
"""Listed by the editors or from a vocabulary; term; meanings or synonyms; as written; live."""


def vocabularies() -> list[type[Term]]:
    return [model for model in apps.get_models() if issubclass(model, Term)]


def _rows() -> Iterable[_Row]:
    """The list and every vocabulary in one query."""
    listed = ExpansionRow.objects.order_by().annotate(listed=Value(value=True, output_field=BooleanField()))
    terms = [
        model._default_manager.order_by()
        .filter(live=True)
        .exclude(synonyms=[])
        .annotate(
            listed=Value(value=False, output_field=BooleanField()),
            as_written=Value(value=False, output_field=BooleanField()),
        )
        .values_list("listed", Cast("label", CharField()), Cast("synonyms", JSONField()), "as_written", "live")
        for model in vocabularies()
    ]
    rows = listed.values_list("listed", Cast("term", CharField()), Cast(F("means"), JSONField()), "as_written", "live")
    return rows.union(*terms, all=True)
