"""Who hears of a message, who reads it, and when it goes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.permissions import policy_registry

from network_site.accounts.models import User
from network_site.contact import posting, retention
from network_site.contact.models import Message
from network_site.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def message(number=1, **fields):
    return Message.objects.create(
        **{"token": f"00000000-0000-0000-0000-{number:012}", "subject": "retrait", "text": "Retirez mon nom."} | fields
    )


@pytest.fixture
def moderator():
    user = User.objects.create_user("moderatrice@exemple.fr", "un-mot-de-passe", first_name="Ana")
    group = Group.objects.get(name="Modération")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="contact"))
    user.groups.add(group)
    return user


def test_moderators_are_told_without_the_visitors_address(client, typed, moderator):
    User.objects.create_superuser("admin@exemple.fr", "un-mot-de-passe")
    User.objects.create_user("membre@exemple.fr", "un-mot-de-passe")
    client.post("/contact/", typed)
    mail = OutgoingMail.objects.get()
    assert mail.to == moderator.email
    assert mail.subject == "Relais : Signaler un problème sur une page"
    assert "La date de cette page est fausse." in mail.text
    assert "http://127.0.0.1:8000/retours/cours-oasis/" in mail.text
    assert reverse("contact_messages:inspect", args=[Message.objects.get().pk]) in mail.text
    assert "mairie@exemple.fr" not in mail.text + str(mail.headers) + mail.key
    assert "Elle attend une réponse" in mail.text


def test_without_moderators_the_administrators_are_told(client, typed):
    User.objects.create_superuser("admin@exemple.fr", "un-mot-de-passe")
    client.post("/contact/", typed | {"page": "", "email": ""})
    mail = OutgoingMail.objects.get()
    assert mail.to == "admin@exemple.fr"
    assert "Page concernée" not in mail.text
    assert "Elle n’a pas laissé d’adresse" in mail.text


def test_the_setting_names_the_recipients(client, typed, moderator, settings):
    settings.RELAIS_CONTACT_RECIPIENTS = ["a@exemple.fr", "b@exemple.fr"]
    client.post("/contact/", typed)
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == ["a@exemple.fr", "b@exemple.fr"]
    assert not any("@" in key for key in OutgoingMail.objects.values_list("key", flat=True))


def test_a_flood_is_kept_whole_and_mailed_once_an_hour(client, typed, moderator, monkeypatch):
    monkeypatch.setattr(posting, "MAILED_PER_HOUR", 1)
    for number in range(4):
        client.post("/contact/", typed | {"text": f"Message {number}"})
    assert Message.objects.count() == 4
    keys = sorted(OutgoingMail.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert keys[1].startswith("contact/flood/")
    assert "cesse pour l’instant" in OutgoingMail.objects.get(key=keys[1]).text


def test_if_the_mail_cannot_be_written_the_message_is_not_half_stored(client, typed, moderator, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError("disk")

    monkeypatch.setattr("network_site.mail.outbox.queue", broken)
    with pytest.raises(RuntimeError):
        client.post("/contact/", typed)
    assert not Message.objects.exists()


def test_a_moderator_reads_filters_and_handles(client, moderator):
    waiting, done = message(1), message(2, handled_at=timezone.now())
    client.force_login(moderator)
    listing = reverse("contact_messages:index")
    page = client.get(listing, {"handled": "non"}).content.decode()
    assert str(waiting) in page
    assert str(done) not in page
    assert str(done) in client.get(listing, {"handled": "oui"}).content.decode()
    assert "Retirez mon nom." in client.get(reverse("contact_messages:inspect", args=[waiting.pk])).content.decode()
    act = reverse("contact_messages:act", args=[waiting.pk])
    assert "supprimé un an après" in client.get(act).content.decode()
    client.post(act)
    waiting.refresh_from_db()
    assert waiting.handled_by == moderator
    assert not waiting.can_act


def test_a_message_is_read_as_it_was_written_at_the_time_of_here(client, moderator):
    written = message()
    Message.objects.update(created_at="2026-07-14T22:30:00Z", text="Bonjour,\n<b>Retirez</b> mon nom.")
    client.force_login(moderator)
    page = client.get(reverse("contact_messages:inspect", args=[written.pk])).content.decode()
    assert "15 juillet 2026 00:30" in page
    assert "Bonjour,<br>&lt;b&gt;Retirez&lt;/b&gt; mon nom." in page
    assert "None" not in page[page.index("<dl>") : page.index("</dl>")]


def test_a_message_cannot_be_written_changed_or_deleted_from_the_admin(client, moderator):
    kept = message()
    client.force_login(moderator)
    for path in ("new/", f"edit/{kept.pk}/", f"delete/{kept.pk}/"):
        assert client.post(f"{reverse('contact_messages:index')}{path}").status_code == 404


@pytest.mark.parametrize("name", ["index", "inspect", "act"])
def test_an_editor_reads_no_message(client, name):
    kept = message(email="mairie@exemple.fr")
    user = User.objects.create_user("editrice@exemple.fr", "un-mot-de-passe")
    user.groups.add(Group.objects.get(name="Édition"))
    client.force_login(user)
    url = reverse(f"contact_messages:{name}", args=[] if name == "index" else [kept.pk])
    assert "mairie@exemple.fr" not in client.get(url, follow=True).content.decode()
    client.post(url)
    kept.refresh_from_db()
    assert kept.handled_at is None


def test_the_policies_know_their_people(moderator):
    administrator = User.objects.create_superuser("admin@exemple.fr", "un-mot-de-passe")
    messages, mails = policy_registry.get_by_type(Message), policy_registry.get_by_type(OutgoingMail)
    assert set(messages.users_with_permission("act")) == {moderator, administrator}
    assert set(mails.users_with_permission("view")) == {administrator}
    assert not messages.user_has_permission(administrator, "delete")


def test_the_list_costs_the_same_with_more_messages(client, moderator, django_assert_max_num_queries):
    for number in range(15):
        message(number, handled_at=timezone.now(), handled_by=moderator)
    client.force_login(moderator)
    client.get(reverse("contact_messages:index"))
    with django_assert_max_num_queries(16):
        client.get(reverse("contact_messages:index"))


def test_what_was_handled_a_year_ago_goes_and_what_waits_stays():
    old = timezone.now() - retention.KEPT_AFTER_HANDLING - timedelta(seconds=1)
    message(1, handled_at=old)
    recent = message(2, handled_at=timezone.now())
    waiting = message(3, created_at=old)
    assert retention.delete_handled() == 1
    assert set(Message.objects.all()) == {recent, waiting}
