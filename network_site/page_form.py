"""The form in which Wagtail's editor shows a page."""

from typing import Final

from wagtail.admin.forms.pages import WagtailAdminPageForm

HIDING: Final = frozenset({"action", "elements", "method", "submit"})
"""What Wagtail's scripts ask of the form itself: an input of that name would answer in its place."""


class PageForm(WagtailAdminPageForm):
    """An input called `action` hides the address of the form, and what is typed no longer saves by itself."""

    def add_prefix(self, field_name: str) -> str:
        prefixed: str = super().add_prefix(f"page_{field_name}" if field_name in HIDING else field_name)
        return prefixed
