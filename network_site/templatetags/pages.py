"""What a page of text says about its place in the site and its parts: `{% load pages %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from network_site.visibility import unrestricted

register = template.Library()

FEWEST_PARTS = 4
"""A page with fewer headings is read without a table of contents."""


@register.filter
def contents(body: Iterable[Any]) -> list[tuple[str, str]]:
    """Addresses and titles of the parts of a body, or nothing when they are few."""
    parts = [
        (f"#{block.value.anchor_id}", str(block.value["text"]))
        for block in body
        if block.block_type == "heading" and block.value.get("level") != "h3"
    ]
    return parts if len(parts) >= FEWEST_PARTS else []


@register.filter
def crumbs(page: Page) -> list[tuple[str, str]]:
    """The pages above this one, without the home page. One query; a page that is being created has none yet."""
    if not page.path:
        return []
    above = page.get_ancestors().live().filter(depth__gt=2)
    return [(each.url, each.title) for each in above if each.url]


@register.simple_tag
def text_pages() -> list[tuple[str, str]]:
    """Pages of text that any visitor may read, in the order of the tree, to two levels under the home page."""
    pages = unrestricted(Page.objects.live()).filter(depth__in=(3, 4)).exclude(content_type__app_label="practices")
    return [(page.url, page.title) for page in pages.order_by("path")]
