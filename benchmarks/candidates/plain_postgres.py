"""Plain Django on PostgreSQL: its full text in French, and one grouped count for each facet."""

import os
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any

from benchmarks.candidates.base import HITS, Built, Candidate, Counts, without_zeros
from benchmarks.candidates.bulk import insert_links
from benchmarks.corpus import FACETS, SINGLE, Question, Report, fold

BATCH = 1_000


class PlainPostgres(Candidate):
    """`database` is an address as Relais writes it."""

    def __init__(self, *, database: str) -> None:
        os.environ.update(PLAIN_DATABASE=database, DJANGO_SETTINGS_MODULE="benchmarks.candidates.plain.settings")
        import django

        django.setup()

    def prepare(self, reports: Iterable[Report]) -> None:
        from django.core.management import call_command

        from benchmarks.candidates.plain.models import PlainReport, Term

        call_command("migrate", run_syncdb=True, verbosity=0)
        Term.objects.bulk_create(
            Term(facet=facet, number=number) for facet, count in FACETS.items() for number in range(count)
        )
        terms = {(term.facet, term.number): term.pk for term in Term.objects.all()}
        remaining = iter(reports)
        while batch := list(islice(remaining, BATCH)):
            rows = PlainReport.objects.bulk_create(_row(report, terms) for report in batch)
            for name in FACETS.keys() - SINGLE:
                written = zip(rows, batch, strict=True)
                pairs = ((row.pk, terms[name, value]) for row, report in written for value in report.facets[name])
                insert_links(PlainReport, name, pairs)

    def build(self) -> Built:
        from django.contrib.postgres.search import SearchVector
        from django.db import connection

        from benchmarks.candidates.plain.models import VECTOR_INDEX, PlainReport

        started = time.perf_counter()
        PlainReport.objects.update(vector=SearchVector("folded", config="french"))
        with connection.schema_editor() as editor:
            editor.add_index(PlainReport, VECTOR_INDEX)
        seconds = time.perf_counter() - started
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT pg_relation_size('plain_vector') + sum(pg_column_size(vector)) FROM plain_plainreport"
            )
            return Built(PlainReport.objects.count(), seconds, int(cursor.fetchone()[0]))

    def ask(self, question: Question) -> Any:
        from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
        from django.db.models import Count, F

        found = self._found(question)
        page = found.order_by("pk")
        if question.text:
            query = SearchQuery(fold(question.text), config="french")
            page = found.annotate(rank=SearchRank(F("vector"), query)).order_by("-rank", "pk")
            page = page.annotate(passage=SearchHeadline("folded", query, config="french", max_words=35, min_words=20))
        hits = list(page.defer("vector", "folded")[:HITS])
        counts = {}
        for name in FACETS:
            source = self._found(question, without=name) if name in question.filters else found
            rows = source.order_by().values(f"{name}__number").annotate(count=Count("pk", distinct=True))
            counts[name] = {row[f"{name}__number"]: row["count"] for row in rows}
        return found.count(), hits, counts

    def read(self, answer: Any) -> tuple[int, Counts]:
        total, _hits, counts = answer
        return total, without_zeros(counts)

    def _found(self, question: Question, *, without: str = "") -> Any:
        from django.contrib.postgres.search import SearchQuery

        from benchmarks.candidates.plain.models import PlainReport

        reports = PlainReport.objects.all()
        if question.text:
            reports = reports.filter(vector=SearchQuery(fold(question.text), config="french"))
        for name, numbers in question.filters.items():
            if name == without:
                continue
            if name in SINGLE:
                reports = reports.filter(**{f"{name}__number__in": numbers})
            else:
                through = getattr(PlainReport, name).through
                rows = through.objects.filter(term__facet=name, term__number__in=numbers)
                reports = reports.filter(pk__in=rows.values("plainreport_id"))
        return reports


def _row(report: Report, terms: dict[tuple[str, int], int]) -> Any:
    from benchmarks.candidates.plain.models import PlainReport

    texts = (report.title, report.summary, report.body)
    single = {f"{name}_id": terms[name, report.facets[name][0]] for name in SINGLE}
    return PlainReport(
        title=report.title, summary=report.summary, body=report.body, folded=fold(" ".join(texts)), **single
    )
