"""Joining an actor: by an official address, by a moderator, by a référent; what is refused and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from actors.membership import asking
from actors.membership.domains import is_official, validate_domains
from actors.models import Actor, Membership
from actors.rights import is_member_of, is_referent_of
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, ActorTypeFactory, MembershipFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db
OFFICIAL = "c.durand@mairie-die.example"
Session = Callable[[Any], Client]
Mailed = Callable[[str], str]


def ask(client: Client, actor: Any, **changes: str) -> Any:
    return client.post(
        f"/compte/rejoindre/{actor.slug}/", {"role": "referent", "message": "Cheffe de projet"} | changes
    )


def test_an_actor_is_found_without_accents_and_drafts_are_not(camille: Any, signed_in: Session):
    ActorFactory(name="Métropole de Saint-Étienne", slug="metropole-de-saint-etienne")
    ActorFactory(name="Saint-Étienne brouillon", slug="saint-etienne-brouillon", draft=True)
    page = signed_in(camille).get("/compte/rejoindre/", {"q": "saint etienne"})
    assert "/compte/rejoindre/metropole-de-saint-etienne/" in page.text
    assert "brouillon" not in page.text
    assert "Elle n’y est pas\u00a0?" in page.text


def test_a_search_without_a_name_asks_for_one(camille: Any, signed_in: Session):
    client = signed_in(camille)
    asked = client.get("/compte/rejoindre/").text
    assert "facultatif" not in asked
    assert "Écrivez son nom" not in asked
    assert "Écrivez son nom" in client.get("/compte/rejoindre/", {"q": " "}).text


def test_a_mail_to_the_official_domain_proves_it_once(camille: Any, town: Any, signed_in: Session, mailed: Mailed):
    client = signed_in(camille)
    assert ask(client, town, address=OFFICIAL).headers["Location"] == "/compte/"
    assert "attend une réponse" in client.get("/compte/").text
    link = mailed(OFFICIAL)
    assert OFFICIAL not in str(Membership.objects.values())
    assert client.get(link).status_code == 200
    assert not is_member_of(camille, town), "a mail robot that follows the link gives nothing"
    assert client.post(link).headers["Location"] == "/compte/"
    assert is_referent_of(camille, town)
    assert Membership.objects.get().proof == "domain"
    assert client.get(link).status_code == 410
    assert OutgoingMail.objects.filter(to=camille.email).count() == 1


def test_the_link_serves_the_account_that_asked_only(camille: Any, town: Any, signed_in: Session, mailed: Mailed):
    ask(signed_in(camille), town, address=OFFICIAL)
    link = mailed(OFFICIAL)
    assert Client().get(link).headers["Location"].startswith("/compte/connexion/")
    colleague = signed_in(UserFactory())
    assert colleague.post(link).status_code == 403
    assert not is_member_of(camille, town)


def test_a_link_that_was_touched_or_is_too_old_proves_nothing(
    camille: Any, town: Any, signed_in: Session, mailed: Mailed, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(camille)
    ask(client, town, address=OFFICIAL)
    link = mailed(OFFICIAL)
    assert client.post(f"{link[:-4]}xxx/").status_code == 410
    monkeypatch.setattr(asking, "PROOF_LASTS", timedelta(seconds=-1))
    assert "durée limitée" in client.post(link).text
    assert not is_member_of(camille, town)


def test_an_account_at_the_official_domain_needs_no_other_proof(town: Any, signed_in: Session):
    agent = UserFactory(email="agent@MAIRIE-die.example", verified=True)
    client = signed_in(agent)
    assert "rien d’autre à prouver" in client.get(f"/compte/rejoindre/{town.slug}/").text
    ask(client, town)
    assert is_referent_of(agent, town)


def test_an_address_that_was_never_confirmed_proves_nothing(town: Any, signed_in: Session):
    agent = UserFactory(email="agent@mairie-die.example")
    ask(signed_in(agent), town)
    assert not is_member_of(agent, town)


@pytest.mark.parametrize(
    "address",
    ["maire@mairie-die.example.mechant.example", "maire@fausse-mairie-die.example", "maire@sous.mairie-die.example"],
)
def test_an_address_elsewhere_is_refused(camille: Any, town: Any, signed_in: Session, address: str):
    refused = ask(signed_in(camille), town, address=address)
    assert refused.status_code == 422
    assert "domaine connu" in refused.text
    assert "Cheffe de projet" in refused.text
    assert not OutgoingMail.objects.exists()


def test_a_mailbox_is_not_flooded(camille: Any, town: Any, signed_in: Session):
    client = signed_in(camille)
    answers = [ask(client, town, address=OFFICIAL).status_code for _attempt in range(4)]
    assert answers == [302, 302, 302, 422]
    assert OutgoingMail.objects.filter(to=OFFICIAL).count() == 3


def test_without_official_address_a_moderator_answers_once(camille: Any, town: Any, signed_in: Session, mailed: Mailed):
    moderator = UserFactory(moderator=True)
    client = signed_in(camille)
    ask(client, town)
    ask(client, town)
    assert OutgoingMail.objects.count() == 1
    link = mailed(moderator.email)
    office = signed_in(moderator)
    assert "Camille Durand" in office.get(link).text
    assert "perso.example" not in office.get(link).text
    assert office.post(link, {"decision": "refuse"}).status_code == 422
    office.post(link, {"decision": "refuse", "reason": "Qui êtes-vous ?"})
    assert "Qui êtes-vous ?" in OutgoingMail.objects.get(to=camille.email).text
    assert "Qui êtes-vous ?" in client.get("/compte/").text
    assert "a déjà sa réponse" in office.get(link).text
    ask(client, town)
    office.post(link, {"decision": "accept"})
    office.post(link, {"decision": "accept"})
    assert is_referent_of(camille, town)
    assert OutgoingMail.objects.filter(subject="Relais : vous avez rejoint Ville de Die").count() == 1


def test_later_requests_go_to_the_referents(camille: Any, town: Any, signed_in: Session, mailed: Mailed):
    UserFactory(moderator=True)
    referent = UserFactory(referent_of=town)
    ask(signed_in(camille), town, role="contributor")
    assert [mail.to for mail in OutgoingMail.objects.all()] == [referent.email]
    signed_in(referent).post(mailed(referent.email), {"decision": "accept"})
    membership = Membership.objects.get(user=camille)
    assert (membership.role, membership.proof) == ("contributor", "referent")


def test_moderators_find_requests_in_the_admin(camille: Any, town: Any, signed_in: Session):
    request = MembershipFactory(waiting=True, user=camille, actor=town)
    office = signed_in(UserFactory(moderator=True))
    listing = office.get("/admin/actor_memberships/?state=waiting")
    assert "Camille Durand" in listing.text
    assert office.get(f"/admin/actor_memberships/act/{request.pk}/").headers["Location"] == (
        f"/compte/demandes/{request.pk}/"
    )
    assert office.get(f"/admin/actor_memberships/inspect/{request.pk}/").status_code == 200


def test_an_actor_that_is_missing_is_proposed_to_the_moderators(camille: Any, signed_in: Session, mailed: Mailed):
    moderator = UserFactory(moderator=True)
    client = signed_in(camille)
    kind = ActorTypeFactory()
    sent = {"name": "Ville de Crest", "kind": str(kind.pk), "website": "", "role": "referent", "message": ""}
    assert client.post("/compte/rejoindre/nouveau/", sent | {"kind": "forged"}).status_code == 422
    assert client.post("/compte/rejoindre/nouveau/", sent).headers["Location"] == "/compte/"
    actor = Actor.objects.get()
    assert (actor.live, actor.slug, actor.origin) == (False, "ville-de-crest", "contribution")
    assert actor.latest_revision is not None
    assert client.get(actor.get_absolute_url()).status_code == 404
    assert "déjà proposé" in client.post("/compte/rejoindre/nouveau/", sent).text
    signed_in(moderator).post(mailed(moderator.email), {"decision": "accept"})
    assert is_referent_of(camille, actor)


def test_one_does_not_ask_without_end(camille: Any, signed_in: Session):
    MembershipFactory.create_batch(5, waiting=True, user=camille)
    refused = ask(signed_in(camille), ActorFactory())
    assert "cinq réponses" in refused.text


def test_whoever_belongs_already_is_led_home(camille: Any, town: Any, signed_in: Session):
    MembershipFactory(user=camille, actor=town)
    assert signed_in(camille).get(f"/compte/rejoindre/{town.slug}/").headers["Location"] == "/compte/"
    with pytest.raises(ValidationError, match="déjà"):
        asking.ask(camille, town, role="referent", message="")


@pytest.mark.parametrize(
    ("changes", "message"), [({"role": "roi"}, "Choisissez un rôle"), ({"message": "é" * 501}, "501")]
)
def test_what_is_refused_says_why(camille: Any, town: Any, signed_in: Session, changes: dict[str, str], message: str):
    refused = ask(signed_in(camille), town, **changes)
    assert refused.status_code == 422
    assert message in refused.text


def test_domains_are_domains_of_the_actor():
    validate_domains(["grenoble.fr", "mairie.grenoble-alpes-metropole.fr"])
    for wrong in ("gmail.com", "@grenoble.fr", "https://grenoble.fr", "grenoble", "x" * 300 + ".fr"):
        with pytest.raises(ValidationError):
            validate_domains([wrong])
    assert not is_official("sans-arobase", Actor(mail_domains=["grenoble.fr"]))
