from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from network_site.mail.models import OutgoingMail

SHOWN = 50


def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """The mails of the demo, where nothing leaves the machine: each of its people reads theirs here."""
    if not settings.RELAIS_DEMO:
        raise Http404
    return render(request, "mail/demo.html", {"mails": OutgoingMail.objects.exclude(to="")[:SHOWN]})
