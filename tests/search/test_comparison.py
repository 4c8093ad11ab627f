"""Reports side by side, and the reports that are near one, through the real engine."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from practices.models import ExperienceReportPage, ReportActor
from search import service
from search.engines.base import EngineUnavailable
from tests.factories.actors import ActorFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import ExperienceReportPageFactory, HazardFactory, NeedFactory

from .conftest import Committing

COMPARE = "/recherche/comparer/"


@pytest.fixture
def reports(committing: Committing) -> list[ExperienceReportPage]:
    """A whole report, two short ones and a fourth."""
    with committing():
        need = NeedFactory.create(slug="chaleur", label="Vivre la chaleur")
        shock = HazardFactory.create(label="Canicule")
        town = ActorFactory.create(name="Ville de Denain", territory=TerritoryFactory.create(name="Denain"))
        shared = {"needs": [need], "hazards": [shock]}
        whole = ExperienceReportPageFactory.create(
            title="Cours d’ombre", complete=True, location=None, report_actors=[ReportActor(actor=town)], **shared
        )
        return [whole, *(ExperienceReportPageFactory.create(title=f"Retour {name}", **shared) for name in "ABC")]


def get(client: Client, *ids: str, **parameters: str) -> str:
    response = client.get(COMPARE, {"rex": list(ids), **parameters})
    assert response.status_code == 200
    return response.content.decode()


def ids(reports: list[ExperienceReportPage]) -> list[str]:
    return [report.permanent_id for report in reports]


def heads(html: str) -> list[str]:
    return re.findall(r'class="versus__title" href="[^"]*">([^<]*)<', html)


def cells(html: str, label: str) -> list[str]:
    """Texts of the cells of a row."""
    row = re.search(rf'<th scope="row" role="rowheader">{label}</th>(.*?)</tr>', html, re.DOTALL)
    assert row
    found = re.findall(r'<td role="cell">(.*?)</td>', row[1], re.DOTALL)
    shown = (re.sub(r'<p class="versus__of".*?</p>', "", cell, flags=re.DOTALL) for cell in found)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).replace("\xa0", " ").split()) for cell in shown]


@pytest.mark.parametrize(
    ("label", "whole", "short"),
    [
        ("Besoins", "Vivre la chaleur", "Vivre la chaleur"),
        ("Face à", "Canicule", "Canicule"),
        ("Acteurs", "Ville de Denain", "non renseigné"),
        ("Territoire", "Denain : commune, 6 500 habitants", "non renseigné"),
        ("État d’avancement", "Réalisé", "non renseigné"),
        ("Durée prévue", "24 mois", "non renseigné"),
        ("Durée réelle", "28 mois", "non renseigné"),
        (
            "Coût",
            "investissement : 20 000 à 35 000 € (réel) par an : 4 000 € (estimé) Hors temps des agents.",
            "non renseigné",
        ),
        ("Moyens humains", "1,5 ETP Une cheffe de projet et un appui.", "non renseigné"),
        ("Résultats", "Les résultats observés.", "non renseigné"),
        ("Ce qui n’a pas marché", "Ce qui n’a pas marché.", "non renseigné"),
        ("Conditions de réussite", "Un portage continu", "non renseigné"),
        ("Prérequis", "Un état des lieux.", "non renseigné"),
        ("Conseils pour transposer", "Commencer petit.", "non renseigné"),
        ("Niveau de preuve", "Évalué en interne", "non renseigné"),
    ],
)
def test_each_thing_compared(
    client: Client, reports: list[ExperienceReportPage], label: str, whole: str, short: str
) -> None:
    assert cells(get(client, *ids(reports[:2])), label) == [whole, short]


def test_what_nobody_tells_is_named_once(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = get(client, *ids(reports[1:3]))
    assert 'role="rowheader">Coût<' not in html
    assert re.search(r"Aucun de ces retours ne le dit \(non renseigné\)[^.]*coût", html)


def test_columns_keep_the_order_of_the_address(client: Client, reports: list[ExperienceReportPage]) -> None:
    assert heads(get(client, *ids([reports[2], reports[0]]))) == ["Retour B", "Cours d’ombre"]


def test_more_than_three_are_said(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = get(client, *ids(reports), ids(reports)[0])
    assert heads(html) == ["Cours d’ombre", "Retour A", "Retour B"]
    assert "On compare trois retours au plus" in html
    assert "Retour C" in html


def test_each_can_be_removed(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = get(client, *ids(reports[:2]))
    first, second = ids(reports[:2])
    assert re.findall(r'<a class="small noprint" href="([^"]+)"', html) == [
        f"{COMPARE}?rex={second}",
        f"{COMPARE}?rex={first}",
    ]


def test_only_what_anyone_may_read_is_compared(client: Client, reports: list[ExperienceReportPage]) -> None:
    hidden = ExperienceReportPageFactory.create(title="Caché", draft=True)
    private = ExperienceReportPageFactory.create(title="Réservé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    html = get(client, *ids([reports[0], hidden, private]))
    assert heads(html) == ["Cours d’ombre"]
    assert "Caché" not in html
    assert "Réservé" not in html
    assert "Ces numéros ne mènent à aucun retour" in html
    assert f'href="{COMPARE}?rex={reports[0].permanent_id}">Garder seulement' in html


@pytest.mark.parametrize("unknown", ["2023-9999", "abc", "<script>", "\u0662\u0660\u0662\u0663-0001", "a\x00b"])
def test_an_unknown_number_is_said(client: Client, reports: list[ExperienceReportPage], unknown: str) -> None:
    html = get(client, unknown)
    assert "ne mène à aucun retour" in html
    assert "<script>«" not in html
    assert heads(html) == []


@pytest.mark.parametrize("parameters", [{"rex": "2" * 41}, {"q": "a" * 301}])
def test_what_is_too_long_is_refused(client: Client, db: None, parameters: dict[str, str]) -> None:
    response = client.get(COMPARE, parameters)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_near_reports_are_proposed_and_added(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = get(client, ids(reports)[0])
    added = re.findall(r'<a href="([^"]+)">Ajouter à la comparaison', html)
    assert len(added) == 3
    assert len(heads(client.get(unescape(added[0])).content.decode())) == 2


def test_words_find_a_report_to_add(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = get(client, ids(reports)[1], q="ombre")
    assert f"{COMPARE}?rex={ids(reports)[1]}&amp;rex={ids(reports)[0]}" in html
    assert "Aucun retour ne répond à ces mots" in get(client, ids(reports)[1], q="xylophone")


def test_the_cost_is_the_same_for_one_as_for_three(
    client: Client, reports: list[ExperienceReportPage], django_assert_max_num_queries: Any
) -> None:
    get(client, ids(reports)[0])
    for number in (1, 3):
        with django_assert_max_num_queries(9):
            get(client, *ids(reports[:number]))


def test_a_box_on_each_result_and_a_link_on_each_report(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = client.get("/recherche/").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="rex" value="([^"]+)"[^>]* form="comparer"', html)
    assert set(boxes) == set(ids(reports))
    assert f'<form class="noprint" id="comparer" action="{COMPARE}">' in html
    assert f'href="{COMPARE}?rex={ids(reports)[0]}"' in client.get(reports[0].url).content.decode()


def test_near_practices_say_what_they_share(client: Client, reports: list[ExperienceReportPage]) -> None:
    html = client.get(reports[0].url).content.decode()
    near = html[html.index('id="proches"') :]
    assert near.count('class="entry__title"') == 3
    assert "besoin «\xa0Vivre la chaleur\xa0», aléa ou stress «\xa0Canicule\xa0»" in near


def test_what_an_editor_chose_is_not_said_twice(
    client: Client, reports: list[ExperienceReportPage], committing: Committing
) -> None:
    reports[0].related = [reports[1]]
    with committing():
        reports[0].save_revision().publish()
    html = client.get(reports[0].url).content.decode()
    assert "Retour A" not in html[html.index('id="proches"') :]


def test_without_the_engine_nothing_is_said(
    client: Client, reports: list[ExperienceReportPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: object, **_kwargs: object) -> None:
        raise EngineUnavailable("the disk is full")

    monkeypatch.setattr(service, "similar", down)
    response = client.get(reports[0].url)
    assert response.status_code == 200
    assert 'id="proches"' not in response.content.decode()
    assert heads(get(client, ids(reports)[0])) == ["Cours d’ombre"]
