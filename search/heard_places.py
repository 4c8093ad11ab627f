"""A région or a département named in a question. Few reports write that name: its filter finds those of all that it
holds.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from search import analysis
from search.facets import BY_NAME
from search.queries import SearchQuery

FACET = "territory"
LEADING = re.compile(
    r"(?:(?:^|(?<=\W))(?:dans|en|à|au|aux|sur|de|du|des|d|l|la|le|les|département|region|région)(?:['’]|\s+|$))+$",
    re.IGNORECASE,
)
"""Small words before the name of a place, which say nothing without it: « dans le département de l’ »."""

Places = Mapping[tuple[str, ...], tuple[str, str]]
"""Folded words of a name → the value of the facet and the name."""


def narrowed(query: SearchQuery, places: Places) -> tuple[str, SearchQuery] | None:
    """The longest name said, and the question with the filter instead of it; None where there is none, or where a
    territory is chosen.
    """
    if query.page > 1 or query.selections.get(FACET) or not BY_NAME[FACET].applies_to(query.kind):
        return None
    text = analysis.normalize(query.text)
    words = list(analysis.iter_words(text))
    for length in range(min(len(words), max(map(len, places), default=0)), 0, -1):
        for first in range(len(words) - length + 1):
            said = words[first : first + length]
            if found := places.get(tuple(word.word for word in said)):
                value, name = found
                rest = f"{LEADING.sub('', text[: said[0].start])} {text[said[-1].end :]}"
                chosen = {**query.selections, FACET: (value,)}
                return name, replace(query, text=" ".join(rest.split()), selections=chosen)
    return None
