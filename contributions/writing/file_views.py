"""The page of the pictures and documents of a draft, and the files themselves, for its writer alone."""

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
from contributions.writing.writing_views import closed, is_signed_out, sign_in_first


@never_cache
def listing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a file, say what each shows, remove one. One page, one form for each."""
    if is_signed_out(request, pk):
        return sign_in_first(request, request.path)
    draft = access.find(request, pk)
    if not draft.is_open:
        return closed(request, draft)
    if request.method == "POST":
        return change(request, draft)
    return show(request, draft)


def change(request: HttpRequest, draft: Draft) -> HttpResponse:
    number = request.POST.get("fichier", "")
    if not number:
        return upload(request, draft)
    kept = get_object_or_404(draft.files, pk=number) if number.isdecimal() and len(number) < 19 else None
    if kept is None:
        raise Http404
    if "supprimer" in request.POST:
        files.remove(kept)
        messages.success(request, _("Le fichier est supprimé."))
        return redirect("writing:files", draft.pk)
    form = details_form(kept, request.POST)
    if not form.is_valid():
        return show(request, draft, changed={kept.pk: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form.save()
    messages.success(request, _("C’est enregistré."))
    return redirect("writing:files", draft.pk)


def upload(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = files.add(draft, form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect(f"{request.path}#fichier-{kept.pk}")
    return show(request, draft, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


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
    context = {"draft": draft, "form": form or UploadForm(), "files": forms, "wrong": wrong or form}
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
