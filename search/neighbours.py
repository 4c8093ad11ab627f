"""« Pratiques proches »: the reports that the engine finds most alike, and in words what they share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from practices.models import VOCABULARIES, ExperienceReportPage
from practices.reading.terms import ReportTerms
from search import service
from search.documents import Kind, document_key
from search.queries import Hit
from search.results_page import some

SHARED: Final[Mapping[str, str | Promise]] = {
    "needs": gettext_lazy("besoin « %(label)s »"),
    "hazards": gettext_lazy("aléa ou stress « %(label)s »"),
    "themes": gettext_lazy("thématique « %(label)s »"),
    "stages": gettext_lazy("étape « %(label)s »"),
}
"""What is worth saying of two reports, the most telling first."""

MOST_SHARED: Final = 3


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """A report and what it has in common with the one read; `why` may be empty when only words are alike."""

    url: str
    title: str
    card: Mapping[str, Any]
    why: tuple[str, ...]


def similar_reports(
    report: ExperienceReportPage, *, terms: ReportTerms, without: Iterable[int] = (), limit: int
) -> list[SimilarReport]:
    """Four queries at most. EngineUnavailable."""
    if report.pk is None:
        return []
    set_aside = set(without)
    hits = service.similar(document_key(Kind.REPORTS, report.pk), limit=limit + len(set_aside))
    kept = [hit for hit in hits if hit.pk not in set_aside][:limit]
    common = shared_terms([hit.pk for hit in kept], terms=terms)
    return [_similar(hit, common.get(hit.pk, {})) for hit in kept]


def _similar(hit: Hit, common: Mapping[str, list[str]]) -> SimilarReport:
    said = [text % {"label": label} for field, text in SHARED.items() for label in common.get(field, ())]
    card = {**hit.card, "verified": hit.verified, "actors": some(hit.card.get("actors") or ())}
    return SimilarReport(hit.url, hit.title, card, tuple(str(each) for each in said[:MOST_SHARED]))


def shared_terms(pks: list[int], *, terms: ReportTerms) -> dict[int, dict[str, list[str]]]:
    """Report → field → labels that it shares with these terms, in one query."""
    wanted = [_rows(field, pks, [term.pk for term in terms.of(field)]) for field in SHARED if terms.of(field)]
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    if not (pks and wanted):
        return found
    for page, field, label in sorted(wanted[0].union(*wanted[1:], all=True)):
        found[page][field].append(label)
    return found


def _rows(field: str, pks: list[int], mine: list[int]) -> "QuerySet[Any, tuple[int, str, str]]":
    vocabulary: Any = VOCABULARIES[field]
    rows = vocabulary.objects.filter(live=True, pk__in=mine, reports__in=pks).order_by()
    named = rows.annotate(shared_field=Value(field, CharField()))
    return named.values_list("reports", "shared_field", "label")
