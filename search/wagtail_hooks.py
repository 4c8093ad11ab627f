"""What the search room adds to the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.expansion_admin import ExpansionViewSet, SearchStatusPanel
from search.journal import admin as journal
from search.outbox_admin import OutboxViewSet


class SearchesGroup(journal.SearchesGroup):
    """What was searched, for moderators; the words that the search understands, for editors too; what waits for it."""

    items = (*journal.SearchesGroup.items, ExpansionViewSet, OutboxViewSet)  # type: ignore[assignment]  # more than the base's two


register_snippet(SearchesGroup)


@hooks.register("construct_homepage_panels")
def show_what_the_search_can_do(request: HttpRequest, panels: list[Any]) -> None:
    """To those who keep its words."""
    if request.user.has_perm("search.change_expansion"):
        panels.append(SearchStatusPanel())
