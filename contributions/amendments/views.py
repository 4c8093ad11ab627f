"""Proposing a correction without an account, confirming one’s address, and deciding."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actors.reading import published_actors
from contributions.amendments import deciding, proposing
from contributions.amendments.fields import Target, label_of, path_of, title_of
from contributions.amendments.forms import AmendmentForm, AnswerForm
from contributions.amendments.models import Amendment
from network_site import signed_links
from network_site.public_forms import BrowserQuota
from practices.reading.cards import published_reports

QUOTA = BrowserQuota("amendments_sent", per_hour=5)
TOO_MANY = gettext_lazy(
    "Vous avez déjà proposé plusieurs corrections cette heure-ci. "
    "La dernière est encore là : envoyez-la un peu plus tard."
)
PER_PAGE = 20


@never_cache
def correct_report(request: HttpRequest, permanent_id: str) -> HttpResponse:
    return propose(request, get_object_or_404(published_reports(), permanent_id=permanent_id))


@never_cache
def correct_actor(request: HttpRequest, slug: str) -> HttpResponse:
    return propose(request, get_object_or_404(published_actors(), slug=slug))


def propose(request: HttpRequest, target: Target) -> HttpResponse:
    """Nothing typed is lost: every refusal shows the form again, filled in."""
    if request.method != "POST":
        return show_form(request, AmendmentForm(target=target))
    form = AmendmentForm(request.POST, target=target)
    if not form.is_valid():
        return show_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if QUOTA.is_spent(request.session):
        form.add_error(None, TOO_MANY)
        return show_form(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    amendment = proposing.propose(form)
    QUOTA.count(request.session)
    return redirect("amendments:thanks-address" if amendment.email else "amendments:thanks")


def show_form(request: HttpRequest, form: AmendmentForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {"form": form, "title": title_of(form.target), "path": path_of(form.target)}
    return render(request, "amendments/form.html", context, status=status)


@require_safe
def thanks(request: HttpRequest, *, address: bool = False) -> HttpResponse:
    return render(request, "amendments/thanks.html", {"address": address})


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Mail robots follow links: the page shows a button, and the button confirms."""
    try:
        amendment = proposing.amendment_of(token)
    except signed_links.LinkRefused as error:
        return signed_links.refusal(request, error)
    if request.method == "POST":
        proposing.confirm(amendment)
        return render(request, "amendments/confirmed.html", {"amendment": amendment})
    return render(request, "amendments/confirm.html", {"amendment": amendment, "title": amendment.target_name})


@login_required
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those that the person may decide on, the ones that wait first."""
    state = request.GET.get("etat", "")
    state = state if state in Amendment.State.values else Amendment.State.WAITING.value
    order = "created_at" if state == Amendment.State.WAITING else "-decided_at"
    page = Paginator(deciding.decidable_by(request.user).filter(state=state).order_by(order, "pk"), PER_PAGE)
    tabs = [
        {"url": f"?etat={value}", "label": capfirst(label), "count": None, "current": value == state}
        for value, label in Amendment.State.choices
    ]
    return render(request, "amendments/list.html", {"tabs": tabs, "page": page.get_page(request.GET.get("page"))})


@login_required
@never_cache
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The correction as a difference with what is public, and the decision on it."""
    amendment = deciding.decidable_by(request.user).filter(pk=pk).first()
    if amendment is None:
        raise Http404
    if request.method != "POST":
        return show_decision(request, amendment, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_decision(request, amendment, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return enact(request, amendment, form)


def enact(request: HttpRequest, amendment: Amendment, form: AnswerForm) -> HttpResponse:
    """Whoever comes second, or finds the text changed, is told so."""
    said = form.cleaned_data
    try:
        if said["decision"] == AnswerForm.ACCEPT:
            deciding.accept(amendment, user=request.user, answer=said["answer"], anyway=said["anyway"])
            messages.success(request, _("La correction est publiée."))
        else:
            deciding.refuse(amendment, user=request.user, answer=said["answer"])
            messages.success(request, _("La correction est refusée."))
        return redirect("amendments:list")
    except deciding.AlreadyDecidedError as error:
        return already_decided(request, error.amendment, form)
    except deciding.ConflictError as error:
        labels = ", ".join(label_of(amendment.target, name) for name in error.fields)
        form.add_error(None, _("Ce texte a changé depuis la proposition : %(fields)s.") % {"fields": labels})
    except deciding.NotAcceptableError as error:
        form.add_error(None, error.messages)
    return show_decision(request, amendment, form, status=HTTPStatus.CONFLICT)


def already_decided(request: HttpRequest, done: Amendment, form: AnswerForm) -> HttpResponse:
    state = done.get_state_display()
    if done.decided_by_id == request.user.pk:
        messages.info(request, _("C’était déjà fait : cette correction est %(state)s.") % {"state": state})
        return redirect("amendments:list")
    by = done.decided_by or _("Une autre personne")
    told = _("%(person)s a décidé avant vous : cette correction est %(state)s. Rien n’est fait deux fois.")
    form.add_error(None, told % {"person": by, "state": state})
    return show_decision(request, done, form, status=HTTPStatus.CONFLICT)


def show_decision(
    request: HttpRequest, amendment: Amendment, form: AnswerForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    conflicts = amendment.changed_since() if amendment.is_waiting else []
    context: dict[str, Any] = {
        "amendment": amendment,
        "form": form,
        "changes": amendment.differences(),
        "conflicts": [label_of(amendment.target, name) for name in conflicts],
    }
    return render(request, "amendments/decide.html", context, status=status)
