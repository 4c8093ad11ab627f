"""Which titles are suggested among those that complete what is typed: the same choice on every engine."""

from collections.abc import Sequence
from typing import Final

from search.documents import Kind, SearchDocument
from search.highlighting import highlight_prefixes
from search.queries import Suggestion

SUGGESTED_KINDS: Final = (Kind.NEEDS, Kind.REPORTS, Kind.ACTORS, Kind.NETWORKS)


def share(found: Sequence[Sequence[SearchDocument]], limit: int) -> list[SearchDocument]:
    """At most `limit` of all kinds: each kind in turn gives one, and the kinds stay together."""
    takes = [0] * len(found)
    while sum(takes) < limit and any(take < len(documents) for take, documents in zip(takes, found, strict=True)):
        for place, documents in enumerate(found):
            takes[place] += takes[place] < len(documents) and sum(takes) < limit
    return [document for take, documents in zip(takes, found, strict=True) for document in documents[:take]]


def suggestion(document: SearchDocument, words: Sequence[str]) -> Suggestion:
    return Suggestion(
        document.key, document.kind, document.title, highlight_prefixes(document.title, words), document.url
    )
