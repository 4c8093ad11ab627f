"""What searches teach, added up by period. Below three searches nothing is told, not even a count."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from io import StringIO
from typing import Any, Final
from urllib.parse import parse_qsl

from django.db.models import Max, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.documents import Kind
from search.facets import BY_PARAM
from search.journal_models import THRESHOLD, SearchCount, SearchCountQuerySet, week_of
from search.labels import labels_for

SHOWN: Final = 50
EXPORTED: Final = 5_000

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell instead of showing it."""


class Period(StrEnum):
    """The value is that of the address."""

    MONTH = "4-semaines"
    QUARTER = "3-mois"
    YEAR = "12-mois"

    @property
    def label(self) -> str | Promise:
        return {self.MONTH: _("4 semaines"), self.QUARTER: _("3 mois"), self.YEAR: _("12 mois")}[self]

    @property
    def first_week(self) -> date:
        weeks = {self.MONTH: 4, self.QUARTER: 13, self.YEAR: 52}[self]
        return week_of(timezone.localdate()) - timedelta(weeks=weeks - 1)


@dataclass(frozen=True, slots=True)
class Table:
    """One figure: rows have a cell for each column, the first one says what is counted."""

    title: str | Promise
    columns: tuple[str | Promise, ...]
    rows: Sequence[tuple[str | int, ...]]


def tables(period: Period, *, most: int = SHOWN) -> list[Table]:
    """Every figure of the period, `most` rows each. The number of queries does not depend on what was searched."""
    counts = SearchCount.objects.since(period.first_week)
    plain = counts.filter(filters="")
    texts, missed = _texts(plain, most), _texts(plain.filter(results=0), most)
    return [
        Table(_("Les plus cherchés"), (_("Texte"), _("Parmi"), _("Recherches"), _("Résultats")), texts),
        Table(_("Sans résultat"), (_("Texte"), _("Parmi"), _("Recherches")), [row[:3] for row in missed]),
        Table(_("Filtres utilisés"), (_("Filtre"), _("Valeur"), _("Recherches")), _filters(counts, most)),
        Table(_("Besoins les plus proposés"), (_("Besoin"), _("Recherches")), _needs(counts, most)),
        Table(_("Par semaine"), (_("Semaine du"), _("Recherches"), _("Sans résultat")), _weeks(counts)),
    ]


def _texts(counts: SearchCountQuerySet, most: int) -> list[tuple[str | int, ...]]:
    rows = counts.values("text", "kind").annotate(asked=Sum("searches"), found=Max("results"))
    told = rows.filter(asked__gte=THRESHOLD).order_by("-asked", "text", "kind")[:most]
    return [(row["text"], str(Kind(row["kind"]).label), row["asked"], row["found"]) for row in told]


def _filters(counts: SearchCountQuerySet, most: int) -> list[tuple[str | int, ...]]:
    used: Counter[tuple[str, str]] = Counter()
    for row in counts.exclude(filters="").values("filters").annotate(asked=Sum("searches")).order_by():
        used.update({pair: row["asked"] for pair in parse_qsl(row["filters"]) if pair[0] in BY_PARAM})
    told = [(pair, asked) for pair, asked in used.most_common() if asked >= THRESHOLD][:most]
    wanted = defaultdict(list)
    for (param, value), _asked in told:
        wanted[BY_PARAM[param].name].append(value)
    labels = labels_for(wanted)
    return [(str(BY_PARAM[param].label), _label(labels, param, value), asked) for (param, value), asked in told]


def _label(labels: Any, param: str, value: str) -> str:
    """A value that its vocabulary no longer knows is told as it was written."""
    label = labels[BY_PARAM[param].name].get(value)
    return label.text if label else value


def _needs(counts: SearchCountQuerySet, most: int) -> list[tuple[str | int, ...]]:
    rows = counts.filter(need__isnull=False).values("need", "need__label").annotate(asked=Sum("searches"))
    told = rows.filter(asked__gte=THRESHOLD).order_by("-asked", "need__label")[:most]
    return [(row["need__label"], row["asked"]) for row in told]


def _weeks(counts: SearchCountQuerySet) -> list[tuple[str | int, ...]]:
    missed = Sum("searches", filter=Q(results=0), default=0)
    rows = counts.values("week").annotate(asked=Sum("searches"), missed=missed).order_by("-week")
    return [(date_format(row["week"], "j F Y"), row["asked"], row["missed"]) for row in rows]


def as_csv(period: Period) -> str:
    """Every table one below the other, as French spreadsheets open them: semicolons and a byte order mark."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in _csv_rows(period):
        writer.writerow([inert(cell) for cell in row])
    return f"\ufeff{written.getvalue()}"


def _csv_rows(period: Period) -> Iterator[Sequence[object]]:
    for table in tables(period, most=EXPORTED):
        yield [table.title, *table.columns]
        yield from ([table.title, *row] for row in table.rows)


def inert(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what would start one."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
