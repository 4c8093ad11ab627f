"""A draft, its preview and its files exist for their writer alone."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from contributions.writing import files
from tests.contributions.writing.test_uploads import pdf, sent
from tests.factories.actors import MembershipFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory
from tests.factories.writing import DraftFactory, essentials

pytestmark = pytest.mark.django_db

READ = ["draft", "preview", "sent", "delete", "choose", "files"]
ACT = ["send", "reopen", "format", "delete", "choose", "files"]


def somebody(kind: str, actor: object) -> Client:
    """Signed in as a colleague of the writer, a moderator, an administrator or anybody."""
    user = UserFactory(administrator=kind == "administrator", moderator=kind == "moderator")
    if kind == "colleague":
        MembershipFactory(user=user, actor=actor, referent=True)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["anybody", "colleague", "moderator", "administrator"])
def test_nobody_else_finds_a_draft(ready, actor, kind):
    kept = files.add(ready, sent("note.pdf", pdf()))
    client = somebody(kind, actor)
    for name in READ:
        assert client.get(reverse(f"writing:{name}", args=[ready.pk])).status_code == 404, name
    for name in ACT:
        assert client.post(reverse(f"writing:{name}", args=[ready.pk])).status_code == 404, name
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.post(reverse("writing:section", args=[ready.pk, "essentiel"]), essentials()).status_code == 404
    ready.refresh_from_db()
    assert ready.version == 1


def test_a_file_is_found_only_beside_its_own_draft(signed_in, ready, member):
    kept = files.add(ready, sent("note.pdf", pdf()))
    other = DraftFactory(owner=member)
    assert signed_in.get(reverse("writing:file", args=[other.pk, kept.pk])).status_code == 404


@pytest.mark.parametrize("name", [*READ, "section"])
def test_a_visitor_is_asked_to_sign_in_whether_the_draft_exists_or_not(client, ready, name):
    for pk in (ready.pk, uuid4()):
        args = [pk, "essentiel"] if name == "section" else [pk]
        response = client.get(reverse(f"writing:{name}", args=args))
        assert response.status_code == 302, name
        assert response["Location"].startswith("/compte/")


def test_a_visitor_finds_only_the_drafts_of_the_session(client):
    client.post("/contribuer/nouveau/", essentials())
    theirs = DraftFactory(visitor=True)
    assert client.get(theirs.get_absolute_url()).status_code == 302
    assert str(theirs.pk) not in client.get("/contribuer/").content.decode()


@pytest.mark.parametrize("kind", ["anybody", "colleague", "moderator"])
def test_a_report_of_others_is_not_edited(actor, kind):
    page = ExperienceReportPageFactory()
    client = somebody(kind, actor)
    assert client.get(reverse("writing:edit", args=[page.permanent_id])).status_code == 404
    assert client.post(reverse("writing:edit", args=[page.permanent_id])).status_code == 404


def test_a_list_costs_as_much_whatever_its_length(signed_in, member, django_assert_max_num_queries):
    DraftFactory.create_batch(12, owner=member)
    signed_in.get("/contribuer/")
    with django_assert_max_num_queries(7):
        html = signed_in.get("/contribuer/").content.decode()
    assert html.count("Brouillon</b>") == 12


def test_an_observer_writes_in_nobody_s_name(client, actor):
    user = UserFactory()
    MembershipFactory(user=user, actor=actor, observer=True)
    client.force_login(user)
    draft = DraftFactory(owner=user)
    html = client.get(reverse("writing:section", args=[draft.pk, "contact"])).content.decode()
    assert actor.slug not in html
    assert "Au nom de quelle organisation" in client.get(draft.get_absolute_url()).content.decode()
