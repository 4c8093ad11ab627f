"""The preview of a report that is being written: what is not saved yet shows."""

from decimal import Decimal

import pytest
from django.test import RequestFactory

from practices.models import ExperienceReportPage, ReportActor, ReportFunding, ReportGoal, ReportReferent
from tests.factories.actors import ActorFactory, NetworkFactory, ReferentFactory
from tests.factories.practices import (
    CompassPrincipleFactory,
    ExperienceReportPageFactory,
    NeedFactory,
    ResourceTypeFactory,
    StageFactory,
    SustainableGoalFactory,
    report_index,
)

pytestmark = pytest.mark.django_db


def preview(page: ExperienceReportPage) -> str:
    response = page.make_preview_request(RequestFactory().get("/", headers={"host": "testserver"}))
    assert response.status_code == 200
    return response.content.decode()


def test_unsaved_choices_and_rows_are_shown():
    page = ExperienceReportPage.objects.get(pk=ExperienceReportPageFactory(needs=[NeedFactory(label="Ancien")]).pk)
    page.title = "Titre changé"
    need = NeedFactory(label="Besoin choisi")
    NetworkFactory(needs=[need], name="Réseau du besoin")
    page.needs = [need]
    page.stages = [StageFactory(label="Étape choisie")]
    page.principles = [CompassPrincipleFactory(label="Sobriété")]
    page.resource_type = ResourceTypeFactory(label="Guide")
    page.related = [ExperienceReportPageFactory(title="À lire aussi")]
    page.report_actors.add(ReportActor(actor=ActorFactory(name="Ville ajoutée")))
    page.report_referents.add(ReportReferent(referent=ReferentFactory(name="Camille Ajoutée")))
    page.report_goals.add(ReportGoal(goal=SustainableGoalFactory(label="Vie terrestre"), effect=-1))
    page.fundings.add(ReportFunding(source="Fonds ajouté", amount=Decimal("1500.00")))
    page.tags.add("nouveau mot")
    html = preview(page)
    for text in (
        *("Titre changé", "Besoin choisi", "Réseau du besoin", "Étape choisie", "Guide", "À lire aussi"),
        *("Ville ajoutée", "Camille Ajoutée", "Obstrue, implicite", "Fonds ajouté (1\u00a0500\u00a0€)", "nouveau mot"),
        "Sobriété <b>(activé)</b>",
    ):
        assert text in html, text
    assert "Ancien" not in html
    assert ExperienceReportPage.objects.get(pk=page.pk).needs.get().label == "Ancien"


def test_a_stored_draft_is_previewed_from_its_revision():
    page = ExperienceReportPageFactory(title="En ligne")
    page.title = "Brouillon"
    page.stages = [StageFactory(label="Étape du brouillon")]
    page.save_revision()
    html = preview(page.get_latest_revision_as_object())
    assert "Brouillon" in html
    assert "Étape du brouillon" in html


def test_a_report_that_was_never_saved_is_previewed():
    page = ExperienceReportPage(title="Tout neuf", slug="tout-neuf", summary="En bref.", needs=[NeedFactory()])
    page.set_url_path(report_index())
    html = preview(page)
    assert "Tout neuf" in html
    assert "à la publication" in html
    assert "Citer cette fiche</h2>" not in html
