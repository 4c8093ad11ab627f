"""A person's name shows where it may, and nowhere once it is withdrawn."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from actors.models import Referent
from network_site.groups import MODERATION, grant
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ReferentFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

NAME = "Zoé Introuvable"


@pytest.fixture
def moderator() -> Any:
    user = UserFactory()
    user.groups.add(grant(MODERATION))
    return user


@pytest.mark.parametrize(
    ("trait", "named"),
    [
        ({}, True),
        ({"unconfirmed": True}, True),
        ({"members_only": True}, False),
        ({"relay_only": True}, False),
        ({"withdrawn": True}, False),
        ({"erased": True}, False),
    ],
)
def test_both_readings_of_the_rule_agree(trait: dict[str, bool], *, named: bool) -> None:
    referent = ReferentFactory(**trait)
    assert referent.is_named_publicly is named
    assert Referent.objects.named_publicly().filter(pk=referent.pk).exists() is named


def test_production_hides_who_has_not_confirmed(settings: Any) -> None:
    settings.RELAIS_HIDE_UNCONFIRMED_NAMES = True
    confirmed, unconfirmed = ReferentFactory(), ReferentFactory(unconfirmed=True)
    assert list(Referent.objects.named_publicly()) == [confirmed]
    assert not unconfirmed.is_named_publicly
    assert unconfirmed.public_name == ""


def test_the_text_that_wagtail_copies_into_its_journal_has_no_name() -> None:
    assert NAME not in str(ReferentFactory(name=NAME))


def test_a_name_is_taken_back_at_once_and_the_moderators_are_told(client: Client, moderator: Any) -> None:
    referent = ReferentFactory(name=NAME)
    page = reverse("actors:withdraw", args=[referent.pk])
    assert NAME in client.get(page).text
    answer = client.post(page, {"note": "Je ne suis plus en poste."}, follow=True)
    assert "n’est plus affiché" in answer.text
    assert NAME not in answer.text
    assert NAME not in client.get(referent.actor.get_absolute_url()).text
    mail = OutgoingMail.objects.get()
    assert mail.to == moderator.email
    assert "Je ne suis plus en poste." in mail.text
    assert NAME not in mail.subject + mail.text


def test_twice_is_once(client: Client, moderator: Any) -> None:
    page = reverse("actors:withdraw", args=[ReferentFactory(name=NAME).pk])
    for _click in range(2):
        assert client.post(page).status_code in {200, 302}
    assert OutgoingMail.objects.count() == 1


def test_too_long_a_note_is_refused_in_french_and_nothing_is_lost(client: Client) -> None:
    referent = ReferentFactory(name=NAME)
    answer = client.post(reverse("actors:withdraw", args=[referent.pk]), {"note": "long " * 150})
    assert answer.status_code == 422
    assert "500 caractères au plus" in answer.text
    assert "long long" in answer.text
    referent.refresh_from_db()
    assert referent.is_named_publicly


def test_a_hidden_name_cannot_be_read_by_asking_to_withdraw_it(client: Client) -> None:
    referent = ReferentFactory(name=NAME, relay_only=True)
    assert NAME not in client.get(reverse("actors:withdraw", args=[referent.pk])).text


def test_an_unknown_person_is_not_found(client: Client) -> None:
    assert client.get(reverse("actors:withdraw", args=[999])).status_code == 404


def test_no_copy_of_a_name_is_kept_by_revisions_or_the_journal(client: Client) -> None:
    referent = ReferentFactory(name=NAME)
    report = ExperienceReportPageFactory(report_referents=[])
    report.report_referents.create(referent=referent)
    report.save_revision(log_action=True).publish()
    client.force_login(UserFactory(administrator=True))
    edit = reverse("wagtailsnippets_actors_referent:edit", args=[referent.pk])
    client.post(edit, {"name": NAME, "role": "Élu", "visibility": "public", "origin": "report"})
    assert NAME not in " ".join(str(revision.content) for revision in Revision.objects.all())
    assert ModelLogEntry.objects.exists()
    assert NAME not in " ".join(f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all())


@pytest.mark.parametrize(
    ("data", "kept", "named"),
    [
        ({"decision": "erase", "reason": ""}, "", False),
        ({"decision": "restore", "reason": "Retiré par erreur."}, NAME, True),
        ({"decision": "restore", "reason": ""}, NAME, False),
        ({"decision": "", "reason": ""}, NAME, False),
    ],
)
def test_a_moderator_decides_what_becomes_of_a_withdrawn_name(
    client: Client, moderator: Any, data: dict[str, str], kept: str, *, named: bool
) -> None:
    referent = ReferentFactory(name=NAME, withdrawn=True)
    client.force_login(moderator)
    edit = reverse("wagtailsnippets_actors_referent:edit", args=[referent.pk])
    fields = {"name": NAME, "role": "Élu", "actor": referent.actor.pk, "visibility": "public", "origin": "report"}
    client.post(edit, fields | {"confirmed": "on"} | data)
    referent.refresh_from_db()
    assert (referent.name, referent.is_named_publicly) == (kept, named)


def test_an_editor_cannot_bring_a_withdrawn_name_back(client: Client) -> None:
    referent = ReferentFactory(name=NAME, withdrawn=True)
    editor = UserFactory()
    editor.groups.add(grant("Édition"))
    client.force_login(editor)
    edit = reverse("wagtailsnippets_actors_referent:edit", args=[referent.pk])
    fields = {"name": NAME, "role": "", "actor": referent.actor.pk, "visibility": "public", "origin": "report"}
    client.post(edit, fields | {"decision": "restore", "reason": "Parce que."})
    referent.refresh_from_db()
    assert referent.withdrawn_at is not None
