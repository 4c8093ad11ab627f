"""The members of an actor: invited, given a role, removed, leaving; and the link of an invitation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors.membership import inviting
from actors.models import Invitation, Membership
from actors.rights import is_member_of, is_referent_of
from network_site import public_forms
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db
INVITED = "nouvelle@mairie-die.example"
Session = Callable[[Any], Client]
Mailed = Callable[[str], str]


@pytest.fixture
def referent(town: Any) -> Any:
    return UserFactory(first_name="Dominique", last_name="Petit", referent_of=town)


@pytest.fixture
def link(town: Any, referent: Any, signed_in: Session, mailed: Mailed) -> str:
    sent = signed_in(referent).post(f"/compte/acteurs/{town.slug}/", {"email": INVITED, "role": "contributor"})
    assert sent.status_code == 302
    return mailed(INVITED)


def test_an_invitation_opens_an_account_and_the_actor(
    town: Any, link: str, client: Client, monkeypatch: pytest.MonkeyPatch
):
    cache.clear()
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    page = client.get(link)
    assert "Dominique Petit vous invite comme contributeur" in page.text
    signup = client.post(link, follow=True)
    assert INVITED in signup.text
    sent = {
        "token": public_forms.FormToken.issue(), "first_name": "Ada", "last_name": "Martin", "email": INVITED,
        "password1": "ardoise moulin quatorze", "website": "", "next": link,
    }  # fmt: skip
    assert client.post("/compte/inscription/", sent).headers["Location"] == link, "the link proved the address"
    assert client.post(link).headers["Location"] == "/compte/"
    membership = Membership.objects.get(user__email=INVITED)
    assert (membership.role, membership.proof) == ("contributor", "invitation")
    assert client.get(link).status_code == 410


def test_an_invitation_serves_an_account_of_its_address_only(town: Any, link: str, signed_in: Session):
    other = signed_in(UserFactory())
    assert "pour une autre adresse" in other.get(link).text
    assert "pour une autre adresse" in other.post(link).text
    assert Membership.objects.count() == 1
    invited = UserFactory(email=INVITED)
    MembershipFactory(waiting=True, user=invited, actor=town)
    signed_in(invited).post(link)
    assert is_member_of(invited, town)


@pytest.mark.parametrize("how", ["touched", "expired", "revoked", "inviter gone"])
def test_an_invitation_that_no_longer_holds(
    how: str, referent: Any, link: str, signed_in: Session, monkeypatch: pytest.MonkeyPatch
):
    if how == "touched":
        link = f"{link[:-4]}xxx/"
    elif how == "expired":
        monkeypatch.setattr(Invitation, "LASTS", timedelta(seconds=-1))
    elif how == "revoked":
        signed_in(referent).post(f"/compte/invitations/{Invitation.objects.get().pk}/retirer/")
    else:
        Membership.objects.filter(user=referent).delete()
    invited = signed_in(UserFactory(email=INVITED))
    assert invited.post(link).status_code == 410
    assert not Membership.objects.filter(user__email=INVITED).exists()


def test_an_address_is_invited_once_and_shown_to_nobody_whole(town: Any, referent: Any, link: str, signed_in: Session):
    client = signed_in(referent)
    page = client.get(f"/compte/acteurs/{town.slug}/").text
    assert "n… (mairie-die.example)" in page
    assert INVITED not in page
    again = client.post(f"/compte/acteurs/{town.slug}/", {"email": INVITED.upper(), "role": "referent"})
    assert "déjà invitée" in again.text
    MembershipFactory(user=UserFactory(email="la@mairie-die.example"), actor=town)
    there = client.post(f"/compte/acteurs/{town.slug}/", {"email": "la@mairie-die.example", "role": "referent"})
    assert "appartient déjà" in there.text
    assert client.post(f"/compte/acteurs/{town.slug}/", {"email": "x", "role": "roi"}).status_code == 422


def test_invitations_are_not_sent_without_end(town: Any, referent: Any, signed_in: Session):
    for number in range(30):
        Invitation.objects.create(actor=town, email=f"a{number}@ville.example", invited_by=referent)
    refused = signed_in(referent).post(f"/compte/acteurs/{town.slug}/", {"email": INVITED, "role": "observer"})
    assert "Trente invitations" in refused.text


def test_addresses_of_old_invitations_are_forgotten(town: Any, referent: Any):
    old = timezone.now() - timedelta(days=60)
    Invitation.objects.create(actor=town, email=INVITED, invited_by=referent, created_at=old)
    Invitation.objects.create(actor=town, email="recente@ville.example", invited_by=referent)
    assert inviting.forget_ended() == 1
    assert [invitation.email for invitation in Invitation.objects.all()] == ["recente@ville.example", ""]


def test_a_referent_gives_roles_and_removes(town: Any, referent: Any, camille: Any, signed_in: Session):
    membership = MembershipFactory(user=camille, actor=town)
    client = signed_in(referent)
    assert "Camille Durand" in client.get(f"/compte/acteurs/{town.slug}/").text
    client.post(f"/compte/membres/{membership.pk}/role/", {"role": "referent"})
    assert is_referent_of(camille, town)
    client.post(f"/compte/membres/{membership.pk}/role/", {"role": "roi"})
    assert is_referent_of(camille, town)
    assert "prévenue" in client.get(f"/compte/membres/{membership.pk}/retirer/").text
    client.post(f"/compte/membres/{membership.pk}/retirer/")
    assert not is_member_of(camille, town)
    assert [mail.subject for mail in OutgoingMail.objects.filter(to=camille.email).order_by("pk")] == [
        "Relais : votre rôle pour Ville de Die a changé",
        "Relais : vous n’appartenez plus à Ville de Die",
    ]


def test_the_last_referent_may_name_who_comes_after(town: Any, referent: Any, camille: Any, signed_in: Session):
    client = signed_in(referent)
    assert "L’inviter" in client.get(f"/compte/acteurs/{town.slug}/quitter/").text
    successor = MembershipFactory(user=camille, actor=town)
    stranger = MembershipFactory(actor=ActorFactory())
    page = client.get(f"/compte/acteurs/{town.slug}/quitter/").text
    assert "dernier référent" in page
    assert "Camille Durand" in page
    refused = client.post(f"/compte/acteurs/{town.slug}/quitter/", {"successor": str(stranger.pk)})
    assert "Choisissez quelqu’un dans la liste." in refused.text
    client.post(f"/compte/acteurs/{town.slug}/quitter/", {"successor": str(successor.pk)})
    assert is_referent_of(camille, town)
    assert not is_member_of(referent, town)


def test_an_actor_without_referent_is_told_to_the_moderators(town: Any, referent: Any, signed_in: Session):
    moderator = UserFactory(moderator=True)
    signed_in(referent).post(f"/compte/acteurs/{town.slug}/quitter/", {})
    assert OutgoingMail.objects.get(to=moderator.email).subject == "Relais : Ville de Die n’a plus de référent"


def test_a_request_is_withdrawn_without_telling_anybody(town: Any, camille: Any, signed_in: Session):
    MembershipFactory(waiting=True, referent=True, user=camille, actor=town)
    signed_in(camille).post(f"/compte/acteurs/{town.slug}/quitter/", {})
    assert not Membership.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("path", ["/compte/acteurs/ville-de-die/", "/compte/"])
def test_queries_do_not_grow_with_members(town: Any, referent: Any, signed_in: Session, path: str):
    client, counted = signed_in(referent), []
    for number in (1, 20):
        MembershipFactory.create_batch(number, actor=town)
        MembershipFactory.create_batch(number, waiting=True, actor=town)
        MembershipFactory.create_batch(number, user=referent)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_deleted_account_leaves_no_membership(town: Any, referent: Any):
    User.objects.all().delete()
    assert not Membership.objects.exists()
