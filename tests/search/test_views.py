"""The pages of the search on a small catalogue, through the real engine."""

import re
import runpy
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.models import ExperienceReportPage
from search import service
from search.documents import Kind
from search.engines.base import EngineUnavailable, NotSupported
from search.forms import MOST_READ
from search.queries import PER_PAGE
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.kernel import TerritoryFactory, UserFactory
from tests.factories.practices import ExperienceReportPageFactory, HazardFactory, NeedFactory, StageFactory

from .conftest import Committing

HOSTILE = "<script>alert('crue')</script>"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def catalogue(committing: Committing) -> None:
    with committing():
        region = TerritoryFactory.create(region_kind=True, code="84", name="Auvergne-Rhône-Alpes")
        isere = TerritoryFactory.create(departement_kind=True, code="38", name="Isère", region=region)
        heat = NeedFactory.create(slug="chaleur", label="Vivre la chaleur", synonyms=["canicule"])
        flood = NeedFactory.create(slug="crue", label="Se préparer aux crues")
        stage = StageFactory.create(slug="agir", label="Agir")
        shock = HazardFactory.create(slug="inondation", label="Inondation")
        ExperienceReportPageFactory.create(title="Cours d’ombre", needs=[heat], location=isere, stages=[stage])
        ExperienceReportPageFactory.create(title="Jardin de pluie", needs=[heat, flood], hazards=[shock])
        ExperienceReportPageFactory.create(title=HOSTILE, summary=f"La crue {HOSTILE}.", needs=[flood], hazards=[shock])
        ActorFactory.create(name="Ville de Grenoble", territory=isere)
        NetworkFactory.create(name="Réseau des cours d’ombre")


def more_reports(count: int) -> None:
    for _number in range(count):
        ExperienceReportPageFactory.create(
            needs=[NeedFactory.create()], hazards=[HazardFactory.create()], location=TerritoryFactory.create()
        )


def search(client: Client, **parameters: Any) -> Any:
    return client.get("/recherche/", parameters)


def titles(html: str) -> list[str]:
    return re.findall(r'class="entry__title"><a href="[^"]*">(.*?)</a>', html)


def boxes(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', html)


def test_a_question_finds_and_marks(client: Client, catalogue: None) -> None:
    html = search(client, q="ombre").content.decode()
    assert titles(html) == ["Cours d’<mark>ombre</mark>"]
    assert "<span data-count>1\u00a0retour</span>" in html
    assert '>Réseaux <span class="n">1</span>' in html


@pytest.mark.parametrize(
    "text",
    ['"crue', "crue AND (", "le la les", "e\x00au\x07", "+-*/!", "«", "title:crue", "\\", "' OR 1=1 --", "?q=%"],
)
def test_no_text_breaks_the_page(client: Client, catalogue: None, text: str) -> None:
    response = search(client, q=text)
    assert response.status_code == 200
    assert 'id="resultats"' in response.content.decode()


def test_stop_words_alone_show_everything_and_say_so(client: Client, catalogue: None) -> None:
    html = search(client, q="le la les").content.decode()
    assert len(titles(html)) == 3
    assert "trop courants" in html


@pytest.mark.parametrize("parameters", ["besoin=inconnu", "alea=%3Cb%3E&besoin=chaleur", "type=films", "tri=hasard"])
def test_what_is_unknown_is_ignored_said_and_removable(client: Client, catalogue: None, parameters: str) -> None:
    response = client.get(f"/recherche/?{parameters}")
    html = response.content.decode()
    assert response.status_code == 200
    assert "n’a pas été appliqué" in html
    assert "<b>»" not in html
    removed = re.search(r'<a href="([^"]+)">Le retirer de l’adresse</a>', html)
    assert removed
    assert "n’a pas été appliqué" not in client.get(removed[1].replace("&amp;", "&")).content.decode()


def test_a_filter_of_another_kind_is_set_aside(client: Client, catalogue: None) -> None:
    html = search(client, type="besoins", alea="inondation").content.decode()
    assert "Aléa ou stress&nbsp;: «&nbsp;inondation&nbsp;»" in html
    assert len(titles(html)) == 2


@pytest.mark.parametrize("page", ["abc", "0", "-3"])
def test_a_page_that_is_no_number_is_refused_with_the_question_kept(client: Client, db: None, page: str) -> None:
    response = search(client, q="eau", besoin="chaleur", type="besoins", etape="agir", page=page)
    html = response.content.decode()
    assert response.status_code == 400
    assert 'value="eau"' in html
    assert boxes(html, "etape") == ["agir"]
    assert 'href="/recherche/?q=eau&amp;type=besoins&amp;etape=agir"' in html


def test_past_the_end_is_not_found(client: Client, catalogue: None) -> None:
    response = search(client, q="crue", page=2)
    assert response.status_code == 404
    assert "avant la page 2" in response.content.decode()
    assert 'href="/recherche/?q=crue"' in response.content.decode()


def test_deeper_than_the_engine_goes_is_not_found(
    client: Client, catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_deep(query: object) -> None:
        raise NotSupported("10 000 hits at most")

    monkeypatch.setattr(service, "search", too_deep)
    assert search(client, page=900).status_code == 404


@pytest.mark.parametrize(
    ("length", "status", "kept"), [(300, 200, 300), (301, 400, 301), (2000, 400, 2000), (2001, 413, 300)]
)
def test_a_long_text_is_refused_and_kept(client: Client, catalogue: None, length: int, status: int, kept: int) -> None:
    for path in ("/recherche/", "/acteurs/"):
        response = client.get(path, {"q": "é" * length})
        assert response.status_code == status
        assert f'value="{"é" * kept}"' in response.content.decode()
        assert f'action="{path}"' in response.content.decode()


def test_where_nothing_is_found_only_reports_are_said_to_be_told(client: Client, catalogue: None) -> None:
    assert "Personne ne l’a encore raconté ici" in client.get("/recherche/?q=xylophone").text
    for path in ("/acteurs/?q=xylophone", "/recherche/?type=besoins&q=xylophone"):
        assert "Relais n’en connaît pas encore" in client.get(path).text


def test_each_directory_says_what_it_holds(client: Client, catalogue: None) -> None:
    pages = [client.get(path).text for path in ("/recherche/", "/acteurs/", "/reseaux/")]
    assert len({re.search(r'<meta name="description" content="(.+?)">', page)[1] for page in pages}) == 3  # type: ignore[index]


def test_what_the_field_holds_reaches_the_search_that_refuses_it(client: Client, catalogue: None) -> None:
    """Beyond, gunicorn would answer in English that the line is too large, and give nothing back."""
    assert f'maxlength="{MOST_READ}"' in client.get("/recherche/").text
    pasted = ("L’été, l’école est une étuve : où les élèves d’ici étudieront-ils ? " * 50)[:MOST_READ]
    line = f"GET /recherche/?{urlencode({'q': pasted})} HTTP/1.1"
    server = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
    assert 4_094 < len(line) < server["limit_request_line"]


def test_an_engine_that_is_down_leaves_the_needs(
    client: Client, catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: object, **_options: object) -> None:
        raise EngineUnavailable("no answer")

    NeedFactory.create(draft=True, label="Pas encore publié")
    monkeypatch.setattr(service, "search", down)
    monkeypatch.setattr(service, "suggest", down)
    response = search(client, q="eau", etape="agir")
    html = response.content.decode()
    assert response.status_code == 503
    assert '<a href="/besoins/chaleur/">Vivre la chaleur</a>' in html
    assert "Pas encore publié" not in html
    assert 'value="eau"' in html
    assert 'href="/recherche/?q=eau&amp;etape=agir"' in html
    assert client.get(reverse("search:suggestions"), {"q": "eau"}).status_code == 503


def test_nothing_typed_becomes_markup(client: Client, catalogue: None) -> None:
    html = search(client, q=f"crue {HOSTILE}", besoin='"><img src=x>').content.decode()
    assert len(titles(html)) == 2
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html


def test_nothing_found_offers_ways_out(client: Client, catalogue: None) -> None:
    html = search(client, q="ombre", besoin="crue").content.decode()
    assert "Aucun retour pour «\u00a0ombre\u00a0» avec ces filtres" in html
    assert '<a href="/recherche/?q=ombre">Retirer le filtre «\u00a0Se préparer aux crues\u00a0»</a>' in html
    assert "1\u00a0retour" in html
    assert 'href="/cherche/nouveau/?besoin=crue&amp;texte=ombre"' in html
    assert 'href="/contact/?sujet=question&amp;texte=ombre"' in html


def test_what_was_typed_is_kept_where_the_network_is_asked(client: Client, catalogue: None) -> None:
    typed = "dalles & « perméables »"
    html = search(client, q=typed).content.decode()
    ask, write = (re.search(rf'href="({path}[^"]*)"', html) for path in ("/cherche/nouveau/", "/contact/"))
    assert ask
    assert write
    assert client.get(unescape(write[1])).context["form"]["text"].value() == typed
    client.force_login(UserFactory(referent_of=ActorFactory()))
    assert client.get(unescape(ask[1])).context["form"]["context"].value() == typed
    client.force_login(UserFactory())
    refused = client.get(unescape(ask[1]))
    assert refused.status_code == 403
    kept = re.search(r'href="(/contact/[^"]*)"', refused.content.decode())
    assert kept
    assert client.get(unescape(kept[1])).context["form"]["text"].value() == typed


def test_a_place_within_a_chosen_one_narrows_it(client: Client, catalogue: None) -> None:
    html = search(client, territoire=["region-84", "departement-38"]).content.decode()
    assert re.findall(r'<input type="checkbox" name="territoire" value="([^"]+)" (\w+)>', html) == [
        ("region-84", "disabled"),
        ("departement-38", "checked"),
    ]


def test_the_page_works_without_scripts(client: Client, catalogue: None) -> None:
    html = search(client, q="crue", type="reports", besoin="crue", tri="titre").content.decode()
    assert re.search(r'<form id="filtres" action="/recherche/"', html)
    assert re.search(r'<input id="q" name="q" form="filtres"[^>]* value="crue"', html)
    assert len(re.findall(r'<button type="submit"[^>]*form="filtres"', html)) == 1
    assert "Appliquer les filtres" in html
    assert boxes(html, "tri") == ["titre"]
    assert not re.search(r"<script(?![^>]* src=)(?! type=\"application/ld\+json\")", html)
    assert " style=" not in html
    assert " onclick=" not in html


def test_each_facet_is_a_named_group(client: Client, catalogue: None) -> None:
    html = search(client).content.decode()
    groups = html.count("<fieldset")
    assert groups > 3
    assert html.count("<legend>") == groups
    assert html.count("<h1") == 1


def test_links_keep_the_rest_of_the_question(client: Client, committing: Committing, catalogue: None) -> None:
    with committing():
        need = NeedFactory.create(slug="commun")
        for number in range(PER_PAGE + 1):
            ExperienceReportPageFactory.create(title=f"Pluie {number}", needs=[need])
    html = search(client, q="pluie", besoin="commun").content.decode()
    assert 'rel="next" href="/recherche/?q=pluie&amp;besoin=commun&amp;page=2"' in html
    assert 'href="/recherche/?q=pluie&amp;besoin=commun&amp;tri=titre"' in html
    assert "Pluie" in search(client, q="pluie", besoin="commun", page=2).content.decode()


@pytest.mark.parametrize("url", ["/recherche/?q=crue&besoin=crue&x=1", "/acteurs/", "/recherche/?q=introuvable"])
def test_htmx_gets_the_region_of_the_whole_page(client: Client, catalogue: None, url: str) -> None:
    whole = client.get(url)
    part = client.get(url, headers=HTMX)
    html, everything = (answer.content.decode() for answer in (part, whole))
    region = html[html.index('<div class="results"') :].strip()
    assert region in everything
    assert "<body" not in html
    assert re.findall(r"<title>(.*) — Relais</title>", html) == re.findall(r"<title>(.*) — Relais</title>", everything)
    assert [response["Vary"].find("HX-Request") >= 0 for response in (whole, part)] == [True, True]


@pytest.mark.parametrize("url", ["/recherche/?q=crue&besoin=crue", "/retours/", "/acteurs/", "/recherche/?q=xylophone"])
def test_results_that_have_not_changed_are_not_sent_again(client: Client, catalogue: None, url: str) -> None:
    first = client.get(url, follow=True)
    url = first.redirect_chain[-1][0] if first.redirect_chain else url
    assert (first.status_code, first["Cache-Control"], bool(first.cookies)) == (200, "no-cache", False)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.force_login(UserFactory())
    assert "ETag" not in client.get(url)


def test_results_are_sent_again_once_a_report_has_changed(
    client: Client, catalogue: None, committing: Committing
) -> None:
    first = search(client, q="pluie")
    with committing():
        report = ExperienceReportPage.objects.get(title="Jardin de pluie")
        report.title = "Jardin de pluie et noue"
        report.save_revision().publish()
    again = client.get("/recherche/?q=pluie", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert any("noue" in title for title in titles(again.content.decode()))


def test_htmx_is_given_the_canonical_address(client: Client, catalogue: None) -> None:
    response = client.get("/recherche/?besoin=crue&q=&type=retours&page=1", headers=HTMX)
    assert response["HX-Push-Url"] == "/recherche/?besoin=crue"


def test_history_gets_a_whole_page(client: Client, catalogue: None) -> None:
    response = client.get("/recherche/", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<body" in response.content.decode()


@pytest.mark.parametrize(("name", "title"), [("search:actors", "Acteurs"), ("search:networks", "Réseaux")])
def test_directories_are_searches_of_one_kind(client: Client, catalogue: None, name: str, title: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert f"<h1>{title}</h1>" in html
    assert len(titles(html)) == 1
    assert 'class="tabs"' not in html
    assert f'action="{reverse(name)}"' in html


def test_only_plain_pages_are_for_search_engines(client: Client, catalogue: None) -> None:
    robots = '<meta name="robots" content="noindex">'
    assert [
        robots in client.get(url).content.decode() for url in ("/recherche/", "/acteurs/", "/recherche/?q=eau")
    ] == [
        False,
        False,
        True,
    ]


def test_suggestions_complete_titles(client: Client, catalogue: None) -> None:
    response = client.get(reverse("search:suggestions"), {"q": "cours d"})
    rows = response.json()
    assert {(row["label"], row["kind"]) for row in rows} == {
        ("Cours d’ombre", "Retour d’expérience"),
        ("Réseau des cours d’ombre", "Réseau"),
    }
    assert all(row["url"].startswith("/") for row in rows)
    assert "max-age=300" in response["Cache-Control"]


@pytest.mark.parametrize(("text", "status"), [("", 200), ("a" * 301, 400), ("a" * 2001, 413), ("\x00", 200)])
def test_suggestions_have_limits(client: Client, catalogue: None, text: str, status: int) -> None:
    response = client.get(reverse("search:suggestions"), {"q": text})
    assert (response.status_code, response.json()) == (status, [])


def test_suggestions_are_few(client: Client, committing: Committing, catalogue: None) -> None:
    with committing():
        for number in range(12):
            NeedFactory.create(label=f"Pompier {number}")
    assert len(client.get(reverse("search:suggestions"), {"q": "pomp"}).json()) == service.SUGGESTIONS


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_to_a_search(client: Client, method: str) -> None:
    assert getattr(client, method)("/recherche/").status_code == 405


@pytest.mark.parametrize(
    "parameters",
    [{}, {"q": "crue", "besoin": "crue", "territoire": "region-84"}, {"type": "besoins"}, {"q": "introuvable"}],
    ids=["all", "filtered", "needs", "nothing"],
)
def test_queries_do_not_grow_with_the_catalogue(
    client: Client, committing: Committing, catalogue: None, parameters: dict[str, str]
) -> None:
    address = f"/recherche/?{urlencode(parameters)}"
    client.get(address)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    before = queries()
    with committing():
        more_reports(60)
    client.get(address)  # the first question after a change reads what is ranked
    assert queries() == before <= 12


def test_every_kind_has_its_card(client: Client, catalogue: None) -> None:
    for kind in Kind:
        assert titles(search(client, type=kind.value).content.decode())
