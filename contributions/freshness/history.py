"""What reviews and claims add to the timeline of a report, for those who may see it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributions.moderation.timeline import Step

if TYPE_CHECKING:
    from practices.models import ExperienceReportPage

ENDS: dict[str, str | Promise] = {
    "confirme": _("Confirmé « toujours exact »"),
    "mis-a-jour": _("Mis à jour par la collectivité"),
    "archive": _("Archivé par la collectivité"),
    "sans-reponse": _("Sans réponse à la relecture : « à vérifier »"),
}


def steps_of(report: "ExperienceReportPage") -> Iterator[Step]:
    """Two queries. Nobody is named."""
    for round_ in report.rounds.all():
        if round_.asked_at:
            yield Step(round_.asked_at, _("Relecture demandée à ses référents"))
        if round_.closed_at:
            yield Step(round_.closed_at, ENDS[round_.outcome])
    for claim in report.claims.filter(state="faite"):
        if claim.settled_at:
            yield Step(claim.settled_at, _("Pris en main par un référent"))
