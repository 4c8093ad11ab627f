"""What people write about networks and about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Network
from contributions.writing.forms.base import CONTROL, Day, LongText, ShortText, Terms
from exchanges.communities.directory import CONSENT
from exchanges.communities.models import (
    MESSAGE_LENGTH,
    REASON_LENGTH,
    AgendaLink,
    Community,
    DirectoryEntry,
    JoinRequest,
    Language,
)
from exchanges.communities.portal import coming, filters_from
from exchanges.communities.rights import may_ask_for
from network_site.accounts.models import User
from network_site.public_forms import require
from practices.models import Need


class Languages(forms.MultipleChoiceField):
    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            choices=Language.choices,
            widget=forms.CheckboxSelectMultiple,
        )


class JoinForm(forms.Form):
    """An actor of the person, and a word to whoever answers."""

    actor = forms.ModelChoiceField(
        Actor.objects.none(),
        label=_("Au nom de"),
        empty_label=None,
        widget=forms.Select(attrs=CONTROL),
        error_messages={
            "required": _("Choisissez l’acteur au nom duquel vous demandez à rejoindre ce réseau."),
            "invalid_choice": _("Cet acteur est déjà membre, ou vous ne parlez pas en son nom."),
        },
    )
    message = LongText(
        label=_("Votre message"), length=MESSAGE_LENGTH, help_text=_("Ce qui vous amène, en une phrase.")
    )

    def __init__(self, *args: Any, user: User, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.network = user, network
        self.fields["actor"].queryset = self._askable()  # type: ignore[attr-defined]  # a ModelChoiceField

    def _askable(self) -> QuerySet[Actor]:
        """What is sent twice may still name an actor whose request waits; nobody is offered it."""
        waiting = JoinRequest.objects.waiting().filter(network=self.network).values("actor")
        actors = may_ask_for(self.user, self.network)
        return actors if self.is_bound else actors.exclude(pk__in=waiting)

    def clean_actor(self) -> Actor:
        actor: Actor = self.cleaned_data["actor"]
        waiting = JoinRequest.objects.waiting().filter(network=self.network, actor=actor)
        if waiting.exclude(user=self.user).exists():
            raise ValidationError(
                _("Une autre personne de %(name)s l’a déjà demandé : la réponse lui arrivera.") % {"name": actor.name}
            )
        return actor

    @property
    def has_choice(self) -> bool:
        return bool(self.fields["actor"].queryset)  # type: ignore[attr-defined]  # likewise


class RunForm(forms.Form):
    message = LongText(
        label=_("Qui êtes-vous dans ce réseau ?"),
        length=MESSAGE_LENGTH,
        required=True,
        missing=_("Dites qui vous êtes dans ce réseau."),
        help_text=_("Votre fonction, et où nous pouvons le vérifier : une page du site du réseau, par exemple."),
    )


class AnswerForm(forms.Form):
    """Yes, or no with a reason that the person will read; its page may hold several, by the key of what is asked."""

    PREFIX = "demande-"

    reason = LongText(label=_("Motif d’un refus, que la personne lira"), length=REASON_LENGTH, rows=2)

    def __init__(self, data: Any = None, *, pk: int) -> None:
        super().__init__(data, prefix=f"{self.PREFIX}{pk}")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.accepts:
            require(self, "reason", _("Dites pourquoi : la personne le lira."))
        return cleaned

    @property
    def accepts(self) -> bool:
        return "accept" in self.data


class CommunityForm(forms.ModelForm[Community]):
    title = ShortText(label=_("Titre du portail"), length=Community.TITLE_LENGTH)
    introduction = LongText(label=_("Présentation"), length=Community.INTRODUCTION_LENGTH, rows=3)
    filters = ShortText(
        label=_("Retours à montrer"),
        length=Community.FILTERS_LENGTH,
        help_text=_(
            "Faites une recherche, choisissez vos filtres, puis collez ici l’adresse de la page. "
            "Sans adresse, le portail montre les retours qui répondent aux besoins du réseau."
        ),
    )
    languages = Languages(label=_("Langues de travail"))

    class Meta:
        model = Community
        fields = ("title", "introduction", "filters", "languages", "accepts_requests")

    def clean_filters(self) -> str:
        pasted: str = self.cleaned_data["filters"]
        return filters_from(pasted) if pasted else ""


class AgendaForm(forms.ModelForm[AgendaLink]):
    label = ShortText(
        label=_("Rendez-vous"),
        length=AgendaLink.LABEL_LENGTH,
        required=True,
        missing=_("Donnez le nom du rendez-vous."),
    )
    on = Day(label=_("Date"), help_text=_("Exemple : 15/03/2027"))
    url = forms.URLField(
        label=_("Adresse de la page"),
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs=CONTROL),
        error_messages={
            "required": _("Donnez la page où en savoir plus."),
            "invalid": _("Écrivez une adresse complète, par exemple https://reseau.example/agenda."),
        },
    )

    class Meta:
        model = AgendaLink
        fields = ("label", "on", "url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
        self.fields["on"].input_formats = ["%d/%m/%Y", "%Y-%m-%d"]  # type: ignore[attr-defined]  # a DateField
        self.fields["on"].error_messages |= {
            "required": _("Donnez le jour du rendez-vous."),
            "invalid": _("Donnez le jour du rendez-vous, par exemple 15/03/2027."),
        }

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < localdate():
            raise ValidationError(_("Ce jour est passé."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if coming(self.instance.community).count() >= AgendaLink.MOST:
            raise ValidationError(_("Douze rendez-vous au plus : retirez-en un."))
        return cleaned


class DirectoryForm(forms.ModelForm[DirectoryEntry]):
    role = ShortText(
        label=_("Votre fonction"),
        length=DirectoryEntry.ROLE_LENGTH,
        required=True,
        missing=_("Indiquez votre fonction."),
    )
    about = LongText(label=_("Ce sur quoi on peut vous solliciter"), length=DirectoryEntry.ABOUT_LENGTH, rows=3)
    expertises = Terms(
        Need, label=_("Besoins que vous connaissez"), help_text=_("Six au plus."), most=DirectoryEntry.MOST_EXPERTISES
    )
    languages = Languages(label=_("Langues dans lesquelles on peut vous écrire"))
    agreed = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("Sans votre accord, nous n’affichons pas votre fiche.")}
    )

    class Meta:
        model = DirectoryEntry
        fields = ("role", "about", "expertises", "languages")
