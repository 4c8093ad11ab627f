"""Reviews of published reports, claims on imported ones, and the links that reports cite."""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.membership.models import Membership
from network_site.masking import masked


class ReviewRound(models.Model):
    """One time that a report was due: how often its référents were asked, and what came of it."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirme", _("toujours exact")
        UPDATED = "mis-a-jour", _("mis à jour")
        ARCHIVED = "archive", _("archivé")
        UNANSWERED = "sans-reponse", _("sans réponse")

    report = models.ForeignKey(
        "practices.ExperienceReportPage", verbose_name=_("retour"), on_delete=models.CASCADE, related_name="rounds"
    )
    due_on = models.DateField(_("à relire le"))
    asked = models.PositiveSmallIntegerField(_("demandes envoyées"), default=0)
    asked_at = models.DateTimeField(_("dernière demande"), null=True)
    outcome = models.CharField(_("issue"), max_length=12, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("par")
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        ordering: ClassVar[list[str]] = ["-due_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "due_on"], name="review_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}, {self.due_on:%Y-%m-%d}"


class ReferentAccount(models.Model):
    """The account of a person named on reports: the actor confirmed that they are that person, or they wrote it
    themselves as a member. A member has one record in each organisation, that every report of theirs names.
    """

    referent = models.OneToOneField(
        "actors.Referent", verbose_name=_("référent"), on_delete=models.CASCADE, related_name="account"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("compte"), on_delete=models.CASCADE, related_name="referent_accounts"
    )
    linked_at = models.DateTimeField(_("relié le"), default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("compte de référent")
        verbose_name_plural = _("comptes de référents")

    def __str__(self) -> str:
        return f"{self.referent_id} – {self.user_id}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def waiting(self) -> "ClaimQuerySet":
        """Somebody has to answer."""
        return self.filter(state=Claim.State.ASKED)


class Claim(models.Model):
    """« Vous êtes le référent ? » Name and address stay here until the claim is settled, and are then emptied."""

    class State(models.TextChoices):
        ASKED = "demandee", _("à confirmer")
        ACCEPTED = "acceptee", _("acceptée, lien envoyé")
        REFUSED = "refusee", _("refusée")
        DONE = "faite", _("faite")

    NAME_LENGTH = 150
    MESSAGE_LENGTH = 500
    KEPT_FOR = timedelta(days=90)

    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    report = models.ForeignKey(
        "practices.ExperienceReportPage", verbose_name=_("retour"), on_delete=models.CASCADE, related_name="claims"
    )
    actor = models.ForeignKey(
        "actors.Actor", verbose_name=_("acteur"), on_delete=models.CASCADE, related_name="report_claims"
    )
    referent = models.ForeignKey(
        "actors.Referent", null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    name = models.CharField(_("nom"), max_length=NAME_LENGTH, blank=True)
    role = models.CharField(_("fonction"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("adresse professionnelle"), max_length=254, blank=True)
    message = models.TextField(_("message"), max_length=MESSAGE_LENGTH, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.ASKED)
    proof = models.CharField(_("confirmée par"), max_length=10, choices=Membership.Proof.choices, blank=True)
    reason = models.TextField(_("motif du refus"), max_length=MESSAGE_LENGTH, blank=True)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now, editable=False)
    settled_at = models.DateTimeField(_("réglée le"), null=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("revendication d’un retour")
        verbose_name_plural = _("revendications de retours")
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    def __str__(self) -> str:
        """Without the person's name: see decision 2."""
        return _("Revendication n° %(number)s") % {"number": self.pk or "?"}

    @property
    def masked_email(self) -> str:
        """What those who decide see of it: whose organisation it belongs to."""
        return masked(self.email)

    def settle(self, state: str, *, proof: str = "", reason: str = "") -> None:
        self.state, self.proof, self.reason, self.settled_at = state, proof or self.proof, reason, timezone.now()
        self.save(update_fields=["state", "proof", "reason", "settled_at"])

    def forget_person(self) -> None:
        self.name = self.role = self.email = self.message = ""
        self.save(update_fields=["name", "role", "email", "message"])


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def dead(self) -> "LinkCheckQuerySet":
        return self.filter(state=LinkCheck.State.DEAD)


class LinkCheck(models.Model):
    """What is known of one outside address that reports cite."""

    class State(models.TextChoices):
        UNKNOWN = "inconnu", _("pas encore vérifié")
        ALIVE = "repond", _("répond")
        FAILING = "echoue", _("n’a pas répondu, à réessayer")
        DEAD = "mort", _("ne répond plus")
        CLOSED = "ferme", _("fermé aux robots")

    url = models.URLField(_("adresse"), max_length=500, unique=True)
    state = models.CharField(_("état"), max_length=8, choices=State.choices, default=State.UNKNOWN)
    detail = models.CharField(_("réponse"), max_length=80, blank=True)
    failures = models.PositiveSmallIntegerField(_("échecs de suite"), default=0)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    checked_at = models.DateTimeField(_("vérifié le"), null=True, blank=True)
    next_check_at = models.DateTimeField(_("prochaine vérification"), default=timezone.now)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("lien vérifié")
        verbose_name_plural = _("liens vérifiés")
        ordering: ClassVar[list[str]] = ["-checked_at", "url"]

    def __str__(self) -> str:
        return self.url

    @property
    def can_act(self) -> bool:
        """An editor may ask for another look: it is not planned already."""
        return self.next_check_at > timezone.now()
