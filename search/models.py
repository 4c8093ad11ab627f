"""What the site's database knows of the index: the documents themselves, and the changes still to be told."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.documents import Kind
from search.expansion_models import Expansion, ExpansionStamp
from search.journal_models import SearchCount, UnansweredSearch
from search.vector_models import CorpusStamp, SentenceVector

__all__ = [
    "CorpusStamp",
    "Expansion",
    "ExpansionStamp",
    "IndexedDocument",
    "Outbox",
    "SearchCount",
    "SentenceVector",
    "UnansweredSearch",
]

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


class IndexedDocument(models.Model):
    """A document as the engine last acknowledged it: any worker can make the index again from these rows alone."""

    key = models.CharField(_("clé"), max_length=60, unique=True)
    kind = models.CharField(_("sorte"), max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    payload = models.JSONField(_("document"))
    digest = models.CharField(_("empreinte"), max_length=64)
    updated_at = models.DateTimeField(_("indexé le"), auto_now=True)

    class Meta:
        verbose_name = _("document indexé")
        verbose_name_plural = _("documents indexés")
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.key


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self) -> "OutboxQuerySet":
        return self.filter(next_attempt_at__lte=timezone.now()).order_by("pk")


class Outbox(models.Model):
    """Something searchable changed. What to do is read from the database when the row is drained, so that order and
    repetition never matter: the object as it is then is indexed, or removed where it may not be seen.
    """

    key = models.CharField(_("clé"), max_length=60, db_index=True)
    created_at = models.DateTimeField(_("écrit le"), auto_now_add=True)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    next_attempt_at = models.DateTimeField(_("prochain essai"), default=timezone.now, db_index=True)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("changement à indexer")
        verbose_name_plural = _("changements à indexer")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.key

    def postpone(self, error: str) -> None:
        """Count a failed attempt and wait twice as long as before. Not saved."""
        self.attempts += 1
        self.next_attempt_at = timezone.now() + min(FIRST_PAUSE * 2 ** min(self.attempts - 1, 12), LONGEST_PAUSE)
        self.last_error = error[:500]
