"""What people type: a first message, an answer, their choices, a signal, and the moderators' decisions."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from exchanges.conversations.joined_files import JoinedFilesField
from exchanges.conversations.models import Accepts, Correspondent, Message, Rhythm, Signal
from exchanges.conversations.models.conversations import NAME_LENGTH
from network_site.accounts.models import User
from network_site.public_forms import PublicForm, ReadableField

CONTROL = {"class": "field__control"}
TOO_LONG = _("Votre message compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d.")


def text_field(label: Any, *, help_text: Any = "", rows: int = 8) -> ReadableField:
    return ReadableField(
        label=label,
        help_text=help_text,
        max_length=Message.TEXT_LENGTH,
        widget=forms.Textarea(attrs={**CONTROL, "rows": rows}),
        error_messages={"required": _("Écrivez votre message."), "max_length": TOO_LONG},
    )


def name_field(label: Any, *, help_text: Any, required: bool, autocomplete: str) -> ReadableField:
    return ReadableField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={**CONTROL, "autocomplete": autocomplete}),
        error_messages={
            "required": _("Dites comment vous vous appelez."),
            "max_length": _("%(limit_value)d caractères au plus : il y en a %(show_value)d."),
        },
    )


class WriteForm(PublicForm):
    """A first message. A visitor gives an address, a member's is known; a need asks to whom one writes."""

    content_fields = ("actor", "text", "email")

    actor = forms.ModelChoiceField(
        label=_("À qui écrire"),
        queryset=Actor.objects.none(),
        empty_label=_("Choisissez"),
        widget=forms.Select(attrs=CONTROL),
        error_messages={
            "required": _("Choisissez à qui vous écrivez."),
            "invalid_choice": _("Choisissez quelqu’un dans la liste."),
        },
    )
    text = text_field(
        _("Votre message"),
        help_text=_("Dites qui vous êtes, où vous en êtes et ce que vous aimeriez savoir. 5 000 caractères au plus."),
    )
    name = name_field(_("Votre nom"), help_text=_("Montré à votre correspondant."), required=True, autocomplete="name")
    organisation = name_field(
        _("Votre collectivité ou organisme"),
        help_text=_("Montré à votre correspondant : il saura à qui il répond."),
        required=False,
        autocomplete="organization",
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_("Pour recevoir la réponse. Votre correspondant ne la voit pas. Exemple : prenom.nom@exemple.fr"),
        max_length=254,
        widget=forms.EmailInput(attrs={**CONTROL, "autocomplete": "email"}),
        error_messages={
            "required": _("Donnez une adresse e-mail : sans elle, la réponse ne pourrait pas vous parvenir."),
            "invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr"),
        },
    )

    joined = JoinedFilesField()

    field_order = ["actor", "text", "joined", "name", "organisation", "email"]

    def __init__(self, *args: Any, user: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is None:
            del self.fields["actor"]
        else:
            self.fields["actor"].queryset = choices  # type: ignore[attr-defined]  # it is a ModelChoiceField
        if isinstance(user, User):
            del self.fields["email"]
            self.initial.update(name=user.get_full_name(), organisation=organisation_of(user))
        else:
            del self.fields["joined"]  # nobody's files are kept before the address is proved


def organisation_of(user: User) -> str:
    actor = Actor.objects.filter(memberships__in=user.memberships.confirmed()).first()
    return actor.name[:NAME_LENGTH] if actor else ""


class AnswerForm(PublicForm):
    content_fields = ("text",)

    text = text_field(_("Votre réponse"), help_text=_("5 000 caractères au plus."), rows=6)
    joined = JoinedFilesField()


class SettingsForm(forms.ModelForm[Correspondent]):
    """« Qui peut m’écrire, et quand me prévenir »."""

    accepts = forms.ChoiceField(
        label=_("Qui peut vous écrire"),
        help_text=_("Les réponses dans une conversation en cours arrivent toujours."),
        choices=Accepts.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez qui peut vous écrire.")},
    )
    rhythm = forms.ChoiceField(
        label=_("Quand vous prévenir par courriel"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez quand vous prévenir.")},
    )

    class Meta:
        model = Correspondent
        fields: ClassVar = ["accepts", "rhythm"]


class SignalForm(forms.Form):
    reason = ReadableField(
        label=_("Ce qui ne va pas"),
        help_text=_("500 caractères au plus. Les modérateurs liront ce message, et aucun autre de la conversation."),
        required=False,
        max_length=Signal.REASON_LENGTH,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Votre décision"),
        choices=Signal.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une décision.")},
    )


class MailboxForm(forms.Form):
    """Where an institution reads its mail: the only address that moderators type."""

    email = forms.EmailField(
        label=_("Adresse de l’institution"),
        help_text=_("Une adresse de service, trouvée sur le site officiel. Exemple : contact@ville.exemple.fr"),
        max_length=254,
        widget=forms.EmailInput(attrs={**CONTROL, "autocomplete": "off"}),
        error_messages={
            "required": _("Donnez l’adresse de l’institution."),
            "invalid": _("Cette adresse semble incomplète. Exemple : contact@ville.exemple.fr"),
        },
    )


class AssignForm(forms.Form):
    """« C’est à cet acteur de répondre »: named by the address of its page, pasted whole or not."""

    page = ReadableField(
        label=_("Page de l’acteur"),
        help_text=_("Son adresse sur ce site. Exemple : /acteurs/ville-de-grenoble/"),
        max_length=300,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Donnez la page de l’acteur.")},
    )

    actor: Actor

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        try:
            match = resolve(urlsplit(page).path)
        except (Resolver404, ValueError) as error:
            raise ValidationError(NOT_AN_ACTOR) from error
        found = Actor.objects.filter(live=True, slug=match.kwargs.get("slug", ""))
        if match.view_name != "actors:actor" or not found:
            raise ValidationError(NOT_AN_ACTOR)
        self.actor = found[0]
        return page


NOT_AN_ACTOR = _(
    "Aucun acteur n’a cette page. Copiez l’adresse depuis sa fiche, par exemple /acteurs/ville-de-grenoble/."
)


class GiveUpForm(forms.Form):
    reason = ReadableField(
        label=_("Ce qu’il faut dire à l’auteur du message"),
        help_text=_("Il recevra ces mots. 500 caractères au plus."),
        max_length=500,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        error_messages={"required": _("Dites pourquoi le message ne peut pas être transmis."), "max_length": TOO_LONG},
    )
