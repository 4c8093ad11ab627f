"""From a blank form to a report before the moderators, in three steps and ten questions."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from actors.models import Referent
from contributions.moderation.models import Review
from contributions.writing import places, submission, suggestions
from contributions.writing.forms import STEPS
from contributions.writing.models import Draft
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.factories.actors import ReferentFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import NeedFactory
from tests.factories.writing import DraftFactory, classification, contact, essentials

pytestmark = pytest.mark.django_db


def token_in(html: str) -> str:
    found = re.search(r'name="depart" value="([^"]+)"', html)
    assert found
    return found[1]


def begin(client: Client, **changes: str) -> Draft:
    token = token_in(client.get("/contribuer/nouveau/").content.decode())
    response = client.post("/contribuer/nouveau/", essentials(depart=token, **changes))
    assert response.status_code == 302
    return Draft.objects.get(pk=response["Location"].split("/")[2])


def step(draft: Draft, slug: str) -> str:
    return reverse("writing:section", args=[draft.pk, slug])


def test_three_steps_make_one_revision_under_review(signed_in, member, actor):
    draft = begin(signed_in)
    assert draft.owner == member
    draft.refresh_from_db()
    response = signed_in.post(step(draft, "classement"), classification(version=draft.version))
    assert response["Location"] == step(draft, "contact")
    draft.refresh_from_db()
    response = signed_in.post(step(draft, "contact"), contact(actor, version=draft.version))
    assert response["Location"] == draft.get_absolute_url()
    response = signed_in.post(reverse("writing:send", args=[draft.pk]), follow=True)
    assert "Votre retour est envoyé" in response.content.decode()
    page = ExperienceReportPage.objects.get()
    assert (page.title, page.live, page.format, page.kind) == (essentials()["title"], False, "flash", "realisation")
    assert page.location == actor.territory
    assert [(part.actor, part.role) for part in page.report_actors.all()] == [(actor, "porteur")]
    assert [need.slug for need in page.needs.all()] == ["adapter-cadre-de-vie"]
    assert page.revisions.count() == 1
    assert Review.objects.waiting().filter(page=page).count() == 1
    referent = Referent.objects.get()
    assert (referent.name, referent.visibility, referent.actor) == ("Camille Exemple", "relay", actor)
    assert page.report_referents.get().referent == referent


def test_a_double_click_sends_once(signed_in, ready):
    for _click in range(2):
        assert signed_in.post(reverse("writing:send", args=[ready.pk])).status_code == 302
    assert ExperienceReportPage.objects.get().revisions.count() == 1
    assert Review.objects.count() == 1
    assert len(set(OutgoingMail.objects.values_list("key", flat=True))) == OutgoingMail.objects.count()


def test_the_first_form_sent_twice_makes_one_draft(signed_in):
    token = token_in(signed_in.get("/contribuer/nouveau/").content.decode())
    for _click in range(2):
        signed_in.post("/contribuer/nouveau/", essentials(depart=token))
    draft = Draft.objects.get()
    assert draft.version == 1
    assert not draft.other_texts.exists()


def test_ten_questions_at_most_are_seen_in_three_steps(member):
    draft = DraftFactory(owner=member)
    forms = [section(draft=draft, user=member) for section in STEPS]
    assert len(forms) == 3
    assert sum(len(form.shown()) for form in forms) == 10
    assert {field.name for field in forms[2].folded()} == {"actor", "role", "location"}


def test_the_organisation_tells_the_rest(signed_in, ready, actor):
    ready.data = {name: texts for name, texts in ready.data.items() if name not in {"actor", "role", "location"}}
    ready.save()
    html = signed_in.get(step(ready, "contact")).content.decode()
    assert f'<option value="{actor.slug}" selected>' in html
    assert f'value="{actor.territory}, commune"' in html
    assert '<details class="facet">' in html


def test_what_is_wrong_is_said_twice_and_kept(signed_in):
    draft = begin(signed_in)
    draft.refresh_from_db()
    typed = essentials(version=draft.version, title="x" * 130, summary="")
    response = signed_in.post(step(draft, "essentiel"), typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert 'href="#id_title"' in html
    assert html.count("130 caractères") == 2
    draft.refresh_from_db()
    assert draft.title == "x" * 130
    assert draft.text("summary") == ""


def test_what_is_missing_keeps_the_report_from_being_sent(signed_in, ready):
    ready.data = {**ready.data, "needs": [], "title": [""]}
    ready.save()
    response = signed_in.post(reverse("writing:send", args=[ready.pk]))
    assert response.status_code == 422
    assert f"{step(ready, 'classement')}?verifier=1#id_needs" in response.content.decode()
    assert not ExperienceReportPage.objects.exists()
    html = signed_in.get(f"{step(ready, 'classement')}?verifier=1").content.decode()
    assert "Choisissez-en au moins un." in html


def test_an_organisation_of_others_is_refused(signed_in, ready):
    ready.data = {**ready.data, "actor": ["autre-ville"]}
    ready.save()
    assert signed_in.post(reverse("writing:send", args=[ready.pk])).status_code == 422


def test_a_link_fills_in_the_form(signed_in):
    need = NeedFactory(slug="eau-potable")
    response = signed_in.get(f"/contribuer/?besoin={need.slug}&titre=Boire+en+été", follow=True)
    html = response.content.decode()
    assert 'value="Boire en été"' in html
    token = token_in(html)
    signed_in.post("/contribuer/nouveau/", essentials(depart=token))
    draft = Draft.objects.get()
    assert draft.data["needs"] == ["eau-potable"]
    assert draft.origin == "besoin:eau-potable"


@pytest.mark.parametrize("token", ["", "rien", signing.dumps({"pk": "0"}, salt="autre")])
def test_a_token_that_is_lost_loses_no_text(signed_in, token):
    signed_in.post("/contribuer/nouveau/", essentials(depart=token))
    assert Draft.objects.get().title == essentials()["title"]


def test_the_preview_is_the_page_that_will_be(signed_in, ready):
    response = signed_in.get(reverse("writing:preview", args=[ready.pk]))
    html = response.content.decode()
    assert response.status_code == 200
    assert "noindex" in html
    assert "Aperçu de votre brouillon" in html
    assert "Les gaines oubliées" in html
    assert "Ville de Denain" in html
    assert not ExperienceReportPage.objects.exists()


@pytest.mark.parametrize(
    ("choice", "shown"), [("moi-public", "A confirmé être référent."), ("moi-relay", "son nom n’est pas affiché")]
)
def test_the_preview_names_the_referent_as_chosen(signed_in, ready, choice, shown):
    ready.data["referent"] = [choice]
    ready.save()
    html = signed_in.get(reverse("writing:preview", args=[ready.pk])).content.decode()
    assert shown in html
    assert ("Camille" in html) == (choice == "moi-public")
    assert not Referent.objects.exists()


@pytest.mark.parametrize("published", [False, True])
def test_another_choice_of_referent_takes_the_place_of_the_first_until_readers_know_it(
    signed_in, member, actor, ready, published
):
    colleague = ReferentFactory(actor=actor, name="Sasha Collègue")
    ready.data["referent"] = [f"fiche-{colleague.pk}"]
    ready.save()
    submission.send(ready, user=member)
    if published:
        ExperienceReportPage.objects.get().get_latest_revision().publish()
    again = submission.reopen(ready, user=member)
    again.data["referent"] = ["moi-public"]
    again.save()
    html = signed_in.get(reverse("writing:preview", args=[again.pk])).content.decode()
    assert "Camille" in html
    assert ("Sasha" in html) is published


def test_the_address_of_a_report_follows_its_title_until_readers_know_it(member, ready):
    for title, slug in (("Un essai", "un-essai"), ("Un succès", "un-succes"), ("Une réussite", "un-succes")):
        again = submission.reopen(ready, user=member)
        again.data["title"] = [title]
        again.save()
        submission.send(again, user=member)
        revision = ExperienceReportPage.objects.get().get_latest_revision()
        assert revision.as_object().slug == slug
        if title == "Un succès":
            revision.publish()


def test_needs_heard_in_the_text_come_first_and_are_not_chosen(signed_in, ready, monkeypatch):
    NeedFactory(slug="ombre", label="Trouver de l’ombre", order=500)
    monkeypatch.setattr(suggestions, "needs_heard", lambda _draft: ["ombre", "disparu"])
    html = signed_in.get(step(ready, "classement")).content.decode()
    boxes = re.findall(r'name="needs" value="([^"]+)"[^>]*?( checked)?>', html)
    assert boxes == [("ombre", ""), ("adapter-cadre-de-vie", " checked")]
    assert "Trouver de l’ombre (d’après votre texte)" in html


def test_places_and_organisations_are_proposed_as_they_are_typed(client, actor):
    assert client.get("/contribuer/territoires/?q=Dena").json() == [f"{actor.territory}, commune"]
    assert client.get("/contribuer/acteurs/?q=denai").json() == ["Ville de Denain"]
    assert client.get("/contribuer/acteurs/?q=").json() == []


@pytest.mark.parametrize("written", ["Denain", "denain", "Denain, commune"])
def test_a_place_is_found_as_people_write_it(actor, written):
    assert places.named(written) == [actor.territory]


def test_a_name_borne_by_several_places_asks_which(signed_in, ready, actor):
    twin = TerritoryFactory(name="Denain")
    ready.data = {**ready.data, "location": ["Denain"]}
    ready.save()
    typed = contact(actor, location="Denain", version="1")
    response = signed_in.post(step(ready, "contact"), typed)
    assert response.status_code == 422
    assert f'value="{twin.pk}"' in response.content.decode()
    assert signed_in.post(step(ready, "contact"), typed | {"location_code": twin.pk}).status_code == 302
    signed_in.post(reverse("writing:send", args=[ready.pk]))
    assert ExperienceReportPage.objects.get().location == twin
