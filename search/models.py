"""What the site's database knows of the index: the documents themselves, and the changes still to be told."""

import json
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from search.documents import Kind, SearchDocument
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


class _Encoder(json.JSONEncoder):
    def encode(self, o: Any) -> str:
        return o.encoded() if isinstance(o, SearchDocument) else super().encode(o)


class DocumentField(models.JSONField):
    """JSON, which may be given as a `SearchDocument`: its text is that of its digest, and is not made again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"encoder": _Encoder})

    def deconstruct(self) -> Any:
        """A column like any other of JSON: no migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, {key: kwargs[key] for key in kwargs if key != "encoder"}


class IndexedDocument(models.Model):
    """A document as the engine last acknowledged it, or as the last rebuild read it: any worker can make the index
    again from these rows alone.
    """

    key = models.CharField(_("clé"), max_length=60, unique=True)
    kind = models.CharField(_("sorte"), max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    payload = DocumentField(_("document"))
    digest = models.CharField(_("empreinte"), max_length=64)
    updated_at = models.DateTimeField(_("indexé le"), auto_now=True)
    served = models.BooleanField(_("servi"), default=True, editable=False)
    """False: a rebuild wrote it down and has not ended. The index that answers may hold something older."""

    class Meta:
        verbose_name = _("document indexé")
        verbose_name_plural = _("documents indexés")
        ordering: ClassVar[list[str]] = ["key"]
        # What has changed is seen here: the payloads, which are long, are read of the changed ones alone.
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "id", "digest"], name="indexed_digests")]

    def __str__(self) -> str:
        return self.key


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self) -> "OutboxQuerySet":
        return self.filter(given_up_at=None, next_attempt_at__lte=timezone.now()).order_by("pk")

    def retry(self) -> int:
        """Put these at the head, with all their attempts."""
        return self.update(given_up_at=None, attempts=0, next_attempt_at=timezone.now(), last_error="")


class Outbox(models.Model):
    """Something searchable changed. What to do is read from the database when the row is drained, so that order and
    repetition never matter: the object as it is then is indexed, or removed where it may not be seen.

    An engine that is away is waited for without end. An object that cannot be read is given up after MAX_ATTEMPTS: it
    waits for somebody, told in the admin, and a later change of it is a row of its own.
    """

    MAX_ATTEMPTS = 12
    """With pauses that double, almost three hours."""

    key = models.CharField(_("clé"), max_length=60, db_index=True)
    created_at = models.DateTimeField(_("écrit le"), auto_now_add=True)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    next_attempt_at = models.DateTimeField(_("prochain essai"), default=timezone.now, db_index=True)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)
    given_up_at = models.DateTimeField(_("abandonné le"), null=True, blank=True, editable=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("changement à indexer")
        verbose_name_plural = _("changements à indexer")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.key

    @property
    def can_act(self) -> bool:
        """Whoever may act may have it tried now."""
        return True

    def get_state_display(self) -> str:
        if self.given_up_at:
            return gettext("Abandonné")
        return gettext("Nouvel essai prévu") if self.attempts else gettext("En attente")

    def postpone(self, error: str, *, unreadable: bool = False) -> None:
        """Count a failed attempt and wait twice as long as before, or give up what cannot be read. Not saved."""
        self.attempts += 1
        if unreadable and self.attempts >= self.MAX_ATTEMPTS:
            self.given_up_at = timezone.now()
        self.next_attempt_at = timezone.now() + min(FIRST_PAUSE * 2 ** min(self.attempts - 1, 12), LONGEST_PAUSE)
        self.last_error = error[:500]
