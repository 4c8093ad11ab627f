"""What the review adds to the pages of the rooms below it: `{% load moderation_tags %}`."""

from typing import Any

from django import template

from contributions.moderation import timeline
from contributions.moderation.models import Opinion
from contributions.moderation.rights import may_follow
from network_site.groups import is_moderator
from practices.models import ExperienceReportPage

register = template.Library()


@register.inclusion_tag("moderation/opinions.html")
def editor_opinions(page: ExperienceReportPage) -> dict[str, Any]:
    """« L’avis de la relecture », signed; one query, nothing for a report that is being created."""
    shown = Opinion.objects.filter(page=page.pk).exclude(shown_at=None) if page.pk else []
    return {"opinions": list(shown)}


@register.inclusion_tag("moderation/page_timeline.html", takes_context=True)
def review_timeline(context: Any, page: ExperienceReportPage) -> dict[str, Any]:
    """What happened to the report, for those who may see it; no query for a visitor without a session."""
    user = getattr(context.get("request"), "user", None)
    if user is None or page.pk is None or not may_follow(user, page):
        return {"steps": [], "page": page, "reads": False}
    return {"steps": timeline.steps_of(page), "page": page, "reads": is_moderator(user)}
