"""What the search room adds to the Wagtail admin."""

from wagtail import hooks

from search.journal.admin import SearchesGroup


@hooks.register("register_admin_viewset")
def register_searches() -> SearchesGroup:
    return SearchesGroup()
