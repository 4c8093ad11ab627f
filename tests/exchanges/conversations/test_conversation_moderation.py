"""Moderators pass messages on and decide on what was signalled; they read nothing else, and nobody else gets in."""

import pytest
from django.urls import reverse

from exchanges.conversations import moderating
from exchanges.conversations.models import Correspondent, Message, Route, Signal
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.conversations import QUESTION, answered, answerer_of, asker_of, begun, mailbox
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db
QUEUE = "/moderation/messages/"
BOXES = "/moderation/messages/boites/"


@pytest.fixture
def moderator(client):
    user = UserFactory(moderator=True)
    client.force_login(user)
    return user


def transmit(client, conversation, **sent):
    return client.post(reverse("conversations:transmit", args=[conversation.pk]), sent, follow=True)


ROLES = {
    "visitor": False, "member": False, "referent": False, "editor": False, "moderator": True, "administrator": True,
}  # fmt: skip


@pytest.mark.parametrize(("role", "allowed"), ROLES.items())
def test_only_moderators_open_their_pages(client, actor, role, allowed):
    kept = begun(actor)
    other = begun(ActorFactory())
    UserFactory(referent_of=other.actor)
    signal = moderating.signal(answered(other), by=asker_of(other), reason="Insultant")
    box = mailbox(ActorFactory(slug="autre"), "contact@autre.example")
    options = {"visitor": {}, "member": {}, "referent": {"referent_of": actor}}.get(role, {role: True})
    if role != "visitor":
        client.force_login(UserFactory(**options))
    pages = [
        QUEUE,
        BOXES,
        f"{BOXES}acteur/autre/",
        reverse("conversations:signalled", args=[signal.pk]),
    ]
    if role != "referent":  # joining has delivered what waited
        pages.append(reverse("conversations:transmit", args=[kept.pk]))
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code == 200) is allowed, page
        assert (box.email in answer.text) is (allowed and page.startswith(BOXES))


def test_moderators_find_what_waits_in_the_admin(client, moderator):
    menu = client.get(reverse("wagtailadmin_home")).text
    assert all(path in menu for path in (QUEUE, "/moderation/cherche/", "/reseaux/animation/"))
    client.force_login(UserFactory(editor=True))
    menu = client.get(reverse("wagtailadmin_home")).text
    assert not any(path in menu for path in (QUEUE, "/moderation/cherche/", "/reseaux/animation/"))


def test_entering_a_mailbox_sends_the_message_and_tells_its_author(client, actor, moderator):
    conversation = begun(actor)
    assert "Ville de Denain" in client.get(QUEUE).text
    assert "convaincu les élus" in client.get(reverse("conversations:transmit", args=[conversation.pk])).text
    page = transmit(client, conversation, do="mailbox", **{"mailbox-email": "contact@denain.example"})
    assert "Boîte enregistrée" in page.text
    assert "Aucun message n’attend" in page.text
    assert QUESTION in OutgoingMail.objects.get(to="contact@denain.example").text
    assert OutgoingMail.objects.filter(key=f"conversations/routed/{conversation.pk}/mailbox").exists()


def test_a_message_is_given_to_another_actor(client, moderator):
    conversation = begun(None)
    other = ActorFactory(slug="autre-ville")
    referent = UserFactory(referent_of=other)
    for page in ("/acteurs/inconnu/", "/besoins/", "http://[", "nulle part"):
        answer = transmit(client, conversation, do="assign", **{"assign-page": page})
        assert answer.status_code == 422
        assert "Aucun acteur n’a cette page" in answer.text
    address = f"http://testserver{other.get_absolute_url()}"
    assert "Message transmis" in transmit(client, conversation, do="assign", **{"assign-page": address}).text
    conversation.refresh_from_db()
    assert (conversation.actor, conversation.route) == (other, Route.REFERENT)
    assert OutgoingMail.objects.filter(to=referent.email).exists()


def test_an_actor_where_nobody_is_yet_keeps_the_message_waiting(client, moderator):
    conversation = begun(None)
    page = transmit(client, conversation, do="assign", **{"assign-page": ActorFactory().get_absolute_url()})
    assert "attend toujours" in page.text


def test_giving_up_is_told_to_the_author(client, actor, moderator):
    conversation = begun(actor)
    assert transmit(client, conversation, do="give_up", **{"give_up-reason": ""}).status_code == 422
    transmit(client, conversation, do="give_up", **{"give_up-reason": "Ce service n’existe plus."})
    mail = OutgoingMail.objects.get(key=f"conversations/given-up/{conversation.pk}")
    assert "Ce service n’existe plus." in mail.text
    conversation.refresh_from_db()
    assert not conversation.is_open


def test_what_cannot_be_done_is_refused(client, moderator, actor):
    nobody = begun(None)
    sent = {"do": "mailbox", "mailbox-email": "contact@ville.example"}
    assert transmit(client, nobody, **sent).status_code == 404
    assert transmit(client, nobody, do="autre").status_code == 200
    assert transmit(client, nobody, do="mailbox", **{"mailbox-email": "x"}).status_code == 422


def test_a_signalled_message_is_read_alone_and_hidden(client, actor, referent, moderator):
    conversation = begun(actor, text="Question privée")
    answer = answered(conversation, "Une insulte")
    client.force_login(asker_of(conversation).correspondent.user)
    page = reverse("conversations:signal", args=[conversation.uuid, answer.pk])
    assert "Une insulte" in client.get(page).text
    assert "Message signalé" in client.post(page, {"reason": "Insultant"}, follow=True).text
    assert client.post(page, {"reason": "r" * 501}).status_code == 422
    client.post(page, {"reason": "Encore"})
    signal = Signal.objects.get()
    mail = OutgoingMail.objects.get(key__startswith="conversations/signal/")
    assert mail.to == moderator.email
    assert "insulte" not in mail.text

    client.force_login(moderator)
    shown = client.get(reverse("conversations:signalled", args=[signal.pk])).text
    assert "Une insulte" in shown
    assert "Insultant" in shown
    assert "Question privée" not in shown
    decide = reverse("conversations:signalled", args=[signal.pk])
    assert client.post(decide, {}).status_code == 422
    assert "Décision enregistrée" in client.post(decide, {"decision": "close"}, follow=True).text
    assert client.get(decide).status_code == 404
    client.force_login(asker_of(conversation).correspondent.user)
    thread = client.get(conversation.get_absolute_url()).text
    reopened = client.post(reverse("conversations:act", args=[conversation.uuid, "rouvrir"]), follow=True).text
    assert "reste fermée" in reopened
    assert "Message masqué par les modérateurs." in thread
    assert "Une insulte" not in thread
    assert "est fermée" in thread


def test_nothing_happens_where_there_is_nothing_to_reproach(actor, referent, moderator):
    conversation = begun(actor)
    signal = moderating.signal(answered(conversation), by=asker_of(conversation), reason="")
    moderating.decide(signal, decision=Signal.Decision.NOTHING, by=moderator)
    assert not Message.objects.filter(hidden_at__isnull=False).exists()


def test_one_does_not_signal_ones_own_message_nor_that_of_others(client, actor, referent):
    conversation, other = begun(actor), begun(actor)
    client.force_login(referent)
    client.logout()
    client.force_login(asker_of(conversation).correspondent.user)
    mine, theirs = conversation.messages.get(), other.messages.get()
    for pk in (mine.pk, theirs.pk):
        assert client.get(reverse("conversations:signal", args=[conversation.uuid, pk])).status_code == 404


def test_mailboxes_are_entered_changed_and_forgotten(client, actor, moderator):
    page = f"{BOXES}acteur/{actor.slug}/"
    client.post(page, {"email": "ancienne@denain.example"})
    begun(actor)
    assert "Adresse enregistrée" in client.post(page, {"email": "nouvelle@denain.example"}, follow=True).text
    assert "nouvelle@denain.example" in client.get(BOXES).text
    assert client.post(page, {"email": "x"}).status_code == 422
    network = NetworkFactory()
    client.post(f"{BOXES}reseau/{network.slug}/", {"email": "reseau@exemple.fr"})
    assert network.name in client.get(BOXES).text
    assert "Adresse effacée" in client.post(page, {"forget": "1"}, follow=True).text
    assert not Correspondent.objects.filter(email="nouvelle@denain.example").exists()
    assert answerer_of(actor.conversations.get()).label == f"Boîte de l’institution, {actor.name}"


def test_the_queue_costs_the_same_however_long(client, moderator, django_assert_max_num_queries):
    for _message in range(8):
        begun(ActorFactory())
    client.get(QUEUE)
    with django_assert_max_num_queries(10):
        client.get(QUEUE)
