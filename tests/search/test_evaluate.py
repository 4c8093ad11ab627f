"""Measuring: the file's format, the figures, and the command by the path of the site."""

import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from search.evaluation.measures import Answer, Figures
from search.evaluation.questions import BadQuestions, Question, read_questions
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

from .conftest import Committing

FILE = """
questions:
- {id: a, text: ombre, style: mot-seul, need: chaleur, relevant: [{report: cours, grade: 2}]}
- {text: fraîcheur, need: null, need_alt: chaleur, relevant: [{report: inconnu, grade: 1}]}
- {text: recette de crêpes, relevant: []}
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_is_read_whatever_it_leaves_out(questions: Path) -> None:
    first, second, third = read_questions(questions)
    assert (set(first.needs), dict(first.grades)) == ({"chaleur"}, {"cours": 2})
    assert (second.id, second.style, set(second.needs)) == ("2", "sans style", {"chaleur"})
    assert third.out_of_scope


@pytest.mark.parametrize(
    "text", ["", "- [", "questions: []", "questions: [{id: a}]", "questions: [{text: a, relevant: [1]}]"]
)
def test_a_file_that_is_no_set_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadQuestions):
        read_questions(path)


@pytest.mark.parametrize("name", ["questions.yaml", "questions_relais.yaml"])
def test_the_sets_of_the_project_are_read(name: str) -> None:
    assert len(read_questions(django_settings.BASE_DIR / "evaluation" / name)) >= 40


def test_figures() -> None:
    asked = Question("a", "x", needs=frozenset({"n"}), grades={"r1": 2, "r2": 1})
    perfect = Answer(asked, ["r1", "r2"], ["n"], 2, 0.010)
    missed = Answer(asked, ["r3"], ["m", "n"], 1, 0.030)
    silent = Answer(Question("b", "y"), [], [], 0, 0.020)
    figures = Figures.of([perfect, missed, silent])
    assert (figures.questions, figures.ndcg5, figures.exact5) == (3, 0.5, 0.5)
    assert (figures.need1, figures.need3, figures.silent) == (0.5, 1.0, 1.0)
    assert (figures.p50_ms, figures.p95_ms) == (20.0, 30.0)
    assert Figures.of([perfect]).silent == 1.0


def test_the_command_ends_with_one_object(
    committing: Committing, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with committing():
        need = NeedFactory.create(slug="changed", catalogue_id="chaleur", label="Chaleur", questions=["ombre"])
        ExperienceReportPageFactory.create(title="Ombre", slug="autre", catalogue_id="cours", needs=[need])
    call_command("evaluate_relevance", str(questions), "--json", "--engine", "embedded")
    said = capsys.readouterr()
    figures = json.loads(said.out.splitlines()[-1])
    assert {"questions", "ndcg5", "exact5", "need1", "need3", "silent", "p50_ms", "p95_ms", "by_style"} == set(figures)
    assert figures["by_style"]["mot-seul"]["ndcg5"] == 1.0
    assert (figures["questions"], figures["silent"]) == (3, 1.0)
    assert "inconnu" in said.err


def test_a_missing_file_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("evaluate_relevance", "nowhere.yaml")
