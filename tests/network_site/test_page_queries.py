"""What a page costs the database on the real catalogue, and on one twenty times larger."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from actors.models import Actor, Network
from practices.models import ExperienceReportPage
from search import indexing
from search.documents import Kind
from search.models import IndexedDocument

pytestmark = pytest.mark.usefixtures("catalogue_site")

TIMES = 20
COPIES = range(1, TIMES)
FAR = 100_000
"""Between the primary key of a row and that of its next copy."""
SHORT = 20
"""Characters: an identifier as « 2023-0001 » has no room for a suffix, and takes another century instead."""
CEILINGS = {
    "/": 15,
    "/recherche/?q=canicule+dans+la+cour+de+l%27%C3%A9cole": 12,
    "/recherche/": 12,
    "/recherche/?type=acteurs": 12,
    "/reseaux/": 12,
    "/retours/cours-oasis-paris/": 20,
}


def test_pages_cost_little_and_no_more_on_a_catalogue_twenty_times_larger(client: Client):
    before = {path: queries(client, path) for path in CEILINGS}
    for path, ceiling in CEILINGS.items():
        assert before[path] <= ceiling, path
    published = ExperienceReportPage.objects.live().count()
    multiply()
    assert ExperienceReportPage.objects.live().count() == published * TIMES
    assert {path: queries(client, path) for path in CEILINGS} == before


def queries(client: Client, path: str) -> int:
    """Once caches are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def multiply() -> None:
    """Copy reports with all that hangs on them, actors and networks, and what the index says of each."""
    reports = list(ExperienceReportPage.objects.all())
    Page.objects.bulk_create(page for number in COPIES for page in pages_of(reports, number))
    copy_rows(ExperienceReportPage, "page_ptr_id")
    for model, column in hanging_on(ExperienceReportPage):
        copy_rows(model, column)
    for model in (Actor, Network):
        copy_rows(model, "id")
    indexed = list(IndexedDocument.objects.exclude(kind=Kind.NEEDS))
    IndexedDocument.objects.bulk_create(document_of(row, number) for number in COPIES for row in indexed)
    indexing.restore()


def pages_of(reports: list[ExperienceReportPage], number: int) -> Iterator[Page]:
    """The rows of Wagtail's tree, after the last child of their parent."""
    for rank, report in enumerate(reports):
        values = {field.attname: getattr(report, field.attname) for field in Page._meta.concrete_fields}
        page = Page(**values | {"id": report.pk + number * FAR, "latest_revision_id": None, "live_revision_id": None})
        page.path = Page._get_path(report.path[: -Page.steplen], report.depth, number * 1000 + rank)
        page.slug, page.translation_key = f"{report.slug}-{number}", uuid4()
        page.url_path = f"{report.url_path.rstrip('/')}-{number}/"
        yield page


def hanging_on(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """Tables whose rows belong to one row of this model, and their column that says which."""
    for relation in model._meta.local_many_to_many:
        yield relation.remote_field.through, relation.m2m_column_name()
    for child in get_all_child_relations(model):
        yield child.related_model, child.field.column


def copy_rows(model: type[models.Model], column: str) -> None:
    """Copy rows in the database itself, with `column` moved far away and a value of its own for what must be unique."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key or field.column == column]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for number in COPIES:
            values = ", ".join(value_of(field, column, number) for field in fields)
            cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE "{column}" < {FAR}')


def value_of(field: models.Field, column: str, number: int) -> str:
    if field.column == column:
        return f'"{column}" + {number * FAR}'
    if not field.unique:
        return f'"{field.column}"'
    if field.null:
        return "NULL"
    is_short = field.max_length and field.max_length < SHORT
    return (
        f"'{number + 30}' || substr(\"{field.column}\", 3)"
        if is_short
        else f"substr(\"{field.column}\", 1, 40) || '-{number}'"
    )


def document_of(row: IndexedDocument, number: int) -> IndexedDocument:
    prefix, _separator, pk = row.key.partition(":")
    key = f"{prefix}:{int(pk) + number * FAR}"
    return IndexedDocument(key=key, kind=row.kind, payload=row.payload | {"key": key}, digest=row.digest)
