"""What a complete report tells around the action: context, means, results, lessons."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.writing.forms.base import (
    Day,
    Lines,
    LongText,
    Number,
    Rows,
    SectionForm,
    ShortText,
    WholeNumber,
    as_rows,
    choice,
)
from contributions.writing.models import Values
from practices.models import ExperienceReportPage, ReportActor, ReportFunding, ReportIndicator

NOT_SAID = ("", _("Je ne sais pas"))


class ContextForm(SectionForm):
    """Where it started from."""

    slug = "contexte"
    heading = _("Le contexte et le portage")
    lede = _("D’où vous partiez, ce que vous vouliez, et avec qui.")
    page_fields: ClassVar = ("context", "objectives", "governance", "stakeholders", "legal_frame")
    expected: ClassVar = ("context", "objectives", "stakeholders")

    def prepare(self) -> None:
        self.fields |= {
            "context": LongText(
                label=_("Le contexte et le défi"),
                help_text=_("Ce qui a rendu l’action nécessaire : le territoire, le moment, le problème."),
                length=3000,
                rows=6,
            ),
            "objectives": LongText(label=_("Les objectifs"), length=1500),
            "governance": LongText(
                label=_("Portage et gouvernance"), help_text=_("Qui décide, qui pilote, qui suit."), length=1000
            ),
            "stakeholders": LongText(
                label=_("Parties prenantes et participation"),
                help_text=_("Qui a pris part, et à quel moment. Des fonctions plutôt que des noms de personnes."),
                length=1500,
            ),
            "legal_frame": LongText(label=_("Cadre juridique et politique"), length=1000),
        }


def funding_fields() -> dict[str, forms.Field]:
    return {
        "source": ShortText(label=_("Financeur ou dispositif"), length=150),
        "amount": Number(label=_("Montant en euros"), places=2),
    }


FUNDINGS = Rows(
    "fundings",
    _("Financements"),
    funding_fields,
    most=8,
    key="source",
    asks=_("Dites de qui vient ce montant, ou effacez-le."),
)


class MeansForm(SectionForm):
    """What it took: money as ranges, people, time."""

    slug = "moyens"
    heading = _("Les moyens et les dates")
    lede = _("Des ordres de grandeur suffisent : une fourchette vaut mieux que rien.")
    page_fields: ClassVar = (
        *("investment_low", "investment_high", "investment_basis"),
        *("yearly_cost_low", "yearly_cost_high", "yearly_cost_basis"),
        *("cost_note", "staff", "staff_note", "year", "started_on", "ended_on", "planned_months", "real_months"),
    )
    rows: ClassVar = (FUNDINGS,)
    expected: ClassVar = ("investment_low", "staff", "started_on", "real_months")
    RANGES: ClassVar = (("investment_low", "investment_high"), ("yearly_cost_low", "yearly_cost_high"))

    def prepare(self) -> None:
        bases = [*((value, capfirst(label)) for value, label in ExperienceReportPage.CostBasis.choices), NOT_SAID]
        self.fields = {
            "investment_low": Number(label=_("Investissement, au moins (€)"), help_text=_("Exemple : 20 000")),
            "investment_high": Number(
                label=_("Investissement, au plus (€)"), help_text=_("Le même nombre si vous le connaissez exactement.")
            ),
            "investment_basis": choice(bases, label=_("Cet investissement est")),
            "yearly_cost_low": Number(label=_("Coût de chaque année, au moins (€)")),
            "yearly_cost_high": Number(label=_("Coût de chaque année, au plus (€)")),
            "yearly_cost_basis": choice(bases, label=_("Ce coût annuel est")),
            "cost_note": ShortText(
                label=_("Précision sur les coûts"), help_text=_("Exemple : hors temps des agents."), length=300
            ),
            "staff": Number(
                label=_("Moyens humains, en équivalents temps plein"),
                help_text=_("Exemple : 0,5 pour un mi-temps."),
                digits=6,
                places=2,
            ),
            "staff_note": ShortText(label=_("Précision sur les moyens humains"), length=300),
            "year": WholeNumber(label=_("Année à retenir"), help_text=_("Exemple : 2021"), most=2100, least=1950),
            "started_on": Day(label=_("Début")),
            "ended_on": Day(label=_("Fin")),
            "planned_months": WholeNumber(label=_("Durée prévue, en mois"), most=600),
            "real_months": WholeNumber(label=_("Durée réelle, en mois"), most=600),
            **self.fields,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for low, high in self.RANGES:
            if None not in (cleaned.get(low), cleaned.get(high)) and cleaned[low] > cleaned[high]:
                self.add_error(high, _("« Au plus » ne peut pas être inférieur à « au moins »."))
        if cleaned.get("started_on") and cleaned.get("ended_on") and cleaned["ended_on"] < cleaned["started_on"]:
            self.add_error("ended_on", _("La fin ne peut pas précéder le début."))
        return cleaned

    def fill(self, page: ExperienceReportPage) -> None:
        super().fill(page)
        page.fundings.set(
            [
                ReportFunding(source=line["source"], amount=line["amount"], sort_order=number)
                for number, line in enumerate(self.lines(FUNDINGS))
                if line["source"]
            ]
        )

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        lines = [{"source": row.source, "amount": row.amount} for row in page.fundings.all()]
        return super().read(page, own=own) | as_rows(FUNDINGS, lines)


def indicator_fields() -> dict[str, forms.Field]:
    return {
        "label": ShortText(label=_("Ce qui est mesuré"), length=200),
        "kind": forms.ChoiceField(
            label=_("C’est"),
            choices=[("", _("Choisir")), *((value, capfirst(label)) for value, label in ReportIndicator.Kind.choices)],
            required=False,
            widget=forms.Select(attrs={"class": "field__control"}),
        ),
        "before": ShortText(label=_("Avant"), length=60),
        "after": ShortText(label=_("Après"), length=60),
        "unit": ShortText(label=_("Unité"), length=60),
        "objective": ShortText(label=_("Objectif suivi"), length=200),
        "source": ShortText(label=_("Source du chiffre"), length=200),
    }


INDICATORS = Rows(
    "indicators",
    _("Indicateurs"),
    indicator_fields,
    most=12,
    key="label",
    asks=_("Dites ce que cet indicateur mesure."),
    help_text=_("« Réalisation » : ce qui a été fait. « Résultat » : ce que cela a changé."),
)

EVIDENCE = [
    (1, _("Déclaré : nous le constatons, sans l’avoir mesuré")),
    (2, _("Mesuré : nous avons des chiffres avant et après")),
    (3, _("Évalué en interne : nous avons comparé et cherché d’autres causes")),
    (4, _("Évalué par un tiers : un bureau d’études, une université, une chambre des comptes…")),
    (5, _("Répliqué ailleurs : d’autres ont obtenu la même chose")),
    NOT_SAID,
]


class ResultsForm(SectionForm):
    """What it changed, and how it is known."""

    slug = "resultats"
    heading = _("Les résultats")
    lede = _("Ce que cela a changé, et comment vous le savez.")
    page_fields: ClassVar = ("results", "evidence_level")
    rows: ClassVar = (INDICATORS,)
    expected: ClassVar = ("results", "evidence_level")

    def prepare(self) -> None:
        self.fields = {
            "results": LongText(
                label=_("Les résultats observés"),
                help_text=_("Y compris ce que vous n’attendiez pas, en bien ou en mal."),
                length=2000,
            ),
            "evidence_level": choice(
                EVIDENCE,
                label=_("Comment le savez-vous ?"),
                help_text=_("Il n’y a pas de mauvaise réponse : le lecteur a besoin de savoir sur quoi il s’appuie."),
                coerce=int,
            ),
            **self.fields,
        }

    def fill(self, page: ExperienceReportPage) -> None:
        super().fill(page)
        page.indicators.set(
            [
                ReportIndicator(**line, sort_order=number)
                for number, line in enumerate(self.lines(INDICATORS))
                if line["label"]
            ]
        )

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        names = list(indicator_fields())
        lines = [{name: getattr(row, name) for name in names} for row in page.indicators.all()]
        return super().read(page, own=own) | as_rows(INDICATORS, lines)


class LessonsForm(SectionForm):
    """What others may take from it."""

    slug = "enseignements"
    heading = _("Les enseignements")
    lede = _("Ce que vous diriez à une collectivité qui se lance demain.")
    page_fields: ClassVar = ("lessons", "success_factors", "barriers", "transfer_advice", "preconditions")
    expected: ClassVar = ("success_factors", "barriers", "transfer_advice")

    def prepare(self) -> None:
        one_a_line = _("Une par ligne.")
        self.fields |= {
            "lessons": LongText(label=_("Ce que vous en retenez"), length=1500),
            "success_factors": Lines(
                label=_("Conditions de réussite"), help_text=one_a_line, max_lines=15, line_length=300
            ),
            "barriers": Lines(label=_("Freins"), help_text=one_a_line, max_lines=15, line_length=300),
            "transfer_advice": LongText(
                label=_("Conseils pour transposer"),
                help_text=_("Ce qu’il faut adapter, ce qu’il vaut mieux ne pas refaire."),
                length=1500,
            ),
            "preconditions": LongText(
                label=_("Prérequis"), help_text=_("Ce sans quoi il ne faut pas commencer."), length=1000
            ),
        }
