"""The pages around a draft: the list, where it stands, its preview, sending it, deleting it, choosing between texts."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actors.models import Actor
from contributions.writing import (
    access,
    choosing,
    editing,
    files,
    inspirations,
    people,
    places,
    progress,
    reports,
    submission,
    suggestions,
)
from contributions.writing.models import Draft
from contributions.writing.writing_views import is_signed_out, sign_in_first
from network_site.public_forms import readable
from network_site.signed_links import LinkRefused, refusal
from practices.models import ExperienceReportPage

PREFILLED = ("besoin", "titre", "suite")
LONGEST_LIST = 100
MOST_ACTORS = 12


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """« Raconter une expérience »: what it takes, and one's own drafts. A link that fills in the form goes there."""
    query = request.GET.urlencode()
    if any(request.GET.get(name) for name in PREFILLED):
        return redirect(f"{reverse('writing:new')}?{query}")
    return render(request, "writing/start.html", {"drafts": progress.listed(access.mine(request)[:LONGEST_LIST])})


@never_cache
@require_safe
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the draft stands, and what to do next."""
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    return show_draft(request, access.find(request, pk))


def show_draft(
    request: HttpRequest, draft: Draft, *, found: list[reports.Problem] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    forms = reports.checked(draft, request.user) if draft.is_open else []
    line = progress.listed([draft])[0]
    context = {
        "draft": draft,
        "line": line,
        "parts": progress.parts(draft, forms),
        "problems": [(problem, progress.section_url(draft, problem.section)) for problem in found or []],
        "is_ready": draft.is_open and not reports.problems(forms) and not reports.file_problems(draft),
        "asked": progress.asked(draft, forms),
        "has_organisation": people.writing_for(request.user).exists(),
        "other_texts": draft.other_texts.exists(),
    }
    return render(request, "writing/draft.html", context, status=status)


@never_cache
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report in the very page that its readers will see, with what is wrong or missing left out. Its files come
    from the draft's own addresses, which open to its writer alone.
    """
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    page = reports.preview_page(draft, request.user)
    request.is_preview = True  # type: ignore[attr-defined]  # as Wagtail's own preview says it
    kept = list(draft.files.select_related("image", "document"))
    files.leave_documents_out(page)
    context = page.get_context(request)
    reading = replace(context["reading"], links=[*context["reading"].links, *files.links(kept)])
    context |= {"draft": draft, "reading": reading, "pictures": [each for each in kept if each.is_image]}
    return render(request, "writing/preview.html", context)


@never_cache
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the report before the moderators, or say what is still missing."""
    if not request.user.is_authenticated:
        return sign_in_first(request, Draft(pk=pk).get_absolute_url())
    draft = access.find(request, pk)
    try:
        submission.send(draft, user=request.user)
    except submission.NotReady as error:
        return show_draft(request, draft, found=error.problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("writing:sent", draft.pk)


@never_cache
@require_safe
def sent(request: HttpRequest, pk: UUID) -> HttpResponse:
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    return redirect(draft) if draft.is_open else render(request, "writing/sent.html", {"draft": draft})


@never_cache
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Complete what the review asked, or change a published report."""
    draft = access.find(request, pk)
    submission.reopen(draft, user=request.user)
    return redirect(draft)


@login_required
@never_cache
def edit(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """« Mettre à jour » on a report of one's own organisation: a page, whose button opens the draft."""
    report = get_object_or_404(ExperienceReportPage, permanent_id=permanent_id)
    if request.method != "POST":
        if not editing.may_edit(report, request.user):
            raise Http404
        return render(request, "writing/edit.html", {"report": report})
    return redirect(editing.draft_of(report, user=request.user))


@never_cache
@require_POST
def change_format(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A flash report grows, a complete one shrinks: what is hidden is kept."""
    draft = access.find(request, pk)
    if draft.is_open and request.POST.get("format") in Draft.Format.values:
        draft.format = request.POST["format"]
        draft.save(update_fields=["format"])
    return redirect(draft)


@never_cache
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then delete. A report that was sent is not deleted with its draft."""
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    if request.method != "POST":
        return render(request, "writing/delete.html", {"draft": draft})
    files.remove_all(draft)
    draft.delete()
    messages.success(request, _("Le brouillon est supprimé."))
    return redirect("writing:start")


@never_cache
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two tabs typed two texts: both side by side, and the writer chooses."""
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    if request.method == "POST":
        choosing.settle(draft, request.POST, user=request.user)
        messages.success(request, _("C’est noté : votre choix est enregistré."))
        return redirect(draft)
    clashes = choosing.clashes(draft, user=request.user)
    return render(request, "writing/choose.html", {"draft": draft, "clashes": clashes}) if clashes else redirect(draft)


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """Published reports near a title, for htmx while it is typed; the second step shows them without scripts."""
    title = readable(request.GET.get("title", ""))[: suggestions.LONGEST]
    return render(request, "writing/near.html", {"near": suggestions.near(title)})


@require_safe
def territories(request: HttpRequest) -> JsonResponse:
    """Names of territories that begin as what is typed, for the script of the form."""
    text = readable(request.GET.get("q", ""))[:100]
    found: list[Any] = places.suggested(text) if text else []
    return JsonResponse([places.label(place) for place in found], safe=False)


@require_safe
def actors(request: HttpRequest) -> JsonResponse:
    """Names of the directory that hold what is typed, for the script of the form."""
    text = readable(request.GET.get("q", ""))[:100].strip()
    found = (
        Actor.objects.filter(live=True, name__icontains=text).order_by("name")
        if len(text) > 1
        else Actor.objects.none()
    )
    return JsonResponse(list(found.values_list("name", flat=True)[:MOST_ACTORS]), safe=False)


@never_cache
def inspiration(request: HttpRequest, token: str) -> HttpResponse:
    """A référent confirms, from a mail and without an account, that another report took from theirs."""
    try:
        reuse = inspirations.read(token)
    except LinkRefused as error:
        return refusal(request, error)
    if request.method == "POST":
        inspirations.confirm(reuse)
    return render(request, "writing/inspiration.html", {"reuse": reuse, "is_done": request.method == "POST"})
