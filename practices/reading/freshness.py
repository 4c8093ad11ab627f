"""Is a report still true: when it is to be checked again, and how old the facts that it tells are."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from practices.models import ExperienceReportPage

OLD_AFTER_YEARS = 5
GOES_ON = (ExperienceReportPage.Status.PLANNED, ExperienceReportPage.Status.ONGOING)


@dataclass(frozen=True, slots=True)
class Freshness:
    """`told_until` is the last day that the report tells about, `is_old` when it is more than five years ago."""

    next_review: date | None
    is_late: bool
    told_until: date | None
    is_old: bool

    @property
    def told_year(self) -> int | None:
        return self.told_until.year if self.told_until else None


def read_freshness(report: ExperienceReportPage, *, today: date | None = None) -> Freshness:
    today = today or localdate()
    review, until = next_review(report), told_until(report)
    return Freshness(
        next_review=review,
        is_late=review is not None and review < today.replace(day=1),
        told_until=until,
        is_old=until is not None and until < years_before(today, OLD_AFTER_YEARS),
    )


def next_review(report: ExperienceReportPage) -> date | None:
    """The first day of the month in which the report is to be checked again."""
    if report.verified_at is None:
        return None
    return months_after(report.verified_at.replace(day=1), report.review_rhythm)


def told_until(report: ExperienceReportPage) -> date | None:
    """The end of the action where it has one, else its beginning or its year. What goes on is told up to its last
    verification; without any date, what is told is as old as the page.
    """
    year = date(report.year, 12, 31) if report.year else None
    told = report.ended_on or max((day for day in (report.started_on, year) if day), default=None)
    checked = report.verified_at or (localdate(report.first_published_at) if report.first_published_at else None)
    if told is None:
        return checked
    return max(told, checked) if report.status in GOES_ON and checked else told


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def years_before(day: date, years: int) -> date:
    return months_after(day, -12 * years)
