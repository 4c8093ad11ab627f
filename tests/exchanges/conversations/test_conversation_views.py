"""The story on the site: writing, confirming, answering, and what each person may do and see."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchanges.conversations import links, posting
from exchanges.conversations.models import Attachment, Conversation, Message, Route
from exchanges.conversations.templatetags.conversations_tags import weight
from network_site.mail.models import OutgoingMail
from practices.models import ReportActor
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.communities import FacilitatorFactory
from tests.factories.conversations import answered, asker_of, begun, begun_by_visitor, mailbox
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

pytestmark = pytest.mark.django_db
WRITE = "/ecrire/acteur/ville-de-denain/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def link_in(mail: OutgoingMail, path: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:8000({path}\S+)", mail.text)
    assert found, mail.text
    return found[1]


def plain(answer: Any) -> str:
    """With ordinary spaces, which French typography replaces before « ? »."""
    return str(answer.text).replace("\u202f", " ").replace("\u00a0", " ")


def mail_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("pk")


def test_a_visitor_writes_confirms_and_reads_the_answer(client, typed, actor, referent):
    assert client.post(WRITE, typed)["Location"] == "/ecrire/a-confirmer/"
    assert "ouvrez notre courriel" in client.get("/ecrire/a-confirmer/").text
    confirm = link_in(mail_to(typed["email"]), "/ecrire/confirmer/")
    assert not OutgoingMail.objects.filter(to=referent.email).exists()
    assert typed["text"] in plain(client.get(confirm))
    assert not Conversation.objects.confirmed().exists()  # a robot that follows the link sends nothing
    page = client.post(confirm, follow=True)
    assert "Message bien envoyé au référent." in page.text
    assert typed["text"] in plain(page)
    assert client.get(confirm).status_code == 410
    told = mail_to(referent.email)
    assert all(part in told.text for part in (typed["text"], "Ville de Denain", "Vera Visiteuse", "Association d’ail"))
    copy = mail_to(typed["email"])
    assert copy.subject == "Copie de votre message : Ville de Denain"
    assert typed["text"] in copy.text

    answered(Conversation.objects.get())
    client.logout()
    answer = mail_to(typed["email"])
    assert "Oui, avec plaisir." in answer.text
    assert "Rémi Répondant" in answer.text
    assert "écrivez sur Relais (une réponse à ce courriel n’arriverait à personne)" in answer.text
    page = client.get(link_in(answer, "/messages/lien/"), follow=True)
    assert "Oui, avec plaisir." in page.text
    thread = page.redirect_chain[-1][0]
    answer_form = {"text": "Merci !", "token": page.context["form"]["token"].value()}
    assert "Réponse bien envoyée." in client.post(thread, answer_form, follow=True).text
    assert mail_to(referent.email).subject == "Ville de Denain : message de Vera Visiteuse, Association d’ailleurs"


def test_a_member_writes_at_once_with_a_file_that_only_both_of_them_open(client, typed, actor, referent):
    member = UserFactory(first_name="Zoé", last_name="Demandeuse")
    client.force_login(member)
    page = client.get(WRITE)
    assert 'name="email"' not in page.text
    assert page.context["form"]["name"].value() == "Zoé Demandeuse"
    file = SimpleUploadedFile("délibération.pdf", PDF, "application/pdf")
    page = client.post(WRITE, typed | {"joined": file}, follow=True)
    assert "Message bien envoyé au référent." in page.text
    address = reverse("conversations:file", args=[Conversation.objects.get().uuid, Attachment.objects.get().pk])
    assert address in page.text
    client.force_login(referent)
    given = client.get(address)
    assert b"".join(given.streaming_content) == PDF
    assert given["Content-Disposition"].startswith("attachment")
    assert "délibération.pdf" in mail_to(referent.email).text
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403


def test_a_file_that_is_refused_says_why_and_loses_no_word(client, typed, actor, referent):
    client.force_login(UserFactory())
    answer = client.post(WRITE, typed | {"joined": SimpleUploadedFile("virus.exe", b"MZ")})
    assert answer.status_code == 422
    assert "virus.exe" in answer.text
    assert typed["text"] in answer.text
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "Écrivez votre message."),
        ({"text": "é" * 5001}, "5001 caractères"),
        ({"name": ""}, "comment vous vous appelez"),
        ({"email": "mairie@"}, "Cette adresse semble incomplète"),
        ({"email": ""}, "sans elle, la réponse"),
        ({"website": "https://spam.example"}, "Ce champ doit rester vide"),
        ({"token": "forgé"}, "Votre message est intact"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(client, typed, actor, changes, said):
    answer = client.post(WRITE, typed | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert answer.context["form"]["text"].value() == (typed | changes)["text"]
    assert not Conversation.objects.exists()


def test_too_many_messages_from_one_browser_or_too_quickly(client, typed, actor):
    for number in range(5):
        ActorFactory(slug=f"ville-{number}")
        sent = typed | {"text": f"Message {number}", "email": f"v{number}@ailleurs.example"}
        assert client.post(f"/ecrire/acteur/ville-{number}/", sent).status_code == 302
    answer = client.post(WRITE, typed)
    assert answer.status_code == 429
    assert typed["text"] in answer.text
    client.force_login(UserFactory())
    assert client.post(WRITE, typed).status_code == 302
    answer = client.post(WRITE, typed | {"text": "Encore."})
    assert (answer.status_code, "C’est un peu rapide" in answer.text) == (429, True)


@pytest.mark.parametrize(("size", "told"), [(124, "1 ko"), (35_900, "35 ko"), (2_140_000, "2,1 Mo")])
def test_a_file_is_weighed_in_the_units_of_its_limit(size, told):
    assert weight(size) == told


def test_a_page_says_whether_the_referent_has_joined(client, actor):
    page = client.get(actor.get_absolute_url()).text
    assert "Ce référent n’a pas encore rejoint Relais" in page
    assert "Ce référent n’a pas encore rejoint Relais" in client.get(WRITE).text
    UserFactory(referent_of=actor)
    assert "pas encore rejoint" not in client.get(actor.get_absolute_url()).text


def test_one_who_is_alone_is_told_so_before_typing_and_offered_to_invite(client, typed, actor, referent):
    client.force_login(referent)
    page = client.get(WRITE)
    assert "Ce message n’irait qu’à vous" in page.text
    assert 'name="text"' not in page.text
    assert f'href="{reverse("actors:members", args=[actor.slug])}"' in page.text
    sent = client.post(WRITE, typed)
    assert (sent.status_code, typed["text"] in sent.text) == (403, True)
    assert not Conversation.objects.exists()
    UserFactory(contributor_of=actor)
    assert 'name="text"' in client.get(WRITE).text


def test_a_network_that_somebody_runs_has_joined(client, db):
    network = NetworkFactory()
    paths = [network.get_absolute_url(), f"/ecrire/reseau/{network.slug}/"]
    assert all("Ce réseau n’a pas encore rejoint Relais" in client.get(path).text for path in paths)
    FacilitatorFactory(network=network)
    assert not any("pas encore rejoint" in client.get(path).text for path in paths)


def test_one_writes_from_a_report_a_network_and_a_need(client, typed, actor, referent):
    need = NeedFactory(slug="cooperer")
    report = ExperienceReportPageFactory(title="Cours oasis", needs=[need], report_actors=[])
    ReportActor.objects.create(page=report, actor=actor, role=ReportActor.Role.LEAD)
    network = NetworkFactory(actor=actor)
    client.force_login(UserFactory(first_name="Zoé"))
    for page, kind in (
        (report.url, f"/ecrire/retour/{report.permanent_id}/"),
        (network.get_absolute_url(), f"/ecrire/reseau/{network.slug}/"),
        (need.get_absolute_url(), "/ecrire/besoin/cooperer/"),
    ):
        assert f'href="{kind}"' in client.get(page).text
        sent = typed | {"text": f"De {page}", "actor": actor.pk}
        assert client.get(kind).status_code == 200
        assert client.post(kind, sent).status_code in {302, 429}
        Conversation.objects.update(created_at="2020-01-01T00:00Z")
    titles = set(Conversation.objects.values_list("about", "title", "route"))
    assert titles == {
        ("report", "Cours oasis", Route.REFERENT),
        ("network", network.name, Route.REFERENT),
        ("need", need.label, Route.REFERENT),
    }


@pytest.mark.parametrize(
    "path",
    ["/ecrire/acteur/inconnu/", "/ecrire/retour/2023-9999/", "/ecrire/reseau/x/", "/ecrire/besoin/x/", "/ecrire/x/y/"],
)
def test_nothing_to_write_about_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_only_the_two_of_them_open_a_conversation(client, actor, referent):
    conversation = begun(actor)
    moderator = UserFactory(moderator=True)
    for user in (None, UserFactory(), moderator, UserFactory(administrator=True)):
        if user:
            client.force_login(user)
        answer = client.get(conversation.get_absolute_url())
        assert answer.status_code == 403
        assert "convaincu" not in answer.text
        action = reverse("conversations:act", args=[conversation.uuid, "fermer"])
        assert client.post(action).status_code == 403
    conversation.refresh_from_db()
    assert conversation.is_open
    client.force_login(referent)
    assert client.get(conversation.get_absolute_url()).status_code == 200


def test_a_link_dies_with_its_mailbox_and_a_forged_one_opens_nothing(client, actor):
    box = mailbox(actor)
    begun(actor)
    link = link_in(mail_to(box.email), "/messages/lien/")
    assert client.get(link, follow=True).status_code == 200
    box.email = "autre@ville.example"
    box.save()
    client.logout()
    assert client.get(link).status_code == 410
    assert client.get(f"{link[:-3]}x/").status_code == 410


@pytest.mark.usefixtures("opened")
def test_a_member_who_came_by_a_link_too_is_there_as_a_member(client, actor, referent):
    conversation = begun(actor)
    box = posting.add_participant(conversation, mailbox(actor), side="answerer", now=conversation.created_at)
    client.force_login(referent)
    client.get(links.thread_link(box).removeprefix("http://127.0.0.1:8000"))
    page = client.get(conversation.get_absolute_url())
    client.post(conversation.get_absolute_url(), {"text": "Oui.", "token": page.context["form"]["token"].value()})
    assert Message.objects.latest("pk").author.correspondent.user == referent


def test_a_long_name_is_shown_short(actor):
    user = UserFactory(first_name="Marie" * 20, last_name="Dupont" * 20)
    conversation = begun(actor, people=[user])
    assert conversation.participants.get(correspondent__user=user).name == ("Marie" * 20)[:80]


def test_a_conversation_that_is_not_confirmed_is_open_to_nobody(client, actor):
    conversation = begun_by_visitor(actor, confirmed=False)
    client.get(links.thread_link(asker_of(conversation)).removeprefix("http://127.0.0.1:8000"))
    assert client.get(conversation.get_absolute_url()).status_code == 403


def test_the_list_tells_what_is_new_until_it_is_read(client, actor, referent, django_assert_max_num_queries):
    conversation = begun(actor)
    client.force_login(referent)
    assert "1 message non lu" in client.get("/messages/").text.replace("\u00a0", " ")
    assert "1 conversation a du nouveau" in client.get("/compte/").text.replace("\u00a0", " ")
    client.get(conversation.get_absolute_url())
    assert "non lu" not in client.get("/messages/").text
    assert "Rien de nouveau" in client.get("/compte/").text
    for _conversation in range(6):
        begun(actor)
    with django_assert_max_num_queries(9):
        client.get("/messages/")
    with django_assert_max_num_queries(14):
        client.get(conversation.get_absolute_url())


def act(client: Any, conversation: Conversation, action: str) -> Any:
    return client.post(reverse("conversations:act", args=[conversation.uuid, action]), follow=True)


def test_close_mute_block_and_back(client, actor, referent):
    conversation = begun(actor)
    asker = asker_of(conversation).correspondent.user
    client.force_login(referent)
    assert "Répondre" in client.get(conversation.get_absolute_url()).text
    assert "est fermée" in act(client, conversation, "fermer").text
    client.force_login(asker)
    assert "Rouvrir" not in act(client, conversation, "fermer").text
    assert "reste fermée" in act(client, conversation, "rouvrir").text
    client.force_login(referent)
    assert "Rouvrir" in client.get(conversation.get_absolute_url()).text
    assert "rouverte" in act(client, conversation, "rouvrir").text
    assert "ne recevrez plus de courriel" in act(client, conversation, "sourdine").text
    assert "de nouveau" in act(client, conversation, "prevenir").text
    assert "Bloqué" in act(client, conversation, "bloquer").text
    assert act(client, conversation, "danser").status_code == 404
    assert "Zoé Demandeuse" in client.get("/messages/reglages/").text

    client.force_login(asker)
    page = client.get(conversation.get_absolute_url()).text
    assert "ne souhaite plus vous lire" in page
    answer = client.post(WRITE, {"text": "Encore moi", "name": "Zoé", "token": "x"})
    assert answer.status_code == 422

    client.force_login(referent)
    lift = re.search(r'action="(/messages/reglages/debloquer/\d+/)"', client.get("/messages/reglages/").text)
    assert lift
    assert client.post(lift[1]).status_code == 302
    client.force_login(asker)
    assert "ne souhaite plus" not in client.get(conversation.get_absolute_url()).text


def test_a_muted_conversation_mails_nobody_and_stays_readable(client, actor, referent):
    conversation = begun(actor)
    client.force_login(referent)
    act(client, conversation, "sourdine")
    before = OutgoingMail.objects.filter(to=referent.email).count()
    Message.objects.update(created_at="2020-01-01T00:00Z")
    client.force_login(asker_of(conversation).correspondent.user)
    page = client.get(conversation.get_absolute_url())
    token = page.context["form"]["token"].value()
    client.post(conversation.get_absolute_url(), {"text": "Toujours là ?", "token": token})
    assert OutgoingMail.objects.filter(to=referent.email).count() == before


def test_a_member_chooses_who_writes_and_how_often(client, referent):
    client.force_login(referent)
    answer = client.post("/messages/reglages/", {"accepts": "members", "rhythm": "daily"}, follow=True)
    assert "Vos choix sont enregistrés." in answer.text
    assert (referent.correspondent.accepts, referent.correspondent.rhythm) == ("members", "daily")
    assert client.post("/messages/reglages/", {"accepts": "amis"}).status_code == 422


@pytest.mark.parametrize("path", ["/messages/", "/messages/reglages/"])
def test_ones_messages_ask_to_sign_in(client, db, path):
    assert client.get(path)["Location"].startswith("/compte/")
