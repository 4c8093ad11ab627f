"""Needs and the other vocabularies, experience reports and their parts."""

from practices.catalogue.models import CatalogueEntry
from practices.models.permanent_ids import PermanentId
from practices.models.report_index import ReportIndexPage
from practices.models.report_parts import (
    ReportActor,
    ReportFunding,
    ReportGoal,
    ReportImage,
    ReportIndicator,
    ReportReference,
    ReportReferent,
    ReportReuse,
    ReportTag,
)
from practices.models.reports import ExperienceReportPage
from practices.models.standing import EditorialStatus, PublishedVersion
from practices.models.vocabularies import (
    VOCABULARIES,
    CompassLever,
    CompassPrinciple,
    DoughnutDimension,
    EssentialNeed,
    Hazard,
    MobilisedActor,
    Need,
    ResourceType,
    Stage,
    SustainableGoal,
    Theme,
    Trigger,
)

__all__ = [
    "VOCABULARIES",
    "CatalogueEntry",
    "CompassLever",
    "CompassPrinciple",
    "DoughnutDimension",
    "EditorialStatus",
    "EssentialNeed",
    "ExperienceReportPage",
    "Hazard",
    "MobilisedActor",
    "Need",
    "PermanentId",
    "PublishedVersion",
    "ReportActor",
    "ReportFunding",
    "ReportGoal",
    "ReportImage",
    "ReportIndexPage",
    "ReportIndicator",
    "ReportReference",
    "ReportReferent",
    "ReportReuse",
    "ReportTag",
    "ResourceType",
    "Stage",
    "SustainableGoal",
    "Theme",
    "Trigger",
]
