"""The members' directory: who reads it, who is in it, what its facets count."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from exchanges.communities.directory import CONSENT, everyone, may_read, read_directory
from exchanges.communities.models import DirectoryEntry
from exchanges.communities.personal_data import export, forget
from exchanges.conversations.models import Block, Conversation, Correspondent
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.communities import DirectoryEntryFactory, FacilitatorFactory, JoinRequestFactory
from tests.factories.kernel import TerritoryFactory, UserFactory
from tests.factories.practices import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "reads"),
    [("visitor", False), ("alone", False), ("waiting", False), ("member", True), ("moderator", True)],
)
def test_members_alone_read_it(client: Client, role: str, reads: bool) -> None:
    DirectoryEntryFactory(user=UserFactory(last_name="Secrète", contributor_of=ActorFactory()))
    people = {
        "alone": UserFactory,
        "waiting": lambda: MembershipFactory(waiting=True).user,
        "member": lambda: UserFactory(observer_of=ActorFactory()),
        "moderator": lambda: UserFactory(moderator=True),
    }
    if role in people:
        person = people[role]()
        client.force_login(person)
        assert may_read(person) is reads
    answer = client.get("/annuaire/")
    assert (answer.status_code == 200) is reads
    assert ("Secrète" in answer.content.decode()) is reads


def test_no_address_is_shown_and_who_left_is_not_listed(client: Client) -> None:
    here = DirectoryEntryFactory(user=UserFactory(last_name="Ici", contributor_of=ActorFactory()))
    DirectoryEntryFactory(user=UserFactory(last_name="Ailleurs"))
    client.force_login(UserFactory(contributor_of=ActorFactory()))
    page = client.get("/annuaire/").content.decode()
    assert "Ici" in page
    assert "Ailleurs" not in page
    assert here.user.email not in page


def test_facets_come_from_the_people() -> None:
    region = TerritoryFactory(region_kind=True, name="Bretagne")
    place = TerritoryFactory(region=region)
    need = NeedFactory(label="Trouver l’eau")
    entry = DirectoryEntryFactory(
        user=UserFactory(contributor_of=ActorFactory(territory=place)), languages=["en", "fr"]
    )
    entry.expertises.add(need)
    DirectoryEntryFactory(user=UserFactory(contributor_of=ActorFactory()))
    directory = read_directory(QueryDict("langue=en"))
    found = {facet.param: [(value.label, value.count) for value in facet.values] for facet in directory.facets}
    assert (directory.total, directory.everyone) == (1, 2)
    assert found == {
        "besoin": [("Trouver l’eau", 1)],
        "region": [("Bretagne", 1)],
        "langue": [("anglais", 1), ("français", 1)],
    }


def choose(user: User, **choices: Any) -> None:
    """What the person set about messages."""
    Correspondent.objects.update_or_create(user=user, defaults={"kind": Correspondent.Kind.MEMBER, **choices})


def test_queries_do_not_grow(client: Client, django_assert_max_num_queries: Any) -> None:
    for _each in range(8):
        choose(DirectoryEntryFactory(user=UserFactory(contributor_of=ActorFactory(with_territory=True))).user)
    with django_assert_max_num_queries(4):
        assert [person.takes_messages for person in everyone()] == [True] * 8
    client.force_login(UserFactory(contributor_of=ActorFactory()))
    client.get("/annuaire/")
    with django_assert_max_num_queries(10):
        client.get("/annuaire/")


def test_a_card_is_written_with_an_agreement_and_taken_back(client: Client) -> None:
    user = UserFactory(contributor_of=ActorFactory())
    client.force_login(user)
    refused = client.post("/annuaire/ma-fiche/", {"role": "Directrice", "about": "Les cours d’école"})
    assert refused.status_code == 422
    assert "Les cours d’école" in refused.content.decode()
    client.post("/annuaire/ma-fiche/", {"role": "Directrice", "languages": ["en"], "agreed": "on"})
    card = DirectoryEntry.objects.get(user=user)
    assert (card.role, card.languages, card.consent) == ("Directrice", ["en"], str(CONSENT))
    client.post("/annuaire/ma-fiche/retirer/")
    assert not DirectoryEntry.objects.exists()


def test_what_is_known_of_a_person_is_given_and_forgotten() -> None:
    card = DirectoryEntryFactory(languages=["fr"])
    user = card.user
    claim, request = FacilitatorFactory(user=user), JoinRequestFactory(user=user)
    told = export(user)
    assert told["annuaire"]["fonction"] == card.role
    assert told["animation_de_reseaux"][0]["reseau"] == claim.network.name
    assert told["demandes_d_adhesion"][0]["message"] == request.message
    forget(user)
    assert export(user) == {"annuaire": None, "animation_de_reseaux": [], "demandes_d_adhesion": []}


def plain(answer: Any) -> str:
    """With ordinary spaces, which French typography replaces in names."""
    return str(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def listed_person() -> DirectoryEntry:
    person = UserFactory(
        first_name="Ada", last_name="Aidante", email="ada@ailleurs.example", contributor_of=ActorFactory()
    )
    card: DirectoryEntry = DirectoryEntryFactory(user=person)
    return card


def test_a_member_writes_to_somebody_listed_without_seeing_an_address(
    client: Client, listed_person: DirectoryEntry, typed: dict[str, Any]
) -> None:
    client.force_login(UserFactory(first_name="Zoé", last_name="Demandeuse", observer_of=ActorFactory()))
    address = f"/annuaire/{listed_person.pk}/ecrire/"
    assert f'href="{address}"' in client.get("/annuaire/").content.decode()
    page = client.get(address)
    assert "Écrire à Ada Aidante" in plain(page)
    assert listed_person.user.email not in page.content.decode()
    sent = client.post(address, typed, follow=True)
    assert "Message bien envoyé à la personne à qui vous écrivez." in plain(sent)
    mail = OutgoingMail.objects.get(to=listed_person.user.email)
    assert mail.subject.startswith("Annuaire des membres : message de Vera")
    assert typed["text"] in mail.text
    assert listed_person.user.email not in sent.content.decode()
    assert Conversation.objects.get().title == "Annuaire des membres"  # nobody's name, which would outlive the account


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [({"accepts": "nobody"}, False), ({"unreachable_at": "2026-01-01T00:00Z"}, False), ({"accepts": "members"}, True)],
)
def test_what_a_person_chose_about_messages_is_respected(
    client: Client, listed_person: DirectoryEntry, typed: dict[str, Any], chosen: dict[str, str], shown: bool
) -> None:
    choose(listed_person.user, **chosen)
    client.force_login(UserFactory(contributor_of=ActorFactory()))
    address = f"/annuaire/{listed_person.pk}/ecrire/"
    assert (address in client.get("/annuaire/").content.decode()) is shown
    answer = client.post(address, typed)
    assert answer.status_code == (302 if shown else 403)
    assert Conversation.objects.exists() is shown
    if not shown:
        assert "ne reçoit pas de message" in plain(answer)
        assert typed["text"] in plain(answer)


def test_a_blocked_member_is_refused(client: Client, listed_person: DirectoryEntry, typed: dict[str, Any]) -> None:
    asker = UserFactory(contributor_of=ActorFactory())
    of_user = Correspondent.objects.of_user
    Block.objects.create(blocker=of_user(listed_person.user), blocked=of_user(asker))
    client.force_login(asker)
    answer = client.post(f"/annuaire/{listed_person.pk}/ecrire/", typed)
    assert answer.status_code == 403
    assert "ne souhaite pas vous lire" in plain(answer)
    assert not Conversation.objects.exists()


def test_one_does_not_write_to_oneself_nor_to_who_is_not_listed(client: Client, listed_person: DirectoryEntry) -> None:
    client.force_login(listed_person.user)
    address = f"/annuaire/{listed_person.pk}/ecrire/"
    assert address not in client.get("/annuaire/").content.decode()
    assert "Cette fiche est la vôtre" in plain(client.get(address, follow=True))
    client.force_login(UserFactory(contributor_of=ActorFactory()))
    listed_person.user.memberships.all().delete()
    assert client.get(address).status_code == 404
    assert client.get("/annuaire/999999/ecrire/").status_code == 404


def test_who_may_not_read_the_directory_may_not_write(client: Client, listed_person: DirectoryEntry) -> None:
    address = f"/annuaire/{listed_person.pk}/ecrire/"
    assert client.get(address).headers["Location"].startswith("/compte/connexion/")
    client.force_login(UserFactory())
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Aidante" not in answer.content.decode()
