"""What was decided of a published report, and what is kept of what it said: its standing and its dated versions."""

from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from network_site.errors import gone
from network_site.models import BasePage
from practices.models.permanent_ids import PermanentId


class EditorialStatus(models.TextChoices):
    """Is it still true? Apart from the moderators' workflow, which says whether a text may be published."""

    PUBLISHED = "publie", _("publié")
    TO_CHECK = "a-verifier", _("à vérifier")
    ARCHIVED = "archive", _("archivé")
    MERGED = "fusionne", _("fusionné")

    @property
    def notice(self) -> str:
        """« À vérifier », « Archivé »; nothing while all is well."""
        return "" if self == EditorialStatus.PUBLISHED else self.label.capitalize()


class StandingMixin(BasePage):
    """The standing belongs to the page and not to its text: no older draft that is published brings back another."""

    editorial_status = models.CharField(
        _("état éditorial"),
        max_length=12,
        choices=EditorialStatus.choices,
        default=EditorialStatus.PUBLISHED,
        editable=False,
    )
    merged_into: Any = models.ForeignKey(  # to the class that is not abstract, which the type checker cannot know here
        "self",
        verbose_name=_("fusionné dans"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="merged",
    )
    merged_into_id: int | None
    permanent_id: Any
    verified_at = models.DateField(_("vérifié le"), null=True, blank=True)

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Wagtail's reading of a revision, with the standing of today and the last verification that is known."""
        page: Self = super().with_content_json(content)
        page.editorial_status, page.merged_into_id = self.editorial_status, self.merged_into_id
        page.verified_at = max((day for day in (self.verified_at, page.verified_at) if day), default=None)
        return page

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A merged report is no longer live, and its address leads on; a removed one's shows its tombstone."""
        if path_components or (self.live and self.merged_into_id is None):
            return super().route(request, path_components)
        if self.merged_into_id is not None:
            return RouteResult(self)
        tombstone = self.tombstone
        return RouteResult(self, kwargs={"tombstone": tombstone}) if tombstone else super().route(request, [])

    def serve(
        self, request: HttpRequest, *args: Any, tombstone: PermanentId | None = None, **kwargs: Any
    ) -> HttpResponse:
        if self.merged_into is not None:
            return HttpResponsePermanentRedirect(self.merged_into.readable_path)
        if tombstone is not None:
            return gone(request, tombstone)
        return super().serve(request, *args, **kwargs)

    @property
    def tombstone(self) -> PermanentId | None:
        """What readers are told of a report that they may not read any more; None for what they never could."""
        return PermanentId.objects.named(self.permanent_id).filter(removed_at__isnull=False).first()

    @property
    def is_to_check(self) -> bool:
        return self.editorial_status == EditorialStatus.TO_CHECK

    @property
    def is_archived(self) -> bool:
        return self.editorial_status == EditorialStatus.ARCHIVED

    @property
    def standing_label(self) -> str:
        return EditorialStatus(self.editorial_status).notice


class PublishedVersion(models.Model):
    """What a report said on the day it was published, kept apart from Wagtail's revisions, which may be purged.

    People are keys of `Referent` in it, as in the report: a name that is withdrawn is gone from here too. A report
    published twice a day keeps the last version of that day, since a day is what its address can say.
    """

    report = models.ForeignKey(
        "practices.ExperienceReportPage", verbose_name=_("retour"), on_delete=models.CASCADE, related_name="versions"
    )
    day = models.DateField(_("jour"))
    published_at = models.DateTimeField(_("publiée le"))
    content = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("version publiée")
        verbose_name_plural = _("versions publiées")
        ordering: ClassVar[list[str]] = ["-day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "day"], name="report_version_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}, {self.day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("practices:version", args=[self.content["permanent_id"], self.day.isoformat()])
