"""Who learns that a link is dead: readers of the report, and moderators who are about to read one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

if TYPE_CHECKING:
    from contributions.moderation.models import Review


def last_seen_dead(field: str) -> Any:
    """For `practices.reading.links`: when the address in this field was last seen to answer no more."""
    from contributions.freshness.models import LinkCheck  # noqa: PLC0415 - models are not loaded before ready()

    return Subquery(LinkCheck.objects.dead().filter(url=OuterRef(field)).values("checked_at")[:1])


def of_reviews(reviews: Sequence["Review"]) -> Mapping[int, Sequence[str]]:
    """For the queue: the dead links of each report that waits. One query."""
    from practices.models import ReportReference  # noqa: PLC0415 - models are not loaded before ready()

    pages = {review.page_id: review.pk for review in reviews}
    cited = ReportReference.objects.filter(page__in=pages).annotate(dead_at=last_seen_dead("url"))
    found: dict[int, list[str]] = {}
    for page, url in cited.exclude(dead_at=None).values_list("page_id", "url"):
        found.setdefault(pages[page], []).append(url)
    return found
