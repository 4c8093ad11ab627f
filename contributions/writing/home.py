"""The drafts on the page of one's account."""

from typing import Any

from django.http import HttpRequest

from contributions.writing import access, progress

MOST = 10


def section(request: HttpRequest) -> dict[str, Any]:
    return {"drafts": progress.listed(access.mine(request)[:MOST])}
