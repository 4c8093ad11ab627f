"""What corrections add to other pages: steps of a report's history, a section of « Mon compte »."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contributions.amendments.deciding import decidable_by
from contributions.amendments.models import Amendment
from contributions.moderation.timeline import Step
from practices.models import ExperienceReportPage

TITLES = {
    Amendment.State.ACCEPTED.value: _("Une correction proposée est acceptée"),
    Amendment.State.REFUSED.value: _("Une correction proposée est refusée"),
}


def steps(report: ExperienceReportPage) -> Iterator[Step]:
    """One query."""
    for amendment in report.amendments.order_by("pk"):
        yield Step(amendment.created_at, _("Une correction est proposée"), text=amendment.reason)
        if amendment.decided_at is not None:
            yield Step(amendment.decided_at, TITLES[amendment.state], text=amendment.answer)


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """How many wait for this person; nothing for who may decide on none."""
    number = decidable_by(request.user).filter(state=Amendment.State.WAITING).count()
    return {"number": number} if number else None
