"""The repeated parts of an experience report: who took part, effects, figures, sources."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel, Panel
from wagtail.models import Orderable

REPORT = "practices.ExperienceReportPage"


class ReportKeyword(TagBase):
    """A free keyword, which completes the vocabularies."""

    free_tagging = True

    class Meta:
        verbose_name = _("mot-clé")
        verbose_name_plural = _("mots-clés")


class ReportTag(ItemBase):
    """A keyword on a report."""

    tag = models.ForeignKey(ReportKeyword, on_delete=models.CASCADE, related_name="report_tags")
    content_object = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="tagged_items")


class ReportPart(Orderable):
    """A row of a report. One that no form has placed has no rank: those are in the order in which they were written."""

    class Meta(Orderable.Meta):
        abstract = True
        ordering: ClassVar = ("sort_order", "pk")


class ReportActor(ReportPart):
    """An actor of the report and the part it played."""

    class Role(models.TextChoices):
        LEAD = "porteur", _("porteur")
        PARTNER = "partenaire", _("partenaire")
        FUNDER = "financeur", _("financeur")
        SUPPORT = "appui-technique", _("appui technique")

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="report_actors")
    actor = models.ForeignKey(
        "actors.Actor", verbose_name=_("acteur"), on_delete=models.PROTECT, related_name="report_actors"
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices, default=Role.LEAD)

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("actor"), FieldPanel("role")])]

    class Meta(ReportPart.Meta):
        verbose_name = _("acteur du retour")
        verbose_name_plural = _("acteurs du retour")

    def __str__(self) -> str:
        return f"{self.actor} ({self.get_role_display()})"


class ReportReferent(ReportPart):
    """A person to ask about the report. Only the key is kept here: the name stays in its `Referent` record."""

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="report_referents")
    referent = models.ForeignKey(
        "actors.Referent", verbose_name=_("référent"), on_delete=models.CASCADE, related_name="report_referents"
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("referent")]

    class Meta(ReportPart.Meta):
        verbose_name = _("référent du retour")
        verbose_name_plural = _("référents du retour")


class ReportGoal(ReportPart):
    """The effect of the action on one Sustainable Development Goal, on the five steps of the survey's section 03."""

    class Effect(models.IntegerChoices):
        HINDERS_EXPLICITLY = -2, _("obstrue, effet négatif explicite")
        HINDERS_IMPLICITLY = -1, _("obstrue, effet négatif implicite")
        NEUTRAL = 0, _("neutre")
        CONTRIBUTES_IMPLICITLY = 1, _("contribue, effet positif implicite")
        CONTRIBUTES_EXPLICITLY = 2, _("contribue, effet positif explicite")

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="report_goals")
    goal = models.ForeignKey(
        "practices.SustainableGoal", verbose_name=_("objectif"), on_delete=models.PROTECT, related_name="report_goals"
    )
    effect = models.SmallIntegerField(
        _("effet"),
        choices=Effect.choices,
        null=True,
        blank=True,
        help_text=_("Laisser vide si l’effet n’a pas été évalué."),
    )

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("goal"), FieldPanel("effect")])]

    class Meta(ReportPart.Meta):
        verbose_name = _("effet sur un ODD")
        verbose_name_plural = _("effets sur les ODD")


class ReportIndicator(ReportPart):
    """A figure that tells what was done (output) or what it changed (outcome), under the objective it serves.

    Which of both stays empty where nobody said so.
    """

    class Kind(models.TextChoices):
        OUTPUT = "output", _("réalisation")
        OUTCOME = "outcome", _("résultat")

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="indicators")
    objective = models.CharField(_("objectif suivi"), max_length=200, blank=True)
    kind = models.CharField(_("mesure"), max_length=10, choices=Kind.choices, blank=True)
    label = models.CharField(_("indicateur"), max_length=200)
    unit = models.CharField(_("unité"), max_length=60, blank=True)
    before = models.CharField(_("avant"), max_length=60, blank=True)
    after = models.CharField(_("après"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("objective"), FieldPanel("kind")]),
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after"), FieldPanel("unit")]),
        FieldPanel("source"),
    ]

    class Meta(ReportPart.Meta):
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")

    def __str__(self) -> str:
        return self.label


class ReportFunding(ReportPart):
    """Where money came from."""

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="fundings")
    source = models.CharField(_("financeur ou dispositif"), max_length=150)
    amount = models.DecimalField(
        _("montant en euros"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("source"), FieldPanel("amount")])]

    class Meta(ReportPart.Meta):
        verbose_name = _("financement")
        verbose_name_plural = _("financements")

    def __str__(self) -> str:
        return self.source


class ReportReference(ReportPart):
    """A source of the report, or something to read next: an address, a document, a section of the survey."""

    class Role(models.TextChoices):
        SOURCE = "source", _("source")
        LINK = "link", _("pour aller plus loin")

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="references")
    role = models.CharField(_("usage"), max_length=10, choices=Role.choices, default=Role.LINK)
    label = models.CharField(_("intitulé"), max_length=250, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("langue"), max_length=5, default="fr")

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("language")]),
        FieldPanel("label"),
        FieldPanel("url"),
        FieldPanel("document"),
    ]

    class Meta(ReportPart.Meta):
        verbose_name = _("source ou lien")
        verbose_name_plural = _("sources et liens")

    def __str__(self) -> str:
        return self.label or self.url


class ReportReuse(ReportPart):
    """« Nous nous sommes inspirés de… »: the other report, and whether its référent confirmed."""

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="inspirations")
    inspired_by = models.ForeignKey(
        REPORT, verbose_name=_("retour qui a inspiré"), on_delete=models.CASCADE, related_name="reuses"
    )
    adaptations = models.CharField(_("ce qui a été adapté"), max_length=300, blank=True)
    confirmed_at = models.DateField(_("confirmé le"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        PageChooserPanel("inspired_by", REPORT),
        FieldRowPanel([FieldPanel("adaptations"), FieldPanel("confirmed_at")]),
    ]

    class Meta(ReportPart.Meta):
        verbose_name = _("inspiration")
        verbose_name_plural = _("inspirations")


class ReportImage(ReportPart):
    """A photograph with the text for those who do not see it, and its author."""

    page = ParentalKey(REPORT, on_delete=models.CASCADE, related_name="report_images")
    image = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("image"), on_delete=models.CASCADE, related_name="+"
    )
    alt = models.CharField(_("description pour les personnes qui ne voient pas l’image"), max_length=250)
    credit = models.CharField(_("crédit"), max_length=150)

    panels: ClassVar[list[Panel]] = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("credit")]

    class Meta(ReportPart.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
