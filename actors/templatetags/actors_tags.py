"""What the pages of actors and networks say at a glance: `{% load actors_tags %}`."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from actors.models import Actor, Network
from actors.reading import NetworkReading
from network_site.templatetags.components import json_ld
from network_site.templatetags.typography import grouped

register = template.Library()

UNCERTAIN = {
    "name": "nom",
    "insee": "code INSEE",
    "department": "département",
    "region": "région",
    "lat": "position",
    "lon": "position",
}
"""How the catalogue's `to_confirm` marks read on a page; an editor's own words are shown as they are."""

Facts = list[tuple[str, object]]


@register.simple_tag
def actor_facts(actor: Actor) -> Facts:
    place = actor.territory
    containers = [place.epci, place.departement, place.region] if place else []
    return [
        (_("Où"), [str(part) for part in (place, *containers) if part]),
        (_("Habitants"), grouped(actor.inhabitants) if actor.inhabitants else ""),
        (_("Autres noms"), actor.aliases),
        (_("Site internet"), website_link(actor.website)),
        (_("SIREN"), actor.siren),
    ]


@register.simple_tag
def network_facts(network: Network, reading: NetworkReading) -> Facts:
    return [
        (_("Échelle"), str(network.scope)),
        (_("Famille"), str(network.category)),
        (_("Région"), network.region_name),
        (_("Thématiques"), [str(theme) for theme in reading.themes]),
        (_("Autres noms"), network.aliases),
        (_("Site internet"), website_link(network.website)),
        (_("Fiche d’acteur"), actor_link(network.actor)),
    ]


def website_link(url: str) -> SafeString | str:
    return format_html('<a href="{}" rel="noopener">{}</a>', url, host(url)) if url else ""


def actor_link(actor: Actor | None) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', actor.get_absolute_url(), actor.name) if actor and actor.live else ""


def host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.simple_tag
def source_links(record: Actor | Network) -> list[dict[str, str]]:
    """Addresses under the name of their site: the whole address says nothing more to a reader."""
    return [{"url": url, "label": host(url), "note": ""} for url in record.sources]


@register.simple_tag
def uncertain_facts(record: Actor | Network) -> list[str]:
    return list(dict.fromkeys(UNCERTAIN.get(fact, fact) for fact in getattr(record, "to_confirm", [])))


@register.simple_tag
def actors_crumb() -> list[tuple[str, str]]:
    return [(reverse("search:actors"), _("Acteurs"))]


@register.simple_tag
def networks_crumb() -> list[tuple[str, str]]:
    return [(reverse("search:networks"), _("Réseaux"))]


@register.simple_tag(takes_context=True)
def organisation_json_ld(context: dict[str, Any], record: Actor | Network) -> SafeString:
    """schema.org Organization: no person and no address is in it."""
    address = record.get_absolute_url()
    request = context.get("request")
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": record.name,
        "description": record.description,
        "url": record.website or (request.build_absolute_uri(address) if request else address),
    }
    return json_ld(data)
