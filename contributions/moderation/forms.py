"""What moderators and invited reviewers type."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contributions.moderation.decisions import Decision
from contributions.moderation.fields import LABELS, WHOLE
from contributions.moderation.models import InvitedReviewer, Opinion, Remark
from network_site.public_forms import ReadableField, require

REASON_LENGTH = 1500
PREFIX: Final = "remarque-"
TOO_LONG = _("Ce texte compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d.")


def area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "field__control"} | attributes)


class ReasonForm(forms.Form):
    """The reason that the author reads, where a decision needs one. Also what Wagtail's admin asks."""

    comment = ReadableField(
        label=_("Pourquoi"),
        help_text=_("L’auteur lit ce texte tel quel. 1 500 caractères au plus."),
        max_length=REASON_LENGTH,
        widget=area(4),
        error_messages={"required": _("Dites pourquoi : l’auteur en a besoin pour continuer."), "max_length": TOO_LONG},
    )


class RemarksForm(forms.Form):
    """A remark for each field that its reader wants to speak of; all may stay empty."""

    def __init__(self, *args: Any, said: Mapping[str, str], **kwargs: Any) -> None:
        """`said` is what the same person wrote before, by name of field."""
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[f"{PREFIX}{name}"] = ReadableField(
                label=label,
                required=False,
                max_length=Remark.TEXT_LENGTH,
                initial=said.get(name, ""),
                widget=area(3),
                error_messages={"max_length": TOO_LONG},
            )

    def remarks(self) -> dict[str, str]:
        """What is said now, by name of field, empty texts included: they take back what was said."""
        return {name: self.cleaned_data[f"{PREFIX}{name}"] for name in LABELS}

    def bound_remarks(self, names: Iterable[str]) -> list[Any]:
        return [self[f"{PREFIX}{name}"] for name in names]


class DecisionForm(RemarksForm):
    """Remarks, and what the moderator decides on the version that was shown."""

    comment = ReadableField(
        label=_("Un mot pour l’auteur"),
        help_text=_("Obligatoire pour refuser. L’auteur le lit tel quel, avec vos remarques."),
        required=False,
        max_length=REASON_LENGTH,
        widget=area(4),
        error_messages={"max_length": TOO_LONG},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        choices=[(decision.value, decision.value) for decision in Decision],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choisissez une décision."), "invalid_choice": _("Choisissez une décision.")},
    )

    def __init__(self, *args: Any, others_said: bool, **kwargs: Any) -> None:
        """`others_said`: somebody else has made remarks that would leave with the request."""
        super().__init__(*args, **kwargs)
        self.others_said = others_said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        said = any(text for name, text in cleaned.items() if name.startswith(PREFIX))
        if decision == Decision.ASK and not (said or self.others_said):
            raise ValidationError(
                _("Dites ce qui manque, au moins sur un champ : l’auteur sait ainsi où reprendre."), code="no_remark"
            )
        if decision == Decision.REFUSE:
            require(self, "comment", _("Dites pourquoi vous refusez : l’auteur lit cette raison."))
        if decision == Decision.KEEP and len(self.kept_whole(cleaned)) > Remark.TEXT_LENGTH:
            self.add_error(
                "comment",
                _("Ce mot se garde avec votre remarque sur l’ensemble du retour : 1 000 caractères au plus en tout."),
            )
        return cleaned

    def remarks(self) -> dict[str, str]:
        """Kept for later, the word to the author is a remark on the whole: both leave with the decision."""
        said = super().remarks()
        if self.cleaned_data["decision"] == Decision.KEEP:
            said[WHOLE] = self.kept_whole(self.cleaned_data)
        return said

    @staticmethod
    def kept_whole(cleaned: Mapping[str, Any]) -> str:
        return "\n\n".join(text for text in (cleaned.get(f"{PREFIX}{WHOLE}"), cleaned.get("comment")) if text)

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of all that was written."""
        fields = [self["comment"], *self.bound_remarks(LABELS)]
        return [(str(field.label), text) for field in fields if (text := field.value() or "").strip()]


class InvitedForm(RemarksForm):
    """What a reviewer without an account may say: remarks, and an opinion that a moderator may make public."""

    opinion = ReadableField(
        label=_("Votre avis sur ce retour"),
        help_text=_("600 caractères au plus. Signé de votre nom, il peut être rendu public à côté du retour."),
        required=False,
        max_length=Opinion.TEXT_LENGTH,
        widget=area(5),
        error_messages={"max_length": TOO_LONG},
    )


class OpinionForm(forms.Form):
    """The signed opinion of a moderator; empty, it is taken back."""

    text = ReadableField(
        label=_("Avis de la relecture"),
        help_text=_("600 caractères au plus. Public à côté du retour, une fois qu’il est publié. Vide, il est retiré."),
        required=False,
        max_length=Opinion.TEXT_LENGTH,
        widget=area(5),
        error_messages={"max_length": TOO_LONG},
    )
    signature = ReadableField(
        label=_("Signé"),
        help_text=_("Votre nom et votre fonction, tels qu’ils seront affichés."),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "field__control"}),
        error_messages={"required": _("Signez votre avis."), "max_length": TOO_LONG},
    )


class InvitationForm(forms.Form):
    """Asks a person without an account; the address is used once and not kept."""

    name = ReadableField(
        label=_("Nom et fonction"),
        help_text=_("Tels qu’ils signeront son avis. Exemple : Camille Exemple, hydrologue"),
        max_length=InvitedReviewer._meta.get_field("name").max_length,  # noqa: SLF001 - Django documents Model._meta
        widget=forms.TextInput(attrs={"class": "field__control"}),
        error_messages={"required": _("Dites qui vous invitez."), "max_length": TOO_LONG},
    )
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        help_text=_("Le lien y est envoyé. L’adresse n’est ni gardée ni affichée."),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "field__control"}),
        error_messages={
            "required": _("Donnez l’adresse à laquelle envoyer le lien."),
            "invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr"),
        },
    )
    days = forms.TypedChoiceField(
        label=_("Le lien est valable"),
        choices=[(7, _("une semaine")), (14, _("deux semaines")), (30, _("un mois"))],
        coerce=int,
        initial=14,
        widget=forms.Select(attrs={"class": "field__control"}),
        error_messages={"required": _("Choisissez combien de temps le lien est valable.")},
    )


def said_by(remarks: Iterable[Remark]) -> dict[str, str]:
    return {remark.field or WHOLE: remark.text for remark in remarks}
