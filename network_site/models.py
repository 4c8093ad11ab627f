"""The pages that belong to no room: home and standard pages."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from network_site.blocks import BODY_BLOCKS, BodyBlock
from network_site.job_runs import JobRun  # noqa: F401 - a model of this app, found here by Django
from network_site.loaded_pages import LoadedPage  # noqa: F401 - the same
from network_site.page_form import PageForm
from network_site.visibility import restrictions_on
from network_site.vocabulary import CataloguedMixin


class BasePage(Page):
    """What every page of the site has."""

    page_description: ClassVar[Any] = ""
    base_form_class = PageForm

    class Meta:
        abstract = True

    @property
    def meta_description(self) -> str:
        """The sentence that search engines and shared links show."""
        return self.search_description

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        return restrictions_on(self)


class HomePage(BasePage):
    """The front door: « de quoi votre territoire a-t-il besoin ? »."""

    heading = models.CharField(
        _("question d’accueil"), max_length=120, default="De quoi votre territoire a-t-il besoin ?"
    )
    lede = models.TextField(_("phrase d’accueil"), max_length=300, blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["network_site.StandardPage", "practices.ReportIndexPage"]
    template = "network_site/home_page.html"
    page_description = _("La page d’accueil du site.")

    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("heading"), FieldPanel("lede")]

    class Meta:
        verbose_name = _("page d’accueil")
        verbose_name_plural = _("pages d’accueil")

    @property
    def meta_description(self) -> str:
        return self.search_description or self.lede


class StandardPage(CataloguedMixin, BasePage):
    """A page of text: the survey, the glossary, the legal notice…"""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    body = StreamField(BodyBlock(BODY_BLOCKS), verbose_name=_("contenu"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["network_site.HomePage", "network_site.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["network_site.StandardPage"]
    template = "network_site/standard_page.html"
    page_description = _("Une page de texte, composée de blocs.")

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page de texte")
        verbose_name_plural = _("pages de texte")

    @property
    def meta_description(self) -> str:
        return self.search_description or self.introduction
