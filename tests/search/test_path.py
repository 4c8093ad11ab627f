"""« Par où commencer ? » through the real engine: what is promised is found, and nothing leads to an empty page."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.models import ReportActor
from search import service
from search.engines.base import EngineUnavailable
from tests.factories.actors import ActorFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory

from .conftest import Committing

PATH = "/recherche/par-ou-commencer/"


@pytest.fixture
def catalogue(committing: Committing) -> None:
    with committing():
        region = TerritoryFactory.create(region_kind=True, code="84", name="Auvergne-Rhône-Alpes")
        TerritoryFactory.create(region_kind=True, code="53", name="Bretagne")
        isere = TerritoryFactory.create(departement_kind=True, code="38", name="Isère", region=region)
        TerritoryFactory.create(departement_kind=True, code="73", name="Savoie", region=region)
        act = StageFactory.create(slug="agir", label="Agir")
        plan = StageFactory.create(slug="prevoir", label="Prévoir")
        StageFactory.create(slug="suivre", label="Suivre")
        heat = NeedFactory.create(slug="chaleur", label="Vivre la chaleur")
        flood = NeedFactory.create(slug="crue", label="Se préparer aux crues")
        town = ActorFactory.create(territory=TerritoryFactory.create(departement=isere, region=region))
        here = [ReportActor(actor=town)]
        ExperienceReportPageFactory.create(title="Cours d’ombre", needs=[heat], stages=[act], report_actors=here)
        ExperienceReportPageFactory.create(title="Jardin de pluie", needs=[heat, flood], stages=[act])
        ExperienceReportPageFactory.create(title="Digue", needs=[flood], stages=[plan])


def get(client: Client, address: str = PATH) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def choices(html: str) -> dict[str, tuple[str, int]]:
    """Label → address and number of reports, of the answers that lead somewhere."""
    found = re.findall(
        r'<li><a href="([^"]+)"[^>]*>(?:<b>)?([^<]+)(?:</b>)?</a><span class="n">(\d+)\xa0retours?</span>', html
    )
    return {unescape(label): (unescape(url), int(number)) for url, label, number in found}


def total(html: str) -> int:
    found = re.search(r"<span data-count>(\d+)\xa0retours?", html)
    assert found
    return int(found[1])


def test_from_the_stage_to_the_results(client: Client, catalogue: None) -> None:
    html = get(client)
    asked = []
    for answer in ("Agir", "Vivre la chaleur", "Auvergne-Rhône-Alpes", "Isère", "Commune"):
        url, number = choices(html)[answer]
        html = get(client, url)
        asked.append((answer, number))
    assert [number for _answer, number in asked] == [2, 2, 1, 1, 1]
    assert url == "/recherche/?besoin=chaleur&etape=agir&territoire=departement-38&type-territoire=commune"
    assert total(html) == 1


def test_every_answer_gives_what_it_promises(client: Client, catalogue: None) -> None:
    """Every path of links, followed to its end."""
    todo, seen = [PATH], set()
    while todo:
        html = get(client, todo.pop())
        found = choices(html)
        assert found
        for url, number in found.values():
            assert number > 0
            if url.startswith(PATH):
                todo += [url] if url not in seen else []
            elif url not in seen:
                assert total(get(client, url)) == number
            seen.add(url)


def test_what_gives_nothing_is_shown_without_a_link(client: Client, catalogue: None) -> None:
    html = get(client)
    assert "Suivre" not in choices(html)
    assert "Encore aucun retour" in html
    assert "Suivre" in html


def test_unsure_at_each_step_ends_on_all_reports(client: Client, catalogue: None) -> None:
    url = PATH
    for _step in range(4):
        url = next(url for label, (url, _number) in choices(get(client, url)).items() if label.startswith("Je ne sais"))
    assert url == "/recherche/"


def test_going_back_keeps_the_choices(client: Client, catalogue: None) -> None:
    html = get(client, f"{PATH}?etape=agir&besoin=chaleur&territoire=departement-38&pas=type")
    back = re.search(r'<a href="([^"]+)">Revenir à la question précédente', html)
    assert back
    address = unescape(back[1])
    assert address == f"{PATH}?besoin=chaleur&etape=agir&territoire=departement-38&pas=departement"
    assert '<a href="' + back[1].replace("pas=departement", "pas=region") in get(client, address)
    assert "<b>Auvergne-Rhône-Alpes</b>" in get(client, address.replace("pas=departement", "pas=region"))


def test_unsure_of_the_departement_keeps_the_region(client: Client, catalogue: None) -> None:
    html = get(client, f"{PATH}?territoire=departement-38&pas=departement")
    url, number = choices(html)["Je ne sais pas\xa0: garder toute la région"]
    assert (url, number) == (f"{PATH}?territoire=region-84&pas=type", 1)


def test_choices_without_anything_in_common_can_be_undone(client: Client, catalogue: None) -> None:
    html = get(client, f"{PATH}?etape=prevoir&besoin=chaleur&pas=region")
    assert "Aucun retour ne réunit encore tous ces choix" in html
    assert "Voir le" not in html
    assert not choices(html)
    removed = re.findall(r'<a class="tag tag--on" href="([^"]+)"', html)
    assert len(removed) == 2
    assert all(choices(get(client, unescape(url))) for url in removed)


@pytest.mark.parametrize(
    "parameters", ["etape=inconnue", "pas=zzz", "territoire=commune-99999&pas=departement", "page=abc"]
)
def test_what_is_unknown_never_breaks_the_path(client: Client, catalogue: None, parameters: str) -> None:
    html = get(client, f"{PATH}?{parameters}")
    assert choices(html)
    assert ("ne sont pas connus ici" in html) == ("=inconnue" in parameters or "99999" in parameters)


@pytest.mark.parametrize("length", [301, 2_001])
def test_words_too_long_are_refused(client: Client, db: None, length: int) -> None:
    assert client.get(PATH, {"q": "a" * length}).status_code == 400


def test_words_and_other_filters_are_kept_and_removable(client: Client, catalogue: None) -> None:
    html = get(client, f"{PATH}?q=%22ombre%22&nature=demarche")
    url, number = choices(html)["Agir"]
    assert (url, number) == (f"{PATH}?q=%22ombre%22&etape=agir&nature=demarche&pas=besoin", 1)
    assert f'href="{PATH}?nature=demarche"' in html


def test_without_the_engine_the_path_stays_open(
    client: Client, catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: object, **_kwargs: object) -> None:
        raise EngineUnavailable("the disk is full")

    monkeypatch.setattr(service, "search", down)
    monkeypatch.setattr(service, "counts", down)
    response = client.get(PATH)
    assert response.status_code == 503
    assert f'<a href="{PATH}?etape=agir&amp;pas=besoin">Agir</a>' in response.content.decode()


def test_a_step_costs_the_same_whatever_the_number_of_choices(
    client: Client, catalogue: None, committing: Committing
) -> None:
    address = f"{PATH}?etape=agir&territoire=departement-38&pas=besoin"
    costs = []
    for _round in range(2):
        client.get(address)  # names are read once after a change
        with CaptureQueriesContext(connection) as queries:
            get(client, address)
        costs.append(len(queries))
        with committing():
            ExperienceReportPageFactory.create(needs=NeedFactory.create_batch(5), stages=[])
    assert costs[0] == costs[1] <= 5


@pytest.mark.parametrize("page", ["/", "/recherche/?q=xylophone"])
def test_the_path_is_found_from_home_and_from_an_empty_page(client: Client, catalogue: None, page: str) -> None:
    assert f'href="{PATH}"' in get(client, page)


def hostile(client: Client, committing: Committing) -> Any:
    with committing():
        stage = StageFactory.create(slug="pire", hostile=True)
        ExperienceReportPageFactory.create(stages=[stage])
    return get(client)


def test_labels_are_escaped(client: Client, committing: Committing) -> None:
    assert "<script>alert" not in hostile(client, committing)
