"""The pages where a report is typed. Whatever goes wrong, what was typed is kept and shown again."""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contributions.writing import access, progress, reports, saving, suggestions
from contributions.writing.forms import BY_SLUG, STEPS, SectionForm
from contributions.writing.forms.flash import ClassificationForm
from contributions.writing.models import Draft
from contributions.writing.remarks import remarks_by_input
from contributions.writing.starting import Beginning, beginning_from
from network_site.public_forms import readable

TEMPLATE = "writing/section.html"
FLOODED = _(
    "Beaucoup de personnes écrivent en ce moment. Connectez-vous pour enregistrer votre texte : il est ci-dessous."
)
RETURN_SALT = "writing.return"


def wants_json(request: HttpRequest) -> bool:
    """The script that saves by itself asks for JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def typed_in(request: HttpRequest, form: SectionForm) -> saving.Typed:
    version = request.POST.get("version", "")
    base = int(version) if version.isdecimal() and len(version) < 10 else 0
    return saving.Typed(form.kept(request.POST), base=base, tab=tab_of(request))


def tab_of(request: HttpRequest) -> str:
    """The name that the page gave itself; empty without one."""
    return readable(request.POST.get("onglet", ""))[: saving.TAB_LENGTH]


def when_csrf_fails(request: HttpRequest, pk: UUID | None = None, slug: str = STEPS[0].slug) -> HttpResponse:
    """The form again, as it was typed, with a fresh token: the page had been open through a sign-in elsewhere."""
    if wants_json(request):
        return JsonResponse({"reason": "csrf"}, status=HTTPStatus.FORBIDDEN)
    if slug not in BY_SLUG:
        raise Http404
    draft = Draft.objects.filter(pk=pk).first() if pk else None
    if draft is None or not access.is_of(request, draft):
        draft = Draft(pk=pk) if pk else Draft()
    form = BY_SLUG[slug](request.POST, draft=draft, user=request.user)
    notice = _("Cette page était ouverte depuis longtemps. Votre texte est intact : envoyez-le de nouveau.")
    beginning = None if pk else Beginning.read(request.POST.get("depart", ""))
    return show(request, form, beginning=beginning, notice=notice, status=HTTPStatus.FORBIDDEN)


def typing_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Never cached, and forgiving when the token of its form is out of date."""
    page = never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))
    page.when_csrf_fails = when_csrf_fails  # type: ignore[attr-defined]  # read by network_site.errors
    return page


@typing_page
def new(request: HttpRequest) -> HttpResponse:
    """The first step, before there is a draft: it is made by the first text that is sent."""
    if request.method != "POST":
        beginning = beginning_from(request.GET)
        blank = Draft(pk=beginning.pk, data=beginning.initial)
        return show(request, STEPS[0](draft=blank, user=request.user), beginning=beginning)
    beginning = Beginning.read(request.POST.get("depart", ""))
    taken = Draft.objects.filter(pk=beginning.pk).first()
    if taken is not None and not access.is_of(request, taken):  # sent again once signed out, or by somebody else
        if not request.user.is_authenticated:
            return rescue(request, taken.pk, STEPS[0])
        beginning = Beginning()
    if not request.user.is_authenticated and access.is_flooded():
        form = STEPS[0](request.POST, draft=Draft(), user=request.user)
        return show(request, form, beginning=beginning, notice=FLOODED, status=HTTPStatus.TOO_MANY_REQUESTS)
    draft = access.begin(request, beginning)
    return (
        closed(request, draft)
        if not draft.is_open
        else keep(request, STEPS[0](request.POST, draft=draft, user=request.user))
    )


@typing_page
def section(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """One section of a draft."""
    if slug not in BY_SLUG:
        raise Http404
    if request.method == "POST" and is_signed_out(request, pk):
        return rescue(request, pk, BY_SLUG[slug])
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    if not draft.is_open:
        return closed(request, draft)
    if request.method == "POST":
        return keep(request, BY_SLUG[slug](request.POST, draft=draft, user=request.user))
    checking = draft.typed() if "verifier" in request.GET else None
    return show(request, BY_SLUG[slug](checking, draft=draft, user=request.user))


def is_signed_out(request: HttpRequest, pk: UUID) -> bool:
    """Whether an anonymous person asks for a draft that is not their session's: theirs perhaps, once signed in."""
    return not request.user.is_authenticated and str(pk) not in request.session.get(access.SESSION_KEY, [])


def sign_in_first(request: HttpRequest, path: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"sign_in": sign_in_url(path)}, status=HTTPStatus.UNAUTHORIZED)
    return redirect(sign_in_url(path))


def sign_in_url(path: str) -> str:
    """As `redirect_to_login` writes it, so that `LostSessionMiddleware` shows what was typed before it is lost."""
    return redirect_to_login(path).url


def closed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The draft was sent from another page: a second click, or another tab."""
    if wants_json(request):
        return JsonResponse({"closed": draft.get_absolute_url()}, status=HTTPStatus.CONFLICT)
    return redirect(draft)


def rescue(request: HttpRequest, pk: UUID, section: type[SectionForm]) -> HttpResponse:
    """The session ended while the page was open: keep the text on this side, ask to sign in, come back to the draft."""
    form = section(request.POST, draft=Draft(pk=pk), user=request.user)
    path = progress.section_url(Draft(pk=pk), section.slug)
    if wants_json(request):
        return sign_in_first(request, path)  # the script keeps the text in the browser until then
    if access.is_flooded():
        return show(request, form, notice=FLOODED, status=HTTPStatus.TOO_MANY_REQUESTS)
    access.rescue(request, pk, typed_in(request, form))
    messages.success(
        request, _("Votre session était terminée. Votre texte est gardé : connectez-vous, il vous attend.")
    )
    return redirect(
        sign_in_url(reverse("writing:return", args=[signing.dumps([pk.hex, section.slug], salt=RETURN_SALT)]))
    )


@never_cache
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """After signing in again: to the draft where the text was put back, or to the list where it stands alone."""
    try:
        pk, slug = signing.loads(token, salt=RETURN_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    draft = Draft.objects.of_person(request.user).filter(pk=pk).first()
    if draft is None:
        return redirect("writing:start")
    if draft.other_texts.exists():
        return redirect("writing:choose", draft.pk)
    return redirect("writing:section", draft.pk, slug)


def keep(request: HttpRequest, form: SectionForm) -> HttpResponse:
    """Save first, then say what is wrong or go where the pressed button leads."""
    saved = saving.save(form.draft, typed_in(request, form))
    if wants_json(request):
        return JsonResponse(as_json(saved, form))
    elsewhere = asked_for(request.POST.get("vers", ""), saved, form)
    if elsewhere:
        return redirect(elsewhere)
    checked = type(form)(saved.draft.typed(), draft=saved.draft, user=request.user)
    if not checked.is_valid():
        return show(request, checked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    following = progress.next_section(saved.draft, form.slug)
    return redirect(progress.section_url(saved.draft, following) if following else saved.draft.get_absolute_url())


def asked_for(going: str, saved: saving.Saved, form: SectionForm) -> str:
    """Where a button leads whether the section is right or not; `""` for « Continuer »."""
    draft = saved.draft
    if saved.clashes:
        return reverse("writing:choose", args=[draft.pk])
    if going in BY_SLUG:
        return progress.section_url(draft, going)
    ways = {
        "brouillon": draft.get_absolute_url(),
        "apercu": reverse("writing:preview", args=[draft.pk]),
        "ligne": f"{progress.section_url(draft, form.slug)}#fin",
    }
    return ways.get(going, "")


def as_json(saved: saving.Saved, form: SectionForm) -> dict[str, Any]:
    """For the script: where the draft is, the version to start from next, and what another tab has changed.

    A tab that is behind keeps the version it knows, or the texts that it has not seen would pass for its own.
    """
    draft = saved.draft
    return {
        "url": progress.section_url(draft, form.slug),
        "version": None if saved.is_behind else draft.version,
        "saved_at": time_format(localtime(draft.saved_at), "H:i"),
        "choose": reverse("writing:choose", args=[draft.pk]) if saved.clashes else "",
    }


def show(
    request: HttpRequest,
    form: SectionForm,
    *,
    beginning: Beginning | None = None,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    draft = form.draft
    is_new = beginning is not None
    remarks = {} if is_new else remarks_by_input(draft)
    if isinstance(form, ClassificationForm):
        form.put_first(suggestions.needs_heard(draft))
    context = {
        "form": form,
        "draft": draft,
        "is_new": is_new,
        "depart": beginning.token() if beginning else "",
        "version": 0 if is_new else draft.version,
        "tab": tab_of(request) or secrets.token_hex(8),
        "notice": notice,
        "fields": [(field, remarks.get(field.name, [])) for field in form.shown()],
        "tables": [(rows, lines, remarks.get(rows.name, [])) for rows, lines in form.tables()],
        "folded": form.folded(),
        "folded_remarks": [remark for name in form.FOLDED for remark in remarks.get(name, [])],
        "sections": [(each.slug, each.heading) for each in (STEPS if is_new else reports.sections_of(draft))],
        "previous": None if is_new else progress.previous_section(draft, form.slug),
        "is_last": not is_new and progress.next_section(draft, form.slug) is None,
        "near": suggestions.near_draft(draft) if isinstance(form, ClassificationForm) else [],
        "other_texts": not is_new and draft.other_texts.exists(),
    }
    return render(request, TEMPLATE, context, status=status)
