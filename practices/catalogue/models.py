"""The memory of what was loaded, which tells an editor's change from the catalogue's own."""

from typing import ClassVar

from django.db import models


class CatalogueEntry(models.Model):
    """What the last load wrote in one object: a digest per field, never the values (some are people's names).

    A field whose present digest differs from the one kept here was changed by someone: a load leaves it alone. An entry
    without its object means that someone deleted it: a load does not bring it back.
    """

    model = models.CharField(max_length=80)
    catalogue_id = models.CharField(max_length=120)
    digests = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "catalogue_id"], name="catalogue_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.catalogue_id}"
