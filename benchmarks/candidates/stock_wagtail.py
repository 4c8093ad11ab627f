"""Stock Wagtail: `search()` and one `.facet()` for each facet, on SQLite, PostgreSQL or OpenSearch."""

import os
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any

from benchmarks.candidates.base import HITS, Built, Candidate, Counts, marked, without_zeros
from benchmarks.corpus import FACETS, SINGLE, Question, Report

BATCH = 1_000


class StockWagtail(Candidate):
    """`database` is an address as Relais writes it, `search` that of a server."""

    def __init__(self, *, database: str, search: str = "", index: str = "stock_") -> None:
        os.environ.update(
            STOCK_DATABASE=database,
            STOCK_SEARCH=search,
            STOCK_INDEX=index,
            DJANGO_SETTINGS_MODULE="benchmarks.candidates.stock.settings",
        )
        import django

        django.setup()
        self._on_server = bool(search)

    def prepare(self, reports: Iterable[Report]) -> None:
        """In bulk, Wagtail's own tree left aside: `add_child` costs twenty milliseconds a page."""
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(reports)

    def build(self) -> Built:
        from django.core.management import call_command
        from django.db import connection

        from benchmarks.candidates.stock.models import StockPage

        before = self._bytes()
        started = time.perf_counter()
        call_command("update_index", chunk_size=BATCH, verbosity=0)
        seconds = time.perf_counter() - started
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # without it SQLite reads the index of words again for each page
        return Built(StockPage.objects.count(), seconds, self._bytes() - before)

    def ask(self, question: Question) -> Any:
        results = self._search(question)
        pages = list(results[:HITS])
        words = question.text.split()
        passages = [marked((page.summary, page.body), words) for page in pages]
        counts = {}
        for name in FACETS:
            source = self._search(question, without=name) if name in question.filters else results
            counts[name] = dict(source.facet(f"{name}_id" if name in SINGLE else name))
        return results.count(), pages, passages, counts

    def read(self, answer: Any) -> tuple[int, Counts]:
        total, _pages, _passages, counts = answer
        return total, without_zeros(
            {name: {int(pk) - 1: count for pk, count in values.items() if pk} for name, values in counts.items()}
        )

    def _search(self, question: Question, *, without: str = "") -> Any:
        from wagtail.search.query import MATCH_ALL

        from benchmarks.candidates.stock.models import StockPage

        pages = StockPage.objects.live()
        for name, numbers in question.filters.items():
            if name != without:
                pages = pages.filter(**self._condition(name, [number + 1 for number in numbers]))
        return pages.search(question.text, operator="and") if question.text else pages.search(MATCH_ALL)

    def _condition(self, name: str, pks: list[int]) -> dict[str, Any]:
        from benchmarks.candidates.stock.models import TERMS, StockPage

        if name in SINGLE:
            return {f"{name}_id__in": pks}
        if self._on_server:
            return {f"{name}__name__in": list(TERMS[name].objects.filter(pk__in=pks).values_list("name", flat=True))}
        field: Any = StockPage._meta.get_field(name)
        rows = field.remote_field.through.objects.filter(**{f"{field.m2m_reverse_field_name()}__in": pks})
        return {"pk__in": rows.values(f"{field.m2m_field_name()}_id")}

    def _bytes(self) -> int:
        from django.conf import settings
        from django.db import connection

        if self._on_server:
            return _server_bytes(settings.SEARCH_URL, os.environ["STOCK_INDEX"])
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            else:
                cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])


def _server_bytes(url: str, prefix: str) -> int:
    import json
    from urllib.request import urlopen

    with urlopen(f"{url}/{prefix}*/_stats/store?ignore_unavailable=true") as response:  # noqa: S310 - our own server
        return int(json.load(response)["_all"]["total"].get("store", {}).get("size_in_bytes", 0))


def fill(reports: Iterable[Report]) -> None:
    """Terms, pages and their links, table by table."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from benchmarks.candidates.stock.models import TERMS, StockPage

    for name, model in TERMS.items():
        model.objects.bulk_create(model(pk=number + 1, name=f"{name} {number}") for number in range(FACETS[name]))
    home = Page.objects.get(depth=2)
    kind = ContentType.objects.get_for_model(StockPage)
    remaining = iter(reports)
    while batch := list(islice(remaining, BATCH)):
        _write(batch, home, kind)
    home.numchild = StockPage.objects.count()
    home.save()


def _write(batch: list[Report], home: Any, kind: Any) -> None:
    from django.db import transaction

    from benchmarks.candidates.bulk import insert_children, insert_links, tree_step
    from benchmarks.candidates.stock.models import SEVERAL, StockPage

    pages = [
        StockPage(
            title=report.title,
            draft_title=report.title,
            slug=f"retour-{report.number}",
            path=home.path + tree_step(report.number),
            depth=home.depth + 1,
            url_path=f"{home.url_path}retour-{report.number}/",
            content_type=kind,
            locale=home.locale,
            live=True,
            summary=report.summary,
            body=report.body,
            **{f"{name}_id": report.facets[name][0] + 1 for name in SINGLE},
        )
        for report in batch
    ]
    with transaction.atomic():
        insert_children(pages)
        for name in SEVERAL:
            rows = zip(pages, batch, strict=True)
            insert_links(
                StockPage, name, ((page.pk, value + 1) for page, report in rows for value in report.facets[name])
            )
