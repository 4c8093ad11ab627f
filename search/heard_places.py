"""A région or a département named in a question, or a département by a postal code. Few reports write that name: its
filter finds those of all that it holds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from network_site.territories.models import Territory
from search import analysis
from search.facets import BY_NAME
from search.queries import SearchQuery

FACET = "territory"
LEADING = re.compile(
    r"(?:(?:^|(?<=\W))(?:dans|en|à|au|aux|sur|de|du|des|d|l|la|le|les|département|region|région)(?:['’]|\s+|$))+$",
    re.IGNORECASE,
)
"""Small words before the name of a place, which say nothing without it: « dans le département de l’ »."""

POSTAL = re.compile(r"[0-9]{5}")
AFTER_POSTAL = re.compile(r"\s*(?:$|[^\w\s€%$])|\s+(?P<letter>[^\W\d_])")
"""What may stand after a postal code: the end, a mark, or the name of a town, whose letter is a capital. Before another
word a number counts something: « 10000 habitants ».
"""
COUNTED = frozenset({"de", "d", "que"})
"""Words that a number follows where it counts something: « moins de 10000 »."""
CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}
ISLANDS = {"97133": "977", "97150": "978"}
"""Saint-Barthélemy and Saint-Martin, once communes of Guadeloupe, kept their postal codes."""

Places = Mapping[tuple[str, ...], tuple[str, str]]
"""Folded words of a name → the value of the facet and the name."""


Said = tuple[str, str, int, int]
"""The value of the facet, its name, and where it is said in the text: from, to."""


def narrowed(query: SearchQuery, places: Places, departements: Mapping[str, str]) -> tuple[str, SearchQuery] | None:
    """The longest name said, or else the first postal code, and the question with the filter instead of it; None where
    there is none, or where a territory is chosen. `departements`: value → name.
    """
    if query.page > 1 or query.selections.get(FACET) or not BY_NAME[FACET].applies_to(query.kind):
        return None
    text = analysis.normalize(query.text)
    words = list(analysis.iter_words(text))
    said = next(chain(_named(words, places), _coded(words, text, departements)), None)
    if said is None:
        return None
    value, name, start, end = said
    rest = " ".join([*LEADING.sub("", text[:start]).split(), *text[end:].split()]).strip(" ,;")
    return name, replace(query, text=rest, selections={**query.selections, FACET: (value,)})


def _named(words: Sequence[analysis.Word], places: Places) -> Iterator[Said]:
    """The longest first."""
    for length in range(min(len(words), max(map(len, places), default=0)), 0, -1):
        for first in range(len(words) - length + 1):
            said = words[first : first + length]
            if found := places.get(tuple(word.word for word in said)):
                yield *found, said[0].start, said[-1].end


def _coded(words: Sequence[analysis.Word], text: str, departements: Mapping[str, str]) -> Iterator[Said]:
    for before, word in zip(["", *(word.word for word in words)], words, strict=False):
        if not POSTAL.fullmatch(word.word) or before in COUNTED:
            continue
        after = AFTER_POSTAL.match(text, word.end)
        value = Territory.slug_code_for(Territory.Kind.DEPARTEMENT, departement_of(word.word))
        if value in departements and after and (after["letter"] or "A").isupper():
            yield value, departements[value], word.start, word.end


def departement_of(postal: str) -> str:
    """The code of the département of a postal code, which may be that of none."""
    if postal.startswith("20"):
        return CORSICA.get(postal[:3], "")
    return ISLANDS.get(postal, postal[:3] if postal.startswith(("97", "98")) else postal[:2])
