"""What seeking adds to the page of a need: `{% load seeking %}`."""

from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Actor
from exchanges.seeking.models import SoughtNeed
from practices.models import Need

register = template.Library()

MOST_SEEKERS: Final = 6
MOST_HELPERS: Final = 12


@register.simple_tag
def seeking_crumbs() -> list[tuple[str, str]]:
    return [(reverse("seeking:index"), _("Ce que cherchent les collectivités"))]


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
