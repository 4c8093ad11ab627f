"""Who may be written to: members, visitors who confirmed an address, and mailboxes of institutions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network_site.accounts.models import User


class Accepts(models.TextChoices):
    """Whose first messages a person receives. Answers in a conversation under way always arrive."""

    EVERYONE = "everyone", _("tout le monde")
    MEMBERS = "members", _("les membres de Relais seulement")
    NOBODY = "nobody", _("personne")


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", _("dès qu’un message arrive")
    DAILY = "daily", _("une fois par jour, en un seul courriel")


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    """One person or mailbox is one record, however many conversations it has."""

    def of_user(self, user: User) -> "Correspondent":
        return self.get_or_create(user=user, defaults={"kind": Correspondent.Kind.MEMBER})[0]

    def of_visitor(self, email: str) -> "Correspondent":
        """Whoever proves to read this address; the member who has it is the member."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user:
            return self.of_user(user)
        return self.get_or_create(kind=Correspondent.Kind.VISITOR, email=email.lower())[0]

    def mailboxes(self) -> "CorrespondentQuerySet":
        return self.filter(kind=Correspondent.Kind.INSTITUTION)


class Correspondent(models.Model):
    """Somebody who takes part in conversations. ``email`` is kept for those without account, and never shown.

    The only page where it is read is the moderators' list of institutional mailboxes.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", _("membre")
        VISITOR = "visitor", _("visiteur")
        INSTITUTION = "institution", _("boîte institutionnelle")

    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="correspondent",
    )
    actor = models.OneToOneField(
        "actors.Actor",
        verbose_name=_("acteur"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mailbox",
        help_text=_("Celui dont c’est la boîte institutionnelle."),
    )
    network = models.OneToOneField(
        "actors.Network",
        verbose_name=_("réseau"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mailbox",
    )
    email = models.EmailField(_("adresse"), max_length=254, blank=True)
    accepts = models.CharField(
        _("qui peut vous écrire"), max_length=10, choices=Accepts.choices, default=Accepts.EVERYONE
    )
    rhythm = models.CharField(
        _("quand prévenir par courriel"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE
    )
    unreachable_at = models.DateTimeField(_("adresse injoignable depuis"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondant")
        verbose_name_plural = _("correspondants")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(kind="visitor") & ~Q(email=""), name="conversations_visitor_once"
            )
        ]

    def __str__(self) -> str:
        """Without name or address: Wagtail and Django copy this text."""
        return _("Correspondant n° %(number)s") % {"number": self.pk or "?"}

    @property
    def address(self) -> str:
        """Where to write, or ``""`` for somebody who has left."""
        if self.user is not None:
            return self.user.email if self.user.is_active else ""
        return self.email

    @property
    def is_reachable(self) -> bool:
        return bool(self.address) and self.unreachable_at is None

    @property
    def has_account(self) -> bool:
        return self.user_id is not None

    @property
    def is_open_to_members(self) -> bool:
        return self.is_reachable and self.accepts != Accepts.NOBODY

    def receives_from(self, asker: "Correspondent") -> bool:
        """Whether a first message would arrive; who has blocked whom is told to nobody before it is sent."""
        return self.is_reachable and self.takes_messages_from(asker)

    def takes_messages_from(self, asker: "Correspondent") -> bool:
        if self.accepts == Accepts.MEMBERS:
            return asker.has_account
        return self.accepts == Accepts.EVERYONE


class Block(models.Model):
    """The first no longer receives what the second writes."""

    blocker = models.ForeignKey(
        Correspondent, verbose_name=_("qui bloque"), on_delete=models.CASCADE, related_name="blocks"
    )
    blocked = models.ForeignKey(
        Correspondent, verbose_name=_("qui est bloqué"), on_delete=models.CASCADE, related_name="blocked_by"
    )
    created_at = models.DateTimeField(_("bloqué le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("blocage")
        verbose_name_plural = _("blocages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="conversations_block_once")
        ]

    def __str__(self) -> str:
        return _("Blocage n° %(number)s") % {"number": self.pk or "?"}
