"""The experience report (retour d'expérience): what a collectivité tried, why, at what cost, and what it learnt."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.models import Page

from network_site.fields import LinesField
from network_site.vocabulary import CataloguedMixin, Origin
from practices.models.permanent_ids import PermanentId, validate_permanent_id
from practices.models.standing import StandingMixin

TITLE_LENGTH = 120
FLASH_ACTION_LENGTH = 800
MOST_NEEDS, MOST_STAGES = 4, 3


def long_text(label: Any, *, length: int, help_text: Any = "") -> "models.TextField[str, str]":
    """Plain text: paragraphs are separated by an empty line. No markup, so nothing typed can harm a reader."""
    return models.TextField(
        label, max_length=length, validators=[MaxLengthValidator(length)], blank=True, help_text=help_text
    )


class ExperienceReportPage(CataloguedMixin, StandingMixin):
    """What one or several collectivités tried for the resilience of their territory, flash or complete."""

    class Format(models.TextChoices):
        FLASH = "flash", _("flash")
        COMPLETE = "complete", _("complet")

    class Kind(models.TextChoices):
        APPROACH = "demarche", _("démarche")
        ACHIEVEMENT = "realisation", _("réalisation")

    class Status(models.TextChoices):
        PLANNED = "a-venir", _("à venir")
        ONGOING = "en-cours", _("en cours")
        DONE = "realise", _("réalisé")
        PAUSED = "en-pause", _("en pause")
        ABANDONED = "abandonne", _("abandonné")
        UNKNOWN = "", _("non renseigné")

    class Evidence(models.IntegerChoices):
        DECLARED = 1, _("déclaré")
        MEASURED = 2, _("mesuré")
        SELF_EVALUATED = 3, _("évalué en interne")
        THIRD_PARTY = 4, _("évalué par un tiers")
        REPLICATED = 5, _("répliqué ailleurs")

    class CostBasis(models.TextChoices):
        ESTIMATED = "estime", _("estimé")
        REAL = "reel", _("réel")

    class ReviewRhythm(models.IntegerChoices):
        HALF_YEAR = 6, _("tous les six mois")
        YEAR = 12, _("tous les ans")
        TWO_YEARS = 24, _("tous les deux ans")

    permanent_id = models.CharField(
        _("identifiant permanent"),
        max_length=9,
        unique=True,
        editable=False,
        validators=[validate_permanent_id],
    )
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.FLASH)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices, default=Kind.APPROACH)
    status = models.CharField(_("état d’avancement"), max_length=10, choices=Status.choices, blank=True)
    summary = models.TextField(_("en bref"), max_length=300, validators=[MaxLengthValidator(300)])
    action = long_text(
        _("ce qui a été fait"), length=5000, help_text=_("800 caractères au plus pour un retour flash, 5 000 sinon.")
    )
    context = long_text(_("contexte et défi"), length=3000)
    objectives = long_text(_("objectifs"), length=1500)
    governance = long_text(_("portage et gouvernance"), length=1000)
    stakeholders = long_text(_("parties prenantes et participation"), length=1500)
    legal_frame = long_text(_("cadre juridique et politique"), length=1000)

    location = models.ForeignKey(
        "territories.Territory",
        verbose_name=_("lieu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )

    year = models.PositiveSmallIntegerField(
        _("année"), null=True, blank=True, validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    started_on = models.DateField(_("début"), null=True, blank=True)
    ended_on = models.DateField(_("fin"), null=True, blank=True)
    planned_months = models.PositiveSmallIntegerField(_("durée prévue en mois"), null=True, blank=True)
    real_months = models.PositiveSmallIntegerField(_("durée réelle en mois"), null=True, blank=True)

    investment_low = models.DecimalField(
        _("investissement, au moins (€)"), max_digits=12, decimal_places=0, null=True, blank=True
    )
    investment_high = models.DecimalField(
        _("investissement, au plus (€)"), max_digits=12, decimal_places=0, null=True, blank=True
    )
    investment_basis = models.CharField(_("ce coût est"), max_length=10, choices=CostBasis.choices, blank=True)
    yearly_cost_low = models.DecimalField(
        _("coût annuel, au moins (€)"), max_digits=12, decimal_places=0, null=True, blank=True
    )
    yearly_cost_high = models.DecimalField(
        _("coût annuel, au plus (€)"), max_digits=12, decimal_places=0, null=True, blank=True
    )
    yearly_cost_basis = models.CharField(_("ce coût est"), max_length=10, choices=CostBasis.choices, blank=True)
    cost_note = models.CharField(_("précision sur les coûts"), max_length=300, blank=True)
    staff = models.DecimalField(
        _("moyens humains (ETP)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    staff_note = models.CharField(_("précision sur les moyens humains"), max_length=300, blank=True)

    results = long_text(_("résultats observés"), length=2000)
    evidence_level = models.PositiveSmallIntegerField(
        _("niveau de preuve"), choices=Evidence.choices, null=True, blank=True
    )
    limits = long_text(
        _("ce qui n’a pas marché"),
        length=2000,
        help_text=_("Souvent la partie la plus utile à ceux qui se lancent."),
    )
    lessons = long_text(_("ce qu’on en retient"), length=1500)
    success_factors = LinesField(verbose_name=_("conditions de réussite"), max_lines=15)
    barriers = LinesField(verbose_name=_("freins"), max_lines=15)
    transfer_advice = long_text(_("conseils pour transposer"), length=1500)
    preconditions = long_text(_("prérequis"), length=1000)
    questions = LinesField(
        verbose_name=_("questions auxquelles ce retour répond"),
        help_text=_("Une par ligne, comme on les pose à un collègue. La recherche s’en sert."),
        max_lines=60,
        line_length=250,
    )

    needs = ParentalManyToManyField("practices.Need", verbose_name=_("besoins"), blank=True, related_name="reports")
    stages = ParentalManyToManyField("practices.Stage", verbose_name=_("étapes"), blank=True, related_name="reports")
    themes = ParentalManyToManyField(
        "practices.Theme", verbose_name=_("thématiques"), blank=True, related_name="reports"
    )
    hazards = ParentalManyToManyField(
        "practices.Hazard", verbose_name=_("aléas et stress"), blank=True, related_name="reports"
    )
    triggers = ParentalManyToManyField(
        "practices.Trigger", verbose_name=_("déclencheurs"), blank=True, related_name="reports"
    )
    essential_needs = ParentalManyToManyField(
        "practices.EssentialNeed", verbose_name=_("besoins essentiels"), blank=True, related_name="reports"
    )
    principles = ParentalManyToManyField(
        "practices.CompassPrinciple", verbose_name=_("principes de la boussole"), blank=True, related_name="reports"
    )
    levers = ParentalManyToManyField(
        "practices.CompassLever", verbose_name=_("leviers de la boussole"), blank=True, related_name="reports"
    )
    doughnut = ParentalManyToManyField(
        "practices.DoughnutDimension", verbose_name=_("dimensions du Donut"), blank=True, related_name="reports"
    )
    mobilised_actors = ParentalManyToManyField(
        "practices.MobilisedActor", verbose_name=_("acteurs mobilisés"), blank=True, related_name="reports"
    )
    resource_type = models.ForeignKey(
        "practices.ResourceType",
        verbose_name=_("type de ressource"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    related = ParentalManyToManyField(
        "self", verbose_name=_("retours à lire aussi"), blank=True, symmetrical=False, related_name="related_from"
    )
    tags = ClusterTaggableManager(through="practices.ReportTag", blank=True, verbose_name=_("mots-clés"))

    origin = models.CharField(_("origine"), max_length=20, choices=Origin.choices, default=Origin.CONTRIBUTION)
    classification_origin = models.CharField(
        _("qui a classé ce retour"),
        max_length=20,
        choices=Origin.choices,
        default=Origin.CONTRIBUTION,
        help_text=_("« Choix de la rédaction » est affiché comme tel, en attente de validation par la collectivité."),
    )
    attribution_unknown = models.BooleanField(
        _("collectivité d’origine inconnue"), default=False, help_text=_("L’enquête ne permet pas de la nommer.")
    )
    licence = models.CharField(_("licence"), max_length=60, default="Licence Ouverte 2.0")
    language = models.CharField(_("langue"), max_length=5, default="fr")
    review_rhythm = models.PositiveSmallIntegerField(
        _("rythme de relecture"), choices=ReviewRhythm.choices, default=ReviewRhythm.YEAR
    )

    parent_page_types: ClassVar[list[str]] = ["practices.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "practices/experience_report_page.html"
    page_description = _("Ce qu’une collectivité a tenté, et ce qu’elle en a appris.")
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *("permanent_id", "catalogue_id", "editorial_status", "merged_into", "verified_at"),
    ]

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("format"), FieldPanel("kind"), FieldPanel("status")]),
        FieldPanel("summary"),
        FieldPanel("action"),
        FieldPanel("limits"),
        InlinePanel("report_actors", label=_("Acteur"), heading=_("Acteurs et rôles")),
        InlinePanel("report_referents", label=_("Référent"), heading=_("Référents")),
        FieldPanel("location"),
        MultiFieldPanel(
            [
                FieldPanel("context"),
                FieldPanel("objectives"),
                FieldPanel("governance"),
                FieldPanel("stakeholders"),
                FieldPanel("legal_frame"),
            ],
            heading=_("Contexte et portage"),
        ),
        InlinePanel("report_images", label=_("Image"), heading=_("Images")),
    ]
    classification_panels: ClassVar[list[Panel]] = [
        FieldPanel("needs", widget=CheckboxSelectMultiple),
        FieldPanel("stages", widget=CheckboxSelectMultiple),
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("questions"),
        FieldPanel("hazards", widget=CheckboxSelectMultiple),
        FieldPanel("triggers", widget=CheckboxSelectMultiple),
        FieldPanel("essential_needs", widget=CheckboxSelectMultiple),
        FieldPanel("mobilised_actors", widget=CheckboxSelectMultiple),
        FieldPanel("resource_type"),
        FieldPanel("tags"),
        MultiFieldPanel(
            [
                FieldPanel("principles", widget=CheckboxSelectMultiple),
                FieldPanel("levers", widget=CheckboxSelectMultiple),
                FieldPanel("doughnut", widget=CheckboxSelectMultiple),
            ],
            heading=_("Boussole et Donut"),
        ),
        InlinePanel("report_goals", label=_("ODD"), heading=_("Effet sur les objectifs de développement durable")),
        FieldPanel("related"),
        FieldPanel("classification_origin"),
    ]
    results_panels: ClassVar[list[Panel]] = [
        FieldPanel("results"),
        FieldPanel("evidence_level"),
        FieldPanel("lessons"),
        FieldPanel("success_factors"),
        FieldPanel("barriers"),
        FieldPanel("transfer_advice"),
        FieldPanel("preconditions"),
        InlinePanel("indicators", label=_("Indicateur"), heading=_("Indicateurs")),
        InlinePanel("inspirations", label=_("Inspiration"), heading=_("Nous nous sommes inspirés de…")),
    ]
    means_panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("started_on"), FieldPanel("ended_on")]),
        FieldRowPanel([FieldPanel("planned_months"), FieldPanel("real_months")]),
        FieldRowPanel([FieldPanel("investment_low"), FieldPanel("investment_high"), FieldPanel("investment_basis")]),
        FieldRowPanel([FieldPanel("yearly_cost_low"), FieldPanel("yearly_cost_high"), FieldPanel("yearly_cost_basis")]),
        FieldPanel("cost_note"),
        FieldRowPanel([FieldPanel("staff"), FieldPanel("staff_note")]),
        InlinePanel("fundings", label=_("Financement"), heading=_("Financements")),
    ]
    source_panels: ClassVar[list[Panel]] = [
        InlinePanel("references", label=_("Source ou lien"), heading=_("Sources et liens")),
        FieldPanel("origin"),
        FieldPanel("attribution_unknown"),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("language")]),
        FieldRowPanel([FieldPanel("review_rhythm"), FieldPanel("verified_at")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Contenu")),
            ObjectList(classification_panels, heading=_("Classement")),
            ObjectList(results_panels, heading=_("Résultats")),
            ObjectList(means_panels, heading=_("Moyens et dates")),
            ObjectList(source_panels, heading=_("Sources")),
            ObjectList(Page.promote_panels, heading=_("Référencement")),
        ]
    )

    class Meta:
        verbose_name = _("retour d’expérience")
        verbose_name_plural = _("retours d’expérience")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_permanent_id()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        if len(self.title) > TITLE_LENGTH:
            problems["title"] = _("%(limit)d caractères au plus.") % {"limit": TITLE_LENGTH}
        if self.format == self.Format.FLASH and len(self.action) > FLASH_ACTION_LENGTH:
            problems["action"] = _(
                "Un retour flash tient en %(limit)d caractères ici. Passez au format complet pour en dire plus."
            ) % {"limit": FLASH_ACTION_LENGTH}
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            problems["ended_on"] = _("La fin ne peut pas précéder le début.")
        for low, high in (("investment_low", "investment_high"), ("yearly_cost_low", "yearly_cost_high")):
            if None not in (getattr(self, low), getattr(self, high)) and getattr(self, low) > getattr(self, high):
                problems[high] = _("« Au plus » ne peut pas être inférieur à « au moins ».")
        if problems:
            raise ValidationError(problems)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from practices.reading.report import read_report  # noqa: PLC0415 - it imports this module

        draft = bool(getattr(request, "is_preview", False))
        return super().get_context(request, *args, **kwargs) | {"reading": read_report(self, draft=draft)}

    def _take_permanent_id(self) -> None:
        if not self.permanent_id:
            self.permanent_id = PermanentId.objects.allocate()

    @property
    def meta_description(self) -> str:
        return self.search_description or self.summary

    @property
    def readable_path(self) -> str:
        """The page itself, or what the permanent address says of a report that may not be read any more."""
        return (self.url if self.live else "") or self.permanent_path

    @property
    def permanent_path(self) -> str:
        """The address that never changes, for citations."""
        return reverse("practices:permanent", args=[self.permanent_id])
