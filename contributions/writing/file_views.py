"""The page of the pictures and documents of a draft, and the files themselves, for its writer alone."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributions.writing import access, files
from contributions.writing.forms.files import UploadForm, details_form
from contributions.writing.models import Draft, DraftFile
from contributions.writing.remarks import IMAGES, remarks_by_input
from contributions.writing.writing_views import closed, is_signed_out, sign_in_first


@never_cache
def listing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a file, say what each shows, remove one: one form, so that whichever button is pressed nothing is lost."""
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    if not draft.is_open:
        return closed(request, draft)
    if request.method == "POST":
        return change(request, draft)
    return show(request, draft)


def change(request: HttpRequest, draft: Draft) -> HttpResponse:
    removed, told = named(request, draft, "supprimer"), named(request, draft, "enregistrer")
    refused = keep_details(request, draft.files.exclude(pk=removed.pk) if removed else draft.files.all(), told=told)
    if removed is not None:
        files.remove(removed)
        messages.success(request, _("Le fichier est supprimé."))
    sends = bool(request.FILES) or not (removed or told)
    form = UploadForm(request.POST, request.FILES) if sends else None
    added = upload(draft, form) if form else None
    if refused or (form and added is None):
        form = None if added else form
        return show(request, draft, form=form, changed=refused, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if added is not None:
        return redirect(f"{request.path}#fichier-{added.pk}")
    if told is not None:
        messages.success(request, _("C’est enregistré."))
    return redirect("writing:files", draft.pk)


def named(request: HttpRequest, draft: Draft, button: str) -> DraftFile | None:
    """The file of the button that was pressed; None for another button."""
    number = request.POST.get(button)
    if number is None:
        return None
    if not (number.isdecimal() and len(number) < 19):
        raise Http404
    return get_object_or_404(draft.files, pk=number)


def keep_details(request: HttpRequest, kept: Iterable[DraftFile], *, told: DraftFile | None) -> dict[int, Any]:
    """Keep what was typed of each file; give the forms to show again, by number of file.

    What is missing is asked of the file that is `told`; of the others it may wait.
    """
    forms = {each: details_form(each, request.POST) for each in kept}
    typed = {each: form for each, form in forms.items() if form.add_prefix("alt") in request.POST}
    for each, form in typed.items():
        form.full_clean()
        each.save(update_fields=[*form.fields])
    return {
        each.pk: form
        for each, form in typed.items()
        if (form.errors and each == told) or any(form.has_error(name, "max_length") for name in form.fields)
    }


def upload(draft: Draft, form: UploadForm) -> DraftFile | None:
    """None when the file is refused: the form says why."""
    if not form.is_valid():
        return None
    try:
        return files.add(draft, form.cleaned_data["file"])
    except ValidationError as error:
        form.add_error("file", error)
        return None


def show(
    request: HttpRequest,
    draft: Draft,
    *,
    form: UploadForm | None = None,
    changed: dict[int, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    kept = draft.files.select_related("image", "document")
    forms = [(each, (changed or {}).get(each.pk) or details_form(each)) for each in kept]
    wrong = next((form for form in (changed or {}).values()), None)
    context = {
        "draft": draft,
        "form": form or UploadForm(),
        "files": forms,
        "wrong": wrong or form,
        "remarks": remarks_by_input(draft)[IMAGES],
    }
    return render(request, "writing/files.html", context, status=status)


@never_cache
@require_safe
def serve(request: HttpRequest, pk: UUID, number: int) -> FileResponse:
    """The bytes, as a picture to show or a document to download; never as a page."""
    draft = access.find(request, pk)
    kept = get_object_or_404(DraftFile.objects.select_related("image", "document"), draft=draft, pk=number)
    stored = kept.stored
    if not stored:
        raise Http404
    response = FileResponse(
        stored.open("rb"), as_attachment=not kept.is_image, filename=kept.name, content_type=kept.served_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    return response
