"""What is kept of a message that was signalled, and of the mails that came in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.conversations.models.conversations import Message, Participant


class Signal(models.Model):
    """A participant shows one message to the moderators, who read that one and no other."""

    REASON_LENGTH = 500

    class Decision(models.TextChoices):
        NOTHING = "nothing", _("rien à reprocher")
        HIDE = "hide", _("message masqué")
        CLOSE = "close", _("message masqué et conversation fermée")

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="signals")
    by = models.ForeignKey(Participant, verbose_name=_("signalé par"), on_delete=models.CASCADE, related_name="signals")
    reason = models.TextField(_("pourquoi"), max_length=REASON_LENGTH, blank=True)
    created_at = models.DateTimeField(_("signalé le"), default=timezone.now, editable=False)
    decision = models.CharField(_("décision"), max_length=8, choices=Decision.choices, blank=True)
    handled_at = models.DateTimeField(_("traité le"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("traité par"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("message signalé")
        verbose_name_plural = _("messages signalés")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "by"], name="conversations_signal_once")]

    def __str__(self) -> str:
        return _("Signalement n° %(number)s") % {"number": self.pk or "?"}


class ReceivedMail(models.Model):
    """A mail that came in, without its address or its text: what recognises it if it comes again.

    ``digest`` is that of its Message-ID and of the conversation that it was for.
    """

    digest = models.CharField(_("empreinte"), max_length=64, unique=True)
    outcome = models.CharField(_("suite donnée"), max_length=20, blank=True)
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("courriel reçu")
        verbose_name_plural = _("courriels reçus")
        indexes: ClassVar = [models.Index(fields=["received_at"], name="conversations_received")]

    def __str__(self) -> str:
        return _("Courriel reçu n° %(number)s") % {"number": self.pk or "?"}
