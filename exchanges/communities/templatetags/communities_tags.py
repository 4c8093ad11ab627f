"""What the page of a network says of its life here: `{% load communities_tags %}`."""

from typing import Any

from django import template

from actors.models import Network
from exchanges.communities.models import Community
from exchanges.communities.portal import coming, community_of

register = template.Library()


@register.inclusion_tag("communities/network_life.html")
def network_life(network: Network) -> dict[str, Any]:
    """How to join it, its languages and meetings, its portal. Two queries at most; none for an unsaved network."""
    community = community_of(network) if network.pk else Community(network=network)
    return {"network": network, "community": community, "agenda": list(coming(community)) if community.pk else []}
