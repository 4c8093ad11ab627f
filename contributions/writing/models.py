"""What is being written, before it is a page: text as typed, its former versions, what two tabs disagree on, files."""

import mimetypes
import uuid
from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from practices.models import ExperienceReportPage

Values = dict[str, list[str]]
"""Name of an input → what was typed or chosen there, as the browser sent it."""


def private_files() -> Storage:
    """Where files wait that nobody but their writer may read: no web server shows this place."""
    return storages["private"]


class DraftQuerySet(models.QuerySet["Draft"]):
    def of_person(self, user: Any) -> "DraftQuerySet":
        """Those of one member. What was set aside when a session ended is part of another draft, and not listed."""
        return self.filter(owner=user, rescued_from=None) if user.is_authenticated else self.none()

    def of_visitors(self) -> "DraftQuerySet":
        return self.filter(owner=None)


class Draft(models.Model):
    """A report as its writer left it, right or wrong: what was typed is kept as it was typed.

    Without `owner` it belongs to the visitor whose session names it (see `access`), until that person signs in.
    With `rescued_from` it is what was typed in a draft after the session had ended: it joins it at the next sign-in.
    """

    Format = ExperienceReportPage.Format

    class State(models.TextChoices):
        WRITING = "writing", _("en cours d’écriture")
        SENT = "sent", _("envoyé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Chosen with the form that makes the draft, so that a form sent twice makes one draft."""
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("auteur"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="drafts",
    )
    page = models.ForeignKey(
        "practices.ExperienceReportPage",
        verbose_name=_("retour d’expérience"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="drafts",
    )
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.FLASH)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WRITING)
    data = models.JSONField(_("texte"), default=dict, blank=True)
    writers = models.JSONField(default=dict, blank=True)
    """Name of an input → the browser tab that last changed it."""
    version = models.PositiveIntegerField(_("version"), default=0)
    origin = models.CharField(_("point de départ"), max_length=60, blank=True)
    rescued_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="rescues")
    rescued_version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("commencé le"), default=timezone.now)
    saved_at = models.DateTimeField(_("enregistré le"), default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    warned_at = models.DateTimeField(_("suppression annoncée le"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        ordering: ClassVar = ["-saved_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "page"], name="one_draft_of_a_report_per_writer")
        ]

    def __str__(self) -> str:
        return self.title or str(_("Retour sans titre"))

    def get_absolute_url(self) -> str:
        return reverse("writing:draft", args=[self.pk])

    def typed(self) -> "MultiValueDict[str, str]":
        """As a form takes it."""
        return MultiValueDict(self.data)

    def text(self, name: str) -> str:
        """What was typed last in one input."""
        values = self.data.get(name) or [""]
        return values[-1]

    @property
    def title(self) -> str:
        return self.text("title").strip()

    @property
    def is_open(self) -> bool:
        """Whether it may be written in: once sent it waits for its readers."""
        return self.state == self.State.WRITING

    @property
    def is_complete_format(self) -> bool:
        return self.format == self.Format.COMPLETE


class SavedVersion(models.Model):
    """The whole text at one version, so that two tabs may be told apart. Only the last ones are kept."""

    KEPT: ClassVar[int] = 40

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("texte"), default=dict)
    saved_at = models.DateTimeField(_("enregistrée le"), default=timezone.now)

    class Meta:
        verbose_name = _("version d’un brouillon")
        verbose_name_plural = _("versions d’un brouillon")
        ordering: ClassVar = ["draft", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} n° {self.number}"


class OtherText(models.Model):
    """What one tab typed where another had typed something else: kept until the writer has chosen."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="other_texts")
    tab = models.CharField(_("onglet"), max_length=40)
    data = models.JSONField(_("texte"), default=dict)
    saved_at = models.DateTimeField(_("enregistré le"), default=timezone.now)

    class Meta:
        verbose_name = _("autre texte d’un brouillon")
        verbose_name_plural = _("autres textes d’un brouillon")
        ordering: ClassVar = ["saved_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "tab"], name="other_text_once_per_tab")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} ({self.tab})"


class DraftFile(models.Model):
    """A picture or a document beside a draft, already made safe. It becomes Wagtail's when the report is sent."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        DOCUMENT = "document", _("document")

    MOST: ClassVar[int] = 12

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    file = models.FileField(_("fichier"), storage=private_files, upload_to="brouillons/", max_length=200)
    name = models.CharField(_("nom du fichier"), max_length=150)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("taille en octets"))
    digest = models.CharField(max_length=64)
    alt = models.CharField(_("description"), max_length=250, blank=True)
    credit = models.CharField(_("crédit"), max_length=150, blank=True)
    image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    document = models.ForeignKey(
        "wagtaildocs.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)

    class Meta:
        verbose_name = _("fichier d’un brouillon")
        verbose_name_plural = _("fichiers d’un brouillon")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "digest"], name="draft_file_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("writing:file", args=[self.draft_id, self.pk])

    @property
    def is_image(self) -> bool:
        return self.kind == self.Kind.IMAGE

    @property
    def is_told(self) -> bool:
        """A picture says what it shows and whose it is; a document may go without a title."""
        return not self.is_image or bool(self.alt and self.credit)

    @property
    def stored(self) -> Any:
        """Where the bytes are: beside the draft, or with Wagtail for what came from a published report."""
        return self.file or (self.image and self.image.file) or (self.document and self.document.file)

    @property
    def served_type(self) -> str:
        """Known pictures show; anything else is only downloaded."""
        kind, _encoding = mimetypes.guess_type(self.name)
        return (
            kind if self.is_image and kind in {"image/jpeg", "image/png", "image/webp"} else "application/octet-stream"
        )

    @property
    def extension(self) -> str:
        return PurePath(self.name).suffix.lower()
