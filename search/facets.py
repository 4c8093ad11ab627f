"""Every facet, declared once: read by the form, the builders, the engines, the templates and the API.

A facet counts for the kinds of `kinds` and is ignored for the others. Values are slugs of `vocabulary`; a territory's
are `region-84`, `departement-38`, `epci-200040715`, `commune-38185`, and a document carries its ancestors too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.documents import Kind

TERRITORY_VOCABULARY = "territories.Territory"
YEAR_DIGITS = 4
NATURES: Mapping[str, str | Promise] = {"demarche": _("Démarche"), "realisation": _("Réalisation")}
EVIDENCE: Mapping[str, str | Promise] = {
    "declare": _("Déclaré"),
    "mesure": _("Mesuré"),
    "evalue-en-interne": _("Évalué en interne"),
    "evalue-par-un-tiers": _("Évalué par un tiers"),
    "replique-ailleurs": _("Répliqué ailleurs"),
}


@dataclass(frozen=True, slots=True)
class Facet:
    """`name` in code and index, `param` in URLs; `vocabulary` gives the labels (None: `choices`, or a year)."""

    name: str
    label: str | Promise
    param: str
    kinds: frozenset[Kind]
    vocabulary: str | None
    open: bool = False
    hierarchical: bool = False
    similarity: float = 0.0  # weight of a shared value between similar documents
    choices: Mapping[str, str | Promise] | None = None  # labels of a closed list without vocabulary

    @property
    def field(self) -> str:
        """Field of the index."""
        return f"facet_{self.name}"

    def own_label(self, value: str) -> str:
        """Label of a value that no vocabulary holds; « » for one that is not of the list."""
        if self.choices is not None:
            return str(self.choices.get(value, ""))
        return value if value.isdigit() and len(value) == YEAR_DIGITS else ""

    def applies_to(self, kind: Kind) -> bool:
        return kind in self.kinds


def _kinds(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


_REPORTS = _kinds(Kind.REPORTS)
_NETWORKS = _kinds(Kind.NETWORKS)

FACETS: tuple[Facet, ...] = (
    Facet(
        "actor_type",
        _("Type d’acteur"),
        "type-acteur",
        _kinds(Kind.ACTORS),
        "actors.ActorType",
        open=True,
        similarity=2,
    ),
    Facet("network_scope", _("Échelle"), "echelle", _NETWORKS, "actors.NetworkScope", open=True, similarity=1),
    Facet("network_category", _("Famille"), "famille", _NETWORKS, "actors.NetworkCategory", open=True, similarity=2),
    Facet("region", _("Région"), "region", _NETWORKS, TERRITORY_VOCABULARY, open=True),
    Facet(
        "need", _("Besoin"), "besoin", _kinds(Kind.REPORTS, Kind.NETWORKS), "practices.Need", open=True, similarity=3
    ),
    Facet("stage", _("Étape"), "etape", _kinds(Kind.REPORTS, Kind.NEEDS), "practices.Stage", open=True, similarity=1),
    Facet(
        "theme",
        _("Thématique"),
        "theme",
        _kinds(Kind.REPORTS, Kind.NETWORKS),
        "practices.Theme",
        open=True,
        similarity=2,
    ),
    Facet(
        "territory",
        _("Territoire"),
        "territoire",
        _kinds(Kind.REPORTS, Kind.ACTORS),
        TERRITORY_VOCABULARY,
        open=True,
        hierarchical=True,
    ),
    Facet(
        "territory_type",
        _("Type de territoire"),
        "type-territoire",
        _kinds(Kind.REPORTS, Kind.ACTORS),
        "actors.TerritoryType",
        open=True,
        similarity=1,
    ),
    Facet("hazard", _("Aléa ou stress"), "alea", _REPORTS, "practices.Hazard", open=True, similarity=2),
    Facet("nature", _("Nature"), "nature", _REPORTS, None, choices=NATURES),
    Facet("trigger", _("Déclencheur"), "declencheur", _REPORTS, "practices.Trigger"),
    Facet("sdg", _("Objectif de développement durable"), "odd", _REPORTS, "practices.SustainableGoal"),
    Facet(
        "principle", _("Boussole de la résilience"), "boussole", _REPORTS, "practices.CompassPrinciple", similarity=1
    ),
    Facet("essential_need", _("Besoin essentiel"), "besoin-essentiel", _REPORTS, "practices.EssentialNeed"),
    Facet("resource_type", _("Type de ressource"), "type-ressource", _REPORTS, "practices.ResourceType"),
    Facet("mobilised_actor", _("Acteurs mobilisés"), "acteurs-mobilises", _REPORTS, "practices.MobilisedActor"),
    Facet("keyword", _("Mots-clés"), "mots-cles", _REPORTS, "practices.ReportKeyword", similarity=1),
    Facet("year", _("Année"), "annee", _REPORTS, None),
    Facet("evidence", _("Niveau de preuve"), "preuve", _REPORTS, None, choices=EVIDENCE),
)

BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}
BY_PARAM: Mapping[str, Facet] = {facet.param: facet for facet in FACETS}


@cache
def facets_for(kind: Kind) -> tuple[Facet, ...]:
    """Facets of a kind, in the order of the page: open ones first."""
    return tuple(sorted((facet for facet in FACETS if facet.applies_to(kind)), key=lambda facet: not facet.open))
