"""Following a search without an account: ask, confirm, change, stop. A link of a mail shows a page, its button acts."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.alerts import links, subscribing
from exchanges.alerts.forms import AlertForm, LinkForm, RhythmForm
from exchanges.alerts.models import Alert, Subscriber, query_of
from network_site.public_forms import BrowserQuota
from network_site.signed_links import LinkRefused, refusal
from search import service
from search.addresses import address

quota = BrowserQuota(session_key="alerts_asked", per_hour=10)

TOO_MANY = gettext_lazy("Vous avez fait plusieurs demandes cette heure-ci. Attendez un peu avant la suivante.")
BUSY = gettext_lazy(
    "Beaucoup d’alertes sont demandées en ce moment. La vôtre est encore là : envoyez-la dans une heure."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """« Suivre cette recherche ». The address is that of the search: /alertes/suivre/?q=eau."""
    if request.method != "POST":
        return _show_form(request, AlertForm(initial={"recherche": request.GET.urlencode()}))
    form = AlertForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if quota.is_spent(request.session):
        form.add_error(None, TOO_MANY)
        return _show_form(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        subscribing.subscribe(form.cleaned_data["email"], form.query, rhythm=form.cleaned_data["rythme"])
    except subscribing.TooManyRequests:
        form.add_error(None, BUSY)
        return _show_form(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    quota.count(request.session)
    return redirect("alerts:sent")


def _show_form(request: HttpRequest, form: AlertForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    query, names = service.usable(query_of(form["recherche"].value() or ""))
    asked = subscribing.label_of(query, names)
    context = {"form": form, "asked": asked, "search_path": address(query), "consent": subscribing.CONSENT}
    return render(request, "alerts/follow.html", context, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not tell what the address already follows."""
    return render(request, "alerts/sent.html", {"days": Alert.CONFIRMED_WITHIN.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What alerts are, and how to find one's own again."""
    form = LinkForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and quota.is_spent(request.session):
            form.add_error(None, TOO_MANY)
            status = HTTPStatus.TOO_MANY_REQUESTS
        if form.is_valid():
            subscribing.send_link(form.cleaned_data["email"])
            quota.count(request.session)
            return redirect("alerts:link-sent")
    return render(request, "alerts/index.html", {"form": form}, status=status)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/link_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    try:
        alert = links.alert_to_confirm(_token(request))
    except LinkRefused as error:
        return refusal(request, error)
    if request.method == "POST":
        subscribing.confirm(alert)
        messages.success(request, _("C’est fait : vous recevrez ce qui est nouveau."))
        return redirect(links.manage_path(alert.subscriber))
    return render(request, "alerts/confirm.html", {"alert": alert, "consent": alert.consent_text})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """All the alerts of one address: its rhythm for each, and the way out."""
    try:
        subscriber = links.subscriber_to_manage(_token(request))
    except LinkRefused as error:
        return refusal(request, error)
    if request.method == "POST":
        return _change(request, subscriber)
    rows = [(alert, RhythmForm.of(alert)) for alert in subscriber.alerts.all()]
    return render(request, "alerts/manage.html", {"rows": rows, "stop_path": links.stop_path(subscriber)})


def _change(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = RhythmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Rien n’a été changé : choisissez un rythme."))
    elif "supprimer" not in request.POST:
        subscribing.change_rhythm(subscriber, form.cleaned_data["alerte"], rhythm=form.cleaned_data["rythme"])
        messages.success(request, _("Le rythme de l’alerte est changé."))
    elif subscribing.delete(subscriber, form.cleaned_data["alerte"]):
        messages.success(request, _("L’alerte est supprimée."))
    else:
        return redirect("alerts:stopped")
    return redirect(links.manage_path(subscriber))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """One-click unsubscription (RFC 8058): a mail program posts here without cookie nor page, so no CSRF token is asked
    for; the signed link is the proof. A person sees a page and its button.
    """
    try:
        subscriber = links.subscriber_to_stop(_token(request))
    except LinkRefused as error:
        return refusal(request, error)
    if request.method == "POST" and subscriber is not None:
        subscribing.stop_all(subscriber)
    if request.method == "POST" or subscriber is None:
        return render(request, "alerts/stopped.html")
    alerts = list(subscriber.alerts.all())
    return render(request, "alerts/stop.html", {"alerts": alerts, "manage_path": links.manage_path(subscriber)})


@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/stopped.html")


def _token(request: HttpRequest) -> str:
    return request.GET.get(links.PARAMETER, "")
