"""Whether an address is one of the organisation's own: what its official site says of its domain."""

from urllib.parse import urlsplit

SHARED = frozenset(
    "aol.com bbox.fr free.fr gmail.com gmx.fr hotmail.com hotmail.fr icloud.com laposte.net live.fr "
    "neuf.fr numericable.fr orange.fr outlook.com outlook.fr proton.me protonmail.com sfr.fr wanadoo.fr yahoo.com "
    "yahoo.fr ymail.com".split()
)
"""Anybody has an address there, and small communes have their pages there."""


def is_official(email: str, *, website: str) -> bool:
    """The domain of the address is the site's, without « www », or below it."""
    domain = email.rpartition("@")[2].lower()
    site = (urlsplit(website).hostname or "").lower().removeprefix("www.")
    if not domain or "." not in site or site in SHARED:
        return False
    return domain == site or domain.endswith(f".{site}")
