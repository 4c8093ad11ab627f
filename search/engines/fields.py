"""What every engine keeps of a document: its texts as stems, and the strings that it is sorted by.

Nothing here belongs to one engine: the same words, in the same order, are given to each of them.
"""

from typing import Final

from search import analysis
from search.documents import SearchDocument, key_rank

NO_DATE: Final = 99_999_999
EVERY_STEM: Final = "stems"
_LONGEST_TITLE: Final = 200
_DATED_PK_BITS: Final = 36  # what a date leaves of 63


def title_order(document: SearchDocument) -> str:
    """Titles compared without accents, articles kept; the rank ends ties."""
    folded = " ".join(word.word for word in analysis.iter_words(analysis.normalize(document.title)))
    return f"{folded[:_LONGEST_TITLE]}|{key_rank(document.key):020d}"


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
    return NO_DATE - int(document.date.strftime("%Y%m%d")) if document.date else NO_DATE


def texts(document: SearchDocument) -> dict[str, list[str]]:
    """Field → stems joined by spaces, one string for each value, so that no phrase spans two of them; `EVERY_STEM` →
    those of all the fields, `words` → all the folded words.
    """
    raw = {
        "title": (document.title,),
        "labels": document.labels,
        "questions": document.questions,
        "synonyms": document.synonyms,
        "summary": (document.summary,),
        "body": (document.body,),
    }
    found: dict[str, list[str]] = {}
    written: list[str] = []
    compounds: list[str] = []
    for name, values in raw.items():
        found[name] = []
        for value in map(analysis.normalize, filter(None, values)):
            read, joined = analysis.read(value), analysis.compounds(value)
            found[name] += [analysis.stems_of(read), *joined]
            written += read
            compounds += joined
    once = dict.fromkeys(written)
    found[EVERY_STEM] = [analysis.stems_of(once), *compounds]
    found["words"] = [analysis.words_of(once)]
    found["title_words"] = [" ".join(word.word for word in analysis.iter_words(analysis.normalize(document.title)))]
    return found
