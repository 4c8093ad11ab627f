"""Reports of actors that have a confirmed référent, and what is due."""

from datetime import date
from typing import Any

from network_site.accounts.models import User
from practices.models import ExperienceReportPage, ReportActor
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.practices import ExperienceReportPageFactory

VERIFIED = date(2025, 3, 10)


def told(*, by: int = 1, **fields: Any) -> ExperienceReportPage:
    """A published report, verified long ago, led by an actor with so many confirmed référents."""
    actor = ActorFactory()
    for _number in range(by):
        MembershipFactory(actor=actor, referent=True)
    given = {"verified_at": VERIFIED, "review_rhythm": 12, "report_actors": [ReportActor(actor=actor)]}
    report: ExperienceReportPage = ExperienceReportPageFactory(**given | fields)
    return report


def referents(report: ExperienceReportPage) -> list[User]:
    return list(User.objects.filter(memberships__actor__report_actors__page=report.pk).order_by("pk"))
