"""What the search adds to the pages of the rooms below it: `{% load readers %}`."""

import logging
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Actor
from practices.models import ExperienceReportPage
from practices.reading.lookalikes import lookalikes_of_actor
from practices.reading.terms import RELATED, ReportTerms
from search.engines.base import EngineUnavailable
from search.neighbours import similar_reports as read_similar

logger = logging.getLogger(__name__)
register = template.Library()

MOST_SIMILAR = 3
MOST_LOOKALIKES = 3


@register.inclusion_tag("search/similar_reports.html")
def similar_reports(page: ExperienceReportPage, terms: ReportTerms) -> dict[str, Any]:
    """« Pratiques proches », without those that an editor set beside it already; nothing while the engine rests."""
    shown = {term.pk for term in terms.of(RELATED)}
    context: dict[str, Any] = {"permanent_id": page.permanent_id, "reports": []}
    try:
        context["reports"] = read_similar(page, terms=terms, without=shown, limit=MOST_SIMILAR)
    except EngineUnavailable as error:
        logger.warning("the search engine cannot tell which reports are alike: %s", error)
    return context


@register.inclusion_tag("search/actor_lookalikes.html")
def territory_lookalikes(actor: Actor) -> dict[str, Any]:
    """« Des territoires qui lui ressemblent », for a collectivité."""
    return {"actor": actor, "lookalikes": lookalikes_of_actor(actor, limit=MOST_LOOKALIKES)}


@register.simple_tag
def reader_crumbs() -> list[tuple[str, str]]:
    """The path, the comparison and the territories alike stand below the results."""
    return [(reverse("search:results"), _("Retours d’expérience"))]
