"""The page of a report: whole, with gaps, at a constant cost, and safe with whatever is typed."""

import json
import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from practices.models import (
    ExperienceReportPage,
    ReportActor,
    ReportGoal,
    ReportImage,
    ReportIndicator,
    ReportReference,
    ReportReferent,
    ReportReuse,
)
from tests.factories.actors import ActorFactory, NetworkFactory, ReferentFactory
from tests.factories.kernel import DocumentFactory, ImageFactory, TerritoryFactory
from tests.factories.practices import (
    DoughnutDimensionFactory,
    ExperienceReportPageFactory,
    NeedFactory,
    StageFactory,
    SustainableGoalFactory,
)

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*(SpooledTemporaryFile|FileIO):pytest.PytestUnraisableExceptionWarning"),
]


def body(client: Client, report: ExperienceReportPage) -> str:
    response = client.get(report.url)
    assert response.status_code == 200
    return response.content.decode()


def rich_report() -> ExperienceReportPage:
    """A report that uses every part of the page."""
    need = NeedFactory()
    DoughnutDimensionFactory(planet=True)
    NetworkFactory(needs=[need])
    report = ExperienceReportPageFactory(
        complete=True,
        classified=True,
        needs=[need],
        related=[ExperienceReportPageFactory(needs=[need]), ExperienceReportPageFactory()],
        inspirations=[ReportReuse(inspired_by=ExperienceReportPageFactory(title="Celui qui a inspiré"))],
        report_images=[ReportImage(image=ImageFactory(), alt="Une cour plantée", credit="Ville d’Essai")],
        references=[
            ReportReference(role="source", label="Bilan", url="https://www.exemple.fr/bilan", language="en"),
            ReportReference(role="link", document=DocumentFactory(title="Guide à télécharger")),
        ],
    )
    report.tags.add("ombre")
    report.save()
    return report


def test_everything_that_is_told_is_shown(client: Client):
    report = rich_report()
    ExperienceReportPageFactory(title="Celui qui a repris", inspirations=[ReportReuse(inspired_by=report)])
    html = body(client, report)
    for field in ("context", "objectives", "governance", "stakeholders", "legal_frame", "results", "limits", "lessons"):
        assert getattr(report, field).replace("'", "’") in html
    for text in (
        *("Un portage continu", "Le manque de temps", "Commencer petit.", "20\u00a0000 à 35\u00a0000\u00a0€ (réel)"),
        *("1,5\u00a0ETP", "mars 2021 – juin 2023", "28 mois (24 prévus)", "Fonds vert (10\u00a0000\u00a0€)"),
        *("Contribue, explicite", "Arbres plantés", "Celui qui a inspiré", "Celui qui a repris", "Une cour plantée"),
        *("Bilan", "exemple.fr, en anglais", "Guide à télécharger", "Que faire quand il fait trop chaud", "ombre"),
        *(report.permanent_id, "Vérifié le", "évalué en interne", report.needs.get().networks.get().name),
    ):
        assert text in html, text
    assert "Non renseigné" not in html


def test_a_report_of_the_survey_says_what_is_missing(client: Client):
    html = body(client, ExperienceReportPageFactory(action="Ce qui a été tenté."))
    assert re.search(r'id="limites".*?Non renseigné dans l’enquête', html, re.DOTALL)
    assert re.search(r'id="a-raconter".*?Le contexte, les résultats, ce qu’on en retient', html, re.DOTALL)
    assert re.search(r"Coût et moyens</dt><dd>\s*<span[^>]*>non renseigné dans l’enquête", html)
    assert "Pas encore vérifié" in html
    assert "Classement proposé par la rédaction, en attente de validation" in html


def test_a_flash_report_claims_no_gap(client: Client):
    html = body(client, ExperienceReportPageFactory(flash=True))
    assert "Non renseigné dans l’enquête" not in html
    assert "limites" not in html
    assert "Classement proposé" not in html


@pytest.mark.parametrize(
    ("made", "role", "headings"),
    [
        ({"flash": True}, None, []),
        ({"flash": True}, "link", ["Pour aller plus loin"]),
        ({"flash": True}, "source", ["Sources"]),
        ({}, None, ["Sources"]),
        ({}, "link", ["Sources", "Pour aller plus loin"]),
    ],
)
def test_sources_are_spoken_of_where_they_are_given_or_the_survey_lacks_them(client: Client, made, role, headings):
    cited = [ReportReference(role=role, label="Bilan", url="https://www.exemple.fr/bilan")] if role else []
    shown = body(client, ExperienceReportPageFactory(references=cited, **made))
    assert re.findall(r">(Sources|Pour aller plus loin)</h[23]>", shown) == headings
    assert re.findall(r'<a href="#sources">([^<]*)</a>', shown) == headings[:1]
    assert "Pas encore raconté" not in shown.partition('id="sources"')[2]


def test_a_goal_without_effect_has_no_degree(client: Client):
    goal = SustainableGoalFactory(label="Vie terrestre")
    html = body(client, ExperienceReportPageFactory(report_goals=[ReportGoal(goal=goal, effect=None)]))
    assert "Effet non évalué" in html
    assert "Vie terrestre" in html
    assert "Degré" not in html


def test_indicators_stand_under_their_objective(client: Client):
    rows = [
        ReportIndicator(objective="Rafraîchir", kind="outcome", label="Température en été"),
        ReportIndicator(objective="Se nourrir", kind="output", label="Repas bio"),
        ReportIndicator(objective="Rafraîchir", kind="output", label="Arbres plantés"),
    ]
    html = body(client, ExperienceReportPageFactory(indicators=rows))
    found = [
        html.index(text) for text in ("Rafraîchir", "Arbres plantés", "Température en été", "Se nourrir", "Repas bio")
    ]
    assert found == sorted(found)
    assert "Les valeurs ne sont pas renseignées" in html


def test_an_indicator_is_not_claimed_to_be_what_nobody_said(client: Client):
    rows = [ReportIndicator(label="Arbres plantés"), ReportIndicator(kind="outcome", label="Température en été")]
    html = body(client, ExperienceReportPageFactory(indicators=rows))
    assert re.findall(r'<td class="nowrap">(.*?)</td>', html) == ["ce qui change", "non précisé"]


def test_an_indicator_without_objective_has_no_empty_heading(client: Client):
    html = body(client, ExperienceReportPageFactory(indicators=[ReportIndicator(label="Arbres plantés")]))
    assert "Arbres plantés" in html
    assert 'scope="rowgroup"' not in html


def test_the_cost_is_bounded_and_does_not_grow(client: Client, count_queries):
    report = rich_report()
    need = report.needs.get()
    before = count_queries(report.url)
    for _number in range(20):
        NetworkFactory(needs=[need])
        other = ExperienceReportPageFactory(
            needs=[need], stages=[StageFactory()], inspirations=[ReportReuse(inspired_by=report)]
        )
        report.related.add(other)
        report.report_actors.add(ReportActor(actor=ActorFactory(with_territory=True)))
        report.report_referents.add(ReportReferent(referent=ReferentFactory()))
        report.report_images.add(ReportImage(image=ImageFactory(), alt="Autre", credit="Ville"))
    report.save()
    assert count_queries(report.url) == before <= 20


@pytest.mark.parametrize("trait", ["members_only", "relay_only", "withdrawn", "unconfirmed"])
def test_a_name_that_may_not_be_shown_is_nowhere(client: Client, settings, trait):
    settings.RELAIS_HIDE_UNCONFIRMED_NAMES = True
    hidden = ReferentFactory(name="Dominique Secret", role="Poste secret", **{trait: True})
    report = ExperienceReportPageFactory(report_referents=[ReportReferent(referent=hidden)])
    html = body(client, report)
    assert "Dominique Secret" not in html
    assert "Poste secret" not in html
    assert "Une personne référente est connue de Relais" in html


def test_a_public_name_comes_with_the_way_to_withdraw_it_and_not_in_the_metadata(client: Client):
    person = ReferentFactory(name="Dominique Public")
    html = body(client, ExperienceReportPageFactory(report_referents=[ReportReferent(referent=person)]))
    assert f'<a href="/retirer-mon-nom/{person.pk}/">' in html
    assert "Dominique Public" in html
    head = html[: html.index("</head>")]
    assert "Dominique Public" not in head


def json_ld(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_metadata_describe_the_article(client: Client):
    actor = ActorFactory(name="Ville d’Essai")
    report = ExperienceReportPageFactory(
        report_actors=[ReportActor(actor=actor)], needs=[NeedFactory(label="Se loger")]
    )
    html = body(client, report)
    data = json_ld(html)
    assert data["@type"] == "Article"
    assert data["author"] == [{"@type": "Organization", "name": "Ville d’Essai"}]
    assert data["url"] == f"http://testserver/rex/{report.permanent_id}"
    assert data["about"] == ["Se loger"]
    assert f'<meta name="description" content="{report.summary}">' in html
    assert '<meta property="og:type" content="article">' in html


HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=a()>'
"""It fits in the shortest of these texts, which PostgreSQL measures."""


def test_nothing_typed_becomes_markup(client: Client):
    texts = (
        *("summary", "action", "context", "objectives", "governance", "stakeholders", "legal_frame", "results"),
        *("limits", "lessons", "transfer_advice", "preconditions", "cost_note", "staff_note"),
    )
    long_texts = dict.fromkeys(texts, HOSTILE)
    lines = {name: [f"{HOSTILE} ?"] for name in ("success_factors", "barriers", "questions")}
    actor = ActorFactory(name=HOSTILE, territory=TerritoryFactory(name=HOSTILE))
    report = ExperienceReportPageFactory(
        title=HOSTILE,
        licence="<script>alert(2)</script>",
        **long_texts,
        **lines,
        needs=[NeedFactory(hostile=True)],
        stages=[StageFactory(hostile=True)],
        report_actors=[ReportActor(actor=actor)],
        report_referents=[ReportReferent(referent=ReferentFactory(name=HOSTILE, role=HOSTILE))],
        indicators=[ReportIndicator(objective=HOSTILE, label=HOSTILE, unit=HOSTILE, after=HOSTILE, source=HOSTILE)],
        references=[ReportReference(role="source", label=HOSTILE, url="https://exemple.fr/?<script>")],
        report_images=[ReportImage(image=ImageFactory(), alt=HOSTILE, credit=HOSTILE)],
        related=[ExperienceReportPageFactory(title=HOSTILE)],
    )
    html = body(client, report)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert json_ld(html)["headline"] == HOSTILE


def test_drafts_are_not_served_nor_linked(client: Client):
    draft_need = NeedFactory(draft=True, label="Besoin à venir")
    draft = ExperienceReportPageFactory(draft=True, title="Retour à venir")
    actor = ActorFactory(draft=True, name="Ville à venir")
    shown = ExperienceReportPageFactory(
        needs=[draft_need],
        related=[draft],
        report_actors=[ReportActor(actor=actor)],
        inspirations=[ReportReuse(inspired_by=draft)],
    )
    assert client.get(f"/retours/{draft.slug}/").status_code == 404
    html = body(client, shown)
    for name in ("Besoin à venir", "Retour à venir", "Ville à venir"):
        assert name not in html


def test_a_private_report_is_neither_served_nor_linked(client: Client):
    private = ExperienceReportPageFactory(title="Retour réservé")
    shown = ExperienceReportPageFactory(related=[private])
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(private.url).status_code == 302
    assert "Retour réservé" not in body(client, shown)


def test_an_unknown_report_is_not_found(client: Client):
    ExperienceReportPageFactory(slug="le-seul")
    assert client.get("/retours/un-autre/").status_code == 404
    assert client.get("/retours/le-seul/plus/loin/").status_code == 404


def test_the_list_of_reports_is_the_search(client: Client):
    assert client.get("/retours/")["Location"] == "/recherche/"


def test_a_report_of_unknown_origin_says_so(client: Client):
    assert "L’enquête ne permet pas de la nommer" in body(client, ExperienceReportPageFactory(attribution_unknown=True))
