"""What waits to be mailed, and the trace of what was."""

import re
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LINE_BREAKS = re.compile(r"[\r\n]")


def validate_headers(headers: Any) -> None:
    """Headers are one-line strings by name: a line break in one would write another."""
    if not isinstance(headers, dict):
        raise ValidationError(_("Les en-têtes sont des textes rangés par nom."))
    for text in (*headers.keys(), *headers.values()):
        if not isinstance(text, str) or LINE_BREAKS.search(text):
            raise ValidationError(_("Un en-tête tient sur une ligne."))


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, next_attempt_at__isnull=False)

    def due(self) -> Self:
        """To be tried now: nobody holds them, or whoever held them has been silent for longer than a claim lasts."""
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - OutgoingMail.CLAIM_LASTS)
        return self.waiting().filter(free, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")


class OutgoingMail(models.Model):
    """One mail to one recipient.

    ``key`` names the event and the recipient without holding an address (``contact/12/3``): queueing the same key
    again changes nothing. ``message_id`` follows from the key, so that a mail that goes out twice after a crash is
    recognised as one by the recipient's mail system. ``next_attempt_at`` is empty once Relais has given up.
    """

    CLAIM_LASTS = timedelta(minutes=10)
    """Longer than any delivery (EMAIL_TIMEOUT), so that only a dead worker loses its claim."""
    MAX_ATTEMPTS = 20
    FIRST_WAIT = timedelta(minutes=2)
    LONGEST_WAIT = timedelta(hours=6)
    STATES: ClassVar = {
        "sent": _("Envoyé"),
        "waiting": _("En attente"),
        "retrying": _("Nouvel essai prévu"),
        "given_up": _("Abandonné"),
    }

    key = models.CharField(_("événement et destinataire"), max_length=200, unique=True)
    message_id = models.CharField(_("identifiant du message"), max_length=255, unique=True)
    to = models.EmailField(_("destinataire"), max_length=254, blank=True)
    from_email = models.CharField(_("expéditeur"), max_length=320, blank=True)
    subject = models.CharField(_("objet"), max_length=250, blank=True)
    text = models.TextField(_("texte"), blank=True)
    html = models.TextField(_("texte mis en forme"), blank=True)
    headers = models.JSONField(_("en-têtes"), default=dict, blank=True, validators=[validate_headers])
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(_("pris en charge le"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("prochain essai"), null=True, default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, editable=False)
    last_error = models.CharField(_("dernière erreur"), max_length=120, blank=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["sent_at", "next_attempt_at"], name="mail_waiting")]

    def __str__(self) -> str:
        return self.subject or self.key

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        if self.next_attempt_at is None:
            return "given_up"
        return "retrying" if self.attempts else "waiting"

    @property
    def can_act(self) -> bool:
        """An administrator may send it again: it is not sent, and still holds its text."""
        return self.sent_at is None and bool(self.to)

    def get_state_display(self) -> str:
        return str(self.STATES[self.state])

    def claim(self) -> bool:
        """Take this mail for one attempt; False when another worker was faster or it has changed since it was read."""
        now = timezone.now()
        untouched = OutgoingMail.objects.filter(
            pk=self.pk, sent_at=None, claimed_at=self.claimed_at, attempts=self.attempts
        )
        if not untouched.update(claimed_at=now, attempts=F("attempts") + 1):
            return False
        self.claimed_at, self.attempts = now, self.attempts + 1
        return True

    def mark_sent(self) -> None:
        self.sent_at, self.claimed_at, self.next_attempt_at, self.last_error = timezone.now(), None, None, ""
        self.save(update_fields=["sent_at", "claimed_at", "next_attempt_at", "last_error"])

    def mark_failed(self, *, reason: str, permanent: bool) -> None:
        """Plan the next attempt, or give up after a refusal that will not change or too many attempts."""
        gives_up = permanent or self.attempts >= self.MAX_ATTEMPTS
        self.next_attempt_at = None if gives_up else timezone.now() + self.next_wait()
        self.claimed_at, self.last_error = None, reason
        self.save(update_fields=["claimed_at", "next_attempt_at", "last_error"])

    def next_wait(self) -> timedelta:
        """2, 4, 8… minutes up to six hours: twenty attempts take a little more than three days."""
        doublings = min(max(self.attempts, 1) - 1, 12)  # beyond, LONGEST_WAIT is reached anyway
        return min(self.FIRST_WAIT * 2**doublings, self.LONGEST_WAIT)

    def retry(self) -> bool:
        """Put a mail that is not sent at the head of the queue, with all its attempts; False when it is sent."""
        unsent = OutgoingMail.objects.filter(pk=self.pk, sent_at=None).exclude(to="")
        return bool(unsent.update(next_attempt_at=timezone.now(), claimed_at=None, attempts=0, last_error=""))
