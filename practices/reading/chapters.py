"""The story of a report in chapters, in the order in which it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.models import ExperienceReportPage

Title = str | Promise


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story: a text, or lines of one sentence each; neither when nobody has told it yet."""

    anchor: str
    title: Title
    text: str = ""
    lines: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        return bool(self.text or self.lines)


WHAT_FAILED: Final = "limites"
"""The chapter that helps most those who begin, and the one that is told least: its place is kept."""

CHAPTERS: Final[tuple[tuple[str, str, Title], ...]] = (
    ("context", "contexte", _("Le contexte")),
    ("objectives", "objectifs", _("Les objectifs")),
    ("action", "fait", _("Ce qui a été fait")),
    ("governance", "portage", _("Portage et gouvernance")),
    ("stakeholders", "participation", _("Parties prenantes et participation")),
    ("legal_frame", "cadre", _("Cadre juridique et politique")),
    ("results", "resultats", _("Les résultats")),
    ("limits", WHAT_FAILED, _("Ce qui n’a pas marché")),
    ("lessons", "enseignements", _("Ce qu’on en retient")),
    ("success_factors", "reussite", _("Conditions de réussite")),
    ("barriers", "freins", _("Freins")),
    ("transfer_advice", "transposer", _("Conseils pour transposer")),
    ("preconditions", "prerequis", _("Prérequis")),
)
"""Field, anchor and title."""

EXPECTED: Final = {
    ExperienceReportPage.Format.COMPLETE.value: {"context", "action", "results", "limits", "lessons"},
    ExperienceReportPage.Format.FLASH.value: {"action"},
}
"""What a report of each format should tell: where it is missing, the page says so rather than skip it."""


def chapters(report: ExperienceReportPage) -> Iterator[Chapter]:
    """Those that are told, and those that should be."""
    for field, anchor, title in CHAPTERS:
        value = getattr(report, field)
        if isinstance(value, list):
            chapter = Chapter(anchor, title, lines=tuple(value))
        else:
            chapter = Chapter(anchor, title, text=value.strip())
        if chapter.is_told or field in EXPECTED[report.format]:
            yield chapter
