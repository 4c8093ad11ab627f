"""What the files of the catalogue may say, declared once, and the validation of the whole before any write.

Lengths are those of the models; a test keeps them equal.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from practices.catalogue.rules import (
    BySlug,
    Choice,
    Flag,
    ListOf,
    Number,
    Reference,
    Rule,
    Siren,
    Table,
    Text,
    Url,
)
from practices.catalogue.source import FILES, Node, Problem, duplicates

VOCABULARIES, MORE, ACTORS, NETWORKS, REPORTS, ANSWERS, ANSWERS_MORE = FILES

COLLECTIONS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    **{
        name: ((VOCABULARIES, name),)
        for name in (
            "stages",
            "report_kinds",
            "needs",
            "triggers",
            "hazard_families",
            "hazards",
            "themes",
            "essential_needs",
            "sdgs",
            "territory_types",
            "actor_types",
            "mobilised_actors",
            "network_scopes",
            "network_categories",
            "sdg_assessment_scale",
            "resource_types",
        )
    },
    "boussole.levers": ((VOCABULARIES, "boussole", "levers"),),
    "boussole.principles": ((VOCABULARIES, "boussole", "principles"),),
    "doughnut": ((VOCABULARIES, "doughnut", "social_foundation"), (VOCABULARIES, "doughnut", "planetary_boundaries")),
    "actors": ((ACTORS, "actors"),),
    "networks": ((NETWORKS, "networks"),),
    "reports": ((REPORTS, "reports"),),
}
"""Collection → where its entries are: a file, then keys. Slugs are unique inside a collection."""

INSEE_FORMS: Final = {
    "commune": (r"\d{5}|2[AB]\d{3}", "le code INSEE d’une commune (cinq caractères)"),
    "departement": (r"\d{2,3}|2[AB]", "le code INSEE d’un département"),
    "region": (r"\d{2}", "le code INSEE d’une région (deux chiffres)"),
}

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG_FORM = "un identifiant (minuscules sans accent, chiffres et tirets)"
TERRITORY = Text(24, r"(?:commune|epci|departement|region)-[0-9AB]{2,9}", "un territoire (« region-32 »)")


def refs(*collections: str, most: int = 20, least: int = 0) -> ListOf:
    return ListOf(Reference(collections), most=most, least=least)


def term(required: Mapping[str, Rule] | None = None, optional: Mapping[str, Rule] | None = None) -> Table:
    """A term of a vocabulary, with the keys that are special to it."""
    common: dict[str, Rule] = {
        "slug": Text(120, SLUG, SLUG_FORM),
        "label_fr": Text(150),
        "label_en": Text(150),
        "definition": Text(1000),
        "synonyms": ListOf(Text(150), most=100),
    }
    usual: dict[str, Rule] = {"order": Number(1, 999), "origin": ORIGIN, "sources": SOURCES}
    return Table({**common, **(required or {})}, {**usual, **(optional or {})})


ORIGIN = Choice(("report", "public", "editorial"))
SOURCES = ListOf(Url(300), most=20)
HEADER: Final[dict[str, Rule]] = {"version": Number(1, 1), "language": Choice(("fr",))}
EDITORIAL: Final[dict[str, Rule]] = {"editorial": Flag()}
TERMS = ListOf(term(), most=200, least=1)
REFERENTS = ListOf(Table({"name": Text(150), "organisation": Reference(("actors",))}), most=20)

NEED = term(
    {
        "questions": ListOf(Text(250), most=50, least=1),
        "stages": refs("stages", least=1),
        "derived_from": ListOf(Text(2, r"0[1-7]", "une section de l’enquête (01 à 07)"), most=7),
    },
    {"priority": Choice(("essential",))},
)
COMPASS = Table(
    {
        "name": Text(150),
        "owner": Reference(("actors",)),
        "sources": SOURCES,
        "levers": TERMS,
        "principles": ListOf(term({"lever": Reference(("boussole.levers",))}), most=18),
    },
    {"levers_complete": Flag(), "principles_complete": Flag(), "principles_expected": Number(1, 99)},
)
ACTOR = Table(
    {
        "slug": Text(120, SLUG, SLUG_FORM),
        "name": Text(150),
        "type": Reference(("actor_types",)),
        "origin": ORIGIN,
        "description": Text(1500),
    },
    {
        "full_name": Text(200),
        "aliases": ListOf(Text(150), most=20),
        "territory_type": Reference(("territory_types",)),
        "insee": Text(5),
        "siren": Siren(),
        "acts_in": TERRITORY,
        "department": Text(100),
        "region": Text(100),
        "website": Url(200),
        "referents": REFERENTS,
        "sources": SOURCES,
        "lat": Number(-90, 90, whole=False),
        "lon": Number(-180, 180, whole=False),
        "to_confirm": ListOf(Choice(("name", "insee", "department", "region", "lat", "lon")), most=10),
    },
)
NETWORK = Table(
    {
        "slug": Text(120, SLUG, SLUG_FORM),
        "name": Text(150),
        "scope": Reference(("network_scopes",)),
        "category": Reference(("network_categories",)),
        "origin": ORIGIN,
        "description": Text(1500),
        "topics": refs("themes", "needs", least=1),
    },
    {
        "aliases": ListOf(Text(150), most=20),
        "actor": Reference(("actors",)),
        "region": Text(100),
        "acts_in": ListOf(TERRITORY, most=20),
        "website": Url(200),
        "how_to_join": Text(600),
        "sources": SOURCES,
    },
)
MEASURES = ListOf(Table({"label": Text(200)}, {"unit": Text(60)}), most=50)
REPORT = Table(
    {
        "slug": Text(120, SLUG, SLUG_FORM),
        "permanent_id": Text(9, r"\d{4}-\d{4}", "un identifiant permanent (« 2023-0001 »)"),
        "title": Text(120),
        "kind": Reference(("report_kinds",)),
        "stage": Reference(("stages",)),
        "organisations": refs("actors", most=30),
        "summary": Text(300),
        "needs": refs("needs", most=4, least=1),
        "themes": refs("themes", least=1),
        "sources": ListOf(Table({"type": Choice(("report", "url"))}, {"section": Text(150), "url": Url(500)}), most=20),
    },
    {
        "leads": refs("actors", most=30, least=1),
        "attribution": Choice(("unknown",)),
        "referents": REFERENTS,
        "context": Text(3000),
        "approach": Text(5000),
        "results": Text(2000),
        "lessons": Text(1500),
        "year": Number(1950, 2100),
        "hazards": refs("hazards"),
        "triggers": refs("triggers"),
        "essential_needs": refs("essential_needs"),
        "sdgs": refs("sdgs"),
        "levers": refs("boussole.levers"),
        "doughnut": refs("doughnut"),
        "resource_type": Reference(("resource_types",)),
        "mobilised_actors": refs("mobilised_actors"),
        "related": refs("reports"),
        "links": ListOf(Table({"label": Text(250), "url": Url(500)}), most=20),
        "indicators": ListOf(
            Table(
                {"objective": Text(200)},
                {"themes": refs("themes"), "output_indicators": MEASURES, "outcome_indicators": MEASURES},
            ),
            most=50,
        ),
    },
)
SOURCE_REPORT = Table(
    {"id": Text(80), "title": Text(300), "authors": refs("actors"), "sources": SOURCES},
    {"survey_period": Text(60), "published": Text(10), "respondents": Text(300), "key_fact": Text(300)},
)
QUESTIONS = ListOf(Text(250), most=50)
SYNONYMS = Table({"more_synonyms": ListOf(Text(150), most=100)}, {})

SCHEMA: Final[dict[str, Rule]] = {
    VOCABULARIES: Table(
        HEADER
        | dict.fromkeys(
            (
                "stages",
                "report_kinds",
                "triggers",
                "hazard_families",
                "themes",
                "essential_needs",
                "actor_types",
                "mobilised_actors",
                "network_scopes",
                "network_categories",
                "resource_types",
            ),
            TERMS,
        )
        | {
            "needs": ListOf(NEED, most=100, least=1),
            "hazards": ListOf(term({"family": Reference(("hazard_families",))}), most=100),
            "sdgs": ListOf(term({"number": Number(1, 17)}), most=17),
            "boussole": COMPASS,
            "doughnut": Table({"sources": SOURCES, "social_foundation": TERMS, "planetary_boundaries": TERMS}),
            "territory_types": ListOf(term(optional={"parent": Reference(("territory_types",))}), most=20),
            "sdg_assessment_scale": ListOf(term({"value": Number(-2, 2)}), most=5),
        },
        EDITORIAL,
    ),
    MORE: Table(
        {
            "needs": BySlug(
                "needs",
                Table({}, {"more_synonyms": ListOf(Text(150), most=100), "more_questions": QUESTIONS}),
            )
        },
        {
            name: BySlug(name, SYNONYMS)
            for name in ("triggers", "hazards", "themes", "essential_needs", "mobilised_actors", "resource_types")
        },
    ),
    ACTORS: Table(HEADER | {"actors": ListOf(ACTOR, most=10_000)}, EDITORIAL),
    NETWORKS: Table(HEADER | {"networks": ListOf(NETWORK, most=10_000)}, EDITORIAL),
    REPORTS: Table(HEADER | {"source_report": SOURCE_REPORT, "reports": ListOf(REPORT, most=10_000)}, EDITORIAL),
    ANSWERS: BySlug("reports", QUESTIONS),
    ANSWERS_MORE: Table(HEADER | {"reports": BySlug("reports", QUESTIONS), "needs": BySlug("needs", QUESTIONS)}),
}


def validate(documents: Mapping[str, Node]) -> list[Problem]:
    """Every problem of the documents, in the order of files and lines; empty when they can be loaded."""
    known = {name: frozenset(str(node.at("slug").value) for node in entries(documents, name)) for name in COLLECTIONS}
    problems = [
        problem for name, document in documents.items() for problem in SCHEMA[name].check(document, known=known)
    ]
    problems += _repeated(documents)
    for actor in entries(documents, "actors"):
        problems += _place_problems(actor)
    for report in entries(documents, "reports"):
        problems += _people_problems(report, documents=documents)
    return sorted(set(problems))


def entries(documents: Mapping[str, Node], collection: str) -> list[Node]:
    """The entries of a collection, from all the places that hold some."""
    return [
        node for file, *path in COLLECTIONS[collection] if file in documents for node in documents[file].at(*path).items
    ]


def _repeated(documents: Mapping[str, Node]) -> Iterator[Problem]:
    for collection in COLLECTIONS:
        unique = {"reports": ("slug", "permanent_id"), "sdgs": ("slug", "number")}.get(collection, ("slug",))
        for key in unique:
            values = [node.at(key) for node in entries(documents, collection) if key in node.fields]
            for again, first in duplicates(node for node in values if isinstance(node.value, str | int)):
                yield again.problem(f"« {again.value} » est déjà pris, ligne {first.line} de {first.file}.")


def _place_problems(actor: Node) -> Iterator[Problem]:
    insee, kind = actor.at("insee"), str(actor.at("territory_type").value)
    if not isinstance(insee.value, str):
        return
    if kind not in INSEE_FORMS:
        yield insee.problem("un code INSEE demande un territory_type de commune, de département ou de région.")
        return
    pattern, form = INSEE_FORMS[kind]
    yield from Text(5, pattern, form).check(insee, known={})


def _people_problems(report: Node, *, documents: Mapping[str, Node]) -> Iterator[Problem]:
    """A person named on a report must be described once, with its actor; a lead must be one of the organisations."""
    people = {
        (str(person.at("name").value), str(person.at("organisation").value))
        for actor in entries(documents, "actors")
        for person in actor.at("referents").items
    }
    for person in report.at("referents").items:
        name, organisation = str(person.at("name").value), str(person.at("organisation").value)
        if (name, organisation) not in people:
            yield person.problem(f"{name} n’est pas parmi les référents de « {organisation} » dans {ACTORS}.")
    organisations = [organisation.value for organisation in report.at("organisations").items]
    for lead in report.at("leads").items:
        if lead.value not in organisations:
            yield lead.problem(f"« {lead.value} » n’est pas parmi les organisations du retour.")
