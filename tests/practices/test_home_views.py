"""The home page and the site map, which the kernel composes from what practices show."""

import re

import pytest
from django.test import Client

from practices.models import ReportActor
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.kernel import StandardPageFactory, home_page
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory

pytestmark = pytest.mark.django_db


def body(client: Client, url: str = "/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_site_has_a_home_page(client: Client):
    html = body(client)
    assert "De quoi votre territoire" in html
    assert "À lire cette semaine" not in html
    assert "Entrer par un besoin" not in html


def test_the_home_page_opens_every_door(client: Client):
    stage = StageFactory(label="Anticiper")
    need = NeedFactory(label="Se projeter", questions=["où allons-nous ?"])
    actor = ActorFactory()
    NetworkFactory()
    ExperienceReportPageFactory(
        title="Le récit",
        results="Des résultats.",
        needs=[need],
        stages=[stage],
        report_actors=[ReportActor(actor=actor)],
    )
    ExperienceReportPageFactory(title="Le plus récent")
    ExperienceReportPageFactory(title="Pas encore publié", draft=True, needs=[need])
    html = body(client)
    for text in (home_page().lede, "Le récit", "Le plus récent", "Anticiper", actor.name):
        assert text in html, text
    assert f'<a href="{need.get_absolute_url()}"><svg' in html
    assert "Où allons" in html
    assert "Pas encore publié" not in html
    assert re.findall(r'<span class="n">(\d+)</span><a', html) == ["2", "1", "1", "1"]
    assert re.search(r'Se projeter</a><span class="n">1<', html)


def test_the_cost_is_bounded_and_does_not_grow(count_queries):
    def fill() -> None:
        part = ReportActor(actor=ActorFactory(with_territory=True))
        ExperienceReportPageFactory(
            results="Des résultats.", needs=[NeedFactory()], stages=[StageFactory()], report_actors=[part]
        )
        NetworkFactory()

    fill()
    before = count_queries("/")
    for _number in range(20):
        fill()
    assert count_queries("/") == before <= 15


def test_the_site_map_names_everything_at_a_constant_cost(client: Client, count_queries):
    def fill() -> list[str]:
        things = [NeedFactory(), StageFactory(), ActorFactory(), NetworkFactory(), StandardPageFactory()]
        return [str(thing) for thing in things]

    hidden = StandardPageFactory(draft=True, title="Page cachée"), ActorFactory(draft=True, name="Acteur caché")
    names = fill()
    before = count_queries("/plan-du-site/")
    for _number in range(20):
        names += fill()
    assert count_queries("/plan-du-site/") == before <= 12
    html = body(client, "/plan-du-site/")
    for name in names:
        assert name in html, name
    for thing in hidden:
        assert str(thing) not in html


def test_robots_are_told_where_the_map_is(client: Client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()
    assert "Disallow: /admin/" in response.content.decode()
