"""The ten questions of a flash report, in three steps: the story, what it is about, who can be asked."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.writing import people, places
from contributions.writing.forms.base import LongText, SectionForm, ShortText, Terms, choice
from contributions.writing.models import Values
from network_site.vocabulary import Origin
from practices.models import ExperienceReportPage, Need, ReportActor, Stage, Theme
from practices.models.reports import FLASH_ACTION_LENGTH, MOST_NEEDS, MOST_STAGES, TITLE_LENGTH

ACTION_LENGTH = 5000
KINDS = [
    (ExperienceReportPage.Kind.APPROACH.value, _("Une démarche : une façon de s’organiser, de décider, d’associer")),
    (ExperienceReportPage.Kind.ACHIEVEMENT.value, _("Une réalisation : quelque chose de construit ou mis en service")),
]
STATUSES = [
    (ExperienceReportPage.Status.PLANNED.value, _("À venir")),
    (ExperienceReportPage.Status.ONGOING.value, _("En cours")),
    (ExperienceReportPage.Status.DONE.value, _("Réalisé")),
    (ExperienceReportPage.Status.PAUSED.value, _("En pause")),
    (ExperienceReportPage.Status.ABANDONED.value, _("Abandonné, et c’est utile de le dire")),
]


class EssentialsForm(SectionForm):
    """The story in four texts."""

    slug = "essentiel"
    heading = _("L’essentiel")
    lede = _("Quatre textes, comme vous le raconteriez à un collègue d’une autre commune.")
    page_fields: ClassVar = ("title", "summary", "action", "limits")

    def prepare(self) -> None:
        complete = self.draft.is_complete_format
        length = ACTION_LENGTH if complete else FLASH_ACTION_LENGTH
        self.fields |= {
            "title": ShortText(
                label=_("Un titre"),
                help_text=_(
                    "Ce que vous avez fait, en une ligne. Exemple : « Des cours d’école perméables et plantées »"
                ),
                length=TITLE_LENGTH,
                required=True,
            ),
            "summary": LongText(
                label=_("En bref"),
                help_text=_("Une ou deux phrases : ce qu’il faut en retenir. 300 caractères au plus."),
                length=300,
                required=True,
                rows=3,
            ),
            "action": LongText(
                label=_("Qu’avez-vous fait ?"),
                help_text=_("Le plus concret possible. %(length)s caractères au plus.")
                % {"length": "5\u00a0000" if complete else "800"},
                length=length,
                required=True,
                rows=12 if complete else 6,
            ),
            "limits": LongText(
                label=_("Qu’est-ce qui n’a pas marché, ou a coûté plus que prévu ?"),
                help_text=_(
                    "La partie la plus utile à celles et ceux qui se lancent : un essai manqué que l’on raconte en "
                    "évite dix. Personne n’est jugé, et vous relisez tout avant l’envoi."
                ),
                length=2000,
            ),
        }
        self.fields["action"].error_messages["max_length"] = (
            _("%(show_value)d caractères : raccourcissez à %(limit_value)d, ou passez au format complet.")
            if not complete
            else _("%(show_value)d caractères : raccourcissez à %(limit_value)d.")
        )


class ClassificationForm(SectionForm):
    """What makes the report found by those who need it."""

    slug = "classement"
    heading = _("Le classement")
    lede = _("Pour que celles et ceux qui ont le même besoin trouvent votre retour.")
    page_fields: ClassVar = ("kind", "status", "needs", "stages", "themes")

    def prepare(self) -> None:
        self.fields |= {
            "needs": Terms(
                Need,
                label=_("À quels besoins ce retour répond-il ?"),
                help_text=_("De un à quatre."),
                most=MOST_NEEDS,
                required=True,
            ),
            "kind": choice(KINDS, label=_("Ce que vous racontez est"), required=True),
            "status": choice(STATUSES, label=_("Où en êtes-vous ?"), required=True),
            "stages": Terms(
                Stage,
                label=_("À quelle étape d’une politique de résilience cela sert-il ?"),
                help_text=_("De une à trois."),
                most=MOST_STAGES,
                required=True,
            ),
            "themes": Terms(Theme, label=_("Quelles thématiques ?"), help_text=_("Au moins une."), required=True),
        }

    def put_first(self, heard: Sequence[str]) -> None:
        """The needs that the text speaks of, before the others; none is chosen for the writer."""
        field = self.fields["needs"]
        labels = {str(value): label for value, label in field.choices}  # type: ignore[attr-defined]  # a choice field
        suggested = gettext("%(need)s (d’après votre texte)")
        first = [(slug, suggested % {"need": labels[slug]}) for slug in heard if slug in labels]
        others = [(slug, label) for slug, label in labels.items() if slug not in heard]
        field.widget.choices = [*first, *others]

    def fill(self, page: ExperienceReportPage) -> None:
        super().fill(page)
        page.classification_origin = Origin.CONTRIBUTION


class ContactForm(SectionForm):
    """Whom to ask; and, folded, what the actor already tells."""

    slug = "contact"
    heading = _("Le contact")
    lede = _("Qui pourra en parler à celles et ceux que votre retour intéresse.")
    FOLDED: ClassVar = ("actor", "role", "location", "location_code")

    def prepare(self) -> None:
        actors = people.writing_for(self.user)
        written = self.data.get("location", "").strip()
        self.found = places.named(written) if written else []
        twins = [(place.pk, places.label(place)) for place in self.found] if len(self.found) > 1 else []
        self.fields |= {
            "referent": choice(
                people.referent_choices(self.draft, self.user),
                label=_("Qui est le référent de ce retour ?"),
                help_text=_(
                    "Son adresse n’est jamais affichée : on lui écrit par Relais. Son nom se retire à tout moment."
                ),
                required=True,
            ),
            "actor": forms.ModelChoiceField(
                actors,
                label=_("Collectivité ou organisme"),
                to_field_name="slug",
                empty_label=_("Choisir"),
                widget=forms.Select(attrs={"class": "field__control"}),
                error_messages={
                    "required": _("Choisissez l’organisme au nom duquel vous écrivez."),
                    "invalid_choice": _("Choisissez un organisme dont vous êtes membre."),
                },
            ),
            "role": choice(
                [(value, capfirst(label)) for value, label in ReportActor.Role.choices],
                label=_("Son rôle"),
                required=True,
            ),
            "location": ShortText(
                label=_("Lieu"),
                help_text=_("Une commune, une intercommunalité, un département ou une région. Exemple : Grenoble (38)"),
                length=150,
                required=True,
                autocomplete="off",
                list="lieux",
            ),
            "location_code": forms.ChoiceField(
                label=_("De quel territoire s’agit-il ?"), choices=twins, required=False, widget=forms.RadioSelect
            ),
        }
        self.initial = {**self.initial, **people.prefilled(self.user, actors)}

    @property
    def folded_in_words(self) -> str:
        """« Ville de Denain, à Denain (59), commune », where both are known."""
        names = {str(value): str(label) for value, label in self.fields["actor"].choices}  # type: ignore[attr-defined]  # a choice field
        actor, place = names.get(str(self["actor"].value() or "?")), self["location"].value()
        return (
            gettext("Au nom de : %(actor)s. Lieu : %(place)s") % {"actor": actor, "place": place}
            if actor and place
            else ""
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("location_code", "")
        cleaned["territory"] = next((place for place in self.found if place.pk == chosen), None)
        if len(self.found) == 1:
            cleaned["territory"] = self.found[0]
        elif self.found and not cleaned["territory"]:
            self.add_error("location_code", _("Plusieurs territoires portent ce nom : choisissez le vôtre."))
        elif cleaned.get("location") and not self.found:
            self.add_error(
                "location", _("Aucun territoire ne porte ce nom. Essayez le nom de la commune, ou son code.")
            )
        return cleaned

    def fill(self, page: ExperienceReportPage) -> None:
        if self.cleaned_data.get("territory"):
            page.location = self.cleaned_data["territory"]
        if self.cleaned_data.get("actor") and self.cleaned_data.get("role"):
            people.set_lead(page, actor=self.cleaned_data["actor"], role=self.cleaned_data["role"])

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        place = places.label(page.location) if page.location else ""
        values = {"location": [place], "referent": [people.SAME] if page.report_referents.all() else []}
        return values | ({"actor": [own.actor.slug], "role": [own.role]} if own else {})
