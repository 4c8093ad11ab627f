"""Every page that leads from the home page, read by a machine: no dead end, no address of anyone, a full head."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from actors.models import Actor, Network, Referent
from network_site.accounts.models import User
from practices.models import ExperienceReportPage, Need, Stage
from search.models import IndexedDocument
from tests.loaded_catalogue import LoadedCatalogue

pytestmark = pytest.mark.usefixtures("catalogue_site")

SITE = "http://testserver"
MOST_OF_ONE_SHAPE = 3
"""Pages visited among those that differ by their question only: /recherche/?… has thousands of combinations."""
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|mailto:", re.IGNORECASE)
EXAMPLE = "prenom.nom@exemple.fr"
"""The form that an address takes, told beside the field where one is typed."""
PHONE = re.compile(r"(?<![\d/.,-])(?:\+33|0033|0)[ . ]?[1-9](?:[ . -]?\d{2}){4}(?![\d/])|tel:\+?\d")


class Head(HTMLParser):
    """What a page says of itself, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.metas: dict[str, str] = {}
        self.canonical = self.title = self.lang = ""
        self.headings = 0
        self.feeds: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "meta":
            self.metas[values.get("name", "") or values.get("property", "")] = values.get("content", "")
        elif tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        elif tag == "html":
            self.lang = values.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def crawl(client: Client) -> Iterator[tuple[str, str]]:
    """Address and text of each page, the home page first; an answer that is neither 200 nor a redirection fails."""
    waiting, seen, shapes = ["/"], {"/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code in {200, 301, 302}, (path, answer.status_code)
        if answer.status_code != 200:
            found = [answer["Location"]]
        elif answer["Content-Type"].startswith("text/html"):
            html = answer.content.decode()
            yield path, html
            found = Head(html).links
        else:
            continue
        for link in found:
            target = inside(link, path)
            if target and target not in seen:
                seen.add(target)
                shapes[shape(target)] += 1
                if shapes[shape(target)] <= MOST_OF_ONE_SHAPE or "?" not in target:
                    waiting.append(target)


def inside(link: str, path: str) -> str:
    """The path and question of a link to this very site, without anchor; empty for the others."""
    address = urlsplit(urldefrag(urljoin(f"{SITE}{path}", link)).url)
    local = address.scheme == "http" and address.netloc == "testserver" and not address.path.startswith("/admin")
    return f"{address.path}{'?' if address.query else ''}{address.query}" if local else ""


def shape(target: str) -> str:
    """What two questions to one page have in common: the path and the names of the parameters."""
    parts = urlsplit(target)
    return f"{parts.path}?{'&'.join(sorted({each.partition('=')[0] for each in parts.query.split('&')}))}"


@pytest.fixture(scope="module")
def pages(catalogue_of_module: LoadedCatalogue, django_db_blocker: Any) -> dict[str, str]:
    """Address → HTML, visited once for the module."""
    with django_db_blocker.unblock(), override_settings(RELAIS_SEARCH_INDEX_DIR=catalogue_of_module.index):
        return dict(crawl(Client()))


def test_every_page_leads_somewhere_and_says_what_it_is(pages: dict[str, str]):
    assert len(pages) > 150
    titles: dict[str, set[str]] = {}
    for path, html in pages.items():
        head = Head(html)
        assert head.lang == "fr", path
        assert head.headings == 1, path
        assert 20 <= len(head.metas["description"]) <= 400, (path, head.metas["description"])
        assert head.metas["og:title"], path
        assert head.canonical == f"{SITE}{urlsplit(path).path}" or head.metas.get("robots") == "noindex", path
        assert head.title.strip(), path
        if head.metas.get("robots") != "noindex":
            titles.setdefault(head.title, set()).add(head.canonical)
        for kind, found in (("mail", MAIL.findall(html.replace(EXAMPLE, ""))), ("phone", PHONE.findall(html))):
            assert not found, (path, kind, found)
    assert not {title: same for title, same in titles.items() if len(same) > 1}


def test_nobody_can_be_reached_around_the_site_whoever_asks(client: Client):
    files = ["/sitemap.xml", "/robots.txt", "/rex/2023-0001.json", "/rex/2023-0001.bib"]
    names = [name for name in Referent.objects.values_list("name", flat=True) if name]
    assert names
    for email in (None, "membre@relais.example", "referent@relais.example", "moderatrice@relais.example"):
        if email:
            client.force_login(User.objects.get(email=email))
        reports = ExperienceReportPage.objects.live()[:6]
        for path in [*files, "/", "/acteurs/", "/recherche/?q=eau", *(report.url for report in reports)]:
            html = client.get(path).content.decode()
            assert not MAIL.findall(html), (email, path)
            assert not PHONE.findall(html), (email, path)
    for payload in IndexedDocument.objects.values_list("payload", flat=True):
        text = json.dumps(payload, ensure_ascii=False)
        assert not MAIL.findall(text), payload["key"]
        assert not PHONE.findall(text), payload["key"]
        assert not [name for name in names if name in text], payload["key"]


def test_the_site_map_of_machines_lists_what_is_published(client: Client, pages: dict[str, str]):
    document = ElementTree.fromstring(client.get("/sitemap.xml").content)
    listed = {urlsplit(element.text or "").path for element in document.findall(".//{*}loc")}
    published = {report.url for report in ExperienceReportPage.objects.live()}
    for model in (Need, Stage, Actor, Network):
        published |= {each.get_absolute_url() for each in model._default_manager.filter(live=True)}
    assert published <= listed
    for path in listed - set(pages):
        assert client.get(path).status_code == 200, path


def test_robots_are_led_to_it(client: Client):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()
