"""A correction that somebody proposes to what is published."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from contributions.amendments.fields import Target, label_of, path_of, text_of, title_of
from contributions.moderation.differences import Change, words
from practices.models import ExperienceReportPage


class Amendment(models.Model):
    """New texts for some fields of one report or one actor, with what they said when it was written.

    `email` is for the answer alone; it is erased once the answer has left, or the correction is old.
    """

    class State(models.TextChoices):
        WAITING = "attend", _("à décider")
        ACCEPTED = "acceptee", _("acceptée")
        REFUSED = "refusee", _("refusée")

    REASON_LENGTH = 1000
    ANSWER_LENGTH = 1000

    token = models.UUIDField(_("formulaire"), unique=True, editable=False)
    report = models.ForeignKey(
        ExperienceReportPage, verbose_name=_("retour"), null=True, on_delete=models.CASCADE, related_name="amendments"
    )
    actor = models.ForeignKey(
        Actor, verbose_name=_("acteur"), null=True, on_delete=models.CASCADE, related_name="amendments"
    )
    changes = models.JSONField(_("changements"))
    """Field → {"before": text, "after": text}."""
    reason = models.TextField(_("pourquoi"), max_length=REASON_LENGTH, validators=[MaxLengthValidator(REASON_LENGTH)])
    email = models.EmailField(_("adresse pour la réponse"), max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(_("adresse confirmée le"), null=True, editable=False)
    created_at = models.DateTimeField(_("proposée le"), default=timezone.now, editable=False)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("décidée le"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("décidée par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(
        _("réponse"), max_length=ANSWER_LENGTH, blank=True, validators=[MaxLengthValidator(ANSWER_LENGTH)]
    )

    class Meta:
        verbose_name = _("correction proposée")
        verbose_name_plural = _("corrections proposées")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "created_at"], name="amendment_waiting")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(report=None, actor__isnull=False) | Q(report__isnull=False, actor=None),
                name="amendment_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return _("Correction n° %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("amendments:decide", args=[self.pk])

    @property
    def target(self) -> Target:
        return self.report or self.actor  # type: ignore[return-value]  # one of them is set: see the constraint

    @property
    def target_name(self) -> str:
        return title_of(self.target)

    @property
    def target_path(self) -> str:
        return path_of(self.target)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def changed_since(self) -> list[str]:
        """The fields that say neither what they said then nor what is proposed."""
        now = {name: text_of(self.target, name) for name in self.changes}
        return [name for name, change in self.changes.items() if now[name] not in change.values()]

    def differences(self) -> list[Change]:
        """Against what is public now while it waits, against what was then once it is decided."""
        target: Any = self.target
        found = []
        for name, change in self.changes.items():
            before = text_of(target, name) if self.is_waiting else change["before"]
            found.append(Change(name, label_of(target, name), words(before, change["after"])))
        return found
