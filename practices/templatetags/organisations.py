"""Reports on the pages of actors and networks, which the lower room cannot know: `{% load organisations %}`."""

from typing import Any

from django import template

from actors.models import Actor, Network
from practices.organisations import reports_near_network, reports_of_actor

register = template.Library()


@register.inclusion_tag("practices/actor_reports.html")
def actor_reports(actor: Actor) -> dict[str, Any]:
    return {"actor": actor, "reports": reports_of_actor(actor) if actor.pk else []}


@register.inclusion_tag("practices/network_reports.html")
def network_reports(network: Network) -> dict[str, Any]:
    return {"network": network, "reports": reports_near_network(network)}
