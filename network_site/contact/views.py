from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network_site.contact import posting
from network_site.contact.forms import ContactForm, initial_from
from network_site.public_forms import BrowserQuota

quota = BrowserQuota(session_key="contact_sent", per_hour=5)

TOO_MANY = _(
    "Vous avez déjà envoyé plusieurs messages cette heure-ci. Le dernier est encore là : envoyez-le un peu plus tard."
)


@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    """« Nous écrire » and « Signaler un problème sur cette page » (`?sujet=probleme&page=/retours/x/`)."""
    host = request.get_host()
    if request.method != "POST":
        return show(request, ContactForm(initial=initial_from(request.GET, host=host), host=host))
    form = ContactForm(request.POST, host=host)
    if not form.is_valid():
        return show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if quota.is_spent(request.session):
        form.add_error(None, TOO_MANY)
        return show(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    posting.post(form)
    quota.count(request.session)
    return redirect("contact-thanks")


def show(request: HttpRequest, form: ContactForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return render(request, "contact/form.html", {"form": form}, status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "contact/thanks.html")
