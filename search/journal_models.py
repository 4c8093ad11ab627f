"""What searches teach the site. Nothing here says who searched, nor when more finely than the week."""

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from search.addresses import address
from search.documents import Kind
from search.journal.wording import MOST_CHARACTERS
from search.queries import SearchQuery

THRESHOLD = 3
"""Searches below which nothing is shown to anyone: one person's words could be told apart."""

FILTERS_LENGTH = 500
"""Characters."""

KEPT = timedelta(days=365)

SOON_OFTEN, VERY_OFTEN = 10, 30
"""Searches from which a need is « asked often », then « very often »."""


def week_of(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(days=day.weekday())


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def since(self, week: date) -> "SearchCountQuerySet":
        return self.filter(week__gte=week)

    def expired(self) -> "SearchCountQuerySet":
        return self.filter(week__lt=week_of(timezone.localdate() - KEPT))

    def unanswered(self) -> Any:
        """Texts, with `asked` and `last_week`, that found no report when they were last searched without filter."""
        plain = self.filter(kind=Kind.REPORTS, filters="")
        newer = plain.filter(text=OuterRef("text"), week__gt=OuterRef("week"))
        last = plain.filter(~Exists(newer), text=OuterRef("text")).values("results")
        return (
            plain.filter(results=0)
            .annotate(last_results=Subquery(last))
            .filter(last_results=0)
            .values("text")
            .annotate(asked=Sum("searches"), last_week=models.Max("week"))
            .filter(asked__gte=THRESHOLD)
            .order_by("-asked", "text")
        )


class SearchCount(models.Model):
    """How often one question was asked in one week, by nobody in particular.

    The key is random: a number that grows would tell the order of the searches, which the access log dates.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    week = models.DateField(_("semaine du"))
    text = models.CharField(_("texte"), max_length=MOST_CHARACTERS)
    kind = models.CharField(_("sorte"), max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    filters = models.CharField(_("filtres"), max_length=FILTERS_LENGTH, blank=True)
    """Chosen values as sorted parameters, those of `search.addresses`."""

    searches = models.PositiveIntegerField(_("recherches"), default=0)
    results = models.PositiveIntegerField(_("résultats"), default=0)
    """Of the last search of the week."""

    need = models.ForeignKey(
        "practices.Need",
        verbose_name=_("besoin proposé"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("recherche comptée")
        verbose_name_plural = _("recherches comptées")
        ordering: ClassVar[list[str]] = ["-week", "text"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "text", "kind", "filters"], name="search_count_once_a_week")
        ]
        indexes: ClassVar = [models.Index(fields=["text", "kind", "week"], name="search_count_by_text")]

    def __str__(self) -> str:
        return self.text


class UnansweredSearchQuerySet(models.QuerySet["UnansweredSearch"]):
    def published(self) -> "UnansweredSearchQuerySet":
        return self.filter(state=UnansweredSearch.State.PUBLISHED).select_related("need").order_by("-asked", "wording")

    def waiting(self) -> "UnansweredSearchQuerySet":
        return self.filter(state=UnansweredSearch.State.WAITING)

    def expired(self) -> "UnansweredSearchQuerySet":
        return self.filter(last_week__lt=week_of(timezone.localdate() - KEPT))


class UnansweredSearch(models.Model):
    """A text that found no report, often enough to be read by a moderator, and what was decided of it."""

    class State(models.IntegerChoices):
        """In the order of the list: what waits comes first."""

        WAITING = 0, _("à trier")
        PUBLISHED = 1, _("publié")
        LINKED = 2, _("lié à un besoin")
        SYNONYM = 3, _("ajouté comme synonyme")
        SET_ASIDE = 4, _("écarté")

    text = models.CharField(_("texte cherché"), max_length=MOST_CHARACTERS, unique=True)
    asked = models.PositiveIntegerField(_("recherches"), default=0)
    last_week = models.DateField(_("dernière semaine"))
    state = models.PositiveSmallIntegerField(_("état"), choices=State.choices, default=State.WAITING, db_index=True)
    wording = models.CharField(_("formulation publique"), max_length=150, blank=True)
    need = models.ForeignKey(
        "practices.Need",
        verbose_name=_("besoin le plus proche"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("décidé par"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = UnansweredSearchQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("besoin sans réponse")
        verbose_name_plural = _("besoins sans réponse")
        ordering: ClassVar[list[str]] = ["state", "-asked", "text"]

    def __str__(self) -> str:
        return self.text

    @property
    def can_act(self) -> bool:
        """It may still be set aside."""
        return self.state != self.State.SET_ASIDE

    @property
    def anchor(self) -> str:
        return f"besoin-{self.pk}"

    @property
    def asked_in_words(self) -> str | Promise:
        if self.asked >= VERY_OFTEN:
            return _("demandé très souvent")
        return _("demandé souvent") if self.asked >= SOON_OFTEN else _("demandé plusieurs fois")

    @property
    def has_near_practices(self) -> bool:
        return self.need is not None and self.need.live

    @property
    def near_url(self) -> str:
        """Practices of the nearest need; without one, needs that resemble the wording: a text whose search found no
        report is not searched again among reports.
        """
        if self.need is not None and self.need.live:
            return address(SearchQuery(selections={"need": (self.need.slug,)}))
        return address(SearchQuery(self.wording, kind=Kind.NEEDS))

    @property
    def answer_url(self) -> str:
        """Where to say « we did it »: a report that begins with these words."""
        need = {"besoin": self.need.slug} if self.need else {}
        return f"{reverse('writing:start')}?{urlencode({'titre': self.wording, **need})}"
