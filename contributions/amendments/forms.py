"""What a visitor types to propose a correction, and what answers it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, URLField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contributions.amendments.fields import (
    Target,
    digest,
    digests,
    field_of,
    label_of,
    names_of,
    read_digests,
    text_of,
)
from contributions.amendments.models import Amendment
from network_site.fields import LinesField
from network_site.public_forms import FormToken, PublicForm, ReadableField, require

PREFIX = "texte-"
LINES_LENGTH = 4000
TOO_LONG = _("Ce texte compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d.")

CHANGED = _("Ce texte a changé pendant que vous écriviez. Il dit maintenant : « %(now)s » Relisez, puis renvoyez.")


class AmendmentForm(PublicForm):
    """The texts as they are, to be corrected in place: those that are left alone are not part of the correction."""

    content_fields: ClassVar = ("reason", "email")

    reason = ReadableField(
        label=_("Pourquoi cette correction"),
        help_text=_("Une source, une date, une erreur que vous connaissez. 1 000 caractères au plus."),
        max_length=Amendment.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "field__control"}),
        error_messages={
            "required": _("Dites pourquoi : c’est ce qui permet de décider."),
            "max_length": TOO_LONG,
        },
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_(
            "Pour recevoir la réponse. Un lien vous est envoyé pour la confirmer. Elle n’est ni affichée ni cédée, "
            "et elle est effacée après la réponse. Exemple : prenom.nom@exemple.fr"
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "field__control"}),
        error_messages={"invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr")},
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        self.initial["shown"] = digests(target)
        for name in names_of(target):
            self.fields[f"{PREFIX}{name}"] = text_field(target, name)

    def bound_texts(self) -> list[Any]:
        """Those that say something first: an empty one is more often completed than corrected."""
        fields = [self[f"{PREFIX}{name}"] for name in names_of(self.target)]
        return sorted(fields, key=lambda field: not field.initial)

    def changed(self) -> dict[str, dict[str, str]]:
        """Field → what it says and what it should say. A field is changed when it is not what the form showed."""
        shown = read_digests(self.cleaned_data.get("shown", ""))
        found = {}
        for name in names_of(self.target):
            typed, now = self.cleaned_data.get(f"{PREFIX}{name}"), text_of(self.target, name)
            if typed is not None and digest(typed) not in {shown.get(name), digest(now)}:
                found[name] = {"before": now, "after": typed.strip()}
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        changes = self.changed()
        if not changes:
            raise ValidationError(_("Rien n’est changé. Ouvrez un texte et corrigez-le."), code="unchanged")
        shown = read_digests(cleaned["shown"])
        moved = {name: change for name, change in changes.items() if shown.get(name) != digest(change["before"])}
        for name, change in moved.items():
            self.add_error(f"{PREFIX}{name}", CHANGED % {"now": change["before"]})
        if moved:
            self.show_present_texts(but=set(changes))
        self.message_token = self.message_token_of(changes)
        return cleaned

    def show_present_texts(self, *, but: set[str]) -> None:
        """The form comes back with what the fields say now, but for those that the visitor corrected."""
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["shown"] = digests(self.target)
        for name in set(names_of(self.target)) - but:
            renewed[f"{PREFIX}{name}"] = text_of(self.target, name)
        self.data = renewed

    def message_token_of(self, changes: dict[str, dict[str, str]]) -> Any:
        """The same form with the same texts is one correction, however often it is sent."""
        said = [f"{name}\0{change['after']}" for name, change in sorted(changes.items())]
        return FormToken.read(self.cleaned_data["token"]).for_content(self.cleaned_data["reason"], *said)


def text_field(target: Target, name: str) -> forms.Field:
    """As long as the field of the record allows, and required where it is."""
    field: Any = field_of(target, name)
    short = isinstance(field, CharField) and not isinstance(field, LinesField)
    options: dict[str, Any] = {
        "label": label_of(target, name),
        "required": not field.blank,
        "initial": text_of(target, name),
        "error_messages": {"required": _("Ce texte ne peut pas rester vide."), "max_length": TOO_LONG},
    }
    if isinstance(field, URLField):
        options["error_messages"]["invalid"] = _("Écrivez l’adresse en entier. Exemple : https://exemple.fr")
        return forms.URLField(
            max_length=field.max_length,
            assume_scheme="https",
            widget=forms.URLInput(attrs={"class": "field__control"}),
            **options,
        )
    length = LINES_LENGTH if isinstance(field, LinesField) else field.max_length
    if name == "title":
        length = 120
    widget: forms.Widget = (
        forms.TextInput(attrs={"class": "field__control"})
        if short
        else forms.Textarea(attrs={"rows": 6, "class": "field__control"})
    )
    return ReadableField(max_length=length, widget=widget, **options)


class AnswerForm(forms.Form):
    """Accept or refuse, and why."""

    ACCEPT, REFUSE = "accepter", "refuser"

    answer = ReadableField(
        label=_("Votre réponse"),
        help_text=_("Obligatoire pour refuser. La personne qui propose la lit, si elle a laissé une adresse."),
        required=False,
        max_length=Amendment.ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "field__control"}),
        error_messages={"max_length": TOO_LONG},
    )
    anyway = forms.BooleanField(
        label=_("Remplacer quand même le texte actuel, qui a changé depuis la proposition"), required=False
    )
    decision = forms.ChoiceField(
        choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choisissez une décision."), "invalid_choice": _("Choisissez une décision.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == self.REFUSE:
            require(self, "answer", _("Dites pourquoi vous refusez."))
        return cleaned
