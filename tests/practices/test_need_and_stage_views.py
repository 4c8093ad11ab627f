"""The pages of needs and stages, and the index of needs."""

import re

import pytest
from django.test import Client, RequestFactory

from practices.models import Need, ReportActor
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory

pytestmark = pytest.mark.django_db


def body(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_need_leads_to_all_that_answers_it(client: Client):
    need = NeedFactory(slug="se-loger", stages=[StageFactory(label="Agir")], origin="editorial")
    other = NeedFactory(label="Besoin voisin")
    actor = ActorFactory(name="Ville qui l’a fait", with_territory=True)
    partner = ActorFactory(name="Simple partenaire")
    parts = [ReportActor(actor=actor), ReportActor(actor=partner, role="partenaire")]
    ExperienceReportPageFactory(title="Ce qui répond", needs=[need, other], report_actors=parts)
    NetworkFactory(name="Réseau utile", needs=[need])
    html = body(client, "/besoins/se-loger/")
    for text in (
        *(need.label, need.definition, "1\u00a0retour y répond", "1\u00a0collectivité l’a fait", "Ce qui répond"),
        *("Réseau utile", "Besoin voisin", "Agir", "Choix de la rédaction", 'href="/recherche/?besoin=se-loger"'),
    ):
        assert text in html, text
    done = html[html.index('id="acteurs"') : html.index("</ul>", html.index('id="acteurs"'))]
    assert "Ville qui l’a fait" in done
    assert "Simple partenaire" not in done


def test_a_need_that_nothing_answers_says_so(client: Client):
    html = body(client, NeedFactory().get_absolute_url())
    assert "Aucun retour d’expérience n’y répond encore" in html
    assert "0\u00a0retour y répond" in html
    assert "0\u00a0collectivité" not in html


def test_a_long_list_is_cut_and_leads_to_the_search(client: Client):
    need = NeedFactory()
    for _number in range(22):
        ExperienceReportPageFactory(needs=[need])
    html = body(client, need.get_absolute_url())
    assert html.count('class="entry"') == 20
    assert "Les voir tous les 22" in html


def test_what_is_not_published_is_not_shown(client: Client):
    need = NeedFactory(stages=[StageFactory(draft=True, label="Étape cachée")])
    ExperienceReportPageFactory(draft=True, title="Retour caché", needs=[need, NeedFactory(label="Voisin caché")])
    NetworkFactory(draft=True, name="Réseau caché", needs=[need])
    html = body(client, need.get_absolute_url())
    assert "caché" not in html
    assert client.get(NeedFactory(draft=True).get_absolute_url()).status_code == 404
    assert client.get(StageFactory(draft=True).get_absolute_url()).status_code == 404


def test_an_unsaved_need_is_previewed():
    need = Need(slug="nouveau", label="Besoin tout neuf", stages=[StageFactory(label="Étape choisie")])
    response = need.make_preview_request(RequestFactory().get("/", headers={"host": "testserver"}))
    assert response.status_code == 200
    assert "Besoin tout neuf" in response.content.decode()
    assert "Étape choisie" in response.content.decode()


def test_a_stage_stands_between_its_neighbours(client: Client):
    third, second, first = (
        StageFactory(label=label, order=rank) for rank, label in ((3, "Trois"), (2, "Deux"), (1, "Un"))
    )
    ExperienceReportPageFactory(title="Mené ici", stages=[second], needs=[])
    NeedFactory(label="Besoin d’ici", stages=[second])
    html = body(client, second.get_absolute_url())
    assert "Étape 2 sur 3" in html
    assert "Mené ici" in html
    assert "Besoin d’ici" in html
    assert f'rel="prev" href="{first.get_absolute_url()}"' in html
    assert f'rel="next" href="{third.get_absolute_url()}"' in html
    assert f'<a href="{second.get_absolute_url()}" aria-current="page">' in html
    assert 'rel="prev"' not in body(client, first.get_absolute_url())
    assert 'rel="next"' not in body(client, third.get_absolute_url())


def test_the_index_sets_needs_by_stage_with_the_number_of_reports(client: Client):
    stage = StageFactory(label="Anticiper")
    need = NeedFactory(label="Se projeter", stages=[stage])
    NeedFactory(label="Sans étape")
    NeedFactory(label="Besoin caché", draft=True, stages=[stage])
    ExperienceReportPageFactory(needs=[need])
    ExperienceReportPageFactory(needs=[need], draft=True)
    html = body(client, "/besoins/")
    assert re.search(
        r"Anticiper.*Se projeter</a><span class=\"n\">1<.*À toutes les étapes.*Sans étape", html, re.DOTALL
    )
    assert "Besoin caché" not in html


def test_the_index_of_an_empty_site_says_so(client: Client):
    assert "Aucun besoin n’est encore publié" in body(client, "/besoins/")


@pytest.mark.parametrize("path", ["/besoins/", "/besoins/le-besoin/", "/etapes/l-etape/"])
def test_the_cost_does_not_grow(count_queries, path):
    stage = StageFactory(slug="l-etape")
    need = NeedFactory(slug="le-besoin", stages=[stage])

    def fill() -> None:
        other = NeedFactory(stages=[stage, StageFactory()])
        part = ReportActor(actor=ActorFactory(with_territory=True))
        ExperienceReportPageFactory(needs=[need, other], stages=[stage], report_actors=[part])
        NetworkFactory(needs=[need])

    fill()
    before = count_queries(path)
    for _number in range(20):
        fill()
    assert count_queries(path) == before <= 15


def test_hostile_words_stay_words(client: Client):
    stage = StageFactory(hostile=True)
    need = NeedFactory(hostile=True, stages=[stage], questions=["<script>alert(1)</script> ?"])
    ExperienceReportPageFactory(title="<script>alert(2)</script>", needs=[need], stages=[stage])
    NetworkFactory(name="<script>alert(3)</script>", needs=[need])
    for url in ("/", "/besoins/", need.get_absolute_url(), stage.get_absolute_url(), "/plan-du-site/"):
        assert "<script>alert" not in body(client, url)
