"""docs/permissions.md says what each role may do; every line of it is tried here by every role."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.contributions.permission_rows import ROLES, ROWS, World

DOCUMENT = Path(__file__).parents[2] / "docs/permissions.md"
YES, NO = "oui", "–"
REFUSALS = {403, 404, 405, 410}
ELSEWHERE = re.compile(r"^(/compte/connexion/|/admin/login/|/admin/$)")
"""Where those who may not are sent: to sign in, or to the first page of the editors' area."""


def told() -> dict[tuple[str, str], dict[str, str]]:
    """The lines of the document: (object, action) → role → « oui » or « – »."""
    lines = [line.strip("| ") for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    assert head == ["objet", "action", *ROLES]
    return {(row[0], row[1]): dict(zip(ROLES, row[2:], strict=True)) for row in rows if not row[0].startswith("---")}


def is_allowed(answer: Any) -> bool:
    if answer.status_code in REFUSALS:
        return False
    return not (answer.status_code in {301, 302} and ELSEWHERE.match(answer.headers["Location"]))


def test_every_line_is_tried():
    assert set(told()) == set(ROWS)
    assert {cell for cells in told().values() for cell in cells.values()} == {YES, NO}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_is_told_and_nothing_else(role: str):
    world = World()
    client, person = Client(), world.person(role)
    if person is not None:
        client.force_login(person)
    wrong = []
    for key, cells in told().items():
        row = ROWS[key]
        with transaction.atomic():
            answer = getattr(client, row.method)(row.path(world), row.data)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (key, answer.status_code)
        if is_allowed(answer) is not (cells[role] == YES):
            wrong.append((*key, f"told {cells[role]}", answer.status_code))
    assert not wrong
