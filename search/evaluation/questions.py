"""A set of judged questions, as `evaluation/questions.yaml` writes it. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

NO_STYLE = "sans style"


class BadQuestions(Exception):
    """The file cannot be read as a set of questions; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Question:
    """`grades`: catalogue slug of a report → 1 (useful) or 2 (answers exactly); empty for what must find nothing.
    `needs`: any of them is a right answer; empty where none was judged.
    """

    id: str
    text: str
    style: str = NO_STYLE
    needs: frozenset[str] = frozenset()
    grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def out_of_scope(self) -> bool:
        return not self.grades


def read_questions(path: Path) -> list[Question]:
    """Every question of the file. BadQuestions."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadQuestions(f"{path} ne peut pas être lu ({type(error).__name__}).") from error
    rows = raw.get("questions") if isinstance(raw, dict) else raw
    if not isinstance(rows, list) or not rows:
        raise BadQuestions(f"{path} ne contient pas de liste « questions ».")
    return [_question(row, place) for place, row in enumerate(rows, 1)]


def _question(row: Any, place: int) -> Question:
    if not isinstance(row, dict) or not str(row.get("text") or "").strip():
        raise BadQuestions(f"La question {place} n’a pas de texte.")
    try:
        grades = {str(each["report"]): int(each["grade"]) for each in row.get("relevant") or ()}
    except (KeyError, TypeError, ValueError) as error:
        raise BadQuestions(f"La question {place} : chaque retour attendu a un « report » et un « grade ».") from error
    return Question(
        id=str(row.get("id") or place),
        text=str(row["text"]),
        style=str(row.get("style") or NO_STYLE),
        needs=frozenset([*_listed(row.get("need")), *_listed(row.get("need_alt"))]),
        grades={slug: grade for slug, grade in grades.items() if grade > 0},
    )


def _listed(value: Any) -> list[str]:
    """One slug, several, or none."""
    return [str(each) for each in value if each] if isinstance(value, list) else [str(value)] if value else []
