"""What seeking adds to the page of a need: `{% load seeking %}`."""

from typing import Any, Final

from django import template
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from actors.models import Actor
from exchanges.seeking.models import SoughtNeed
from practices.models import Need
from search.results_page import ResultsPage

register = template.Library()

MOST_SEEKERS: Final = 6
MOST_HELPERS: Final = 12


@register.simple_tag
def seeking_crumbs() -> list[tuple[str, str]]:
    return [(reverse("seeking:index"), _("Ce que cherchent les collectivités"))]


@register.inclusion_tag("seeking/ask_the_network.html")
def ask_the_network(page: ResultsPage) -> dict[str, str]:
    """Where a search found nothing: the words typed, and the need that was chosen or heard in them. No query."""
    text = page.query.text
    words = {"texte": text} if text else {}
    need = need_of(page)
    return {"asked": urlencode(({"besoin": need} if need else {}) | words), "words": urlencode(words)}


def need_of(page: ResultsPage) -> str:
    chosen = page.query.selections.get("need", ())
    heard = page.understood.needs
    if chosen or not heard:
        return chosen[0] if chosen else ""
    return str(resolve(heard[0].url).kwargs["slug"])


@register.inclusion_tag("seeking/of_need.html")
def seekers_and_helpers(need: Need) -> dict[str, Any]:
    """Who seeks, who offers to help. Three queries; none for a need that is not saved yet."""
    if not need.pk:
        return {"need": need, "sought": [], "total": 0, "helpers": []}
    open_needs = SoughtNeed.objects.open().filter(need=need)
    helpers = Actor.objects.filter(live=True, offers__need=need).select_related(
        "type", "territory__departement", "territory__region"
    )
    return {
        "need": need,
        "sought": list(open_needs.with_names()[:MOST_SEEKERS]),
        "total": open_needs.count(),
        "helpers": list(helpers.order_by("name")[:MOST_HELPERS]),
    }
