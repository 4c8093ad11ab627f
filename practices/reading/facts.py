"""« En bref »: dates, costs and means in words. Pure: what is missing gives an empty text."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.formats import number_format as localized
from django.utils.translation import gettext as _

from network_site.templatetags.typography import grouped
from network_site.territories.models import Territory
from practices.models import ExperienceReportPage
from practices.reading.terms import FUNDINGS, RESOURCE, ReportTerms, TermLine

Fact = tuple[str, object]
Amount = Decimal | int | None


def main_facts(report: ExperienceReportPage, *, place: str, terms: ReportTerms) -> list[Fact]:
    """What every reader looks for: said to be unknown where it is."""
    return [
        (_("Où"), place),
        (_("Quand"), period(report)),
        (_("État d’avancement"), report.get_status_display() if report.status else ""),
        (_("Face à"), terms.labels("hazards")),
        *means(report, terms=terms),
    ]


def means(report: ExperienceReportPage, *, terms: ReportTerms) -> list[Fact]:
    """Costs, people and money, in one line where none is known."""
    facts: list[Fact] = [
        (_("Coût"), costs(report)),
        (_("Moyens humains"), staff(report)),
        (_("Financements"), funding_lines(terms.of(FUNDINGS))),
    ]
    return [(label, value) for label, value in facts if value] or [(_("Coût et moyens"), "")]


def other_facts(report: ExperienceReportPage, *, terms: ReportTerms) -> list[Fact]:
    """What is shown only when it is known."""
    facts: list[Fact] = [
        (_("Durée"), duration(report)),
        (_("Niveau de preuve"), report.get_evidence_level_display() if report.evidence_level else ""),
        (_("Ce qui a déclenché"), terms.labels("triggers")),
        (_("Besoins essentiels servis"), terms.labels("essential_needs")),
        (_("Ont pris part"), terms.labels("mobilised_actors")),
        (_("Type de ressource"), terms.labels(RESOURCE)),
    ]
    return [(label, value) for label, value in facts if value]


def place_name(territory: Territory | None) -> str:
    """« Denain (59), Hauts-de-France »; a département or a région stands alone."""
    if territory is None:
        return ""
    return ", ".join(str(part) for part in (territory, territory.region) if part)


def period(report: ExperienceReportPage) -> str:
    """« depuis mars 2021 », « mars 2021 – juin 2023 », « 2018 »."""
    start, end = report.started_on, report.ended_on
    if start and end:
        return f"{month(start)} – {month(end)}" if month(start) != month(end) else month(start)
    if start:
        return _("depuis %(date)s") % {"date": month(start)}
    if end:
        return _("jusqu’en %(date)s") % {"date": month(end)}
    return str(report.year or "")


def month(day: date) -> str:
    return date_format(day, "F Y").lower()


def duration(report: ExperienceReportPage) -> str:
    """« 28 mois (24 prévus) »."""
    real, planned = report.real_months, report.planned_months
    if real and planned and real != planned:
        return _("%(real)d mois (%(planned)d prévus)") % {"real": real, "planned": planned}
    if real:
        return _("%(real)d mois") % {"real": real}
    return _("%(planned)d mois prévus") % {"planned": planned} if planned else ""


def costs(report: ExperienceReportPage) -> list[str]:
    """Investment, yearly cost and what the report adds; an estimate says so."""
    investment = priced(report.investment_low, report.investment_high, basis=report.get_investment_basis_display())
    yearly = priced(report.yearly_cost_low, report.yearly_cost_high, basis=report.get_yearly_cost_basis_display())
    said = [
        _("investissement : %(amount)s") % {"amount": investment} if investment else "",
        _("par an : %(amount)s") % {"amount": yearly} if yearly else "",
        report.cost_note,
    ]
    return [text for text in said if text]


def priced(low: Amount, high: Amount, *, basis: str) -> str:
    """« 20 000 à 35 000 € (réel) »; zero is a price."""
    text = price_range(low, high)
    return f"{text} ({basis})" if text and basis else text


def price_range(low: Amount, high: Amount) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return _("au plus %(amount)s") % {"amount": euros(high)}
    if high is None:
        return _("au moins %(amount)s") % {"amount": euros(low)}
    if low == high:
        return euros(low)
    return _("%(low)s à %(high)s") % {"low": grouped(int(low)), "high": euros(high)}


def euros(amount: Amount) -> str:
    return f"{grouped(round(amount or 0))}\u00a0€"


def staff(report: ExperienceReportPage) -> list[str]:
    """« 1,5 ETP » and what the report adds; nobody at all is a number too."""
    number = "" if report.staff is None else f"{localized(Decimal(report.staff).normalize(), use_l10n=True)}\u00a0ETP"
    return [text for text in (number, report.staff_note) if text]


def funding_lines(rows: Iterable[TermLine]) -> list[str]:
    """« Fonds vert (10 000 €) »."""
    return [f"{row.label} ({euros(Decimal(row.detail))})" if row.detail else row.label for row in rows]
