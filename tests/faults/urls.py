"""The whole site, and one address through which `bin/faults` saves as an editor does."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from network_site.urls import urlpatterns as site_patterns
from tests.faults import saves


@csrf_exempt
def save(request: HttpRequest) -> HttpResponse:
    """200 once the database has committed; anything else is a save that failed."""
    saves.perform(request.POST["action"], seed=int(request.POST["seed"]))
    return HttpResponse(status=200)


urlpatterns = [path("faults/save", save), *site_patterns]
