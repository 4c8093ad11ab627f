"""From validated YAML to what each record of the site should hold. Pure: no database is read.

A value is plain data: texts, numbers, lists. A record of another kind is named by its catalogue identifier (a slug of
the YAML), a territory by its code, and the rows of a child relation are mappings in their order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from practices.catalogue.schema import ANSWERS, ANSWERS_MORE, MORE, REPORTS, VOCABULARIES, entries
from practices.catalogue.source import Node
from practices.catalogue.typography import typeset, typeset_all

Documents = Mapping[str, Node]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """What one object should be. ``fixed`` is given once, at creation, and never compared again."""

    model: str
    catalogue_id: str
    node: Node
    values: Values
    fixed: Values = field(default_factory=dict)


MODELS: Final = {
    "stages": "practices.Stage",
    "needs": "practices.Need",
    "triggers": "practices.Trigger",
    "hazards": "practices.Hazard",
    "themes": "practices.Theme",
    "essential_needs": "practices.EssentialNeed",
    "sdgs": "practices.SustainableGoal",
    "boussole.levers": "practices.CompassPrinciple",
    "boussole.principles": "practices.CompassLever",
    "mobilised_actors": "practices.MobilisedActor",
    "resource_types": "practices.ResourceType",
    "territory_types": "actors.TerritoryType",
    "actor_types": "actors.ActorType",
    "network_scopes": "actors.NetworkScope",
    "network_categories": "actors.NetworkCategory",
}
"""Collections that are vocabularies, in an order where what is named comes first.

The Cerema's booklet calls *principes* the 6 axes and *leviers* the 18 items; the YAML follows the survey, which swaps
the words, and the site follows the booklet.
"""

PUBLIC_REFERENCES: Final = {"sdgs", "boussole.levers", "boussole.principles", "doughnut"}
"""Vocabularies taken from a public reference as a whole, when a term says nothing else."""

TO_CONFIRM: Final = {
    "name": "le nom",
    "insee": "la commune : plusieurs portent ce nom",
    "lat": "la position",
    "lon": "la position",
}


def wanted_records(documents: Documents) -> Iterator[Record]:
    """Every record of the catalogue, those that others name first."""
    yield from _terms(documents)
    for node in entries(documents, "actors"):
        yield _actor(node)
    yield from _referents(documents)
    for node in entries(documents, "networks"):
        yield _network(node, themes=_slugs(documents, "themes"))
    for node in entries(documents, "reports"):
        yield _report(node, documents=documents)


def territory_codes(record: Record) -> Iterator[str]:
    """The territories that a record names."""
    for name in ("territory", "location"):
        if record.values.get(name):
            yield record.values[name]
    yield from record.values.get("territories", ())


def _slugs(documents: Documents, collection: str) -> frozenset[str]:
    return frozenset(str(node.at("slug").value) for node in entries(documents, collection))


def _text(entry: Mapping[str, Any], key: str) -> str:
    return typeset(entry.get(key) or "")


# --- Vocabularies -------------------------------------------------------------------------------------------------


def _terms(documents: Documents) -> Iterator[Record]:
    for collection, model in MODELS.items():
        for order, node in enumerate(entries(documents, collection), 1):
            yield _term(node, model=model, collection=collection, order=order, documents=documents)
    rings = {"social_foundation": "social", "planetary_boundaries": "planet"}
    for key, ring in rings.items():
        for order, node in enumerate(documents[VOCABULARIES].at("doughnut", key).items, 1):
            record = _term(
                node, model="practices.DoughnutDimension", collection="doughnut", order=order, documents=documents
            )
            record.values["ring"] = ring
            yield record


def _term(node: Node, *, model: str, collection: str, order: int, documents: Documents) -> Record:
    entry, more = node.plain(), documents[MORE].at(collection, str(node.at("slug").value)).plain() or {}
    group = documents[VOCABULARIES].at(collection.partition(".")[0]).fields
    default = "public" if collection in PUBLIC_REFERENCES else "editorial"
    values: Values = {
        "label": _text(entry, "label_fr"),
        "label_en": entry["label_en"],
        "definition": _text(entry, "definition"),
        "synonyms": typeset_all(entry["synonyms"] + more.get("more_synonyms", [])),
        "order": entry.get("order", order),
        "origin": entry.get("origin", default),
        "sources": entry.get("sources") or (group["sources"].plain() if "sources" in group else []),
    }
    if collection == "needs":
        also = documents[ANSWERS_MORE].at("needs", entry["slug"]).plain() or []
        values["questions"] = typeset_all(entry["questions"] + more.get("more_questions", []) + also)
    values |= _special_values(entry, collection=collection)
    return Record(model, entry["slug"], node, values, fixed={"slug": entry["slug"]})


def _special_values(entry: Mapping[str, Any], *, collection: str) -> Values:
    """What only some vocabularies have."""
    match collection:
        case "needs":
            return {
                "is_essential": entry.get("priority") == "essential",
                "survey_sections": entry["derived_from"],
                "stages": sorted(entry["stages"]),
            }
        case "hazards":
            return {"family": entry["family"]}
        case "sdgs":
            return {"number": entry["number"], "order": entry["number"]}
        case "boussole.principles":
            return {"principle": entry["lever"]}
        case "territory_types":
            return {"parent": entry.get("parent")}
        case _:
            return {}


# --- Actors and networks ------------------------------------------------------------------------------------------


def _actor(node: Node) -> Record:
    entry = node.plain()
    values: Values = {
        "name": _text(entry, "name"),
        "full_name": _text(entry, "full_name"),
        "aliases": typeset_all(entry.get("aliases", [])),
        "type": entry["type"],
        "territory_type": entry.get("territory_type"),
        "territory": actor_territory(entry),
        "siren": entry.get("siren", ""),
        "latitude": entry.get("lat"),
        "longitude": entry.get("lon"),
        "description": _text(entry, "description"),
        "website": entry.get("website", ""),
        "origin": entry["origin"],
        "sources": entry.get("sources", []),
        "to_confirm": typeset_all([_to_confirm(key, entry=entry) for key in entry.get("to_confirm", [])]),
    }
    return Record("actors.Actor", entry["slug"], node, values, fixed={"slug": entry["slug"]})


def actor_territory(entry: Mapping[str, Any]) -> str | None:
    """The code of the territory of a collectivité, or of the one where an organisation says it acts.

    The SIREN of an EPCI is its official code. A seat is not a territory: the OECD is not « in Paris ».
    """
    if entry.get("acts_in"):
        return str(entry["acts_in"])
    if entry.get("insee"):
        return f"{entry['territory_type']}-{entry['insee']}"
    if entry.get("siren") and entry.get("territory_type") in {"intercommunalite", "metropole"}:
        return f"epci-{entry['siren']}"
    return None


def _to_confirm(key: str, *, entry: Mapping[str, Any]) -> str:
    if key in TO_CONFIRM:
        return TO_CONFIRM[key]
    return f"{'le département' if key == 'department' else 'la région'} : {entry.get(key, '')}"


def _referents(documents: Documents) -> Iterator[Record]:
    """The people that the survey names. The identifier is a rank, so that erasing a name leaves it nowhere."""
    for actor in entries(documents, "actors"):
        slug = str(actor.at("slug").value)
        for rank, person in enumerate(actor.at("referents").items, 1):
            fixed = {"name": person.at("name").value, "visibility": "public", "origin": "report"}
            yield Record("actors.Referent", f"{slug}/{rank}", person, {"actor": slug}, fixed=fixed)


def _network(node: Node, *, themes: frozenset[str]) -> Record:
    entry = node.plain()
    values: Values = {
        "name": _text(entry, "name"),
        "aliases": typeset_all(entry.get("aliases", [])),
        "scope": entry["scope"],
        "category": entry["category"],
        "actor": entry.get("actor"),
        "region_name": entry.get("region", ""),
        "territories": sorted(entry.get("acts_in", [])),
        "description": _text(entry, "description"),
        "how_to_join": _text(entry, "how_to_join"),
        "website": entry.get("website", ""),
        "needs": sorted(topic for topic in entry["topics"] if topic not in themes),
        "themes": sorted(topic for topic in entry["topics"] if topic in themes),
        "origin": entry["origin"],
        "sources": entry.get("sources", []),
    }
    return Record("actors.Network", entry["slug"], node, values, fixed={"slug": entry["slug"]})


# --- Reports ------------------------------------------------------------------------------------------------------


def _answers(slug: str, *, documents: Documents) -> list[str]:
    """The everyday questions that a report answers, from both files."""
    found = [documents[ANSWERS].at(slug), documents[ANSWERS_MORE].at("reports", slug)]
    return typeset_all([question for node in found for question in node.plain() or []])


def _report(node: Node, *, documents: Documents) -> Record:
    """A report of the survey. What the survey does not say stays empty, and no effect on an SDG is supposed."""
    entry = node.plain()
    values: Values = {
        "title": _text(entry, "title"),
        "format": "complete",
        "kind": entry["kind"],
        "summary": _text(entry, "summary"),
        "action": _text(entry, "approach"),
        "context": _text(entry, "context"),
        "results": _text(entry, "results"),
        "lessons": _text(entry, "lessons"),
        "year": entry.get("year"),
        "questions": _answers(entry["slug"], documents=documents),
        "stages": [entry["stage"]],
        "principles": sorted(entry.get("levers", [])),
        "resource_type": entry.get("resource_type"),
        "location": _location(entry, documents=documents),
        "origin": "report",
        "classification_origin": "editorial",
        "attribution_unknown": entry.get("attribution") == "unknown",
        "report_actors": _report_actors(entry),
        "report_referents": [{"referent": key} for key in _report_referents(entry, documents=documents)],
        "report_goals": [{"goal": slug, "effect": None} for slug in entry.get("sdgs", [])],
        "indicators": list(_indicators(entry)),
        "references": list(_references(entry, survey=documents[REPORTS].at("source_report").plain())),
    }
    shared = ("needs", "themes", "hazards", "triggers", "essential_needs", "doughnut", "mobilised_actors", "related")
    values |= {name: sorted(entry.get(name, [])) for name in shared}
    fixed = {"slug": entry["slug"], "permanent_id": entry["permanent_id"]}
    return Record("practices.ExperienceReportPage", entry["slug"], node, values, fixed=fixed)


def _location(entry: Mapping[str, Any], *, documents: Documents) -> str | None:
    """The territory of the collectivité of the report, or else of what carried it; nothing when they are several."""
    actors = {actor["slug"]: actor for actor in (node.plain() for node in entries(documents, "actors"))}
    organisations = [actors[slug] for slug in entry["organisations"]]
    collectivites = [actor for actor in organisations if actor["type"] == "collectivite"]
    codes = {actor_territory(actor) for actor in collectivites or organisations[:1]}
    return codes.pop() if len(codes) == 1 else None


def _report_actors(entry: Mapping[str, Any]) -> list[Values]:
    leads = entry.get("leads") or entry["organisations"][:1]
    return [{"actor": slug, "role": "porteur" if slug in leads else "partenaire"} for slug in entry["organisations"]]


def _report_referents(entry: Mapping[str, Any], *, documents: Documents) -> Iterator[str]:
    identifiers = {
        (record.fixed["name"], record.values["actor"]): record.catalogue_id for record in _referents(documents)
    }
    for person in entry.get("referents", []):
        yield identifiers[person["name"], person["organisation"]]


def _indicators(entry: Mapping[str, Any]) -> Iterator[Values]:
    for group in entry.get("indicators", []):
        for kind in ("output", "outcome"):
            for indicator in group.get(f"{kind}_indicators", []):
                yield {
                    "objective": _text(group, "objective"),
                    "kind": kind,
                    "label": _text(indicator, "label"),
                    "unit": _text(indicator, "unit"),
                }


def _references(entry: Mapping[str, Any], *, survey: Mapping[str, Any]) -> Iterator[Values]:
    for source in entry["sources"]:
        if source["type"] == "report":
            label = typeset(f"Compte rendu de l'enquête nationale de 2023, section {source['section']}")
            yield {"role": "source", "label": label, "url": survey["sources"][0]}
        else:
            yield {"role": "source", "label": "", "url": source["url"]}
    for link in entry.get("links", []):
        yield {"role": "link", "label": _text(link, "label"), "url": link["url"]}
