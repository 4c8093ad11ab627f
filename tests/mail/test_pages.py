"""The page of the demo, and the listing that administrators have."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from network_site.accounts.models import User
from network_site.mail import outbox
from network_site.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = User.objects.create_superuser("admin@exemple.fr", "un-mot-de-passe")
    client.force_login(user)
    return user


@pytest.fixture
def mail():
    return outbox.queue("event/1", to="lecteur@exemple.fr", subject="Bonjour <b>", text="Voir https://exemple.fr/x")


def test_the_demo_shows_its_mails(client, mail):
    page = client.get("/demo/courriels/").content.decode()
    assert "Bonjour &lt;b&gt;" in page
    assert 'href="https://exemple.fr/x"' in page


def test_the_latest_mail_comes_first_and_every_page_leads_there(client, mail):
    outbox.queue("event/2", to="lecteur@exemple.fr", subject="Ensuite", text="Plus tard")
    page = client.get("/demo/courriels/").content.decode()
    assert page.index("Ensuite") < page.index("Bonjour")
    assert "/demo/courriels/" in client.get("/contact/").content.decode()


def test_the_demo_page_does_not_exist_elsewhere(client, settings, mail):
    settings.RELAIS_DEMO = False
    assert client.get("/demo/courriels/").status_code == 404
    assert "/demo/" not in client.get("/contact/").content.decode()


def test_an_administrator_reads_and_retries(client, administrator, mail):
    OutgoingMail.objects.update(next_attempt_at=None, attempts=20, last_error="TimeoutError")
    listing = client.get(reverse("outgoingmail:index")).content.decode()
    assert "Abandonné" in listing
    assert "Relancer" in listing
    assert "Voir https://exemple.fr/x" in client.get(reverse("outgoingmail:inspect", args=[mail.pk])).content.decode()
    act = reverse("outgoingmail:act", args=[mail.pk])
    assert client.get(act).status_code == 200
    mail.refresh_from_db()
    assert mail.state == "given_up"
    assert client.post(act).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)


def test_what_is_sent_offers_no_retry(client, administrator, mail):
    OutgoingMail.objects.update(sent_at=timezone.now())
    assert "Relancer" not in client.get(reverse("outgoingmail:index")).content.decode()
    assert "Relancer" not in client.get(reverse("outgoingmail:inspect", args=[mail.pk])).content.decode()


def test_the_list_costs_the_same_with_more_mails(client, administrator, django_assert_max_num_queries):
    for number in range(15):
        outbox.queue(f"event/{number}", to="lecteur@exemple.fr", subject="Objet", text="Texte")
    client.get(reverse("outgoingmail:index"))
    with django_assert_max_num_queries(12):
        client.get(reverse("outgoingmail:index"))


@pytest.mark.parametrize("name", ["index", "inspect", "act"])
def test_a_moderator_sees_no_address_even_with_the_permissions(client, mail, name):
    user = User.objects.create_user("moderatrice@exemple.fr", "un-mot-de-passe")
    user.groups.add(Group.objects.get(name="Modération"))
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="mail"))
    client.force_login(user)
    url = reverse(f"outgoingmail:{name}", args=[] if name == "index" else [mail.pk])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code in {302, 403, 405}
        assert "lecteur@exemple.fr" not in answer.content.decode()
