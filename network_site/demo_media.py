"""The pictures of the demo, which no web server stands in front of."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def show(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """A file of this one folder, as a picture and never as a page. Documents go through the view that checks rights."""
    answer = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
