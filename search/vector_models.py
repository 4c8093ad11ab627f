"""Vectors of sentences, and the stamp by which processes know that the indexed reports and needs have changed."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentenceVector(models.Model):
    """One sentence of the catalogue as one model sees it. Named by the digest of its text: written once, kept while any
    document says it, never made again for an unchanged text.
    """

    digest = models.CharField(_("empreinte"), max_length=64)
    model = models.CharField(_("modèle"), max_length=120)
    vector = models.BinaryField(_("vecteur"))
    """Numbers of 16 bits, little-endian."""

    class Meta:
        verbose_name = _("vecteur d’une phrase")
        verbose_name_plural = _("vecteurs de phrases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "digest"], name="sentence_vector_once")
        ]

    def __str__(self) -> str:
        return self.digest


class CorpusStamp(models.Model):
    """One row that changes with every indexed report or need and every vector: compared with what was read."""

    value = models.UUIDField(default=uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def renew(cls) -> None:
        CorpusStamp.objects.bulk_create(
            [CorpusStamp(pk=1)], update_conflicts=True, update_fields=["value"], unique_fields=["id"]
        )
