"""What a member fills in to seek, to answer and to offer help, and a moderator to decide."""

import re
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from contributions.writing import places
from exchanges.seeking.models import SoughtNeed
from network_site.accounts.models import User
from network_site.public_forms import ReadableField, require
from network_site.territories.models import Territory
from practices.models import ExperienceReportPage, Need
from practices.models.permanent_ids import PATTERN
from practices.reading.cards import published_reports

FIRST_MONTHS: Final = timedelta(days=90)
MOST_OPEN: Final = 5
"""Needs that one actor seeks at a time: beyond, nobody reads them."""
CONTROL: Final = {"class": "field__control"}


class UntilField(forms.DateField):
    """From tomorrow to a year from now."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Jusqu’au"),
            help_text=_("Un an au plus. Vous pourrez prolonger ou fermer avant."),
            widget=forms.DateInput(attrs={**CONTROL, "type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": _("Indiquez jusqu’à quand vous cherchez."),
                "invalid": _("Écrivez une date, par exemple 31/12/2026."),
            },
        )

    def clean(self, value: Any) -> date:
        day: date = super().clean(value)
        if not timezone.localdate() < day <= SoughtNeed.last_day():
            raise ValidationError(_("Choisissez un jour à venir, dans un an au plus."))
        return day


class SoughtNeedForm(forms.Form):
    """Nothing typed is lost: a refusal shows the form again, filled in."""

    actor: forms.ModelChoiceField[Actor] = forms.ModelChoiceField(
        label=_("Qui cherche"),
        queryset=Actor.objects.none(),
        empty_label=None,
        to_field_name="slug",
        widget=forms.Select(attrs=CONTROL),
        error_messages={"required": _("Choisissez un acteur."), "invalid_choice": _("Choisissez l’un de vos acteurs.")},
    )
    need: forms.ModelChoiceField[Need] = forms.ModelChoiceField(
        label=_("Besoin"),
        queryset=Need.objects.filter(live=True),
        empty_label=_("Choisissez"),
        to_field_name="slug",
        widget=forms.Select(attrs=CONTROL),
        error_messages={
            "required": _("Choisissez un besoin."),
            "invalid_choice": _("Choisissez un besoin de la liste."),
        },
    )
    territory = forms.CharField(
        label=_("Territoire concerné"),
        help_text=_("Sans précision, celui de l’acteur. Exemple : Grenoble (38), commune"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs=CONTROL),
    )
    context = ReadableField(
        label=_("Votre situation"),
        help_text=_("800 caractères au plus : où vous en êtes, ce que vous aimeriez savoir. Sans nom de personne."),
        max_length=SoughtNeed.CONTEXT_LENGTH,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 6}),
        error_messages={
            "required": _("Dites votre situation en quelques phrases."),
            "max_length": _("Votre texte compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d."),
        },
    )
    until = UntilField()

    def __init__(self, *args: Any, actors: Any, instance: SoughtNeed | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]  # the field declared above
        self.fields["until"].initial = timezone.localdate() + FIRST_MONTHS
        if instance is not None:
            self.initial = {
                "actor": instance.actor.slug,
                "need": instance.need.slug,
                "territory": places.label(instance.territory) if instance.territory else "",
                "context": instance.context,
                "until": instance.until,
            }

    def clean_territory(self) -> Territory | None:
        text: str = self.cleaned_data["territory"]
        found = places.named(text) if text else []
        if text and not found:
            raise ValidationError(_("Aucun territoire ne porte ce nom. Essayez sans abréviation, ou laissez vide."))
        if len(found) > 1:
            names = " ; ".join(places.label(place) for place in found[:3])
            raise ValidationError(_("Plusieurs territoires portent ce nom. Précisez, par exemple : %s.") % names)
        return found[0] if found else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        actor = cleaned.get("actor")
        if actor is not None:
            others = actor.sought.exclude(pk=self.instance.pk if self.instance else None)
            if others.open().count() + others.waiting().count() >= MOST_OPEN:
                raise ValidationError(
                    _("%(actor)s cherche déjà %(count)d besoins à la fois. Fermez-en un avant d’en ajouter."),
                    params={"actor": actor, "count": MOST_OPEN},
                )
            cleaned["territory"] = cleaned.get("territory") or actor.territory
        return cleaned


class RenewForm(forms.Form):
    until = UntilField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + FIRST_MONTHS


class AnswerForm(forms.Form):
    """Points at a report by its identifier or its address."""

    report = forms.CharField(
        label=_("Un retour qui y répond"),
        help_text=_("Son numéro ou son adresse sur ce site. Exemple : 2023-0014"),
        max_length=300,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("Indiquez le numéro du retour, par exemple 2023-0014.")},
    )

    def clean_report(self) -> ExperienceReportPage:
        text: str = self.cleaned_data["report"]
        number = re.search(rf"(?<!\d){PATTERN}(?!\d)", text)
        slug = text.rstrip("/").rpartition("/")[2]
        reports = published_reports()
        found = reports.filter(permanent_id=number[0]) if number else reports.filter(slug=slug)
        report = found.first()
        if report is None:
            raise ValidationError(_("Aucun retour publié ne porte ce numéro ou cette adresse."))
        return report


class DecisionForm(forms.Form):
    """Accept, or refuse with a reason that the author reads."""

    decision = forms.ChoiceField(choices=[("accepter", _("Accepter")), ("refuser", _("Refuser"))])
    reason = ReadableField(
        label=_("Motif, lu par l’auteur"),
        required=False,
        max_length=SoughtNeed.REASON_LENGTH,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        error_messages={"max_length": _("Le motif compte %(show_value)d caractères, pour %(limit_value)d au plus.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "refuser":
            require(self, "reason", _("Dites pourquoi : l’auteur doit pouvoir corriger."))
        return cleaned


class HelpForm(forms.Form):
    """On which needs an actor accepts to be asked."""

    needs: forms.ModelMultipleChoiceField[Need] = forms.ModelMultipleChoiceField(
        label=_("Besoins sur lesquels vous acceptez d’être sollicités"),
        queryset=Need.objects.filter(live=True),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        offered = list(actor.offers.values_list("need__slug", flat=True))
        super().__init__(data, initial={"needs": offered}, auto_id=f"aide-{actor.pk}-%s")
        self.actor = actor


class WillingnessForm(forms.Form):
    """Whether a member is told of what peers seek."""

    told = forms.BooleanField(required=False)

    def __init__(self, *, user: User, label: str) -> None:
        super().__init__(initial={"told": hasattr(user, "willingness")})
        self.fields["told"].label = label
