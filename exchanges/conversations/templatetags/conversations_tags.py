"""« Écrire au référent » on pages of lower rooms, which cannot know this one: `{% load conversations_tags %}`."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from actors.models import Actor, Network
from exchanges.conversations.habits import reach_of, reach_of_network
from exchanges.conversations.posting import Topic
from exchanges.conversations.topics import write_url
from practices.models import ExperienceReportPage, Need

register = template.Library()

TEMPLATE = "conversations/write_to.html"


@register.inclusion_tag(TEMPLATE)
def write_about_report(report: ExperienceReportPage, leads: list[Actor]) -> dict[str, Any]:
    """One query. A report in preview has no address to write from yet."""
    url = write_url("retour", report.permanent_id) if report.permanent_id and report.live else ""
    return {"url": url, "kind": "report", "reach": reach_of(leads)}


@register.inclusion_tag(TEMPLATE)
def write_to_actor(actor: Actor) -> dict[str, Any]:
    """One query."""
    return {"url": write_url("acteur", actor.slug) if actor.live else "", "kind": "actor", "reach": reach_of([actor])}


@register.inclusion_tag(TEMPLATE)
def write_to_network(network: Network) -> dict[str, Any]:
    """Two queries."""
    url = write_url("reseau", network.slug) if network.live else ""
    return {"url": url, "kind": "network", "reach": reach_of_network(network)}


@register.inclusion_tag(TEMPLATE)
def write_about_need(need: Need) -> dict[str, Any]:
    """No query: whom to ask is chosen on the next page."""
    return {"url": write_url("besoin", need.slug) if need.live else "", "kind": "need", "reach": None}


@register.simple_tag
def topic_crumbs(topic: Topic) -> list[tuple[str, str]]:
    return [(topic.path, topic.title)]


@register.simple_tag
def inbox_crumbs() -> list[tuple[str, str]]:
    return [(reverse("conversations:inbox"), _("Mes messages"))]


@register.simple_tag
def queue_crumbs() -> list[tuple[str, str]]:
    return [(reverse("conversations:queue"), _("Messages à transmettre et signalés"))]


@register.filter
def weight(size: int) -> str:
    """« 2,1 Mo », « 3 ko »: bytes in the units in which people are told how much they may send."""
    return f"{number_format(size / 1_000_000, 1)} Mo" if size >= 1_000_000 else f"{max(size // 1000, 1)} ko"
