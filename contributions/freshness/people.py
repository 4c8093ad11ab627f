"""Whom to ask about a report: accounts that its actors or the person herself confirmed, and nobody else."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from actors.membership.models import Membership
from actors.models import Actor
from actors.rights import WRITERS, actors_of, referents_of
from contributions.freshness.models import ReferentAccount
from network_site.accounts.models import User
from practices.models import ExperienceReportPage, ReportActor


def answerable_actors(report: ExperienceReportPage) -> list[Actor]:
    """Those who led it; whoever took part where nobody is said to."""
    parts = list(report.report_actors.filter(actor__live=True).select_related("actor"))
    leads = [part.actor for part in parts if part.role == ReportActor.Role.LEAD]
    return leads or [part.actor for part in parts]


def people_to_ask(report: ExperienceReportPage) -> QuerySet[User]:
    """The référents of its actors, and the people named on it who have an account and have not left. People of the
    survey without an account are never among them.
    """
    return User.objects.filter(_of_actors(answerable_actors(report)) | _named_on(report), is_active=True).order_by("pk")


def may_answer_for(user: User, report: ExperienceReportPage) -> bool:
    return people_to_ask(report).filter(pk=user.pk).exists()


def writes_for(user: User | AnonymousUser | None, report: ExperienceReportPage) -> bool:
    """Whether what this person sends is the word of one of its actors."""
    if not isinstance(user, User):
        return False
    mine = actors_of(user, *WRITERS).filter(report_actors__page=report.pk)
    return mine.exists() or may_answer_for(user, report)


def _of_actors(actors: Iterable[Actor]) -> Q:
    found = Q(pk__in=[])
    for actor in actors:
        found |= Q(pk__in=referents_of(actor).values("pk"))
    return found


def _named_on(report: ExperienceReportPage) -> Q:
    """Who is named on it and still belongs to the organisation they are named for."""
    named = ReferentAccount.objects.filter(referent__report_referents__page=report.pk)
    here = Membership.objects.confirmed().filter(user=OuterRef("user"), actor=OuterRef("referent__actor"))
    return Q(pk__in=named.filter(Exists(here)).values("user"))
