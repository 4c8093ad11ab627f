"""Who learns that a link is dead: readers of the report, and moderators who are about to read one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

if TYPE_CHECKING:
    from contributions.moderation.models import Review


def dead_links(urls: Iterable[str]) -> dict[str, date]:
    """Those of these addresses that answer no more, and when that was last seen. One query."""
    from contributions.freshness.models import LinkCheck  # noqa: PLC0415 - models are not loaded before ready()

    dead = LinkCheck.objects.dead().filter(url__in=list(urls)).values_list("url", "checked_at")
    return {url: localdate(checked_at) for url, checked_at in dead if checked_at}


def of_reviews(reviews: Sequence["Review"]) -> Mapping[int, Sequence[str]]:
    """For the queue: the dead links of each report that waits. Two queries."""
    from practices.models import ReportReference  # noqa: PLC0415 - models are not loaded before ready()

    pages = {review.page_id: review.pk for review in reviews}
    rows = ReportReference.objects.filter(page__in=pages).exclude(url="").values_list("page_id", "url")
    cited = list(rows)
    dead = dead_links(url for _page, url in cited)
    found: dict[int, list[str]] = {}
    for page, url in cited:
        if url in dead:
            found.setdefault(pages[page], []).append(url)
    return found
