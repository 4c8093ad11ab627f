"""No address of somebody else, for nobody: every page that a role can reach is read and searched.

The only exceptions are listed here: Wagtail's pages of accounts for administrators, and for moderators the mailbox of
« Nous écrire » and that of messages to pass on, where an address is what they need to answer.
"""

import re

import pytest
from django.test import Client

from network_site.accounts.models import User
from tests.crawling import crawl
from tests.factories.kernel import UserFactory

from .conftest import Town

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+(?:example|fr)\b", re.IGNORECASE)
EXAMPLES = {"prenom.nom@exemple.fr"}
"""The form that an address takes, told beside the field where one is typed."""
STARTS = ("/", "/compte/", "/annuaire/", "/messages/", "/contribuer/", "/cherche/", "/alertes/", "/moderation/")
FILES = ("/sitemap.xml", "/robots.txt", "/recherche/atom.xml?q=eau", "/recherche/suggestions?q=fon")
ACCOUNTS = ("/admin/users/",)
MAILBOXES = ("/admin/contact_messages/", "/moderation/messages/")
TEXT_PAGES = ("/a-propos/", "/accessibilite/", "/glossaire/", "/lenquete/", "/mentions-legales/")
"""Read by the crawl of the whole catalogue; this small site has none."""
NOT_FOLLOWED = (
    *TEXT_PAGES,
    "/demo/",  # the mails of the demonstration, which production does not serve
    "/rex/2023-0001",  # what the factory's conversations are about
    "/admin/bulk/",
    "/admin/logout",
    "/compte/deconnexion/",
    "/admin/styleguide",
    "/_util",
    "/admin/jsi18n",
    "/documents/",
)


def role(name: str, town: Town) -> User | None:
    people = {
        "visitor": lambda: None,
        "member": lambda: UserFactory(email="moi@membre.example", observer_of=town.actor),
        "referent": lambda: town.person,
        "moderator": lambda: UserFactory(email="moi@moderation.example", moderator=True),
        "administrator": lambda: UserFactory(email="moi@administration.example", administrator=True),
    }
    return people[name]()


def reachable(client: Client, starts: tuple[str, ...]) -> list[str]:
    return [path for path in starts if client.get(path).status_code in {200, 301, 302}]


@pytest.mark.parametrize("name", ["visitor", "member", "referent", "moderator", "administrator"])
def test_no_page_shows_the_address_of_somebody_else(client: Client, town: Town, name: str) -> None:
    person = role(name, town)
    allowed = EXAMPLES | ({person.email} if person else set())
    staff = name in {"moderator", "administrator"}
    if person:
        client.force_login(person)
    starts = reachable(client, (*STARTS, town.report.url, *(("/admin/",) if staff else ())))
    read = 0
    for path, html in crawl(client, starts, admin=staff, without=NOT_FOLLOWED, refused=True):
        read += 1
        excepted = (*(ACCOUNTS if name == "administrator" else ()), *(MAILBOXES if staff else ()))
        found = set(ADDRESS.findall(html)) - allowed
        assert not found or path.startswith(excepted), (path, found)
    assert read > (30 if staff else 15)
    for path in FILES:
        assert not set(ADDRESS.findall(client.get(path).content.decode())) - allowed, path
