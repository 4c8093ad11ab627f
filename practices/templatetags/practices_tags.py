"""What the pages of practices say, and what pages of the kernel show of practices: `{% load practices_tags %}`."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actors.models import Actor
from network_site.templatetags.components import json_ld
from practices.citation import Citation
from practices.models import ExperienceReportPage, ReportActor
from practices.reading import HomeReading, ReportReading, SiteMap, read_home, read_site_map
from practices.reading.facts import place_name
from practices.reading.report import cite

register = template.Library()

LICENCES = {"Licence Ouverte 2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}


@register.simple_tag
def home_reading() -> HomeReading:
    return read_home()


@register.simple_tag
def site_map() -> SiteMap:
    return read_site_map()


@register.simple_tag
def needs_crumb() -> list[tuple[str, str]]:
    return [(reverse("practices:needs"), _("Besoins"))]


@register.simple_tag
def report_crumbs(reading: ReportReading) -> list[tuple[str, str]]:
    """The list of reports, then the first need that this one answers."""
    needs = [(reverse("practices:need", args=[need.slug]), need.label) for need in reading.terms.of("needs")[:1]]
    return [(reverse("search:results"), _("Retours d’expérience")), *needs]


@register.simple_tag
def term_links(reading: ReportReading, field: str, parameter: str) -> list[tuple[str, str]]:
    """Pairs for `components/tags.html`: each term leads to the search that it narrows."""
    results = reverse("search:results")
    return [(f"{results}?{parameter}={term.slug}", term.label) for term in reading.terms.of(field)]


@register.simple_tag
def actor_line(actor: Actor) -> str:
    """« Commune · Denain (59), Hauts-de-France »."""
    return " · ".join(text for text in (str(actor.type), place_name(actor.territory)) if text)


@register.simple_tag
def part_line(part: ReportActor) -> str:
    """« Porteur · Denain (59), Hauts-de-France »."""
    return " · ".join(text for text in (capfirst(part.get_role_display()), place_name(part.actor.territory)) if text)


@register.simple_tag(takes_context=True)
def report_citation(context: dict[str, Any], report: ExperienceReportPage, reading: ReportReading) -> Citation:
    return cite(report, authors=reading.leads, address=permanent_address(context, report))


def permanent_address(context: dict[str, Any], report: ExperienceReportPage) -> str:
    """Absolute, of the dated version where one is read; empty while the report is being created: it has none yet."""
    if not report.permanent_id:
        return ""
    version = context.get("version")
    path = version.get_absolute_url() if version else report.permanent_path
    return str(context["request"].build_absolute_uri(path))


@register.simple_tag(takes_context=True)
def report_json_ld(context: dict[str, Any], report: ExperienceReportPage, reading: ReportReading) -> SafeString:
    """schema.org Article. Its authors are organisations: no person is in it, so that none has to be removed."""
    citation = cite(report, authors=reading.leads, address=permanent_address(context, report))
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": citation.title,
        "description": report.summary,
        "author": [{"@type": "Organization", "name": name} for name in citation.authors],
        "publisher": {"@type": "Organization", "name": "Relais"},
        "datePublished": citation.published.isoformat() if citation.published else None,
        "dateModified": citation.version.isoformat() if citation.version else None,
        "inLanguage": citation.language,
        "identifier": citation.permanent_id,
        "url": citation.address,
        "license": LICENCES.get(report.licence, report.licence),
        "about": reading.terms.labels("needs"),
        "keywords": [*reading.terms.labels("themes"), *reading.terms.labels("tags")],
        "isAccessibleForFree": True,
    }
    return json_ld({name: value for name, value in data.items() if value})
