"""The rhythm of reviews: a mail when a report is due, two reminders, then « à vérifier ». Idempotent and resumable.

A step is a row of `ReviewRound` that moves on in the transaction that queues its mails: cut or run twice at once, the
job asks nobody twice.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from actors.rights import REFERENT, actors_of
from contributions.freshness.models import ReviewRound
from contributions.freshness.people import may_answer_for, people_to_ask, writes_for
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.mail import outbox
from network_site.signed_links import Payload, make_link, read_link
from practices import editorial
from practices.models import EditorialStatus, ExperienceReportPage, ReportActor
from practices.reading.cards import published_reports
from practices.reading.freshness import months_after

SALT: Final = "freshness.still-true"
LINK_LASTS: Final = timedelta(days=120)
PATIENCE: Final = timedelta(days=14)
"""Between two mails, and between the last one and « à vérifier »."""
MOST_MAILS: Final = 3
"""The first one and two reminders."""

Outcome = ReviewRound.Outcome


def run(now: datetime | None = None) -> int:
    """Ask for what is due; gives the number of steps taken."""
    now = now or timezone.now()
    return sum(take_step(report, now=now) for report in due_reports(timezone.localdate(now)).iterator(chunk_size=100))


def due_reports(today: date) -> "QuerySet[ExperienceReportPage]":
    """Published, not in doubt already, last known true longer ago than their rhythm."""
    late = Q(pk__in=[])
    for rhythm in ExperienceReportPage.ReviewRhythm:
        late |= Q(review_rhythm=rhythm, known_true__lte=months_after(today, -rhythm))
    first = TruncDate("first_published_at")
    known = published_reports().annotate(known_true=Coalesce("verified_at", first, output_field=DateField()))
    return known.filter(late, editorial_status=EditorialStatus.PUBLISHED).order_by("pk")


def due_on(report: ExperienceReportPage) -> date:
    since = report.verified_at or timezone.localdate(report.first_published_at)
    return months_after(since, report.review_rhythm)


def take_step(report: ExperienceReportPage, *, now: datetime) -> bool:
    """One mail to each, or the end of the round; nothing where nobody may be asked or the last mail is recent."""
    people = list(people_to_ask(report))
    if not people:
        return False
    with transaction.atomic():
        round_, _created = ReviewRound.objects.select_for_update().get_or_create(report=report, due_on=due_on(report))
        if round_.closed_at or (round_.asked_at and now - round_.asked_at < PATIENCE):
            return False
        if round_.asked >= MOST_MAILS:
            editorial.mark_to_check(report)
            close(round_, Outcome.UNANSWERED)
        else:
            ask(round_, people, now=now)
    return True


def ask(round_: ReviewRound, people: Iterable[User], *, now: datetime) -> None:
    """One mail a person, whose key names the round, the step and the person."""
    round_.asked, round_.asked_at = round_.asked + 1, now
    round_.save(update_fields=["asked", "asked_at"])
    for person in people:
        link = absolute(review_path(round_, person))
        context = {
            "report": round_.report,
            "is_reminder": round_.asked > 1,
            "is_last": round_.asked == MOST_MAILS,
            "link": link,
            "archive_link": f"{link}archiver/",
            "edit_link": absolute(reverse("freshness:update", args=[round_.report.permanent_id])),
        }
        key = f"freshness/{round_.pk}/{round_.asked}/{person.pk}"
        outbox.queue(key, to=person.email, template="freshness_review", context=context)


def close(round_: ReviewRound, outcome: Outcome, *, user: Any = None) -> None:
    round_.outcome, round_.closed_at, round_.closed_by = outcome, timezone.now(), user
    round_.save(update_fields=["outcome", "closed_at", "closed_by"])


# --- Signed links ---


def review_path(round_: ReviewRound, person: User) -> str:
    payload = {"round": round_.pk, "user": person.pk}
    return reverse("freshness:review", args=[make_link(payload, salt=SALT, stamp=_state(round_.report))])


def open_link(token: str) -> tuple[ReviewRound, User]:
    """The round and the person that the link was made for. LinkRefused."""
    payload = read_link(token, salt=SALT, max_age=LINK_LASTS, stamp=_present_state)
    return ReviewRound.objects.select_related("report").get(pk=payload["round"]), User.objects.get(pk=payload["user"])


def _present_state(payload: Payload) -> str | None:
    """Nothing for a person who answers for the report no more."""
    round_ = ReviewRound.objects.filter(pk=payload["round"]).select_related("report").first()
    person = User.objects.filter(pk=payload["user"]).first()
    if round_ is None or person is None or not round_.report.live or not may_answer_for(person, round_.report):
        return None
    return _state(round_.report)


def _state(report: ExperienceReportPage) -> str:
    """Changes with each verification and when the report is archived: the links sent before are then spent."""
    return f"{report.pk}/{report.verified_at}/{report.is_archived}"


# --- Answers ---


@transaction.atomic
def confirm(round_: ReviewRound, *, by: User) -> None:
    editorial.confirm(round_.report, on=timezone.localdate(), user=by)
    close(round_, Outcome.CONFIRMED, user=by)


@transaction.atomic
def archive(round_: ReviewRound, *, by: User) -> None:
    editorial.archive(round_.report, user=by)
    close(round_, Outcome.ARCHIVED, user=by)


def published(instance: ExperienceReportPage, revision: Any = None, **_kwargs: Any) -> None:
    """A version that its actors sent and that is published was true that day; a moderator's correction says nothing."""
    author = revision.user if revision else None
    if not writes_for(author, instance):
        return
    said_on = timezone.localdate(revision.created_at)
    with transaction.atomic():
        editorial.confirm(instance, on=max(said_on, instance.verified_at or said_on), user=author)
        for round_ in instance.rounds.filter(closed_at=None):
            close(round_, Outcome.UPDATED, user=author)


def open_rounds(user: User) -> Iterator[tuple[ReviewRound, str]]:
    """What a signed-in person is asked, with the address to answer at. Two queries."""
    led = Q(
        report__report_actors__actor__in=actors_of(user, REFERENT),
        report__report_actors__role=ReportActor.Role.LEAD,
    )
    mine = led | Q(report__report_referents__referent__account__user=user)
    asked = ReviewRound.objects.filter(mine, Q(closed_at=None) | Q(outcome=Outcome.UNANSWERED), report__live=True)
    waiting = asked.exclude(report__editorial_status=EditorialStatus.ARCHIVED)
    latest = {round_.report_id: round_ for round_ in waiting.select_related("report").order_by("due_on", "pk")}
    yield from ((round_, review_path(round_, user)) for round_ in latest.values())
