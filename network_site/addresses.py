"""Addresses of the site for readers who are elsewhere: in a mail, a feed, a file."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path of this site; nothing for nothing."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path else ""
