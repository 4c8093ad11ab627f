"""What the search says of a text that is being written: reports that tell the same story, needs heard in it."""

import logging
from collections.abc import Sequence

from contributions.writing.models import Draft
from search import service
from search.documents import Kind
from search.engines.base import EngineUnavailable
from search.queries import Hit, SearchQuery, SearchResults

logger = logging.getLogger(__name__)

MOST_NEAR = 3
SHORTEST = 12
"""Characters of a title below which everything is near it."""
LONGEST = 400


def near(title: str, *, without: int | None = None) -> Sequence[Hit]:
    """Published reports near this title, so that nobody tells twice what a link would say; none when unsure."""
    if len(title.strip()) < SHORTEST:
        return []
    found = _asked(SearchQuery(title[:LONGEST], kind=Kind.REPORTS, per_page=MOST_NEAR + 1))
    hits = found.hits if found and not found.relaxed else ()
    return [hit for hit in hits if hit.pk != without][:MOST_NEAR]


def near_draft(draft: Draft) -> Sequence[Hit]:
    return near(draft.title, without=draft.page_id)


def needs_heard(draft: Draft) -> list[str]:
    """The addresses of the needs that the text speaks of, the surest first."""
    text = " ".join(draft.text(name).strip() for name in ("title", "summary"))
    found = _asked(SearchQuery(text[:LONGEST], kind=Kind.REPORTS, per_page=1, counting=())) if text.strip() else None
    return [hit.url.rstrip("/").rpartition("/")[2] for hit in found.need_hints] if found else []


def _asked(query: SearchQuery) -> SearchResults | None:
    """The engine may rest: a suggestion is then missed, and nothing else."""
    try:
        return service.search(query)
    except EngineUnavailable as error:
        logger.warning("the search engine cannot help a writer: %s", error)
        return None
