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
    clean = {name: [analysis.normalize(value) for value in values if value] for name, values in raw.items()}
    found = {name: [stems for value in values for stems in _stems(value)] for name, values in clean.items()}
    found["words"] = [
        " ".join(sorted(set().union(*(analysis.words(value) for values in clean.values() for value in values))))
    ]
    found["title_words"] = [" ".join(word.word for value in clean["title"] for word in analysis.iter_words(value))]
    return found


def _stems(text: str) -> list[str]:
    """The text itself, then its hyphenated compounds written as one word."""
    return [" ".join(analysis.analyze(text)), *analysis.compounds(text)]
