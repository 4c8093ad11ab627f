"""« Vous êtes le référent ? »: who confirms, what the links do once, and what becomes of names."""

import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from actors.models import Referent
from actors.rights import is_referent_of
from contributions.freshness import claims
from contributions.freshness.models import Claim, ReferentAccount
from network_site import public_forms
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from practices.models import ReportActor, ReportReferent
from tests.factories.actors import ActorFactory, MembershipFactory, ReferentFactory
from tests.factories.kernel import UserFactory
from tests.factories.moderation import moderator
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

NAME, EMAIL, PASSWORD = "Camille Durand", "camille.durand@ville-exemple.fr", "un marais lent et bleu"


@pytest.fixture
def report():
    """Imported, of an actor whose official addresses are known, naming one person."""
    actor = ActorFactory(name="Ville d’Exemple", mail_domains=["ville-exemple.fr"])
    person = ReferentFactory(name=NAME, actor=actor, origin="report", confirmed=False)
    return ExperienceReportPageFactory(
        report_actors=[ReportActor(actor=actor)], report_referents=[ReportReferent(referent=person)]
    )


@pytest.fixture
def actor(report):
    return report.report_actors.get().actor


@pytest.fixture
def person(report) -> Referent:
    return report.report_referents.get().referent


@pytest.fixture
def fill(report, actor, person, monkeypatch: pytest.MonkeyPatch):
    """The form as a person sends it, after the few seconds that reading takes."""
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)

    def filled(**changes) -> dict[str, str]:
        said = {"referent": person.pk, "actor": actor.pk, "name": NAME, "email": EMAIL}
        return {"token": public_forms.FormToken.issue(), "role": "", "message": "", "website": "", **said, **changes}

    return filled


@pytest.fixture
def address(report) -> str:
    return f"/rex/{report.permanent_id}/referent/"


def link_in(mail: OutgoingMail) -> str:
    return next(line for line in mail.text.splitlines() if line.startswith("http")).split("8000")[1]


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.latest("pk")


def test_the_report_offers_it_and_the_form_shows(client: Client, report, address, django_assert_max_num_queries):
    assert address in client.get(report.url).content.decode()
    with django_assert_max_num_queries(12):
        html = client.get(address).content.decode()
    assert NAME in html
    assert "Une autre personne de l’équipe" in html


def test_a_name_that_is_hidden_on_the_report_is_hidden_here(client: Client, address, settings):
    settings.RELAIS_HIDE_UNCONFIRMED_NAMES = True
    html = client.get(address).content.decode()
    assert NAME not in html
    assert "dont le nom n’est pas affiché" in html


def test_what_a_member_wrote_or_nobody_signed_is_not_claimed(client: Client):
    own = ExperienceReportPageFactory(flash=True, report_actors=[ReportActor(actor=ActorFactory())])
    orphan = ExperienceReportPageFactory()
    draft = ExperienceReportPageFactory(draft=True)
    for report in (own, orphan, draft):
        assert client.get(f"/rex/{report.permanent_id}/referent/").status_code == 404
    assert "/referent/" not in client.get(own.url).content.decode()


def test_an_official_address_is_answered_at_once(client: Client, address, fill, report, person):
    actor = person.actor
    answer = client.post(address, fill(), follow=True)
    assert "ouvrez le courriel" in answer.content.decode()
    mail = last_mail()
    assert (mail.to, OutgoingMail.objects.count()) == (EMAIL, 1)
    taking = link_in(mail)
    html = client.get(taking).content.decode()
    assert "Choisissez un mot de passe" in html
    assert not User.objects.filter(email=EMAIL).exists()
    answer = client.post(taking, {"password": PASSWORD, "shows_name": "on"}, follow=True)
    assert "est à vous" in answer.content.decode()
    user = User.objects.get(email=EMAIL)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert is_referent_of(user, actor)
    person.refresh_from_db()
    assert (person.confirmed, person.account.user) == (True, user)
    assert EmailAddress.objects.get(user=user).verified
    claim = Claim.objects.get()
    assert (claim.state, claim.name, claim.email) == (Claim.State.DONE, "", "")
    answer = client.post(f"/contribuer/retour/{report.permanent_id}/", follow=True)
    assert "/contribuer/" in answer.request["PATH_INFO"]
    assert answer.status_code == 200
    assert client.post(taking).status_code == 410


def test_a_referent_of_the_actor_decides_for_any_address(client: Client, address, fill, actor):
    colleague = MembershipFactory(actor=actor, referent=True).user
    answer = client.post(address, fill(email="camille@gmail.com", message="Bonjour"), follow=True)
    assert "Un référent de votre organisme" in answer.content.decode()
    mail = last_mail()
    assert mail.to == colleague.email
    assert NAME not in mail.subject + mail.text
    decision = link_in(mail)
    assert NAME in client.get(decision).content.decode()
    assert Claim.objects.get().state == Claim.State.ASKED
    client.post(decision)
    assert last_mail().to == "camille@gmail.com"
    assert Claim.objects.get().proof == "referent"
    assert client.post(decision).status_code == 410


def test_a_moderator_decides_otherwise_and_a_refusal_has_a_reason(client: Client, address, fill):
    reader = moderator()
    client.post(address, fill(email="camille@gmail.com"))
    decision = link_in(last_mail())
    assert last_mail().to == reader.email
    answer = client.post(decision, {"refuse": "1", "reason": " "})
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.content.decode()
    client.post(decision, {"refuse": "1", "reason": "Nous ne trouvons pas votre nom."})
    assert "Nous ne trouvons pas votre nom." in last_mail().text
    claim = Claim.objects.get()
    assert (claim.state, claim.email) == (Claim.State.REFUSED, "")


def test_who_decides_no_more_has_a_dead_link(client: Client, address, fill):
    reader = moderator()
    client.post(address, fill(email="camille@gmail.com"))
    decision = link_in(last_mail())
    reader.groups.clear()
    assert client.post(decision).status_code == 410


@pytest.mark.parametrize("damage", ["forged", "old", "other use"])
def test_a_link_that_was_tampered_with_or_is_too_old(
    client: Client, address, fill, monkeypatch: pytest.MonkeyPatch, damage
):
    client.post(address, fill())
    taking = link_in(last_mail())
    if damage == "forged":
        taking = taking[:-3] + ("aa/" if not taking.endswith("aa/") else "bb/")
    if damage == "other use":
        taking = taking.replace("prendre", "confirmer")
    if damage == "old":
        later = time.time() + timedelta(days=15).total_seconds()
        monkeypatch.setattr(time, "time", lambda: later)
    assert client.post(taking, {"password": PASSWORD}).status_code == 410
    assert not ReferentAccount.objects.exists()


def test_a_known_address_signs_in_first(client: Client, address, fill, actor):
    user = UserFactory(email=EMAIL)
    client.post(address, fill())
    taking = link_in(last_mail())
    assert "Connectez-vous" in client.post(taking, {"password": PASSWORD}).content.decode()
    assert not ReferentAccount.objects.exists()
    client.force_login(user)
    client.post(taking, {})
    assert is_referent_of(user, actor)


def test_a_weak_password_loses_nothing(client: Client, address, fill):
    client.post(address, fill())
    taking = link_in(last_mail())
    answer = client.post(taking, {"password": "azerty"})
    assert answer.status_code == 422
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.get(taking).status_code == 200


@pytest.mark.parametrize("shows", [True, False])
def test_the_name_shows_only_if_its_bearer_wants(client: Client, address, fill, report, shows):
    client.post(address, fill())
    client.post(link_in(last_mail()), {"password": PASSWORD} | ({"shows_name": "on"} if shows else {}))
    assert (NAME in client.get(report.url).content.decode()) is shows


def test_a_withdrawn_name_stays_withdrawn(client: Client, address, fill, report, person):
    person.withdraw()
    client.post(address, fill())
    client.post(link_in(last_mail()), {"password": PASSWORD, "shows_name": "on"})
    assert NAME not in client.get(report.url).content.decode()


def test_somebody_else_of_the_team(client: Client, address, fill, actor, person):
    client.post(address, fill(referent="autre", name="Dominique Autre"))
    client.post(link_in(last_mail()), {"password": PASSWORD})
    added = Referent.objects.get(name="Dominique Autre")
    assert (added.actor, added.visibility) == (actor, Referent.Visibility.RELAY)
    person.refresh_from_db()
    assert not person.confirmed


def test_nothing_typed_is_lost(client: Client, address, fill):
    answer = client.post(address, fill(email="camille@", message="Un mot assez long"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Un mot assez long" in html
    assert "semble incomplète" in html
    assert client.post(address, fill(website="https://robot")).status_code == 422
    assert not Claim.objects.exists()


def test_sent_twice_it_is_one_request(client: Client, address, fill):
    form = fill()
    client.post(address, form)
    client.post(address, form)
    assert (Claim.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_too_many_requests_wait(client: Client, address, fill, monkeypatch: pytest.MonkeyPatch):
    for number in range(5):
        client.post(address, fill(email=f"personne-{number}@ville-exemple.fr"))
    assert client.post(address, fill()).status_code == 429
    monkeypatch.setattr(claims, "MOST_PER_HOUR", 5)
    assert Client().post(address, fill()).status_code == 429
    assert Claim.objects.count() == 5


def test_old_requests_are_forgotten(client: Client, address, fill):
    client.post(address, fill())
    assert claims.forget_old() == 0
    Claim.objects.update(asked_at=timezone.now() - Claim.KEPT_FOR - timedelta(days=1))
    assert claims.forget_old() == 1


def test_whoever_lost_the_mail_finds_the_list(client: Client, address, fill, actor):
    client.post(address, fill(email="camille@gmail.com"))
    assert client.get("/referents/demandes/").status_code == 302
    for user, sees in (
        (moderator(), True),
        (MembershipFactory(actor=actor, referent=True).user, True),
        (UserFactory(), False),
    ):
        client.force_login(user)
        assert ("/referents/confirmer/" in client.get("/referents/demandes/").content.decode()) is sees
        assert ("Une personne demande" in client.get("/compte/").content.decode()) is sees
