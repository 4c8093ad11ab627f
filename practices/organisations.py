"""The reports that an actor took part in, and those a network could help with."""

from django.db.models import Count, F, Q

from actors.models import Actor, Network
from practices.reading.cards import ReportCard, proposed_reports, published_reports, report_cards

NETWORK_REPORTS = 6


def reports_of_actor(actor: Actor) -> list[ReportCard]:
    """The most recent first; a report without a year comes last."""
    mine = published_reports().filter(report_actors__actor=actor).distinct()
    return report_cards(mine.order_by(F("year").desc(nulls_last=True), "title"))


def reports_near_network(network: Network) -> list[ReportCard]:
    """At most six reports: those of the network's own actor, then those that share most of its needs and themes."""
    if not network.pk:  # the preview of a network that is being created
        return []
    shared_needs = Count("needs", filter=Q(needs__networks=network), distinct=True)
    shared_themes = Count("themes", filter=Q(themes__networks=network), distinct=True)
    own = Count("report_actors", filter=Q(report_actors__actor=network.actor_id), distinct=True)
    near = (
        proposed_reports()
        .annotate(own=own, shared=shared_needs * 2 + shared_themes)
        .filter(Q(own__gt=0) | Q(shared__gt=2))
    )
    return report_cards(near.order_by("-own", "-shared", "title")[:NETWORK_REPORTS])
