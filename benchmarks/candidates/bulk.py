"""Pages and their links written in bulk: Django's `bulk_create` refuses a model whose table has a parent's."""

from collections.abc import Iterable, Sequence
from typing import Any

ROWS = 100
"""Written at once: SQLite takes so many values and no more."""


def insert_children(pages: Sequence[Any]) -> None:
    """The rows of `Page`, then those of the class of the pages, which get their keys. None may have one."""
    from django.db import connection
    from django.db.models.sql import InsertQuery
    from wagtail.models import Page

    columns = [field for field in Page._meta.concrete_fields if not field.primary_key]
    parents = Page.objects.bulk_create(
        Page(**{field.attname: getattr(page, field.attname) for field in columns}) for page in pages
    )
    for page, parent in zip(pages, parents, strict=True):
        page.pk = page.page_ptr_id = parent.pk
    model = type(pages[0])
    for start in range(0, len(pages), ROWS):
        query = InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, pages[start : start + ROWS])
        query.get_compiler(connection=connection).execute_sql()


def insert_links(model: Any, name: str, pairs: Iterable[tuple[int, int]]) -> None:
    """(key of the object, key of the other side) as rows of a many-to-many field."""
    field: Any = model._meta.get_field(name)
    through = field.remote_field.through
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(through(**{source: owner, target: other}) for owner, other in pairs)


def tree_step(number: int) -> str:
    """A step of treebeard's path, counted in base 36 on four signs."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    step = ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        step = signs[rest] + step
    return step
