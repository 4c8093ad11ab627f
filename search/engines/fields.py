"""What every engine keeps of a document: its texts as stems, and the strings that it is sorted by.

Nothing here belongs to one engine: the same words, in the same order, are given to each of them.
"""

from typing import Final

from search import analysis
from search.documents import SearchDocument, key_rank

NO_DATE: Final = "99999999"
_LONGEST_TITLE: Final = 200


def title_order(document: SearchDocument) -> str:
    """Titles compared without accents, articles kept; the rank ends ties."""
    folded = " ".join(word.word for word in analysis.iter_words(analysis.normalize(document.title)))
    return f"{folded[:_LONGEST_TITLE]}|{key_rank(document.key):020d}"


def date_order(document: SearchDocument) -> str:
    """Newest first in ascending order, dateless last; the rank ends ties."""
    newest_first = f"{99999999 - int(document.date.strftime('%Y%m%d')):08d}" if document.date else NO_DATE
    return f"{newest_first}|{key_rank(document.key):020d}"


def texts(document: SearchDocument) -> dict[str, list[str]]:
    """Field → stems joined by spaces, one string for each value, so that no phrase spans two of them."""
    raw = {
        "title": (document.title,),
        "labels": document.labels,
        "questions": document.questions,
        "synonyms": document.synonyms,
        "summary": (document.summary,),
        "body": (document.body,),
    }
    found: dict[str, list[str]] = {}
    words: set[str] = set()
    for name, values in raw.items():
        found[name] = []
        for value in filter(None, values):
            clean = analysis.normalize(value)
            stems, folded = analysis.indexed(clean)
            found[name] += [stems, *analysis.compounds(clean)]
            words |= folded
    found["words"] = [" ".join(sorted(words))]
    found["title_words"] = [" ".join(word.word for word in analysis.iter_words(analysis.normalize(document.title)))]
    return found
