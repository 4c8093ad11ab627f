"""Who asked to be told of what, what is new, and what is still to be said."""

from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.documents import Kind
from search.forms import SearchForm
from search.queries import SearchQuery


class Subscriber(models.Model):
    """An address that asked for alerts, without an account. It goes with its last alert."""

    email = models.EmailField(_("adresse"), max_length=254, unique=True)
    """In lower case: the same mailbox asks once."""
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("abonné aux alertes")
        verbose_name_plural = _("abonnés aux alertes")

    def __str__(self) -> str:
        """Without the address: this text may reach a log."""
        return _("Abonné n° %(number)s") % {"number": self.pk}


class AlertQuerySet(models.QuerySet["Alert"]):
    def confirmed(self) -> "AlertQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> "AlertQuerySet":
        """Asked for, but the person has not answered the mail yet."""
        return self.filter(confirmed_at=None)


class Alert(models.Model):
    """A search whose new answers are mailed. ``parameters`` is its address after « ? », in the one order of
    `search.addresses`, so that the same search is the same alert.
    """

    class Rhythm(models.TextChoices):
        DAILY = "jour", _("chaque jour")
        WEEKLY = "semaine", _("chaque semaine")

    PARAMETERS_LENGTH = 2_000
    LABEL_LENGTH = 300
    CONFIRMED_WITHIN = timedelta(days=7)
    """How long the mail's link confirms, and how long an alert that nobody confirms is kept."""

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("abonné"), on_delete=models.CASCADE, related_name="alerts"
    )
    parameters = models.CharField(_("recherche"), max_length=PARAMETERS_LENGTH, blank=True)
    text = models.CharField(_("mots cherchés"), max_length=300, blank=True)
    label = models.CharField(_("intitulé"), max_length=LABEL_LENGTH)
    rhythm = models.CharField(_("rythme"), max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    consent_text = models.TextField(_("texte accepté"))
    consented_at = models.DateTimeField(_("accepté le"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("alerte")
        verbose_name_plural = _("alertes")
        ordering: ClassVar[list[str]] = ["consented_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subscriber", "parameters"], name="alert_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["confirmed_at", "consented_at"], name="alert_to_forget")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def query(self) -> SearchQuery:
        return query_of(self.parameters)

    @property
    def search_path(self) -> str:
        """Where its results are shown, the newest first where they have a date."""
        newest = urlencode([("tri", "date")]) if self.query.kind is Kind.REPORTS else ""
        parameters = "&".join(part for part in (self.parameters, newest) if part)
        return f"{reverse('search:results')}?{parameters}" if parameters else reverse("search:results")


def query_of(parameters: str) -> SearchQuery:
    """The question of an address; what it could not use is left out."""
    form = SearchForm(QueryDict(parameters))
    form.is_valid()
    return form.query()


class Criterion(models.Model):
    """One token that a new document may hold, for one of the conditions of a confirmed alert: `alerts.criteria`.

    An alert is a candidate when the document holds a token of each of its ``required`` conditions. The index holds
    every column, so that the database answers from it alone.
    """

    TOKEN_LENGTH = 200

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="criteria", db_index=True)
    token = models.CharField(max_length=TOKEN_LENGTH)
    condition = models.PositiveSmallIntegerField()
    required = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["token", "alert", "condition", "required"], name="alert_criterion")
        ]

    def __str__(self) -> str:
        return self.token


class Arrival(models.Model):
    """A document that the search came to know, once for ever: what is published again is not new. ``matched_at`` is
    empty until the alerts that it answers are found.
    """

    key = models.CharField(max_length=60, unique=True)
    noted_at = models.DateTimeField(default=timezone.now)
    matched_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Match(models.Model):
    """A new document that an alert has still to tell. The row goes, in the transaction that writes the mail."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="matches")
    key = models.CharField(max_length=60)
    found_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alert", "key"], name="alert_match_once")
        ]

    def __str__(self) -> str:
        return self.key
