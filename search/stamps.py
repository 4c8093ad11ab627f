"""Stamps: one row that changes with what processes keep in memory, so that each knows when to read again."""

from typing import Final
from uuid import uuid4

from django.db import connection, models

_READ: Final = "SELECT value FROM {} LIMIT 1"


class Stamp(models.Model):
    """The row of one memory. Every search asks for several: the statement is written once, and no object is made."""

    value = models.UUIDField(default=uuid4)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def renew(cls) -> None:
        row, key = cls(), [cls._meta.pk.name]
        row.pk = 1
        cls._default_manager.bulk_create([row], update_conflicts=True, update_fields=["value"], unique_fields=key)

    @classmethod
    def current(cls) -> object:
        """To be compared with another; None before the first change. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_READ.format(cls._meta.db_table))
            row = cursor.fetchone()
        return row[0] if row else None
