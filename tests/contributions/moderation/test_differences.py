"""What changed between two versions, as a reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.moderation import differences
from contributions.moderation.differences import Mark, Piece
from practices.models import (
    ReportActor,
    ReportFunding,
    ReportGoal,
    ReportIndicator,
    ReportReference,
    ReportReferent,
    ReportReuse,
)
from tests.factories import moderation as make
from tests.factories.actors import ActorFactory, ReferentFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import NeedFactory, SustainableGoalFactory


def text(pieces, *marks):
    return "".join(piece.text for piece in pieces if piece.mark in marks)


def test_words_that_came_and_went():
    assert differences.words("Dix arbres plantés.", "Cent arbres plantés.") == (
        Piece(Mark.REMOVED, "Dix "),
        Piece(Mark.ADDED, "Cent "),
        Piece(Mark.SAME, "arbres plantés."),
    )


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_both_versions_can_be_read_from_the_pieces(before, after):
    pieces = differences.words(before, after)
    assert text(pieces, Mark.SAME, Mark.REMOVED) == before
    assert text(pieces, Mark.SAME, Mark.ADDED) == after


@pytest.mark.django_db
def test_every_kind_of_field_reads_as_words():
    report = make.draft()
    before = report.latest_revision.content
    other = make.draft(title="Ce qui a inspiré")
    need, goal, referent = (
        NeedFactory(label="Rafraîchir la cour"),
        SustainableGoalFactory(label="Climat"),
        ReferentFactory(),
    )
    report = make.new_version(
        report,
        status="realise",
        needs=[need],
        location=TerritoryFactory(name="Denain"),
        barriers=["Le temps"],
        year=2021,
        report_actors=[ReportActor(actor=ActorFactory(name="Ville de Denain"))],
        report_referents=[ReportReferent(referent=referent)],
        report_goals=[ReportGoal(goal=goal, effect=2)],
        inspirations=[ReportReuse(inspired_by=other, adaptations="En plus petit")],
        indicators=[ReportIndicator(label="Arbres", after="120")],
        fundings=[ReportFunding(source="Fonds vert", amount=10)],
        references=[ReportReference(label="Bilan", url="https://exemple.fr/")],
    )
    changes = differences.between(before, report.latest_revision.content)
    said = {change.name: text(change.pieces, Mark.ADDED) for change in changes}
    assert said == {
        "status": "réalisé",
        "needs": "Rafraîchir la cour",
        "location": said["location"],
        "barriers": "Le temps",
        "year": "2021",
        "report_actors": "Ville de Denain (porteur)",
        "report_referents": str(referent),
        "report_goals": said["report_goals"],
        "inspirations": "Ce qui a inspiré En plus petit",
        "indicators": "Arbres · 120",
        "fundings": "Fonds vert · 10",
        "references": "Bilan · https://exemple.fr/",
    }
    assert "Denain" in said["location"]
    assert "contribue, effet positif explicite" in said["report_goals"]
    assert referent.name not in str(said)


@pytest.mark.django_db
def test_the_same_version_has_no_difference():
    content = make.draft().latest_revision.content
    assert differences.between(content, content) == []


@pytest.mark.django_db
def test_keywords_are_told_by_name():
    report = make.draft()
    before = report.latest_revision.content
    latest = report.get_latest_revision_as_object()
    latest.tags.add("ombre")
    latest.save_revision()
    after = type(report).objects.get(pk=report.pk).latest_revision.content
    assert [(change.name, text(change.pieces, Mark.ADDED)) for change in differences.between(before, after)] == [
        ("tags", "ombre")
    ]
