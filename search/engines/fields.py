"""What every engine keeps of a document: its texts as stems, and the strings that it is sorted by.

Nothing here belongs to one engine: the same words, in the same order, are given to each of them.
"""

from functools import lru_cache
from typing import Final

from search import analysis
from search.documents import SearchDocument, key_rank

NO_DATE: Final = 99_999_999
EVERY_STEM: Final = "stems"
_LONGEST_TITLE: Final = 200
_REMEMBERED: Final = 10_000  # labels and synonyms
_DATED_PK_BITS: Final = 36  # what a date leaves of 63


def title_order(document: SearchDocument) -> str:
    """Titles compared without accents, articles kept; the rank ends ties."""
    return f"{_folded(document.title)[:_LONGEST_TITLE]}|{key_rank(document.key):020d}"


def date_order(document: SearchDocument) -> str:
    """Newest first in ascending order, dateless last; the rank ends ties."""
    return f"{_newest_first(document):08d}|{key_rank(document.key):020d}"


def date_number(document: SearchDocument) -> int:
    """The same order as one number of 63 bits, among documents of one kind: an engine compares it without reading it
    in a dictionary.
    """
    return (_newest_first(document) << _DATED_PK_BITS) + int(document.pk)


def _newest_first(document: SearchDocument) -> int:
    """A number of eight digits."""
    day = document.date
    return NO_DATE - (day.year * 10_000 + day.month * 100 + day.day) if day else NO_DATE


def texts(document: SearchDocument, *, every_stem: bool = True) -> dict[str, list[str]]:
    """Field → stems joined by spaces, one string for each value, so that no phrase spans two of them; `words` → all the
    folded words, and if wanted `EVERY_STEM` → the stems of all the fields.
    """
    raw = {
        "title": [_read(document.title)],
        "labels": map(_read_word, document.labels),
        "questions": map(_read, map(analysis.normalize, document.questions)),
        "synonyms": map(_read_word, document.synonyms),
        "summary": [_read(document.summary)],
        "body": [_read(document.body)],
    }
    found: dict[str, list[str]] = {}
    everything: list[analysis.Said] = []
    compounds: list[str] = []
    for name, values in raw.items():
        found[name] = []
        for said, stems in values:
            found[name] += stems
            everything += said
            compounds += stems[1:]
    if every_stem:
        found[EVERY_STEM] = [analysis.stems_once(everything), *compounds]
    found["words"] = [analysis.words_once(everything)]
    found["title_words"] = [_folded(document.title)]
    return found


def _read(clean: str) -> tuple[list[analysis.Said], list[str]]:
    """What a normalised text says, and its stems followed by its compounds; nothing for an empty one."""
    if not clean:
        return [], []
    said = analysis.read(clean)
    return said, [analysis.stems_of(said), *analysis.compounds(clean)]


@lru_cache(maxsize=_REMEMBERED)
def _read_word(value: str) -> tuple[list[analysis.Said], list[str]]:
    """Of a vocabulary: many documents have it."""
    return _read(analysis.normalize(value))


@lru_cache(maxsize=1)
def _folded(title: str) -> str:
    """Asked twice of each document."""
    return " ".join(analysis.folded_words(title))
