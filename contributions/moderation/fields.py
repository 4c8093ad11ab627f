"""The fields of a report as people read and discuss them: one list for remarks, differences and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.models import ExperienceReportPage

WHOLE: Final = ""
"""The name under which a remark is about the whole report."""


@dataclass(frozen=True, slots=True)
class ReportField:
    """A field of a report, or a group of rows, under the name that its readers know."""

    name: str
    label: str | Promise


FIELDS: Final[tuple[ReportField, ...]] = (
    ReportField("title", _("Titre")),
    ReportField("summary", _("En bref")),
    ReportField("format", _("Format")),
    ReportField("kind", _("Nature")),
    ReportField("status", _("État d’avancement")),
    ReportField("report_actors", _("Acteurs et rôles")),
    ReportField("report_referents", _("Référents")),
    ReportField("location", _("Lieu")),
    ReportField("context", _("Contexte et défi")),
    ReportField("objectives", _("Objectifs")),
    ReportField("action", _("Ce qui a été fait")),
    ReportField("governance", _("Portage et gouvernance")),
    ReportField("stakeholders", _("Parties prenantes et participation")),
    ReportField("legal_frame", _("Cadre juridique et politique")),
    ReportField("results", _("Résultats observés")),
    ReportField("evidence_level", _("Niveau de preuve")),
    ReportField("limits", _("Ce qui n’a pas marché")),
    ReportField("lessons", _("Ce qu’on en retient")),
    ReportField("success_factors", _("Conditions de réussite")),
    ReportField("barriers", _("Freins")),
    ReportField("transfer_advice", _("Conseils pour transposer")),
    ReportField("preconditions", _("Prérequis")),
    ReportField("questions", _("Questions auxquelles ce retour répond")),
    ReportField("needs", _("Besoins")),
    ReportField("stages", _("Étapes")),
    ReportField("themes", _("Thématiques")),
    ReportField("hazards", _("Aléas et stress")),
    ReportField("triggers", _("Déclencheurs")),
    ReportField("essential_needs", _("Besoins essentiels")),
    ReportField("mobilised_actors", _("Acteurs mobilisés")),
    ReportField("principles", _("Principes de la boussole")),
    ReportField("levers", _("Leviers de la boussole")),
    ReportField("doughnut", _("Dimensions du Donut")),
    ReportField("report_goals", _("Effet sur les objectifs de développement durable")),
    ReportField("indicators", _("Indicateurs")),
    ReportField("year", _("Année")),
    ReportField("started_on", _("Début")),
    ReportField("ended_on", _("Fin")),
    ReportField("planned_months", _("Durée prévue en mois")),
    ReportField("real_months", _("Durée réelle en mois")),
    ReportField("investment_low", _("Investissement, au moins")),
    ReportField("investment_high", _("Investissement, au plus")),
    ReportField("yearly_cost_low", _("Coût annuel, au moins")),
    ReportField("yearly_cost_high", _("Coût annuel, au plus")),
    ReportField("cost_note", _("Précision sur les coûts")),
    ReportField("staff", _("Moyens humains (ETP)")),
    ReportField("staff_note", _("Précision sur les moyens humains")),
    ReportField("fundings", _("Financements")),
    ReportField("references", _("Sources et liens")),
    ReportField("inspirations", _("Inspirations")),
    ReportField("report_images", _("Images")),
    ReportField("resource_type", _("Type de ressource")),
    ReportField("tags", _("Mots-clés")),
)
"""In the order in which a report is read."""

LABELS: Final[Mapping[str, Any]] = {WHOLE: _("L’ensemble du retour")} | {field.name: field.label for field in FIELDS}

EXPECTED_OF_FLASH: Final = (
    "summary",
    "action",
    "limits",
    "status",
    "needs",
    "stages",
    "themes",
    "report_actors",
    "report_referents",
    "location",
)
EXPECTED_OF_COMPLETE: Final = (
    *EXPECTED_OF_FLASH,
    "context",
    "objectives",
    "results",
    "evidence_level",
    "lessons",
    "transfer_advice",
    "references",
)


def expected(report: ExperienceReportPage) -> tuple[str, ...]:
    """What a reader of this format looks for; none of it is compulsory but what the form says."""
    return EXPECTED_OF_COMPLETE if report.format == report.Format.COMPLETE else EXPECTED_OF_FLASH


def missing(report: ExperienceReportPage) -> list[str]:
    """The names of the expected fields that tell nothing."""
    return [name for name in expected(report) if not is_told(report, name)]


def is_told(report: ExperienceReportPage, name: str) -> bool:
    value = getattr(report, name)
    return value.exists() if hasattr(value, "exists") else bool(value)
