"""Who may see what becomes of a report before it is published."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from actors.rights import actors_of
from network_site.groups import is_moderator
from practices.models import ExperienceReportPage

View = Callable[..., HttpResponse]


def may_follow(user: Any, report: ExperienceReportPage) -> bool:
    """Its author, those who submitted it, the members of its actors, and the moderators."""
    if not user.is_authenticated:
        return False
    if user.pk == report.owner_id or is_moderator(user) or report.reviews.filter(submitted_by=user).exists():
        return True
    return actors_of(user).filter(report_actors__page=report.pk).exists()


def moderators_only(view: View) -> View:
    """A visitor signs in first; a member who is no moderator is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_moderator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))
