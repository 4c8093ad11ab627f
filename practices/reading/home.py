"""The front door: what people ask, what Relais holds, what to read first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.models import Actor, Network
from practices.models import ExperienceReportPage, Need
from practices.reading.cards import ReportCard, newest_first, proposed_reports, report_cards
from practices.reading.needs import Line, counted_needs, counted_stages, lines

QUESTIONS = 4
LATEST = 3


@dataclass(frozen=True, slots=True)
class HomeReading:
    """What the home page shows; `featured` is None on a site without reports."""

    questions: list[tuple[str, str]]
    figures: list[Line]
    featured: ReportCard | None
    latest: list[ReportCard]
    needs: list[Line]
    stages: list[Line]


def read_home(*, today: date | None = None) -> HomeReading:
    """Eleven queries. The report on the front changes every Monday, among those that tell their results."""
    published = proposed_reports()
    totals = published.aggregate(all=Count("pk"), told=Count("pk", filter=~Q(results="")))
    front = featured_pk(published, told=totals["told"], today=today or timezone.localdate())
    newest = newest_first(published).values("pk")[: LATEST + 1]
    cards = report_cards(newest_first(published.filter(Q(pk=front) | Q(pk__in=newest))))
    featured = next((card for card in cards if card.pk == front), None)
    needs = list(counted_needs(published))
    return HomeReading(
        questions=everyday_questions(needs),
        figures=figures(reports=totals["all"], needs=len(needs)),
        featured=featured,
        latest=[card for card in cards if card is not featured][:LATEST],
        needs=lines(needs),
        stages=lines(counted_stages(published)),
    )


def featured_pk(published: "QuerySet[ExperienceReportPage]", *, told: int, today: date) -> int | None:
    """One report a week, each in its turn; a page that is shown twice the same week shows the same."""
    if not told:
        return None
    turn = (today.toordinal() - 1) // 7 % told
    return published.exclude(results="").order_by("permanent_id").values_list("pk", flat=True)[turn]


def everyday_questions(needs: Iterable[Need]) -> list[tuple[str, str]]:
    """How people ask for the needs that most reports answer, and where the answers are."""
    asked = [need for need in needs if need.questions]
    first = sorted(asked, key=lambda need: -getattr(need, "answers", 0))[:QUESTIONS]
    return [(need.questions[0], need.get_absolute_url()) for need in first]


def figures(*, reports: int, needs: int) -> list[Line]:
    """What Relais holds, each number leading to what it counts."""
    return [
        (reverse("search:results"), _("retours d’expérience"), reports),
        (reverse("practices:needs"), _("besoins de collectivités"), needs),
        (reverse("search:actors"), _("acteurs des territoires"), Actor.objects.filter(live=True).count()),
        (reverse("search:networks"), _("réseaux à rejoindre"), Network.objects.filter(live=True).count()),
    ]
