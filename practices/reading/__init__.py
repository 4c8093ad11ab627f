"""What each public page of practices shows, read in a constant number of queries."""

from practices.reading.cards import ReportCard, published_reports, report_cards
from practices.reading.home import HomeReading, read_home
from practices.reading.needs import (
    NeedGroup,
    NeedReading,
    StageReading,
    counted_needs,
    counted_stages,
    needs_by_stage,
    read_need,
    read_stage,
)
from practices.reading.report import ReportReading, read_report
from practices.reading.site_map import SiteMap, read_site_map

__all__ = [
    "HomeReading",
    "NeedGroup",
    "NeedReading",
    "ReportCard",
    "ReportReading",
    "SiteMap",
    "StageReading",
    "counted_needs",
    "counted_stages",
    "needs_by_stage",
    "published_reports",
    "read_home",
    "read_need",
    "read_report",
    "read_site_map",
    "read_stage",
    "report_cards",
]
