"""What the terms of every controlled vocabulary have in common."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.dispatch import Signal
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from network_site.fields import LinesField
from network_site.redirects import redirect_moved

slug_changed = Signal()
"""Sent in the transaction that saves an editorial snippet, with its `old` and `new` slugs: whoever keeps them in the
address of a search writes them again."""


class Origin(models.TextChoices):
    """Where a piece of content comes from; the site always says it."""

    SURVEY = "report", _("dit par l’enquête")
    PUBLIC = "public", _("référence publique")
    EDITORIAL = "editorial", _("choix de la rédaction")
    CONTRIBUTION = "contribution", _("apporté par une collectivité")


class CataloguedMixin(models.Model):
    """An object that may come from the initial catalogue."""

    catalogue_id = models.CharField(
        _("identifiant du catalogue"), max_length=120, unique=True, null=True, blank=True, editable=False
    )
    """The slug of the YAML entry. It survives an editor's change of slug, so that a reload finds its object."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """With what its signals write, such as the search's outbox: Django sends `post_save` after its own commit, and
        a process that dies between the two would lose the change."""
        super().save(*args, **kwargs)


class ProvenanceMixin(models.Model):
    """Where a record comes from, always shown to its reader."""

    origin = models.CharField(_("origine"), max_length=20, choices=Origin.choices, default=Origin.EDITORIAL)
    sources = LinesField(verbose_name=_("sources"), help_text=_("Une adresse par ligne."), max_lines=20)

    class Meta:
        abstract = True


class ModeratedMixin(WorkflowMixin, models.Model):
    """A record that goes through the moderators' workflow before it is published."""

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    class Meta:
        abstract = True


class EditorialSnippet(
    PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, CataloguedMixin, ClusterableModel
):
    """A thing with a page of its own that an editor drafts, previews and publishes in the snippets area."""

    template: ClassVar[str] = ""
    context_object_name: ClassVar[str] = ""

    slug = models.SlugField(_("adresse courte"), max_length=120, unique=True)

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the old address working when the slug changes."""
        saved = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        if saved is None or saved.slug == self.slug:
            return
        if saved.get_absolute_url():
            redirect_moved(saved.get_absolute_url(), self.get_absolute_url())
        slug_changed.send(type(self), old=saved.slug, new=self.slug)

    def get_absolute_url(self) -> str:
        """The path of the public page, or ``""`` for a term that has none."""
        return ""

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return self.template

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return super().get_preview_context(request, mode_name) | self.get_context()

    def serve_preview(self, request: Any, mode_name: str) -> TemplateResponse:
        return TemplateResponse(request, self.template, self.get_preview_context(request, mode_name))

    def get_context(self) -> dict[str, Any]:
        """What the public page shows; the preview shows the same."""
        return {self.context_object_name: self, "object": self}


class Term(ProvenanceMixin, EditorialSnippet):
    """A term of a vocabulary: what it is called, what it means, and the words that people use for it."""

    template = "network_site/term_preview.html"
    context_object_name = "term"

    label = models.CharField(_("intitulé"), max_length=150)
    label_en = models.CharField(_("intitulé anglais"), max_length=150, blank=True)
    definition = models.TextField(_("définition"), max_length=1000, blank=True)
    synonyms = LinesField(
        verbose_name=_("autres mots, sigles"),
        help_text=_("Un par ligne. Les mots que les gens tapent vraiment : la recherche les comprend."),
        max_lines=200,
        line_length=150,
    )
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    panels: ClassVar[list[Panel]] = [
        TitleFieldPanel("label", placeholder=False),
        FieldPanel("slug", widget=SlugInput, help_text=_("Changer l’adresse crée une redirection depuis l’ancienne.")),
        FieldPanel("definition"),
        FieldPanel("synonyms"),
        MultiFieldPanel(
            [FieldPanel("label_en"), FieldPanel("order"), FieldPanel("origin"), FieldPanel("sources")],
            heading=_("Classement et provenance"),
            classname="collapsed",
        ),
    ]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["order", "label"]

    def __str__(self) -> str:
        return self.label
