"""One typed model per vocabulary. ``VOCABULARIES`` lists those that classify a report, by their field."""

from typing import Any, ClassVar

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, Panel

from network_site.fields import LinesField
from network_site.vocabulary import ModeratedMixin, Term


class Stage(Term):
    """A step of a resilience policy: the eight stages of the survey's section 03."""

    template = "practices/stage_detail.html"
    context_object_name = "stage"

    class Meta(Term.Meta):
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")

    def get_absolute_url(self) -> str:
        return reverse("practices:stage", args=[self.slug])

    def get_context(self) -> dict[str, Any]:
        from practices.reading.needs import read_stage  # noqa: PLC0415 - it imports this module

        return super().get_context() | {"reading": read_stage(self)}


class Need(ModeratedMixin, Term):
    """A need (besoin), worded as a collectivité would say it: what links a question to the practices that answer it."""

    template = "practices/need_detail.html"
    context_object_name = "need"

    questions = LinesField(
        verbose_name=_("questions de tous les jours"),
        help_text=_("Une par ligne, comme on les pose à un collègue. La recherche s’en sert."),
        max_lines=100,
        line_length=250,
    )
    is_essential = models.BooleanField(
        _("besoin essentiel"), default=False, help_text=_("Ressort de l’enquête comme essentiel.")
    )
    survey_sections = LinesField(verbose_name=_("sections de l’enquête"), max_lines=7, line_length=2)
    stages = ParentalManyToManyField(Stage, verbose_name=_("étapes"), blank=True, related_name="needs")

    panels: ClassVar[list[Panel]] = [
        *Term.panels[:3],
        FieldPanel("questions"),
        *Term.panels[3:],
        FieldPanel("stages", widget=CheckboxSelectMultiple),
        FieldPanel("is_essential"),
        FieldPanel("survey_sections"),
    ]

    class Meta(Term.Meta):
        verbose_name = _("besoin")
        verbose_name_plural = _("besoins")

    def get_absolute_url(self) -> str:
        return reverse("practices:need", args=[self.slug])

    def get_context(self) -> dict[str, Any]:
        from practices.reading.needs import read_need  # noqa: PLC0415 - it imports this module

        return super().get_context() | {"reading": read_need(self)}


class Hazard(Term):
    """A shock or a chronic stress (aléa) that a territory faces."""

    class Family(models.TextChoices):
        SHOCK = "choc", _("choc")
        STRESS = "stress-chronique", _("stress chronique")

    family = models.CharField(_("nature"), max_length=20, choices=Family.choices, default=Family.SHOCK)

    panels: ClassVar[list[Panel]] = [*Term.panels, FieldPanel("family")]

    class Meta(Term.Meta):
        verbose_name = _("aléa ou stress")
        verbose_name_plural = _("aléas et stress")


class Theme(Term):
    """A field of public action: eau, alimentation, énergie…"""

    class Meta(Term.Meta):
        verbose_name = _("thématique")
        verbose_name_plural = _("thématiques")


class Trigger(Term):
    """What set a collectivité going: the survey's section 02."""

    class Meta(Term.Meta):
        verbose_name = _("déclencheur")
        verbose_name_plural = _("déclencheurs")


class EssentialNeed(Term):
    """What nobody can do without: boire, manger, habiter, être en sécurité…"""

    class Meta(Term.Meta):
        verbose_name = _("besoin essentiel")
        verbose_name_plural = _("besoins essentiels")


class SustainableGoal(Term):
    """One of the 17 Sustainable Development Goals of the United Nations (objectifs de développement durable, ODD)."""

    number = models.PositiveSmallIntegerField(_("numéro"), unique=True)

    panels: ClassVar[list[Panel]] = [FieldPanel("number"), *Term.panels]

    class Meta(Term.Meta):
        verbose_name = _("objectif de développement durable")
        verbose_name_plural = _("objectifs de développement durable")

    def __str__(self) -> str:
        return f"ODD {self.number} · {self.label}"


class CompassPrinciple(Term):
    """One of the six axes of the Cerema's resilience compass (*principes*, as in its 2020 booklet)."""

    class Meta(Term.Meta):
        verbose_name = _("principe de la boussole")
        verbose_name_plural = _("principes de la boussole")


class CompassLever(Term):
    """One of the 18 items under the compass's axes (*leviers*); 7 are known, the others are not invented."""

    principle = models.ForeignKey(
        CompassPrinciple, verbose_name=_("principe"), on_delete=models.PROTECT, related_name="levers"
    )

    panels: ClassVar[list[Panel]] = [*Term.panels, FieldPanel("principle")]

    class Meta(Term.Meta):
        verbose_name = _("levier de la boussole")
        verbose_name_plural = _("leviers de la boussole")


class DoughnutDimension(Term):
    """One of the 12 social and 9 planetary dimensions of Kate Raworth's doughnut."""

    class Ring(models.TextChoices):
        SOCIAL = "social", _("plancher social")
        PLANET = "planet", _("limite planétaire")

    ring = models.CharField(_("anneau"), max_length=10, choices=Ring.choices)

    panels: ClassVar[list[Panel]] = [*Term.panels, FieldPanel("ring")]

    class Meta(Term.Meta):
        verbose_name = _("dimension du Donut")
        verbose_name_plural = _("dimensions du Donut")
        ordering: ClassVar[list[str]] = ["-ring", "order", "label"]


class MobilisedActor(Term):
    """A kind of people or bodies that took part: élus, habitants, associations…"""

    class Meta(Term.Meta):
        verbose_name = _("acteur mobilisé")
        verbose_name_plural = _("acteurs mobilisés")


class ResourceType(Term):
    """What a report offers: outil, guide, formation, projet réalisé…"""

    class Meta(Term.Meta):
        verbose_name = _("type de ressource")
        verbose_name_plural = _("types de ressources")


VOCABULARIES: dict[str, type[Term]] = {
    "needs": Need,
    "stages": Stage,
    "themes": Theme,
    "hazards": Hazard,
    "triggers": Trigger,
    "essential_needs": EssentialNeed,
    "principles": CompassPrinciple,
    "levers": CompassLever,
    "doughnut": DoughnutDimension,
    "mobilised_actors": MobilisedActor,
}
"""Field of ``ExperienceReportPage`` → vocabulary, for the many-to-many ones."""
