"""Reading YAML with its lines, and French typography: pure, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.catalogue.source import FILES, digest_of, read_directory, read_text
from practices.catalogue.typography import typeset, typeset_all

TEXT = """\
version: 1   # a comment
actors:
  - slug: ville
    name: "Ville"

  - slug: autre
    sources:
      - "https://exemple.fr"
    position: {lat: 45.1,
      lon: -0.5}
"""


def test_every_value_knows_its_line():
    root, problems = read_text(TEXT, file="actors.yaml")
    actors = root.at("actors").items
    assert not problems
    assert [node.line for node in (root.at("version"), root.at("actors"), *actors)] == [1, 2, 3, 6]
    assert actors[0].at("name").line == 4
    assert actors[1].at("sources").items[0].line == 8
    assert actors[1].at("position", "lon").line == 10
    assert str(actors[0].problem("faux.")) == "actors.yaml:3 : faux."


def test_plain_is_what_safe_load_gives():
    root, _ = read_text(TEXT, file="actors.yaml")
    assert root.plain() == {
        "version": 1,
        "actors": [
            {"slug": "ville", "name": "Ville"},
            {"slug": "autre", "sources": ["https://exemple.fr"], "position": {"lat": 45.1, "lon": -0.5}},
        ],
    }


def test_what_is_absent_stands_where_it_should_have_been():
    root, _ = read_text(TEXT, file="actors.yaml")
    absent = root.at("actors").items[0].at("website", "fr")
    assert (absent.value, absent.line) == (None, 3)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("a: 1\nb: [1, 2\nc: 3\n", 3, "YAML illisible", id="unclosed list"),
        pytest.param("a: 1\nb: 2\na: 3\n", 3, "la clé « a » est écrite deux fois", id="key twice"),
        pytest.param("a: 1\nb: !!python/name:os.system x\n", 2, "YAML illisible", id="code"),
        pytest.param("a: 1\nb: 2023-99-99\n", 1, "YAML illisible", id="impossible date"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(text, line, message):
    _, problems = read_text(text, file="x.yaml")
    assert [(problem.line, message in problem.message) for problem in problems] == [(line, True)]


def test_an_absent_or_unreadable_file_is_a_problem(tmp_path):
    (tmp_path / FILES[0]).write_bytes(b"\xff\xfe")
    documents, problems = read_directory(tmp_path)
    assert not documents
    assert [problem.file for problem in problems] == list(FILES)
    assert "illisible" in problems[0].message
    assert "absent" in problems[1].message


def test_the_digest_changes_with_any_byte_of_any_file(tmp_path):
    digests = {digest_of(tmp_path)}
    for name in FILES:
        (tmp_path / name).write_text("a: 1")
        digests.add(digest_of(tmp_path))
    assert len(digests) == len(FILES) + 1


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'eau d'aujourd'hui", "l’eau d’aujourd’hui"),
        ("« et si ? »", "«\u00a0et si\u00a0?\u00a0»"),
        ("trois sujets : eau ; air !", "trois sujets\u00a0: eau\u00a0; air\u00a0!"),
        ("12 % en 2023, 3 °C", "12\u00a0% en 2023, 3 °C"),
        ("une chaîne 'citée' reste", "une chaîne 'citée' reste"),
    ],
)
def test_texts_are_typeset_in_french(typed, printed):
    assert typeset(typed) == printed


@given(st.text())
def test_typesetting_twice_changes_nothing_more(text):
    assert typeset(typeset(text)) == typeset(text)


def test_a_list_is_typeset_without_repeats():
    assert typeset_all(["l'eau", "air", "l’eau"]) == ["l’eau", "air"]
