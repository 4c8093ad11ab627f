"""Published reports that may tell the same story as the one submitted."""

import logging
from difflib import SequenceMatcher

from practices.models import ExperienceReportPage
from search import analysis, service
from search.documents import Kind
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery

logger = logging.getLogger(__name__)

ASKED, MOST = 8, 3
ALIKE = 0.55
"""How much two titles must share, from 0 to 1, their words being set in the same order."""


def of(report: ExperienceReportPage) -> list[int]:
    """Primary keys, the most alike first; none while the search engine rests."""
    try:
        hits = service.search(
            SearchQuery(report.title, kind=Kind.REPORTS, per_page=ASKED, loose=True, counting=())
        ).hits
    except EngineUnavailable as error:
        logger.warning("the search engine cannot tell which reports are alike: %s", error)
        return []
    scored = [(likeness(report.title, hit.title), hit.pk) for hit in hits if hit.pk != report.pk]
    return [pk for score, pk in sorted(scored, reverse=True) if score >= ALIKE][:MOST]


def likeness(one: str, other: str) -> float:
    """Of two titles, whatever the order of their words and their endings."""
    mine, theirs = (sorted(set(analysis.analyze(text))) for text in (one, other))
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
