"""A person takes everything away, or leaves: nothing of them is left, nothing of the others is lost."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from contributions.moderation.models import Opinion
from exchanges.conversations.models import Message
from exchanges.privacy.management.commands.apply_retention import RETENTION
from exchanges.privacy.register import REGISTER
from exchanges.privacy.taking_away import delete_account, export, left_without_referent
from exchanges.seeking.models import SoughtNeed
from network_site import jobs
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.factories.kernel import UserFactory

from .conftest import Town

pytestmark = pytest.mark.django_db

KEPT_A_MONTH = "mail_outgoingmail"
"""Mails wait or are kept thirty days, as the register says."""


def rows_with(*words: str) -> Iterator[str]:
    """The tables that hold one of the words, whatever the column."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(word in str(value) for row in cursor.fetchall() for value in row for word in words):
                yield table


def test_everything_that_a_person_wrote_is_in_the_file(town: Town) -> None:
    told = json.dumps(export(town.person), ensure_ascii=False)
    name = town.person.get_full_name()
    for mark in (
        "personne@ville-essai.example",
        "Ville d’Essai",
        f"Brouillon de {name}",
        f"Résumé de {name}",
        f"Fiche de {name}",
        "Texte de Zénobie",
        "Cherche Zén",
        "Convaincant.",
        "Recherche q=eau",
    ):
        assert mark in told, mark
    for others in ("Odilon", "collegue@", "visiteuse@", "Comment avez-vous fait", "mairie@"):
        assert others not in told, others


def test_nothing_of_a_person_is_left(town: Town) -> None:
    before = set(rows_with("Karamazine", "personne@ville-essai.example"))
    assert len(before) >= 8
    delete_account(town.person)
    assert set(rows_with("Karamazine", "personne@ville-essai.example")) <= {KEPT_A_MONTH}
    assert OutgoingMail.objects.get(key__startswith="privacy/deleted/").to == "personne@ville-essai.example"


def test_what_belongs_to_others_stays(town: Town) -> None:
    others = [message.text for message in Message.objects.exclude(text="Texte de Zénobie")]
    delete_account(town.person)
    assert ExperienceReportPage.objects.live().filter(pk=town.report.pk).exists()
    assert SoughtNeed.objects.filter(context="Cherche Zén", author=None).exists()
    assert Opinion.objects.filter(text="Convaincant.", signature="").exists()
    assert sorted(message.text for message in Message.objects.all() if message.text in others) == sorted(others)
    assert User.objects.filter(pk=town.colleague.pk).exists()
    assert "Plantevin" in json.dumps(export(town.colleague), ensure_ascii=False)


def test_every_part_that_knows_of_accounts_can_forget_them() -> None:
    assert [part.name for part in REGISTER if (part.export is None) != (part.forget is None)] == []


def test_a_person_is_told_whom_they_leave_alone(town: Town) -> None:
    assert left_without_referent(town.person) == ["Ville d’Essai"]
    UserFactory(referent_of=town.actor)
    assert left_without_referent(town.person) == []


def test_the_account_is_deleted_by_its_password_alone(client: Client, town: Town) -> None:
    client.force_login(town.person)
    assert "Plus personne ne répondra" in client.get("/compte/supprimer/").content.decode()
    refused = client.post("/compte/supprimer/", {"password": "faux"})
    assert refused.status_code == 422
    assert client.post("/compte/supprimer/", {"password": "relais-essai"}).status_code == 302
    assert not User.objects.filter(pk=town.person.pk).exists()
    assert client.get("/compte/").status_code == 302
    assert client.get("/compte-supprime/").status_code == 200


def test_a_stolen_session_does_not_try_passwords_for_ever(client: Client) -> None:
    client.force_login(UserFactory())
    answers = [client.post("/compte/supprimer/", {"password": "faux"}).status_code for _each in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_file_is_given_to_its_person_alone(client: Client, town: Town) -> None:
    assert client.post("/compte/mes-donnees/").status_code == 302
    client.force_login(town.person)
    assert client.get("/compte/mes-donnees/").status_code == 405
    answer = client.post("/compte/mes-donnees/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["compte"]["email"] == town.person.email


def test_the_register_says_all_of_it(client: Client) -> None:
    page = client.get("/donnees-personnelles/").content.decode()
    assert all(f'id="{part.name}"' in page for part in REGISTER)


def test_retention_is_one_command(town: Town) -> None:
    known = {job.name for job in jobs.registered()}
    assert set(RETENTION) <= known
    assert {name for name in known if "forget" in name or "delete" in name} <= set(RETENTION)
    said = StringIO()
    call_command("apply_retention", stdout=said)
    assert [line.partition(" ")[0] for line in said.getvalue().splitlines()] == list(RETENTION)
