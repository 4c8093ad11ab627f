"""Factories of vocabularies and experience reports."""

from datetime import date
from typing import Any

import factory
from wagtail.models import Page

from practices.models import (
    VOCABULARIES,
    CompassLever,
    CompassPrinciple,
    DoughnutDimension,
    EssentialNeed,
    ExperienceReportPage,
    Hazard,
    MobilisedActor,
    Need,
    ReportActor,
    ReportFunding,
    ReportGoal,
    ReportIndexPage,
    ReportIndicator,
    ReportReference,
    ReportReferent,
    ResourceType,
    Stage,
    SustainableGoal,
    Theme,
    Trigger,
)
from tests.factories.actors import ActorFactory, ReferentFactory
from tests.factories.kernel import PageFactory, TermFactory, TerritoryFactory


def report_index() -> ReportIndexPage:
    """The one that the second migration made."""
    return ReportIndexPage.objects.get()


class StageFactory(TermFactory):
    class Meta:
        model = Stage

    slug = factory.Sequence("etape-{}".format)
    label = factory.Sequence("Étape {}".format)


class NeedFactory(TermFactory):
    """A need without stage: `stages=[…]` gives it some."""

    class Meta:
        model = Need

    slug = factory.Sequence("besoin-{}".format)
    label = factory.Sequence("Besoin {}".format)
    questions = factory.LazyAttribute(lambda need: [f"Qui a déjà fait « {need.label} » ?", "Par où commencer ?"])


class HazardFactory(TermFactory):
    class Meta:
        model = Hazard


class ThemeFactory(TermFactory):
    class Meta:
        model = Theme


class TriggerFactory(TermFactory):
    class Meta:
        model = Trigger


class EssentialNeedFactory(TermFactory):
    class Meta:
        model = EssentialNeed


class SustainableGoalFactory(TermFactory):
    class Meta:
        model = SustainableGoal

    number = factory.Sequence(lambda number: number % 30_000)


class CompassPrincipleFactory(TermFactory):
    class Meta:
        model = CompassPrinciple


class CompassLeverFactory(TermFactory):
    class Meta:
        model = CompassLever

    principle = factory.SubFactory(CompassPrincipleFactory)


class DoughnutDimensionFactory(TermFactory):
    class Meta:
        model = DoughnutDimension

    class Params:
        planet = factory.Trait(ring=DoughnutDimension.Ring.PLANET)

    ring = DoughnutDimension.Ring.SOCIAL


class MobilisedActorFactory(TermFactory):
    class Meta:
        model = MobilisedActor


class ResourceTypeFactory(TermFactory):
    class Meta:
        model = ResourceType


FACTORIES: dict[type[Any], type[TermFactory]] = {
    factory_class._meta.model: factory_class for factory_class in TermFactory.__subclasses__()
}
"""Vocabulary → its factory."""


class ExperienceReportPageFactory(PageFactory):
    """A report with the few fields that the survey always fills; `complete` fills them all, `flash` is the short one.

    Vocabularies and child rows are arguments: `needs=[need]`, `report_actors=[ReportActor(actor=…)]`.
    """

    class Meta:
        model = ExperienceReportPage

    class Params:
        flash = factory.Trait(format="flash", origin="contribution", classification_origin="contribution")
        complete = factory.Trait(
            status="realise",
            context="Le contexte et le défi.",
            objectives="Les objectifs poursuivis.",
            governance="Le portage politique.",
            stakeholders="Les parties prenantes.",
            legal_frame="Le cadre juridique.",
            location=factory.SubFactory(TerritoryFactory),
            year=2021,
            started_on=date(2021, 3, 1),
            ended_on=date(2023, 6, 30),
            planned_months=24,
            real_months=28,
            investment_low=20_000,
            investment_high=35_000,
            investment_basis="reel",
            yearly_cost_low=4_000,
            yearly_cost_high=4_000,
            yearly_cost_basis="estime",
            cost_note="Hors temps des agents.",
            staff="1.50",
            staff_note="Une cheffe de projet et un appui.",
            results="Les résultats observés.",
            evidence_level=3,
            limits="Ce qui n’a pas marché.",
            lessons="Ce qu’on en retient.",
            success_factors=["Un portage continu"],
            barriers=["Le manque de temps"],
            transfer_advice="Commencer petit.",
            preconditions="Un état des lieux.",
            questions=["Que faire quand il fait trop chaud ?"],
            resource_type=factory.SubFactory(ResourceTypeFactory),
            verified_at=date(2026, 10, 1),
            report_actors=factory.LazyFunction(lambda: [ReportActor(actor=ActorFactory(with_territory=True))]),
            report_referents=factory.LazyFunction(lambda: [ReportReferent(referent=ReferentFactory())]),
            report_goals=factory.LazyFunction(lambda: [ReportGoal(goal=SustainableGoalFactory(), effect=2)]),
            indicators=factory.LazyFunction(
                lambda: [ReportIndicator(objective="Rafraîchir", label="Arbres plantés", unit="nombre", after="120")]
            ),
            fundings=factory.LazyFunction(lambda: [ReportFunding(source="Fonds vert", amount=10_000)]),
            references=factory.LazyFunction(
                lambda: [ReportReference(role="source", label="Bilan", url="https://exemple.fr/bilan")]
            ),
        )
        classified = factory.Trait(
            **{
                field: factory.LazyFunction(lambda vocabulary=vocabulary: [FACTORIES[vocabulary]()])
                for field, vocabulary in VOCABULARIES.items()
            }
        )

    title = factory.Sequence("Retour {}".format)
    slug = factory.Sequence("retour-{}".format)
    format = "complete"
    kind = "demarche"
    summary = "Une collectivité raconte ce qu’elle a tenté."
    action = "Ce qui a été fait, en quelques phrases."
    origin = "report"
    classification_origin = "editorial"

    @classmethod
    def default_parent(cls) -> Page:
        return report_index()
