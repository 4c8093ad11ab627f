"""Whatever happens to the session, the token or the tabs, what was typed is kept."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from contributions.writing import access, saving, starting
from contributions.writing.models import Draft, SavedVersion
from tests.factories.kernel import UserFactory
from tests.factories.writing import DraftFactory, essentials

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
PASSWORD = "relais-essai"


def section(draft: Draft, slug: str = "essentiel") -> str:
    return reverse("writing:section", args=[draft.pk, slug])


def typed(base: int, tab: str, **texts: str) -> saving.Typed:
    return saving.Typed({name: [text] for name, text in texts.items()}, base=base, tab=tab)


# --- saving by itself -----------------------------------------------------------------------------------------------


def test_a_new_text_saves_itself_and_says_where(signed_in):
    html = signed_in.get("/contribuer/nouveau/").content.decode()
    token = re.findall(r'name="depart" value="([^"]+)"', html)[0]
    said = signed_in.post("/contribuer/nouveau/", essentials(depart=token, title="Un début"), headers=JSON).json()
    draft = Draft.objects.get()
    assert said["url"] == section(draft)
    assert (said["version"], said["choose"], draft.title) == (1, "", "Un début")
    said = signed_in.post(said["url"], essentials(title="Un début plus long", version="1"), headers=JSON).json()
    assert said["version"] == 2
    assert SavedVersion.objects.filter(draft=draft).count() == 2


def test_what_no_keyboard_types_is_not_kept(signed_in):
    signed_in.post("/contribuer/nouveau/", essentials(title="Un\0 début\u202e", onglet="a\0b"))
    assert Draft.objects.get().title == "Un début"


def test_only_the_last_versions_are_kept(monkeypatch):
    monkeypatch.setattr(SavedVersion, "KEPT", 3)
    draft = DraftFactory()
    for number in range(6):
        saving.save(draft, typed(number, "a", title=f"Titre {number}"))
    assert list(draft.versions.values_list("number", flat=True)) == [6, 5, 4]


# --- the session ends -----------------------------------------------------------------------------------------------


def test_a_session_that_ended_loses_nothing(client, member):
    draft = saving.save(DraftFactory(owner=member), typed(0, "a", title="Avant")).draft
    response = client.post(section(draft), essentials(version="1", title="Après la coupure", onglet="a"))
    assert response["Location"].startswith("/compte/")
    member.set_password(PASSWORD)
    member.save()
    back = dict(part.split("=") for part in response["Location"].partition("?")[2].split("&"))["next"]
    client.force_login(member)
    response = client.get(back.replace("%2F", "/").replace("%3A", ":"), follow=True)
    draft.refresh_from_db()
    assert draft.title == "Après la coupure"
    assert "Après la coupure" in response.content.decode()
    assert Draft.objects.count() == 1


def test_a_text_saved_without_session_clashes_with_one_saved_elsewhere(client, member):
    draft = saving.save(DraftFactory(owner=member), typed(0, "a", title="Avant")).draft
    client.post(section(draft), essentials(version="1", title="Sans session", onglet="b"))
    saving.save(draft, typed(1, "a", title="D’un autre poste"))
    client.force_login(member)
    draft.refresh_from_db()
    assert draft.title == "D’un autre poste"
    assert draft.other_texts.get().data["title"] == ["Sans session"]


def test_somebody_else_who_signs_in_gets_the_text_and_not_the_draft(client, member):
    draft = saving.save(DraftFactory(owner=member), typed(0, "a", title="Avant")).draft
    client.post(section(draft), essentials(version="1", title="D’une autre personne"))
    other = UserFactory()
    client.force_login(other)
    draft.refresh_from_db()
    assert draft.title == "Avant"
    assert Draft.objects.get(owner=other).title == "D’une autre personne"


def test_the_script_is_told_to_sign_in_and_keeps_the_text(client, member):
    draft = DraftFactory(owner=member)
    response = client.post(section(draft), essentials(), headers=JSON)
    assert response.status_code == 401
    assert response.json()["sign_in"].startswith("/compte/")
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("kind", ["same", "other", "nobody"])
def test_the_first_form_sent_again_finds_its_draft_or_makes_another(client, member, kind):
    client.force_login(member)
    html = client.get("/contribuer/nouveau/").content.decode()
    token = re.findall(r'name="depart" value="([^"]+)"', html)[0]
    client.post("/contribuer/nouveau/", essentials(depart=token, title="Avant"))
    client.logout()
    if kind != "nobody":
        client.force_login(member if kind == "same" else UserFactory())
    again = essentials(depart=token, title="Après", onglet="onglet-1")
    assert client.post("/contribuer/nouveau/", again).status_code == 302
    client.force_login(member)
    titles = sorted(Draft.objects.values_list("data__title", flat=True))
    assert titles == ([["Après"], ["Avant"]] if kind == "other" else [["Après"]])


def test_a_visitor_keeps_the_text_through_signing_in(client, member):
    client.post("/contribuer/nouveau/", essentials(title="Sans compte"))
    draft = Draft.objects.get()
    assert draft.owner is None
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert "Il ne manque qu’un compte" in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(member)
    draft.refresh_from_db()
    assert draft.owner == member
    assert client.get(section(draft)).status_code == 200


def test_a_flood_of_visitors_keeps_the_text_in_the_page(client, monkeypatch):
    monkeypatch.setattr(access, "VISITORS_PER_HOUR", 1)
    DraftFactory(visitor=True)
    response = client.post("/contribuer/nouveau/", essentials(title="Dans la foule"))
    assert response.status_code == 429
    assert 'value="Dans la foule"' in response.content.decode()


# --- the token of the form ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["nouveau", "essentiel"])
def test_a_form_with_an_old_token_comes_back_filled_in(member, place):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    draft = DraftFactory(owner=member)
    url = "/contribuer/nouveau/" if place == "nouveau" else section(draft)
    response = client.post(url, essentials(title="Encore là", csrfmiddlewaretoken="x" * 64))
    html = response.content.decode()
    assert response.status_code == 403
    assert 'value="Encore là"' in html
    assert "Votre texte est intact" in html
    again = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[0]
    client.post(url, essentials(title="Encore là", csrfmiddlewaretoken=again))
    assert Draft.objects.filter(data__title=["Encore là"]).exists()


# --- two tabs -------------------------------------------------------------------------------------------------------


def test_two_tabs_on_different_inputs_are_both_kept():
    draft = saving.save(DraftFactory(), typed(0, "a", title="Titre", summary="Bref")).draft
    saving.save(draft, typed(1, "a", title="Titre de a", summary="Bref"))
    saved = saving.save(draft, typed(1, "b", title="Titre", summary="Bref de b"))
    assert saved.is_behind
    assert saved.clashes == ()
    assert (saved.draft.title, saved.draft.text("summary")) == ("Titre de a", "Bref de b")


def test_two_tabs_on_the_same_input_keep_both_texts_until_one_is_chosen(signed_in, member):
    draft = saving.save(DraftFactory(owner=member), typed(0, "a", action="Un")).draft
    saving.save(draft, typed(1, "a", action="Deux"))
    response = signed_in.post(section(draft), essentials(version="1", onglet="b", action="Trois"))
    assert response["Location"] == reverse("writing:choose", args=[draft.pk])
    html = signed_in.get(response["Location"]).content.decode()
    assert "Deux" in html
    assert "Trois" in html
    other = draft.other_texts.get()
    signed_in.post(response["Location"], {f"{other.pk}-action": "deux"})
    draft.refresh_from_db()
    assert draft.text("action") == "Deux\n\nTrois"
    assert not draft.other_texts.exists()


@pytest.mark.parametrize(("answer", "kept"), [("ici", "Deux"), ("autre", "Trois"), ("n’importe quoi", "Deux")])
def test_the_text_that_is_chosen_is_kept(signed_in, member, answer, kept):
    draft = saving.save(DraftFactory(owner=member), typed(0, "a", action="Un")).draft
    saving.save(draft, typed(1, "a", action="Deux"))
    saving.save(draft, typed(1, "b", action="Trois"))
    other = draft.other_texts.get()
    signed_in.post(reverse("writing:choose", args=[draft.pk]), {f"{other.pk}-action": answer})
    draft.refresh_from_db()
    assert draft.text("action") == kept


def test_a_tab_that_is_behind_goes_on_with_its_own_text():
    draft = saving.save(DraftFactory(), typed(0, "a", title="Un", summary="Bref")).draft
    saving.save(draft, typed(1, "a", title="Deux", summary="Bref"))
    saving.save(draft, typed(1, "b", title="Un", summary="Bref de b"))
    saved = saving.save(draft, typed(1, "b", title="Un", summary="Bref de b, suite"))
    assert saved.clashes == ()
    assert (saved.draft.title, saved.draft.text("summary")) == ("Deux", "Bref de b, suite")


def test_a_tab_left_open_for_long_clashes_rather_than_overwrites():
    draft = DraftFactory()
    for number in range(3):
        saving.save(draft, typed(number, "a", title=f"Titre {number}"))
    draft.versions.all().delete()
    saved = saving.save(draft, typed(1, "b", title="Autre titre"))
    assert saved.clashes == ("title",)
    assert saved.draft.title == "Titre 2"


def test_a_draft_sent_from_another_tab_says_so(signed_in, ready):
    signed_in.post(reverse("writing:send", args=[ready.pk]))
    response = signed_in.post(section(ready), essentials(title="Trop tard"), headers=JSON)
    assert response.status_code == 409
    assert json.loads(response.content)["closed"] == ready.get_absolute_url()


def test_start_draft_gives_other_rooms_a_draft_that_is_filled_in(member, actor):
    draft = starting.start_draft(member, actor=actor, initial={"title": "Boire", "needs": ["eau"]}, origin="besoin:7")
    assert (draft.owner, draft.title, draft.data["needs"], draft.origin) == (member, "Boire", ["eau"], "besoin:7")
    assert draft.text("actor") == actor.slug


def test_a_signed_link_fills_in_the_form_of_a_visitor(client):
    token = starting.link_token({"summary": "En deux mots."}, origin="besoin:7")
    html = client.get(f"/contribuer/?suite={token}", follow=True).content.decode()
    assert "En deux mots." in html
    assert "En deux mots." not in client.get(f"/contribuer/nouveau/?suite={token}x").content.decode()
