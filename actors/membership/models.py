"""The link between an account and an actor, from the request to its confirmation."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network_site.masking import masked


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

    MOST_PROOFS = 3
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
    proofs_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many mails went to an official address for this request: nobody may use us to flood a mailbox."""
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

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.refused_at is None

    @property
    def can_act(self) -> bool:
        """A moderator may answer it in the admin."""
        return self.is_waiting

    @property
    def stamp(self) -> str:
        """What changes when the request is answered or made again: links made before do nothing any more."""
        return f"{self.user_id}/{self.requested_at.timestamp()}/{self.confirmed_at}/{self.refused_at}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        since = timezone.now() - Invitation.LASTS
        return self.filter(accepted_at=None, revoked_at=None, created_at__gt=since)


class Invitation(models.Model):
    """A référent asks a colleague in, by a link that only the owner of the address can use, once."""

    LASTS = timedelta(days=14)
    MOST_OPEN = 30
    """For one actor."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"), max_length=254, blank=True)
    role = models.CharField(
        _("rôle"), max_length=12, choices=Membership.Role.choices, default=Membership.Role.CONTRIBUTOR
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Without the address."""
        return _("Invitation n° %(number)s") % {"number": self.pk or "?"}

    @property
    def stamp(self) -> str:
        return f"{self.email}/{self.accepted_at}/{self.revoked_at}"

    @property
    def masked_email(self) -> str:
        """Enough for whoever typed it to know it again."""
        return masked(self.email)
