"""With which earlier version a report under review is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wagtail.models import Revision

from contributions.moderation import differences
from contributions.moderation.models import Review
from practices.models import ExperienceReportPage

MOST_VERSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version: one that was submitted, or the one that readers have."""

    revision: int
    written_at: datetime
    is_published: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since `chosen`, which is one of `versions`; both empty for a first version."""

    versions: Sequence[Version] = ()
    chosen: Version | None = None
    changes: Sequence[differences.Change] = ()


def versions_of(report: ExperienceReportPage) -> list[Version]:
    """Those before the latest, the newest first; two queries."""
    submitted = Review.objects.filter(page=report).order_by("-pk").values_list("revision", "revision__created_at")
    dates = dict(submitted[:MOST_VERSIONS])
    if report.live_revision_id and report.live_revision_id not in dates:
        published = Revision.objects.filter(pk=report.live_revision_id)
        dates |= dict(published.values_list("pk", "created_at"))
    dates.pop(report.latest_revision_id, None)
    live = report.live_revision_id if report.live else None
    return [Version(pk, dates[pk], pk == live) for pk in sorted(dates, key=lambda pk: (dates[pk], pk), reverse=True)]


def compare(report: ExperienceReportPage, *, asked: str = "") -> Comparison:
    """With the version whose number is asked for, or else the one before: what no list holds is not compared with."""
    versions = versions_of(report)
    if not versions or report.latest_revision is None:
        return Comparison()
    chosen = next((version for version in versions if str(version.revision) == asked), versions[0])
    before = Revision.objects.get(pk=chosen.revision)
    return Comparison(versions, chosen, differences.between(before.content, report.latest_revision.content))
