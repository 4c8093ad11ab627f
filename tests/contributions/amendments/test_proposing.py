"""Anybody proposes a correction, without an account; robots and floods do not."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from contributions.amendments import deciding, proposing
from contributions.amendments.models import Amendment
from network_site import public_forms
from network_site.mail.models import OutgoingMail
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(report):
    return reverse("amendments:report", args=[report.permanent_id])


def keys():
    return sorted(OutgoingMail.objects.values_list("key", flat=True))


def confirmation_link():
    return OutgoingMail.objects.get(key__endswith="/confirm").text.split("http://127.0.0.1:8000")[1].split()[0]


def test_the_pages_lead_to_the_form(client, report, actor, address):
    assert address in client.get(report.url).content.decode()
    assert reverse("amendments:actor", args=[actor.slug]) in client.get(actor.get_absolute_url()).content.decode()


def test_a_correction_is_kept_and_changes_nothing_yet(client, typed, address, *, report, referent, reader):
    answer = client.post(address, typed(address, action="Onze arbres plantés."))
    assert answer.status_code == 302
    amendment = Amendment.objects.get()
    assert amendment.changes == {"action": {"before": "Dix arbres plantés.", "after": "Onze arbres plantés."}}
    report.refresh_from_db()
    assert report.action == "Dix arbres plantés."
    assert keys() == sorted(f"amendment/{amendment.pk}/proposed/{person.pk}" for person in (referent, reader))
    assert all("J’y étais." in mail.text for mail in OutgoingMail.objects.all())


def test_an_actor_is_corrected_in_the_same_way(client, typed, actor):
    address = reverse("amendments:actor", args=[actor.slug])
    assert client.post(address, typed(address, website="https://denain.exemple/")).status_code == 302
    assert Amendment.objects.get().changes == {"website": {"before": "", "after": "https://denain.exemple/"}}
    assert client.post(address, typed(address, website="pas une adresse")).status_code == 422
    assert client.post(address, typed(address, name="")).status_code == 422


def test_lines_are_edited_one_by_line(client, typed, address, report):
    client.post(address, typed(address, barriers="Le temps\r\nL’argent"))
    assert Amendment.objects.get().changes["barriers"]["after"] == "Le temps\nL’argent"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "Rien n’est changé"),
        ({"action": "Onze.", "reason": ""}, "Dites pourquoi"),
        ({"action": "Onze.", "reason": "é" * 1001}, "1001"),
        ({"action": "é" * 5001}, "5001"),
        ({"title": "é" * 121}, "121"),
        ({"title": ""}, "ne peut pas rester vide"),
        ({"action": "Onze.", "email": "mairie@"}, "semble incomplète"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(client, typed, address, changes, message):
    answer = client.post(address, typed(address, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert changes.get("action", "")[:60] in page
    assert not Amendment.objects.exists()


def test_robots_are_stopped(client, typed, address, monkeypatch):
    sent = typed(address, action="Onze.")
    assert "doit rester vide" in client.post(address, sent | {"website": "x"}).content.decode()
    assert client.post(address, sent | {"token": "forgé"}).status_code == 422
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 3)
    assert "parti trop vite" in client.post(address, sent).content.decode()
    assert not Amendment.objects.exists()


def test_sent_twice_it_is_one_correction_and_one_browser_sends_five_an_hour(client, typed, address):
    sent = typed(address, action="Onze.")
    for _click in range(2):
        assert client.post(address, sent).status_code == 302
    assert Amendment.objects.count() == 1
    for number in range(3):
        client.post(address, typed(address, action=f"Version {number}."))
    answer = client.post(address, typed(address, action="Une de trop."))
    assert answer.status_code == 429
    assert "Une de trop." in answer.content.decode()
    assert Amendment.objects.count() == 4


def test_a_flood_is_kept_and_mailed_once_an_hour(client, typed, address, reader, monkeypatch):
    monkeypatch.setattr(proposing, "MAILED_PER_HOUR", 1)
    for number in range(3):
        client.post(address, typed(address, action=f"Version {number}."))
    assert Amendment.objects.count() == 3
    assert [key.split("/")[1] == "flood" for key in keys()] == [False, True]


def test_a_text_that_changed_while_it_was_corrected_is_shown(client, typed, address, report):
    sent = typed(address, action="Onze arbres.")
    type(report).objects.filter(pk=report.pk).update(action="Douze arbres plantés.", limits="Deux sont morts.")
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Douze arbres plantés." in page
    assert "Onze arbres." in page
    resent = {field.html_name: field.value() or "" for field in answer.context["form"]}
    assert client.post(address, resent).status_code == 302
    assert set(Amendment.objects.get().changes) == {"action"}


@pytest.mark.parametrize("kind", ["draft", "unknown"])
def test_what_is_not_public_has_no_form(client, kind):
    number = ExperienceReportPageFactory(draft=True).permanent_id if kind == "draft" else "1999-0001"
    assert client.get(reverse("amendments:report", args=[number])).status_code == 404


def test_the_form_costs_few_queries(client, address, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(4):
        client.get(address)


def test_an_address_is_confirmed_by_a_button_once_then_gets_the_answer_and_is_forgotten(client, typed, address, reader):
    client.post(address, typed(address, action="Onze.", email="mairie@exemple.fr"))
    amendment, link = Amendment.objects.get(), confirmation_link()
    assert client.get(link).status_code == 200  # a mail robot follows it
    assert Amendment.objects.get().email_confirmed_at is None
    assert client.post(link).status_code == 200
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    deciding.refuse(amendment, user=reader, answer="Nous avons compté dix arbres.")
    mail = OutgoingMail.objects.get(key=f"amendment/{amendment.pk}/answer")
    assert mail.to == "mairie@exemple.fr"
    assert "Nous avons compté dix arbres." in mail.text
    assert Amendment.objects.get().email == ""


def test_an_unconfirmed_address_gets_no_answer_until_it_is(client, typed, address, reader):
    client.post(address, typed(address, action="Onze.", email="mairie@exemple.fr"))
    deciding.accept(Amendment.objects.get(), user=reader)
    assert not OutgoingMail.objects.filter(key__endswith="/answer").exists()
    assert "part à l’instant" in client.post(confirmation_link()).content.decode()
    assert OutgoingMail.objects.filter(key__endswith="/answer").count() == 1


@pytest.mark.parametrize("change", ["forged", "expired", "other use"])
def test_a_link_that_was_tampered_with_or_is_old_confirms_nothing(client, typed, address, monkeypatch, change):
    client.post(address, typed(address, action="Onze.", email="mairie@exemple.fr"))
    link = confirmation_link()
    if change == "forged":
        link = f"{link[:-2]}x/"
    elif change == "expired":
        monkeypatch.setattr(proposing, "CONFIRM_WITHIN", timedelta(seconds=-1))
    else:
        token = signing.dumps({"amendment": Amendment.objects.get().pk}, salt="autre")
        link = reverse("amendments:confirm", args=[token])
    assert client.post(link).status_code == 410
    assert Amendment.objects.get().email_confirmed_at is None


def test_an_address_is_never_shown_and_not_kept_for_ever(client, typed, address, *, report, reader, referent):
    client.post(address, typed(address, action="Onze.", email="mairie@exemple.fr"))
    for user in (reader, referent):
        client.force_login(user)
        page = client.get(Amendment.objects.get().get_absolute_url()).content.decode()
        assert "mairie@" not in page + client.get(report.url).content.decode()
    assert not any("mairie@" in mail.text for mail in OutgoingMail.objects.all())
    Amendment.objects.update(created_at=timezone.now() - proposing.ADDRESS_KEPT_FOR - timedelta(days=1))
    assert proposing.forget_addresses() == 1
    assert Amendment.objects.get().email == ""
