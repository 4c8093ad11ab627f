"""The reports that an actor took part in, and those a network could help with."""

from django.db.models import Count, Prefetch, Q, QuerySet

from actors.models import Actor, Network
from practices.models import ExperienceReportPage, ReportActor, Stage

NETWORK_REPORTS = 6


def readable_reports() -> QuerySet[ExperienceReportPage]:
    """Published reports that any visitor may read, with what a line of a list shows: two queries more."""
    stages = Prefetch("stages", Stage.objects.filter(live=True), to_attr="listed_stages")
    parts = Prefetch("report_actors", ReportActor.objects.select_related("actor"), to_attr="listed_actors")
    return ExperienceReportPage.objects.live().public().prefetch_related(stages, parts)


def reports_of_actor(actor: Actor) -> list[ExperienceReportPage]:
    """The most recent first; a report without a year comes last."""
    mine = readable_reports().filter(report_actors__actor=actor).distinct()
    return sorted(mine, key=lambda report: (-(report.year or 0), report.title))


def reports_near_network(network: Network) -> list[ExperienceReportPage]:
    """At most six reports: those of the network's own actor, then those that share most of its needs and themes."""
    if not network.pk:  # the preview of a network that is being created
        return []
    shared_needs = Count("needs", filter=Q(needs__networks=network), distinct=True)
    shared_themes = Count("themes", filter=Q(themes__networks=network), distinct=True)
    own = Count("report_actors", filter=Q(report_actors__actor=network.actor_id), distinct=True)
    near = (
        readable_reports()
        .annotate(own=own, shared=shared_needs * 2 + shared_themes)
        .filter(Q(own__gt=0) | Q(shared__gt=2))
    )
    return list(near.order_by("-own", "-shared", "title")[:NETWORK_REPORTS])
