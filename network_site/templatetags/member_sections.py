"""How `/compte/` draws the sections of the rooms, each with its own context and no other."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def member_section(context: Context, template_name: str, values: dict[str, Any]) -> SafeString:
    """With the request, for forms that need their CSRF token."""
    return render_to_string(template_name, values, request=context["request"])
