"""The sheet of components: every one with sample data, in demo and test settings only (`RELAIS_DESIGN_PAGE`)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe

from network_site.public_forms import PublicForm


@dataclass(frozen=True, slots=True)
class SampleTerm:
    """Stands for a term of a vocabulary."""

    label: str


@dataclass(frozen=True, slots=True)
class SampleEffect:
    """Stands for the effect of a report on an objective."""

    number: int
    label: str
    effect: int | None


@dataclass(frozen=True, slots=True)
class SampleFacet:
    """Stands for `search.facets.Facet`."""

    label: str
    param: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class SampleValue:
    """Stands for `search.queries.FacetCount`."""

    value: str
    label: str
    count: int
    selected: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SampleIndicator:
    """Stands for an indicator of a report."""

    label: str
    unit: str
    before: str | None = None
    after: str | None = None
    source: str = ""


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Votre nom", help_text="Comme vous signez d’ordinaire.")
    need = forms.ChoiceField(label="Votre besoin", choices=[("", "Choisissez"), ("a", "Identifier nos vulnérabilités")])
    message = forms.CharField(label="Votre message", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    state = forms.ChoiceField(
        label="Où en êtes-vous ?",
        choices=[("1", "En cours"), ("2", "Abandonné, et c’est utile de le dire")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="J’accepte que l’équipe me réponde.")


REPORT = {
    "nature": "Réalisation",
    "stages": ["Mettre en œuvre"],
    "actors": ["Ville de Paris"],
    "place": "Île-de-France",
    "year": 2018,
    "verified": date(2026, 10, 1),
    "reachable": True,
    "needs": [("#", "Adapter le bâti et les espaces au climat"), ("#", "Passer du plan à l’action")],
    "common": ["Canicule et forte chaleur"],
}
UNDATED = {
    "nature": "Démarche",
    "stages": ["Identifier les vulnérabilités"],
    "actors": ["Apur – Atelier parisien d’urbanisme"],
}
NEED = {"question": "Il fait 35 degrés dans la cour de l'école, que peut-on faire ?", "reports": 6, "seekers": 3}
ACTOR = {
    "type": "Commune",
    "place": "Pas-de-Calais, Hauts-de-France",
    "population": 6527,
    "reports": 2,
    "reachable": True,
}
NETWORK = {
    "scope": "Régional",
    "category": "Transition écologique",
    "place": "Hauts-de-France",
    "members": 1,
    "reports": 2,
}

HAZARDS = [
    ("canicule", "Canicule et forte chaleur", 7),
    ("inondation", "Inondation et crue", 5),
    ("pandemie", "Crise sanitaire et pandémie", 4),
    ("rechauffement", "Réchauffement climatique", 4),
    ("ilot", "Îlot de chaleur et sols imperméabilisés", 4),
    ("isolement", "Isolement et vieillissement", 3),
    ("secheresse", "Sécheresse et manque d’eau", 3),
    ("energie", "Dépendance aux énergies fossiles", 2),
    ("biodiversite", "Érosion de la biodiversité", 2),
    ("cyber", "Cyberattaque", 1),
    ("submersion", "Submersion et recul du littoral", 0),
]
TERRITORIES = [
    SampleValue("region-11", "Île-de-France", 9),
    SampleValue("departement-75", "Paris", 8, parent="region-11"),
    SampleValue("commune-75056", "Paris", 6, selected=True, parent="departement-75"),
    SampleValue("region-84", "Auvergne-Rhône-Alpes", 7),
    SampleValue("departement-38", "Isère", 3, parent="region-84"),
]
PRINCIPLES = [
    SampleTerm(label)
    for label in (
        "Stratégies et gouvernances intégrées et adaptatives",
        "Cohésion sociale et solidarité des acteurs",
        "Anticipation, connaissance, veille",
        "Adaptation, apprentissage et innovation",
        "Robustesse et continuité",
        "Sobriété et besoins essentiels",
    )
]
SOCIAL = [
    SampleTerm(label)
    for label in (
        "Eau",
        "Alimentation",
        "Santé",
        "Éducation",
        "Revenu et travail",
        "Paix et justice",
        "Expression politique",
        "Équité sociale",
        "Égalité des genres",
        "Logement",
        "Réseaux et lien social",
        "Énergie",
    )
]
PLANET = [
    SampleTerm(label)
    for label in (
        "Changement climatique",
        "Acidification des océans",
        "Pollution chimique",
        "Cycles de l’azote et du phosphore",
        "Prélèvements d’eau douce",
        "Conversion des terres",
        "Perte de biodiversité",
        "Pollution de l’air",
        "Appauvrissement de la couche d’ozone",
    )
]
INDICATORS = [
    {
        "objective": "Organiser une résilience des écosystèmes",
        "outputs": [
            SampleIndicator(
                "Arbres d'alignement gérés par la Métropole", "nombre", "92 000", "95 400", "Métropole de Lyon"
            ),
            SampleIndicator("Longueur de haies", "km"),
        ],
        "outcomes": [SampleIndicator("Étendue des espaces naturels et part dans le territoire", "surface et %")],
        "unsaid": [SampleIndicator("Participants aux chantiers", "personnes")],
    },
]
ICONS = (
    "search arrow back external down close check pin mail calendar filter alert info menu quote pen people print"
).split()


def sample_context() -> dict[str, Any]:
    """What the sheet shows: texts of the catalogue, numbers made up."""
    passage = "Paris transforme ses cours d’<mark>école</mark> bitumées en <mark>îlots de fraîcheur</mark> plantés."
    return {
        "report": REPORT,
        "undated": UNDATED,
        "need": NEED,
        "actor": ACTOR,
        "network": NETWORK,
        "passage": mark_safe(passage),  # noqa: S308 - written just above
        "why": ["besoin «\u00a0Adapter le bâti et les espaces au climat\u00a0»", "thème Éducation et jeunesse"],
        "facet": SampleFacet("Aléa ou stress", "alea"),
        "values": [SampleValue(value, label, count, selected=value == "energie") for value, label, count in HAZARDS],
        "territory": SampleFacet("Territoire", "territoire"),
        "territories": TERRITORIES,
        "tabs": [
            {"url": "#", "label": "Retours d’expérience", "count": 12, "current": True},
            {"url": "#", "label": "Besoins", "count": 2, "current": False},
            {"url": "#", "label": "Acteurs", "count": 5, "current": False},
            {"url": "#", "label": "Réseaux", "count": 0, "current": False},
        ],
        "filters": [
            {"facet": "Aléa ou stress", "label": "Dépendance aux énergies fossiles", "remove_url": "#"},
            {"facet": "Territoire", "label": "Paris", "remove_url": "#"},
        ],
        "facts": [
            ("Où", "Paris, Île-de-France (commune)"),
            ("Face à", ["Canicule et forte chaleur", "Îlot de chaleur et sols imperméabilisés"]),
            ("Coût et moyens", None),
        ],
        "ledger": [
            ("#", "Identifier nos vulnérabilités", 4),
            ("#", "Passer du plan à l'action", 12),
            ("", "Sans page", 0),
        ],
        "figures": [
            ("#", "retours d’expérience", 41),
            ("#", "besoins de collectivités", 18),
            ("", "habitants", 2145906),
        ],
        "steps": [
            ("#1", "Anticiper et se projeter", 4),
            ("#2", "Identifier les vulnérabilités", 3),
            ("#3", "Mettre en œuvre", 1),
        ],
        "tags": [("#", "Climat et adaptation"), ("#", "Patrimoine et culture"), ("", "Sans page")],
        "crumbs": [("#", "Besoins"), ("#", "Adapter le bâti et les espaces au climat")],
        "effects": [
            SampleEffect(11, "Villes et communautés durables", 2),
            SampleEffect(3, "Bonne santé et bien-être", 1),
            SampleEffect(9, "Industrie, innovation et infrastructure", 0),
            SampleEffect(15, "Vie terrestre", -1),
            SampleEffect(12, "Consommation et production responsables", -2),
            SampleEffect(4, "Éducation de qualité", None),
        ],
        "principles": PRINCIPLES,
        "social": SOCIAL,
        "planet": PLANET,
        "chosen": [PRINCIPLES[1], PRINCIPLES[3], PRINCIPLES[4], SOCIAL[2], SOCIAL[3], PLANET[0], PLANET[4]],
        "indicators": INDICATORS,
        "sources": [
            {"label": "Compte rendu de l'enquête sur les politiques de résilience, section 04"},
            {
                "label": "Ville de Paris, « Les cours Oasis »",
                "url": "https://www.paris.fr/",
                "note": "consulté en 2026",
            },
        ],
        "long_text": "Les cours représentent 70 hectares : minéraux.\n\nUne conception partagée avec les enfants.",
        "day": date(2026, 10, 1),
        "empty_form": SampleForm(),
        "honeypot": PublicForm()["website"],
        "refused_form": SampleForm({"name": "", "message": "Bonjour"}, prefix="refus"),
        "icons": ICONS,
    }


def page(request: HttpRequest) -> HttpResponse:
    """Show every component; only addresses of demo and test settings lead here."""
    return render(request, "design/page.html", sample_context())


urlpatterns = [path("", page, name="design")]
