"""Every page that leads from the home page, read by a machine: no dead end, no address of anyone, a full head."""

import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from actors.models import Actor, Network, Referent
from network_site.accounts.models import User
from practices.models import ExperienceReportPage, Need, Stage
from search.models import IndexedDocument
from tests.crawling import SITE, Head, crawl
from tests.loaded_catalogue import LoadedCatalogue

pytestmark = pytest.mark.usefixtures("catalogue_site")

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|mailto:", re.IGNORECASE)
EXAMPLE = "prenom.nom@exemple.fr"
"""The form that an address takes, told beside the field where one is typed."""
PHONE = re.compile(r"(?<![\w/.,-])(?:\+33|0033|0)[ . ]?[1-9](?:[ . -]?\d{2}){4}(?![\w/])|tel:\+?\d")


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
        if not path.startswith("/ecrire/"):  # to an actor, or to a network of the same name
            titles.setdefault(head.title, set()).add(urlsplit(path).path)
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
            html = client.get(path).content.decode().replace(EXAMPLE, "")
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
