"""The portal of a network, and its list to show on another site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from actors.reading import published_networks
from exchanges.communities.portal import read_portal
from network_site.middleware import policy

EMBEDDED_REPORTS = 6


@require_safe
def portal(request: HttpRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(published_networks(), slug=slug)
    embed_url = request.build_absolute_uri("../liste/")
    context = {"network": network, "portal": read_portal(network), "embed_url": embed_url}
    return render(request, "communities/portal.html", context)


@require_safe
@xframe_options_exempt
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """Without session, script or form: the only page that another site may put in a frame."""
    network = get_object_or_404(published_networks(), slug=slug)
    answer = render(request, "communities/embedded.html", {"portal": read_portal(network, most=EMBEDDED_REPORTS)})
    answer.headers["Content-Security-Policy"] = policy(frame_ancestors="*")
    return answer
