"""Vectors of sentences, and the stamp by which processes know that the indexed reports and needs have changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.stamps import Stamp


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


class CorpusStamp(Stamp):
    """Changes with every indexed report or need, and every vector."""
