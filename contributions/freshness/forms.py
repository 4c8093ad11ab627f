"""Forms of claims: the request, its decision, the last step."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Referent
from contributions.freshness.models import Claim
from network_site.public_forms import PublicForm, ReadableField

CONTROL = {"class": "field__control"}
SOMEBODY_ELSE = "autre"
LONGEST_PASSWORD = 200


def text_field(label: Any, *, length: int, missing: Any = None, **options: Any) -> ReadableField:
    """Required where it says what is `missing`."""
    too_long = _("%(limit_value)d caractères au plus : il y en a %(show_value)d.")
    errors = {"max_length": too_long} | ({"required": missing} if missing is not None else {})
    return ReadableField(label=label, max_length=length, required=missing is not None, error_messages=errors, **options)


class ClaimForm(PublicForm):
    """« Vous êtes le référent ? »: who, of which actor, where to write."""

    content_fields: ClassVar[Sequence[str]] = ("referent", "actor", "name", "email")

    referent = forms.ChoiceField(
        label=_("Vous êtes"), widget=forms.RadioSelect, error_messages={"required": _("Choisissez une réponse.")}
    )
    actor = forms.ModelChoiceField(
        label=_("Votre organisme"),
        queryset=Actor.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=CONTROL),
        error_messages={"required": _("Choisissez votre organisme."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    name = text_field(
        _("Votre nom"),
        length=Claim.NAME_LENGTH,
        missing=_("Indiquez votre nom."),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "name"}),
    )
    role = text_field(_("Votre fonction"), length=Claim.NAME_LENGTH, widget=forms.TextInput(attrs=CONTROL))
    email = forms.EmailField(
        label=_("Votre adresse e-mail professionnelle"),
        help_text=_("De préférence au nom de votre collectivité : la confirmation est alors immédiate."),
        max_length=254,
        widget=forms.EmailInput(attrs=CONTROL | {"autocomplete": "email"}),
        error_messages={
            "required": _("Indiquez une adresse : nous y enverrons la réponse."),
            "invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr"),
        },
    )
    message = text_field(
        _("Un mot pour la personne qui confirmera"),
        length=Claim.MESSAGE_LENGTH,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[Referent], actors: Sequence[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choice: Any = self.fields["referent"]
        choice.choices = [*((key, label_of(each)) for key, each in self.people.items()), _somebody_else(bool(people))]
        actor: Any = self.fields["actor"]
        actor.queryset = Actor.objects.filter(pk__in=[each.pk for each in actors])
        self.initial.setdefault("referent", choice.choices[0][0])

    def clean_referent(self) -> Referent | None:
        return self.people.get(self.cleaned_data["referent"])

    @property
    def said(self) -> dict[str, Any]:
        names = ("referent", "actor", "name", "role", "email", "message")
        return {name: self.cleaned_data[name] for name in names}


def label_of(person: Referent) -> str:
    """A name that is not shown on the report is not shown here either."""
    hidden = _("La personne de l’enquête dont le nom n’est pas affiché")
    return str(person.public_name or hidden) + (f", {person.actor}" if person.actor else "")


def _somebody_else(others: bool) -> tuple[str, Any]:  # noqa: FBT001 - one yes or no, read where it is called
    return SOMEBODY_ELSE, _("Une autre personne de l’équipe") if others else _("La personne qui suit ce projet")


class DecisionForm(forms.Form):
    """Accepting asks for nothing; refusing asks for a reason."""

    refuse = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Motif du refus"),
        help_text=_("La personne le lira."),
        max_length=Claim.MESSAGE_LENGTH,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 3}),
        error_messages={
            "required": _("Dites pourquoi : la personne ne peut rien faire d’un refus muet."),
            "max_length": _("%(limit_value)d caractères au plus : il y en a %(show_value)d."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not self.is_bound or bool(self.data.get("refuse"))


class TakeForm(forms.Form):
    """The last step; `password` only for somebody who has no account."""

    shows_name = forms.BooleanField(
        label=_("Afficher mon nom sur ce retour. Sinon, vous restez joignable par Relais sans être nommé."),
        required=False,
    )
    password = forms.CharField(
        label=_("Choisissez un mot de passe"),
        help_text=_("Douze caractères au moins. Quelques mots sans rapport entre eux se retiennent bien."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs=CONTROL | {"autocomplete": "new-password"}),
        error_messages={
            "required": _("Choisissez un mot de passe."),
            "max_length": _("%(limit_value)d caractères au plus."),
        },
    )

    def __init__(self, *args: Any, needs_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_account:
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
