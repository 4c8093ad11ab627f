"""From the results of a search to a confirmed alert, and out again, without an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.alerts import links, subscribing
from exchanges.alerts.models import Alert, Criterion, Subscriber
from network_site.mail.models import OutgoingMail
from search import indexing
from search.queries import SearchQuery
from tests.exchanges.alerts.conftest import link_in, mails
from tests.factories.alerts import AlertFactory
from tests.factories.practices import NeedFactory, ThemeFactory

pytestmark = pytest.mark.django_db
URL = "/alertes/suivre/"
SENT = "/alertes/demande-envoyee/"


def test_a_search_is_followed_once_the_mail_is_confirmed(client: Client, typed: dict[str, Any]) -> None:
    assert client.post(URL, typed)["Location"] == SENT
    alert = Alert.objects.get()
    assert (alert.subscriber.email, alert.text, alert.rhythm) == ("elue@exemple.fr", "eau", "jour")
    assert "J’accepte" in alert.consent_text
    assert not Criterion.objects.exists()

    path = link_in(mails("confirm")[0], "/alertes/confirmer/")
    assert "«\xa0eau\xa0»" in client.get(path).content.decode()
    assert Alert.objects.waiting().exists()  # a robot that follows links has confirmed nothing

    assert client.post(path)["Location"].startswith("/alertes/gerer/")
    assert Alert.objects.confirmed().get() == alert
    assert Criterion.objects.filter(alert=alert).exists()
    assert client.get(path).status_code == 410


def test_the_same_search_is_one_alert_however_it_is_written(client: Client, typed: dict[str, Any]) -> None:
    need = NeedFactory(slug="boire")
    for written in ("q=eau&besoin=boire", "besoin=boire&q=eau&page=3&tri=date", "besoin=boire&besoin=inconnu&q=+eau"):
        client.post(URL, typed | {"recherche": written})
    alert = Alert.objects.get()
    assert alert.parameters == "q=eau&besoin=boire"
    assert need.label in alert.label
    assert len(mails("confirm")) == 1


def test_the_answer_does_not_tell_what_an_address_follows(client: Client, typed: dict[str, Any]) -> None:
    AlertFactory(subscriber__email="elue@exemple.fr", parameters="q=eau")
    known = client.post(URL, typed)
    unknown = client.post(URL, typed | {"email": "autre@exemple.fr"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "/alertes/gerer/?cle=" in mails("exists")[0].text
    for email in ("elue@exemple.fr", "personne@exemple.fr"):
        assert client.post("/alertes/", typed | {"email": email})["Location"] == "/alertes/lien-envoye/"
    assert [mail.to for mail in mails("manage")] == ["elue@exemple.fr"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "Indiquez votre adresse e-mail."),
        ({"email": "mairie@"}, "Cette adresse semble incomplète."),
        ({"email": "a" * 300 + "@exemple.fr"}, "254 caractères"),
        ({"rythme": "heure"}, "Choisissez «"),
        ({"recherche": "q=" + "a" * 301}, "Gardez l’essentiel"),
        ({"recherche": "q=eau&" + "besoin=x&" * 400}, "trop de filtres"),
        ({"website": "https://spam.exemple"}, "Ce champ doit rester vide."),
        ({"token": "forgé"}, "trop longtemps"),
    ],
)
def test_a_refusal_says_why_and_loses_nothing(
    client: Client, typed: dict[str, Any], changes: dict[str, str], message: str
) -> None:
    answer = client.post(URL, typed | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert f'value="{(typed | changes)["email"]}"' in page or not (typed | changes)["email"]
    assert not Alert.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_browser_asks_ten_times_an_hour(client: Client, typed: dict[str, Any]) -> None:
    for number in range(10):
        assert client.post(URL, typed | {"email": f"e{number}@exemple.fr"}).status_code == 302
    assert client.post(URL, typed | {"email": "e10@exemple.fr"}).status_code == 429
    assert Subscriber.objects.count() == 10
    assert client.post("/alertes/", typed).status_code == 429


def test_nobody_fills_the_mailbox_of_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        subscribing.subscribe("cible@exemple.fr", SearchQuery(f"eau {number}"), rhythm="jour")
    assert len(mails("confirm")) == subscribing.MOST_WAITING_A_DAY
    for _again in range(3):
        subscribing.subscribe("cible@exemple.fr", SearchQuery("eau 1"), rhythm="semaine")
    assert len(mails("confirm")) == subscribing.MOST_WAITING_A_DAY
    assert Alert.objects.get(text="eau 1").rhythm == "semaine"
    monkeypatch.setattr(subscribing, "MOST_WAITING_AN_HOUR", 5)
    with pytest.raises(subscribing.TooManyRequests):
        subscribing.subscribe("autre@exemple.fr", SearchQuery("eau"), rhythm="jour")


def test_a_flood_keeps_what_was_typed(client: Client, typed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST_WAITING_AN_HOUR", 0)
    answer = client.post(URL, typed)
    assert answer.status_code == 429
    assert 'value="Elue@Exemple.fr"' in answer.content.decode()


def test_the_page_of_ones_alerts_changes_and_deletes_each(client: Client) -> None:
    first = AlertFactory(parameters="q=eau")
    second = AlertFactory(subscriber=first.subscriber, parameters="q=crue", waiting=True)
    other = AlertFactory(parameters="q=vent")
    path = links.manage_path(first.subscriber)
    page = client.get(path).content.decode()
    assert page.count("Supprimer cette alerte") == 2
    assert "Pas encore confirmée" in page
    assert first.subscriber.email not in page

    client.post(path, {"alerte": first.pk, "rythme": "jour"})
    client.post(path, {"alerte": other.pk, "rythme": "jour"})
    client.post(path, {"alerte": first.pk, "rythme": "heure"})
    client.post(path, {"alerte": "x"})
    assert dict(Alert.objects.values_list("pk", "rhythm")) == {
        first.pk: "jour",
        second.pk: "semaine",
        other.pk: "semaine",
    }

    client.post(path, {"alerte": second.pk, "rythme": "semaine", "supprimer": "oui"})
    client.post(path, {"alerte": other.pk, "rythme": "semaine", "supprimer": "oui"})
    assert set(Alert.objects.all()) == {first, other}
    last = client.post(path, {"alerte": first.pk, "rythme": "jour", "supprimer": "oui"})
    assert last["Location"] == "/alertes/arretees/"
    assert list(Subscriber.objects.all()) == [other.subscriber]
    assert client.get(path).status_code == 410


def test_the_number_of_alerts_does_not_change_the_cost_of_their_page(
    client: Client, django_assert_num_queries: Any
) -> None:
    subscriber = AlertFactory().subscriber
    with django_assert_num_queries(3):
        client.get(links.manage_path(subscriber))
    for word in ("crue", "vent", "feu"):
        AlertFactory(subscriber=subscriber, parameters=f"q={word}")
    with django_assert_num_queries(3):
        client.get(links.manage_path(subscriber))


def test_one_click_unsubscribes_without_cookie_nor_csrf_token() -> None:
    alert = AlertFactory()
    path = links.stop_path(alert.subscriber)
    strict = Client(enforce_csrf_checks=True)
    assert "Tout arrêter" in strict.get(path).content.decode()
    assert Subscriber.objects.exists()
    for _twice in range(2):
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200  # a mail program follows no redirection of a POST
    assert not Subscriber.objects.exists()
    assert not Criterion.objects.exists()
    assert "arrêtées" in strict.get(path).content.decode()


def test_links_of_one_use_open_no_other_and_forged_ones_nothing(client: Client) -> None:
    alert = AlertFactory(waiting=True)
    stop = links.stop_path(alert.subscriber).partition("?")[2]
    confirm = links.confirm_path(alert).partition("?")[2]
    for path in ("/alertes/gerer/", "/alertes/confirmer/", "/alertes/arreter/"):
        for query in ("", "cle=x", "cle=%00", stop, confirm):
            usable = (path, query) in {("/alertes/arreter/", stop), ("/alertes/confirmer/", confirm)}
            assert (client.get(f"{path}?{query}").status_code == 200) is usable, (path, query)
    assert Alert.objects.waiting().exists()


def test_what_nobody_confirms_is_forgotten_after_a_week(client: Client, typed: dict[str, Any]) -> None:
    kept = AlertFactory(consented_at=timezone.now() - timedelta(days=30))
    client.post(URL, typed)
    late = Alert.objects.waiting().get()
    assert subscribing.forget_unconfirmed() == 0
    long_ago = timezone.now() - Alert.CONFIRMED_WITHIN - timedelta(hours=1)
    Alert.objects.filter(pk=late.pk).update(consented_at=long_ago)
    Subscriber.objects.filter(pk=late.subscriber_id).update(created_at=long_ago)
    assert subscribing.forget_unconfirmed() == 1
    assert list(Subscriber.objects.all()) == [kept.subscriber]


def test_the_results_offer_to_follow_them_for_no_query(client: Client, django_assert_max_num_queries: Any) -> None:
    indexing.rebuild()
    NeedFactory(slug="boire")
    with django_assert_max_num_queries(12):
        page = client.get("/recherche/?q=xyzzy&besoin=boire&tri=titre&page=1").content.decode()
    assert 'href="/alertes/suivre/?q=xyzzy&amp;besoin=boire"' in page
    assert "csrfmiddlewaretoken" not in page  # it would be made for one reader, and keep the page from being kept
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert "/recherche/atom.xml?q=xyzzy&amp;besoin=boire" in page
    assert "tel quel ce que personne n’a encore écrit&nbsp;: xyzzy" in page
    follow = client.get("/alertes/suivre/?q=xyzzy&besoin=boire").content.decode()
    assert 'value="q=xyzzy&amp;besoin=boire"' in follow


def test_an_alert_follows_a_term_whose_address_changes() -> None:
    need, theme = NeedFactory(slug="boire"), ThemeFactory(slug="boire")
    alert, waiting = (
        AlertFactory(parameters="q=eau&besoin=boire"),
        AlertFactory(parameters="besoin=boire", waiting=True),
    )
    other = AlertFactory(parameters="besoin=boire-mieux&theme=boire")
    both = AlertFactory(subscriber=alert.subscriber, parameters="q=eau&besoin=avoir-de-l-eau")
    need.slug = "avoir-de-l-eau"
    need.save()
    kept = dict(Alert.objects.values_list("pk", "parameters"))
    assert kept == {both.pk: both.parameters, waiting.pk: "besoin=avoir-de-l-eau", other.pk: other.parameters}
    theme.slug = "eau"
    theme.save()
    other.refresh_from_db()
    assert other.query.selections == {"theme": ("eau",), "need": ("boire-mieux",)}
    assert Criterion.objects.filter(alert=other, token__endswith=":eau").exists()
    assert not Criterion.objects.filter(alert=waiting).exists()
