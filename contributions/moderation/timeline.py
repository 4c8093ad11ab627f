"""What happened to a report, step by step, for those who may see it. Other parts add their steps in `ready()`.

    timeline.register("amendments", steps_of)

`steps_of` is given a report and gives its steps, in any order and a constant number of queries.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from contributions.moderation.models import Review
    from practices.models import ExperienceReportPage

TITLES: dict[str, str | Promise] = {
    "a-completer": _("Des précisions sont demandées"),
    "publie": _("Publié"),
    "refuse": _("Refusé"),
    "retire": _("Retiré de la relecture"),
    "remplace": _("Une version plus récente a pris sa place"),
    "reporte": _("Une correction acceptée a été ajoutée à la version en relecture"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `text` is what was said then; `remarks` are pairs (field, text)."""

    at: datetime
    title: str | Promise
    text: str = ""
    remarks: tuple[tuple[str, str], ...] = ()


Source = Callable[["ExperienceReportPage"], Iterable[Step]]

_registry: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Raises ValueError for a name that another function holds."""
    if _registry.setdefault(name, source) is not source:
        raise ValueError(f"Steps {name} are registered twice.")


def steps_of(report: "ExperienceReportPage") -> list[Step]:
    """The latest first."""
    steps = [step for source in _registry.values() for step in source(report)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def review_steps(report: "ExperienceReportPage") -> Iterator[Step]:
    """Two queries: the reviews, and what was remarked in them."""
    for review in report.reviews.order_by("pk").prefetch_related("remarks"):
        yield Step(review.started_at, _submission(review))
        if review.outcome:
            yield Step(
                review.finished_at,
                TITLES[review.outcome],
                text=review.comment,
                remarks=tuple((each.label, each.text) for each in review.remarks.all() if each.sent_at),
            )


def _submission(review: "Review") -> str | Promise:
    if review.round == 1:
        return _("Proposé à la relecture")
    return _("Proposé de nouveau, passage n° %(round)s") % {"round": review.round}
