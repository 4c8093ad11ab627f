"""Sending a file, and saying what it shows."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.writing.forms.base import CONTROL, TEXT_ERRORS
from contributions.writing.models import DraftFile
from contributions.writing.uploads import DOCUMENTS, IMAGES
from network_site.public_forms import ReadableField

ACCEPTED = ",".join([*(each for names in IMAGES.values() for each in names), *DOCUMENTS])


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Une photo ou un document"),
        help_text=_("Photo JPEG, PNG ou WebP ; document PDF, docx, xlsx, pptx, odt, ods, odp. 10 Mo au plus."),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choisissez un fichier."),
            "max_length": _("Le nom de ce fichier est trop long : raccourcissez-le."),
        },
    )


class PictureForm(forms.ModelForm[DraftFile]):
    """What a picture shows and who made it: both compulsory, and asked once the file is safe with us."""

    alt = ReadableField(
        label=_("Ce que montre l’image, pour les personnes qui ne la voient pas"),
        help_text=_("Exemple : « Une cour d’école plantée de jeunes arbres, avec un sol clair. »"),
        max_length=250,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=TEXT_ERRORS | {"required": _("Décrivez l’image en une phrase.")},
    )
    credit = ReadableField(
        label=_("Crédit"),
        help_text=_("L’auteur ou l’organisme, avec son accord. Exemple : Ville de Denain"),
        max_length=150,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=TEXT_ERRORS | {"required": _("Dites de qui est l’image.")},
    )

    class Meta:
        model = DraftFile
        fields: ClassVar = ["alt", "credit"]


class DocumentForm(forms.ModelForm[DraftFile]):
    alt = ReadableField(
        label=_("Intitulé du document"),
        help_text=_("Exemple : Délibération du 12 mars 2024"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=TEXT_ERRORS,
    )

    class Meta:
        model = DraftFile
        fields: ClassVar = ["alt"]


def details_form(kept: DraftFile, posted: "object | None" = None) -> "PictureForm | DocumentForm":
    """The inputs of each file are told apart by its number."""
    form = PictureForm if kept.is_image else DocumentForm
    return form(posted, instance=kept, prefix=f"fichier-{kept.pk}")  # type: ignore[arg-type]  # a QueryDict or None
