"""What pages of lower rooms show of writing: `{% load writing_tags %}`."""

from typing import Any

from django import template

from contributions.writing import editing
from practices.models import ExperienceReportPage

register = template.Library()


@register.simple_tag(takes_context=True)
def may_update(context: dict[str, Any], report: ExperienceReportPage) -> bool:
    """Whether the reader may write in this report; costs nothing to a reader without an account."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or report.pk is None:
        return False
    return editing.may_edit(report, user)
