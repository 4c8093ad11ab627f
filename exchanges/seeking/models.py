"""What collectivités look for, what answers them, and on what they offer to help."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SoughtNeedQuerySet(models.QuerySet["SoughtNeed"]):
    def open(self) -> "SoughtNeedQuerySet":
        """Read by everybody: accepted, not closed, its day not passed."""
        return self.filter(state=SoughtNeed.State.PUBLISHED, until__gte=timezone.localdate(), actor__live=True)

    def waiting(self) -> "SoughtNeedQuerySet":
        """For a moderator to read."""
        return self.filter(state=SoughtNeed.State.WAITING)

    def with_names(self) -> "SoughtNeedQuerySet":
        return self.select_related("need", "actor", "territory__departement", "territory__region")


class SoughtNeed(models.Model):
    """« Nous cherchons »: an actor asks its peers about one need. ``author`` is empty once the account is gone."""

    class State(models.TextChoices):
        WAITING = "a-relire", _("à relire")
        REFUSED = "refuse", _("à revoir")
        PUBLISHED = "publie", _("publié")
        CLOSED = "ferme", _("fermé")
        EXPIRED = "expire", _("expiré")

    CONTEXT_LENGTH = 800
    REASON_LENGTH = 500
    LONGEST = timedelta(days=366)

    actor = models.ForeignKey("actors.Actor", verbose_name=_("acteur"), on_delete=models.CASCADE, related_name="sought")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("auteur"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="sought_needs",
    )
    need = models.ForeignKey(
        "practices.Need", verbose_name=_("besoin"), on_delete=models.CASCADE, related_name="sought"
    )
    territory = models.ForeignKey(
        "territories.Territory",
        verbose_name=_("territoire"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    context = models.TextField(_("contexte"), max_length=CONTEXT_LENGTH)
    until = models.DateField(_("jusqu’au"))
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WAITING)
    submissions = models.PositiveSmallIntegerField(default=1)
    """How many times it was given to read."""
    submitted_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    published_at = models.DateTimeField(_("publié le"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("relu par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("motif"), max_length=REASON_LENGTH, blank=True)
    closed_at = models.DateTimeField(_("fermé le"), null=True)

    objects = SoughtNeedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("besoin cherché")
        verbose_name_plural = _("besoins cherchés")
        ordering: ClassVar[list[str]] = ["-published_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "until"], name="sought_open"),
            models.Index(fields=["need", "state", "until"], name="sought_of_need"),
        ]

    def __str__(self) -> str:
        return _("%(actor)s cherche : %(need)s") % {"actor": self.actor, "need": self.need}

    def get_absolute_url(self) -> str:
        return reverse("seeking:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PUBLISHED and self.until >= timezone.localdate()

    @property
    def is_editable(self) -> bool:
        """What was not accepted yet may be reworded; what everybody reads is closed or renewed."""
        return self.state in {self.State.WAITING, self.State.REFUSED}

    @property
    def is_renewable(self) -> bool:
        return self.state in {self.State.PUBLISHED, self.State.EXPIRED, self.State.CLOSED}

    @property
    def was_published(self) -> bool:
        return self.published_at is not None

    @classmethod
    def last_day(cls) -> date:
        """The farthest day that one may ask for."""
        return timezone.localdate() + cls.LONGEST


class Answer(models.Model):
    """A report that answers: one that existed and somebody pointed at, or one written for it."""

    sought = models.ForeignKey(SoughtNeed, on_delete=models.CASCADE, related_name="answers")
    report = models.ForeignKey("practices.ExperienceReportPage", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_for_it = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("réponse à un besoin cherché")
        verbose_name_plural = _("réponses à des besoins cherchés")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sought", "report"], name="sought_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.sought_id} ← {self.report_id}"


class Offer(models.Model):
    """« Nous pouvons aider »: the people of an actor accept to be asked about a need."""

    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="offers")
    need = models.ForeignKey("practices.Need", on_delete=models.CASCADE, related_name="offers")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("offre d’aide")
        verbose_name_plural = _("offres d’aide")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "need"], name="offered_once")
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.need}"


class Willingness(models.Model):
    """A référent accepts to be told of the needs that peers seek and that they solved. ``told_until`` is the
    publication date up to which everything was told.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="willingness")
    consent_text = models.TextField(_("texte accepté"))
    consented_at = models.DateTimeField(_("accepté le"), default=timezone.now)
    told_until = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(_("dernier courriel"), null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("accord pour être prévenu")
        verbose_name_plural = _("accords pour être prévenu")

    def __str__(self) -> str:
        return str(self.pk)
