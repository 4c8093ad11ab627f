"""Addresses that changed keep working."""

from wagtail.contrib.redirects.models import Redirect


def redirect_moved(old_path: str, new_path: str) -> None:
    """Send ``old_path`` and everything that led to it to ``new_path``; a thing moved back loses its redirect."""
    Redirect.objects.filter(old_path=Redirect.normalise_path(new_path)).delete()
    Redirect.objects.filter(redirect_link=old_path).update(redirect_link=new_path)
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old_path),
        site=None,
        defaults={"redirect_link": new_path, "redirect_page": None, "is_permanent": True},
    )
