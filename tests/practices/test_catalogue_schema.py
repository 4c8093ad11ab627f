"""What the catalogue may say: broken copies of the real files, each error with its file and line. No database."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from practices.catalogue import schema
from practices.catalogue.rules import Siren, Text, Url, is_url, luhn
from practices.catalogue.source import FILES, Node, read_directory, read_text

VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.just("x" * 6000))


@cache
def texts() -> dict[str, str]:
    return {name: (settings.RELAIS_CATALOGUE_DIR / name).read_text(encoding="utf-8") for name in FILES}


@cache
def documents() -> dict[str, Node]:
    return read_directory(settings.RELAIS_CATALOGUE_DIR)[0]


def problems_of(file: str, text: str) -> list[tuple[int, str]]:
    broken, problems = read_text(text, file=file)
    assert not problems
    found = schema.validate({**documents(), file: broken})
    return [(problem.line, problem.message) for problem in found if problem.file == file]


def test_the_catalogue_of_the_project_is_right():
    assert schema.validate(documents()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "actors.yaml", "type: bailleur-social", "kind: bailleur", "la clé « kind » est inconnue", id="unknown"
        ),
        pytest.param(
            "actors.yaml", "    website:", "    webzite:", "Vouliez-vous dire « website »", id="unknown with a hint"
        ),
        pytest.param(
            "actors.yaml", 'insee: "38185"', 'insee: "3818"', "n’est pas le code INSEE d’une commune", id="insee"
        ),
        pytest.param("actors.yaml", 'insee: "33"', 'insee: "Gironde"', "texte trop long", id="insee of a département"),
        pytest.param("actors.yaml", 'insee: "75056"', "insee: 75056", "un texte est attendu", id="number for text"),
        pytest.param("actors.yaml", '"217500016"', '"217500017"', "le SIREN 217500017 est faux", id="siren"),
        pytest.param("actors.yaml", "lat: 45.187", "lat: 451.87", "n’est pas entre -90 et 90", id="latitude"),
        pytest.param("actors.yaml", "lat: 45.187", "lat: nord", "un nombre est attendu", id="text for number"),
        pytest.param("actors.yaml", "acts_in: region-32", "acts_in: Nord", "n’est pas un territoire", id="territory"),
        pytest.param("actors.yaml", "https://www.paris.fr", "www.paris.fr", "n’est pas une adresse web", id="url"),
        pytest.param(
            "actors.yaml", "    origin: report", "    origin: survey", "report, public, editorial", id="choice"
        ),
        pytest.param("reports.yaml", "kind: demarche", "kind: demarches", "Vouliez-vous dire « demarche »", id="kind"),
        pytest.param(
            "reports.yaml", "[anticiper-l-avenir, batir", "[anticiper, batir", "n’existe pas dans needs", id="need"
        ),
        pytest.param("reports.yaml", "themes: [prosp", "themes: [eau, eau, prosp", "déjà dans cette liste", id="twice"),
        pytest.param("reports.yaml", "hazards: [rech", "hazards: {a: 1}\n    results: [rech", "une liste", id="list"),
        pytest.param("reports.yaml", '"2023-0002"', '"2023-0001"', "« 2023-0001 » est déjà pris", id="permanent id"),
        pytest.param(
            "reports.yaml", '"2023-0001"', '"23-1"', "n’est pas un identifiant permanent", id="permanent form"
        ),
        pytest.param(
            "reports.yaml", "slug: mise-en-recit-cerdd", "slug: donut-grenoble", "est déjà pris, ligne", id="slug"
        ),
        pytest.param(
            "reports.yaml", "slug: donut-grenoble", "slug: Donut Grenoble", "n’est pas un identifiant", id="form"
        ),
        pytest.param("reports.yaml", 'context: "La Ville', f'context: "{"x" * 3000}', "3000 au plus", id="too long"),
        pytest.param(
            "reports.yaml", 'context: "La Ville', 'context: " "\n    lessons: "', "ce texte est vide", id="blank"
        ),
        pytest.param("reports.yaml", 'name: "Antoine Back"', 'name: "Inconnu"', "parmi les référents", id="person"),
        pytest.param("reports.yaml", "leads: [petr", "leads: [cerema, petr", "parmi les organisations", id="lead"),
        pytest.param("reports.yaml", "year: 2021", "year: 1821", "n’est pas entre 1950 et 2100", id="year"),
        pytest.param("networks.yaml", "topics: [alim", "topics: [nimporte, alim", "ni", id="topic"),
        pytest.param("vocabularies.yaml", "family: choc", "family: surprise", "hazard_families", id="family"),
        pytest.param("vocabularies.yaml", "number: 3,", "number: 2,", "« 2 » est déjà pris", id="number"),
        pytest.param("vocabularies.yaml", "levers_complete: true", "levers_complete: oui", "true ou false", id="flag"),
        pytest.param(
            "vocabularies.yaml", "editorial: true", "editorial: true\nnouveau: []", "« nouveau »", id="section"
        ),
        pytest.param("vocabulary_more.yaml", "  boire:", "  voler:", "n’existe pas dans essential_needs", id="more"),
        pytest.param("answers.yaml", "donut-grenoble:", "donut:", "n’existe pas dans reports", id="answers"),
    ],
)
def test_an_error_is_told_with_its_line(file, old, new, message):
    before, found, after = texts()[file].partition(old)
    assert found
    problems = problems_of(file, before + new + after)
    line = 1 + before.count("\n")
    assert any(message in text and line <= place <= line + new.count("\n") for place, text in problems), problems


def test_a_missing_key_is_told_at_the_entry():
    text = texts()["reports.yaml"]
    line = 1 + text.partition("  - slug: donut-grenoble")[0].count("\n")
    assert (line, "il manque « title ».") in problems_of("reports.yaml", text.replace("    title:", "    #", 1))


def test_every_error_is_listed_at_once():
    text = texts()["actors.yaml"]
    problems = problems_of("actors.yaml", text.replace("    origin: report", "    origin: survey"))
    assert len(problems) == text.count("    origin: report") > 1


@cache
def places() -> list[tuple[str | int, ...]]:
    """The path of every value of the catalogue: file, then keys and ranks."""

    def walk(node: Node, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        children: list[tuple[str | int, Node]] = [*node.fields.items(), *enumerate(node.items)]
        return [path, *(found for key, child in children for found in walk(child, (*path, key)))]

    return [path for name, node in documents().items() for path in walk(node, (name,))]


def replaced(node: Node, path: tuple[str | int, ...], value: Any) -> Node:
    if not path:
        return replace(node, value=value)
    key, *rest = path
    if isinstance(key, int):
        items = [replaced(item, tuple(rest), value) if rank == key else item for rank, item in enumerate(node.items)]
        return replace(node, value=items)
    return replace(node, value={**node.fields, key: replaced(node.fields[key], tuple(rest), value)})


@pytest.mark.parametrize("value", [[], {}, 5, None])
@pytest.mark.parametrize("key", [("referents", 0, "name"), ("referents", 0, "organisation"), ("organisations",)])
def test_what_is_no_name_is_a_problem_of_its_report(key, value):
    known = documents()["reports.yaml"]
    asked = "leads" if key == ("organisations",) else "referents"
    named = next(rank for rank, report in enumerate(known.at("reports").items) if asked in report.fields)
    changed = replaced(known, ("reports", named, *key), value)
    assert schema.validate({**documents(), "reports.yaml": changed})


@given(st.data())
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_anywhere_gives_problems_and_never_an_exception(data):
    name, *path = data.draw(st.sampled_from(places()))
    value = data.draw(st.one_of(VALUES, st.just([]), st.just({})))
    changed = {**documents(), name: replaced(documents()[str(name)], tuple(path), value)}
    for problem in schema.validate(changed):
        assert problem.file in FILES
        assert 1 <= problem.line <= texts()[problem.file].count("\n")
        assert problem.message


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://exemple.fr/a?b=c#d", True),
        ("http://exemple.fr", True),
        ("ftp://exemple.fr", False),
        ("https://exemple", False),
        ("https://exemple.fr/a b", False),
        ("https://[", False),
        ("javascript:alert(1)", False),
    ],
)
def test_addresses(address, right):
    assert is_url(address) is right


@given(st.integers(0, 10**8 - 1), st.integers(1, 9))
def test_one_key_only_suits_eight_digits_of_a_siren(number, shift):
    right = [digit for digit in range(10) if luhn(f"{number:08d}{digit}")]
    assert len(right) == 1
    assert not luhn(f"{number:08d}{(right[0] + shift) % 10}")


@pytest.mark.parametrize("rule", [Text(9), Url(9), Siren()])
@pytest.mark.parametrize("value", [None, 3, True, "", " ", "x" * 10])
def test_rules_of_texts_refuse_what_is_not_one(rule, value):
    assert list(rule.check(Node("a.yaml", 1, value), known={}))


@pytest.mark.parametrize(
    ("table", "model", "fields"),
    [
        (schema.term(), "practices.Theme", {"slug": "slug", "label_fr": "label", "definition": "definition"}),
        (
            schema.ACTOR,
            "actors.Actor",
            {"slug": "slug", "name": "name", "description": "description", "website": "website"},
        ),
        (schema.NETWORK, "actors.Network", {"name": "name", "how_to_join": "how_to_join", "region": "region_name"}),
        (
            schema.REPORT,
            "practices.ExperienceReportPage",
            {
                "permanent_id": "permanent_id",
                "summary": "summary",
                "approach": "action",
                "context": "context",
                "results": "results",
                "lessons": "lessons",
            },
        ),
    ],
)
def test_lengths_are_those_of_the_models(table, model, fields):
    rules = {**table.required, **table.optional}
    lengths = {name: apps.get_model(model)._meta.get_field(field).max_length for name, field in fields.items()}
    assert {name: rules[name].most for name in fields} == lengths
