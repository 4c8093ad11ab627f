"""What Wagtail's « Vérifications » look at: what the editor wrote, rather than the banner and the foot of each page."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem


class ContentItem(ContentCheckerItem):
    axe_include: ClassVar[list[str]] = ["#contenu"]


@hooks.register("construct_wagtail_userbar")
def check_the_content(_request: HttpRequest, items: list[Any], _page: Any) -> None:
    items[:] = [
        ContentItem(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]
