from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


def is_local_path(path: str) -> bool:
    """A path of this site, starting with one slash: a moderator follows it, so it must not lead elsewhere."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def validate_local_path(path: str) -> None:
    if not is_local_path(path):
        raise ValidationError(_("Indiquez une page de ce site, par exemple /retours/."), code="not_local")


class Subject(models.TextChoices):
    """What the message is about. The values are those of the URL (`/contact/?sujet=probleme`)."""

    QUESTION = "question", _("Poser une question")
    PROBLEM = "probleme", _("Signaler un problème sur une page")
    PUBLISH = "publier", _("Publier un retour d’expérience")
    WITHDRAW = "retrait", _("Retirer ou corriger des informations")
    ACCESSIBILITY = "accessibilite", _("Signaler un défaut d’accessibilité")
    OTHER = "autre", _("Autre sujet")


class Message(models.Model):
    """A message from a visitor. ``email`` is for an answer only, and is shown to nobody but moderators.

    ``token`` names the form and what was written in it, so that sending it twice makes one message.
    """

    TEXT_LENGTH = 2000
    PAGE_LENGTH = 500

    token = models.UUIDField(_("formulaire"), unique=True, editable=False)
    subject = models.CharField(_("sujet"), max_length=20, choices=Subject.choices, default=Subject.QUESTION)
    text = models.TextField(_("message"), max_length=TEXT_LENGTH)
    email = models.EmailField(_("adresse pour répondre"), max_length=254, blank=True)
    page = models.CharField(_("page concernée"), max_length=PAGE_LENGTH, blank=True, validators=[validate_local_path])
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now, editable=False)
    handled_at = models.DateTimeField(_("traité le"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("traité par"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("message reçu")
        verbose_name_plural = _("messages reçus")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["handled_at", "created_at"], name="contact_to_handle")]

    def __str__(self) -> str:
        return _("%(subject)s, message n° %(number)s") % {"subject": self.get_subject_display(), "number": self.pk}

    @property
    def can_act(self) -> bool:
        """A moderator may mark it as handled: nobody has yet."""
        return self.handled_at is None

    def mark_handled(self, *, by: models.Model) -> None:
        self.handled_at, self.handled_by = timezone.now(), by  # type: ignore[assignment]  # the user model is a setting
        self.save(update_fields=["handled_at", "handled_by"])
