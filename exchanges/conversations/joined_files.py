"""Files that people join to a message, cleaned like those of reports before anybody else opens them."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from contributions.writing.uploads import DOCUMENTS, IMAGES, clean_document, clean_image
from exchanges.conversations.posting import JoinedFile

MOST_FILES = 3
IMAGE_EXTENSIONS = tuple(extension for extensions in IMAGES.values() for extension in extensions)
TOO_MANY = _("%(limit)d fichiers au plus.")


def clean_files(files: Iterable[UploadedFile]) -> list[JoinedFile]:
    """Raises ValidationError, which names the file at fault."""
    listed = list(files)
    if len(listed) > MOST_FILES:
        raise ValidationError(TOO_MANY, code="too_many", params={"limit": MOST_FILES})
    return [clean_file(file) for file in listed]


def clean_file(file: UploadedFile) -> JoinedFile:
    is_image = PurePath(file.name or "").suffix.lower() in IMAGE_EXTENSIONS
    try:
        cleaned = clean_image(file) if is_image else clean_document(file)
    except ValidationError as error:
        said = " ".join(error.messages)
        raise ValidationError(_("« %(name)s » : %(why)s"), params={"name": file.name, "why": said}) from error
    return JoinedFile(cleaned.name, cleaned.content.read())


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class JoinedFilesField(forms.FileField):
    """Some files at once, or none; gives `JoinedFile`s."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Fichiers joints"),
            help_text=_("Trois au plus, de 10 Mo chacun : photos (JPEG, PNG, WebP), PDF ou documents de bureau."),
            required=False,
            widget=FilesInput(attrs={"multiple": True, "accept": ",".join((*IMAGE_EXTENSIONS, *DOCUMENTS))}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        return clean_files(data or [])
