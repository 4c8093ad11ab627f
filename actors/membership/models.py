"""The link between an account and an actor, from the request to its confirmation."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MembershipQuerySet(models.QuerySet["Membership"]):
    """The only places where « confirmed », « waiting » and « refused » are spelt out."""

    def confirmed(self) -> "MembershipQuerySet":
        """Those that give rights. The account is active: a closed one has none left."""
        return self.filter(confirmed_at__isnull=False, user__is_active=True)

    def waiting(self) -> "MembershipQuerySet":
        """Requests that somebody has to answer."""
        return self.filter(confirmed_at__isnull=True, refused_at__isnull=True)


class Membership(models.Model):
    """A person belongs to an actor, with a role; without ``confirmed_at`` it is a request and gives no right at all."""

    class Role(models.TextChoices):
        REFERENT = "referent", _("référent")
        CONTRIBUTOR = "contributor", _("contributeur")
        OBSERVER = "observer", _("observateur")

    class Proof(models.TextChoices):
        """How it was confirmed."""

        DOMAIN = "domain", _("courriel à son domaine officiel")
        MODERATOR = "moderator", _("un modérateur")
        REFERENT = "referent", _("un référent de l’acteur")
        INVITATION = "invitation", _("une invitation")

    MESSAGE_LENGTH = 500
    REASON_LENGTH = 500

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("compte"), on_delete=models.CASCADE, related_name="memberships"
    )
    actor = models.ForeignKey(
        "actors.Actor", verbose_name=_("acteur"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)
    message = models.TextField(_("message"), max_length=MESSAGE_LENGTH, blank=True)
    requested_at = models.DateTimeField(_("demandé le"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True, editable=False)
    proof = models.CharField(_("confirmé par"), max_length=10, choices=Proof.choices, blank=True, editable=False)
    refused_at = models.DateTimeField(_("refusé le"), null=True, blank=True, editable=False)
    reason = models.TextField(_("motif du refus"), max_length=REASON_LENGTH, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("adhésion à un acteur")
        verbose_name_plural = _("adhésions aux acteurs")
        ordering: ClassVar[list[str]] = ["requested_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "actor"], name="membership_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["actor", "role", "confirmed_at"], name="membership_of_actor")
        ]

    def __str__(self) -> str:
        """Without the person's name: Wagtail copies this text into its journal."""
        return _("Adhésion n° %(number)s") % {"number": self.pk or "?"}
