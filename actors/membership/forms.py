"""What one says to join an actor, and to answer those who ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.membership.domains import is_official
from actors.membership.models import Membership
from actors.models import Actor, ActorType
from network_site.public_forms import ReadableField, require

ROLES = [
    (Membership.Role.REFERENT, _("Référent : je publie, j’invite mes collègues et je réponds pour l’acteur")),
    (Membership.Role.CONTRIBUTOR, _("Contributeur : j’écris des retours d’expérience")),
    (Membership.Role.OBSERVER, _("Observateur : je lis ce qui est réservé aux membres")),
]
INVITED_ROLES = [
    (Membership.Role.CONTRIBUTOR, _("Contributeur : écrit des retours d’expérience")),
    (Membership.Role.REFERENT, _("Référent : publie, invite et répond pour l’acteur")),
    (Membership.Role.OBSERVER, _("Observateur : lit ce qui est réservé aux membres")),
]
CHOOSE_ROLE = {"required": _("Choisissez un rôle."), "invalid_choice": _("Choisissez un rôle dans la liste.")}
INCOMPLETE = _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr")
LONGEST_SEARCH = 100


class FindForm(forms.Form):
    q = ReadableField(
        label=_("Nom de la collectivité ou de la structure"),
        max_length=LONGEST_SEARCH,
        error_messages={
            "required": _("Écrivez son nom, même en partie."),
            "max_length": _("%(limit_value)d caractères au plus."),
        },
    )


def message_field() -> ReadableField:
    return ReadableField(
        label=_("Un mot pour ceux qui répondront"),
        help_text=_("Votre fonction, par exemple. 500 caractères au plus."),
        required=False,
        max_length=Membership.MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("500 caractères au plus : il y en a %(show_value)d.")},
    )


class JoinForm(forms.Form):
    """`address` is asked only where an official domain is known and the account is not at it."""

    role = forms.ChoiceField(label=_("Votre rôle"), choices=ROLES, widget=forms.RadioSelect, error_messages=CHOOSE_ROLE)
    address = forms.EmailField(
        label=_("Votre adresse professionnelle"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": INCOMPLETE},
    )
    message = message_field()

    def __init__(self, *args: Any, actor: Actor, asks_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if asks_address:
            self.fields["address"].help_text = _(
                "Un lien y sera envoyé : l’ouvrir prouve que vous travaillez là. Elle n’est pas gardée. "
                "Sans adresse de ce genre, laissez vide : un modérateur répondra."
            )
        else:
            del self.fields["address"]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and not is_official(address, self.actor):
            raise ValidationError(
                _("Cette adresse n’est pas à un domaine connu de cet acteur. Vous pouvez laisser vide.")
            )
        return address


class ProposeForm(forms.Form):
    """An actor that is not on the site yet."""

    name = ReadableField(
        label=_("Son nom"),
        max_length=150,
        help_text=_("Exemple : Communauté de communes du Diois"),
        error_messages={"required": _("Dites comment elle s’appelle.")},
    )
    kind = forms.ModelChoiceField(
        label=_("De quel genre"),
        queryset=ActorType.objects.filter(live=True),
        empty_label=None,
        error_messages={"required": _("Choisissez dans la liste."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    website = forms.URLField(
        label=_("Son site internet"), required=False, max_length=200, assume_scheme="https",
        help_text=_("Exemple : https://www.exemple.fr"),
        error_messages={"invalid": _("Cette adresse semble incomplète. Exemple : https://www.exemple.fr")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Votre rôle"), choices=ROLES, widget=forms.RadioSelect, error_messages=CHOOSE_ROLE)
    message = message_field()


class AnswerForm(forms.Form):
    ACCEPT, REFUSE = "accept", "refuse"

    decision = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[(ACCEPT, _("Accepter")), (REFUSE, _("Refuser"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse.")},
    )
    reason = ReadableField(
        label=_("Motif d’un refus"),
        help_text=_("La personne le lira. Obligatoire pour refuser, 500 caractères au plus."),
        required=False,
        max_length=Membership.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("500 caractères au plus : il y en a %(show_value)d.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == self.REFUSE:
            require(self, "reason", _("Dites pourquoi : la personne saura quoi faire."))
        return cleaned


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse e-mail de votre collègue"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Indiquez son adresse."), "invalid": INCOMPLETE},
    )
    role = forms.ChoiceField(label=_("Son rôle"), choices=INVITED_ROLES, error_messages=CHOOSE_ROLE)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)


class LeaveForm(forms.Form):
    """The last référent may say who comes after."""

    successor = forms.ModelChoiceField(
        label=_("Qui devient référent à votre place"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Personne : les modérateurs chercheront quelqu’un"),
        error_messages={"invalid_choice": _("Choisissez quelqu’un dans la liste.")},
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.queryset = members
        field.label_from_instance = lambda membership: str(membership.user)
