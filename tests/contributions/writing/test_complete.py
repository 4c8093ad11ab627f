"""A flash report grows: sections in any order, a list of what to tell next, the same page again when it is edited."""

from typing import Any

import pytest
from django.urls import reverse

from contributions.moderation import decisions
from contributions.moderation.models import Review
from contributions.writing import editing, files, reports, submission
from contributions.writing.forms import SECTIONS
from contributions.writing.models import Draft, DraftFile
from practices import publication
from practices.models import ExperienceReportPage, ReportActor, ReportReferent
from tests.contributions.writing.test_uploads import picture, sent
from tests.factories.actors import ActorFactory, ReferentFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import (
    ExperienceReportPageFactory,
    HazardFactory,
    ResourceTypeFactory,
    SustainableGoalFactory,
)

pytestmark = pytest.mark.django_db


def section(draft: Draft, slug: str) -> str:
    return reverse("writing:section", args=[draft.pk, slug])


COMPLETE = {
    "contexte": {"context": "Il faisait 42 °C.", "objectives": "De l’ombre.", "stakeholders": "L’école."},
    "moyens": {
        "investment_low": "20 000 €",
        "investment_high": "35\u202f000",
        "investment_basis": "reel",
        "staff": "0,5",
        "started_on": "03/2021",
        "real_months": "28",
        "fundings-0-source": "Fonds vert",
        "fundings-0-amount": "10 000,50",
        "fundings-1-source": "",
    },
    "resultats": {
        "results": "Trois degrés de moins.",
        "evidence_level": "2",
        "indicators-0-label": "Arbres plantés",
        "indicators-0-kind": "output",
        "indicators-0-after": "26",
        "indicators-0-unit": "arbres",
        "indicators-1-label": "Degrés en été",
    },
    "enseignements": {"success_factors": "Un portage continu\nDu temps", "transfer_advice": "Commencer petit."},
    "questions": {"questions": "Que faire quand il fait trop chaud ?", "keywords": "bitume\ncour"},
    "liens": {"links-0-url": "www.exemple.fr/bilan", "links-0-label": "Bilan", "partners-0-role": "financeur"},
}


@pytest.fixture
def complete(signed_in, ready):
    """A complete draft, every section typed in the form."""
    partner = ActorFactory(name="Agence de l’eau")
    hazard, goal = HazardFactory(slug="canicule"), SustainableGoalFactory(number=13)
    signed_in.post(reverse("writing:format", args=[ready.pk]), {"format": "complete"})
    for slug, typed in COMPLETE.items():
        ready.refresh_from_db()
        more = {"partners-0-actor": partner.name} if slug == "liens" else {}
        response = signed_in.post(section(ready, slug), typed | more | {"version": ready.version, "onglet": "a"})
        assert response.status_code == 302, (slug, response.content.decode())
    ready.refresh_from_db()
    frames: dict[str, Any] = {"hazards": [hazard.slug], f"goal-{goal.number}": "-1", "onglet": "a"}
    assert signed_in.post(section(ready, "reperes"), frames | {"version": ready.version}).status_code == 302
    ready.refresh_from_db()
    return ready


def test_every_section_becomes_the_page(signed_in, complete, actor):
    assert signed_in.post(reverse("writing:send", args=[complete.pk])).status_code == 302
    page = ExperienceReportPage.objects.get().get_latest_revision_as_object()
    assert (page.format, page.context, page.evidence_level) == ("complete", "Il faisait 42 °C.", 2)
    assert (int(page.investment_low), int(page.investment_high), float(page.staff)) == (20_000, 35_000, 0.5)
    assert [(row.source, str(row.amount)) for row in page.fundings.all()] == [("Fonds vert", "10000.50")]
    assert [(row.label, row.kind, row.after) for row in page.indicators.all()] == [
        ("Arbres plantés", "output", "26"),
        ("Degrés en été", "", ""),
    ]
    assert page.success_factors == ["Un portage continu", "Du temps"]
    assert {tag.name for tag in page.tags.all()} == {"bitume", "cour"}
    assert [row.url for row in page.references.all()] == ["https://www.exemple.fr/bilan"]
    assert [(part.actor.name, part.role) for part in page.report_actors.all()] == [
        (actor.name, "porteur"),
        ("Agence de l’eau", "financeur"),
    ]
    assert [(row.goal.number, row.effect) for row in page.report_goals.all()] == [(13, -1)]
    assert [hazard.slug for hazard in page.hazards.all()] == ["canicule"]


def test_progress_is_a_list_of_what_to_tell_next(signed_in, complete):
    html = signed_in.get(complete.get_absolute_url()).content.decode()
    assert "Freins" in html
    assert "%" not in html.partition("<main")[2].partition("</main>")[0]
    complete.data = {**complete.data, "barriers": ["Le temps"]}
    complete.save()
    assert "Freins" not in signed_in.get(complete.get_absolute_url()).content.decode()


def test_a_page_read_back_and_written_again_is_the_same(member, actor):
    page = ExperienceReportPageFactory(complete=True, classified=True)
    page.report_actors.add(ReportActor(actor=actor, role="partenaire"))
    page.resource_type = ResourceTypeFactory()
    page.save()
    before = ExperienceReportPage.objects.get(pk=page.pk).serializable_data()
    draft = editing.draft_of(page, user=member)
    again = reports.fill(reports.base_page(draft), draft, reports.checked(draft, member)).serializable_data()
    for changed in ("report_actors", "classification_origin", "references", "report_goals", "indicators", "fundings"):
        before.pop(changed)
        again.pop(changed)
    assert {name for name in before if before[name] != again[name]} <= {"draft_title", "latest_revision_created_at"}


@pytest.mark.parametrize(
    ("slug", "typed", "said"),
    [
        ("moyens", {"investment_low": "beaucoup"}, "Écrivez un nombre"),
        ("moyens", {"investment_low": "9", "investment_high": "3"}, "inférieur"),
        ("moyens", {"started_on": "hier"}, "Écrivez une date"),
        ("moyens", {"started_on": "02/2024", "ended_on": "01/2024"}, "La fin ne peut pas précéder"),
        ("moyens", {"real_months": "9000"}, "Un nombre de 0 à 600"),
        ("moyens", {"fundings-0-source": "x" * 200}, "raccourcissez"),
        ("resultats", {"evidence_level": "7"}, "dans la liste"),
        ("resultats", {"indicators-0-kind": "outcome"}, "Dites ce que cet indicateur mesure"),
        ("liens", {"links-0-url": "javascript:alert(1)"}, "Écrivez une adresse"),
        ("liens", {"inspirations-0-report": "1999-0001"}, "Aucun retour publié"),
        ("liens", {"partners-0-actor": "Inconnue au bataillon"}, "annuaire"),
        ("questions", {"keywords": "\n".join(f"mot {n}" for n in range(11))}, "10 lignes"),
    ],
)
def test_what_is_wrong_is_said_and_kept(signed_in, ready, slug, typed, said):
    ready.format = "complete"
    ready.save()
    response = signed_in.post(section(ready, slug), typed | {"version": "1", "onglet": "a"})
    assert response.status_code == 422
    assert said in response.content.decode()
    ready.refresh_from_db()
    for name, text in typed.items():
        assert ready.data[name] == [text]


def test_an_emptied_line_is_forgotten(signed_in, complete):
    typed = {name: "" for name in COMPLETE["moyens"] if name.startswith("fundings")}
    signed_in.post(section(complete, "moyens"), typed | {"version": complete.version, "onglet": "a"})
    signed_in.post(reverse("writing:send", args=[complete.pk]))
    assert not ExperienceReportPage.objects.get().get_latest_revision_as_object().fundings.all()


@pytest.mark.parametrize(
    ("slug", "typed", "asked"),
    [
        ("moyens", {"fundings-0-amount": "12 000"}, "fundings-0-source"),
        ("resultats", {"indicators-0-before": "41"}, "indicators-0-label"),
        ("liens", {"links-0-label": "Notre page"}, "links-0-url"),
        ("liens", {"inspirations-0-adaptations": "Sans le préau."}, "inspirations-0-report"),
        ("liens", {"partners-0-role": "financeur"}, "partners-0-actor"),
    ],
)
def test_a_line_that_could_not_be_kept_is_asked_about_rather_than_dropped(signed_in, ready, slug, typed, asked):
    ready.format = "complete"
    ready.save()
    response = signed_in.post(section(ready, slug), typed | {"version": ready.version, "onglet": "a"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {asked}


def test_a_list_pasted_from_a_word_processor_brings_no_bullets(signed_in, ready):
    ready.format = "complete"
    ready.save()
    pasted = "\uf0b7\tUn portage continu\n- Du temps\n• De l’ombre\n- 4 °C attendus\nPorte-à-porte"
    signed_in.post(section(ready, "enseignements"), {"barriers": pasted, "version": ready.version, "onglet": "a"})
    ready.refresh_from_db()
    page = reports.preview_page(ready, ready.owner)
    assert page.barriers == ["Un portage continu", "Du temps", "De l’ombre", "- 4 °C attendus", "Porte-à-porte"]


# --- the second try, and editing ------------------------------------------------------------------------------------


def moderator():
    return UserFactory(administrator=True)


def test_a_report_to_complete_comes_back_with_remarks_and_goes_again_as_a_new_revision(signed_in, ready, member):
    submission.send(ready, user=member)
    review = Review.objects.get()
    decisions.decide(
        review,
        decision=decisions.Decision.ASK,
        user=moderator(),
        revision_id=review.page.latest_revision_id,
        comment="Presque !",
        remarks={
            "limits": "Combien de temps en plus ?",
            "report_images": "Une photo de la cour ?",
            "location": "Quel quartier ?",
        },
    )
    html = signed_in.get(ready.get_absolute_url()).content.decode()
    follow = reverse("moderation:follow", args=[review.page_id])
    for text in ("À compléter", "Presque", "Combien de temps en plus", "Une photo de la cour", follow):
        assert text in html
    signed_in.post(reverse("writing:reopen", args=[ready.pk]))
    ready.refresh_from_db()
    assert ready.is_open
    html = signed_in.get(ready.get_absolute_url()).content.decode()
    assert f'<a href="{section(ready, "essentiel")}">Ce qui n’a pas marché</a>' in html
    files = reverse("writing:files", args=[ready.pk])
    assert f'<a href="{files}">Images</a>' in html
    assert "Une photo de la cour" in signed_in.get(files).content.decode()
    assert "Quel quartier" in signed_in.get(section(ready, "contact")).content.decode()
    assert "Combien de temps en plus" in signed_in.get(section(ready, "essentiel")).content.decode()
    typed = {"limits": "Quatre mois de plus.", "version": ready.version, "onglet": "a"}
    signed_in.post(section(ready, "essentiel"), typed)
    assert signed_in.post(reverse("writing:send", args=[ready.pk])).status_code == 302
    page = ExperienceReportPage.objects.get()
    assert page.revisions.count() == 2
    assert page.get_latest_revision_as_object().limits == "Quatre mois de plus."
    assert Review.objects.waiting().count() == 1


def test_a_refusal_is_said_to_its_writer(signed_in, ready, member):
    submission.send(ready, user=member)
    review = Review.objects.get()
    refuse = decisions.Decision.REFUSE
    revision = review.page.latest_revision_id
    decisions.decide(review, decision=refuse, user=moderator(), revision_id=revision, comment="Hors sujet.")
    for address in (ready.get_absolute_url(), reverse("writing:start")):
        assert "Refusé" in signed_in.get(address).content.decode()
    signed_in.post(reverse("writing:reopen", args=[ready.pk]))
    assert "Hors sujet." in signed_in.get(ready.get_absolute_url()).content.decode()


def test_a_report_that_was_removed_is_not_said_to_wait(signed_in, ready, member):
    submission.send(ready, user=member)
    review = Review.objects.get()
    publish = decisions.Decision.PUBLISH
    decisions.decide(review, decision=publish, user=moderator(), revision_id=review.page.latest_revision_id)
    page = ExperienceReportPage.objects.get()
    publication.remove(page, title="Retiré", reason="À la demande de la Ville.", user=moderator())
    html = signed_in.get(ready.get_absolute_url()).content.decode()
    assert "Plus en ligne" in html
    assert page.permanent_path in html
    edit = signed_in.get(reverse("writing:edit", args=[page.permanent_id])).content.decode()
    assert "reste en ligne" not in edit


def test_what_moderators_took_out_does_not_come_back_with_the_next_version(signed_in, complete, member):
    kept, _removed = (files.add(complete, sent(f"{side}.png", picture("PNG", size=(side, 9)))) for side in (8, 9))
    complete.files.update(alt="Une cour.", credit="Ville")
    submission.send(complete, user=member)
    page = ExperienceReportPage.objects.get().get_latest_revision_as_object()
    page.context, page.indicators = "", []
    shown = page.report_images.get(image=DraftFile.objects.get(pk=kept.pk).image)
    shown.alt = "Une cour, sans personne."
    page.report_images = [shown]
    page.save_revision()
    signed_in.post(reverse("writing:reopen", args=[complete.pk]))
    complete.refresh_from_db()
    assert (complete.text("context"), complete.text("indicators-0-label")) == ("", "")
    assert complete.text("objectives") == "De l’ombre."
    assert list(complete.files.values_list("pk", "alt")) == [(kept.pk, "Une cour, sans personne.")]


def test_a_published_report_is_edited_by_its_referent_and_stays_until_reviewed(signed_in, member, actor):
    page = ExperienceReportPageFactory(
        title="Publié",
        report_actors=[ReportActor(actor=actor)],
        report_referents=[ReportReferent(referent=ReferentFactory(actor=actor))],
    )
    url = reverse("writing:edit", args=[page.permanent_id])
    assert "Publié" in signed_in.get(url).content.decode()
    response = signed_in.post(url)
    draft = Draft.objects.get()
    assert response["Location"] == draft.get_absolute_url()
    assert signed_in.post(url)["Location"] == draft.get_absolute_url()
    assert draft.data["referent"] == ["inchanges"]
    draft.data = {**draft.data, "title": ["Mis à jour"]}
    draft.save()
    page.refresh_from_db()
    assert page.title == "Publié"
    assert page.live


@pytest.mark.parametrize("section_form", SECTIONS, ids=lambda form: form.slug)
def test_every_section_costs_as_many_queries_whatever_the_vocabulary(
    signed_in, ready, section_form, django_assert_max_num_queries
):
    ready.format = "complete"
    ready.save()
    url = section(ready, section_form.slug)
    signed_in.get(url)
    with django_assert_max_num_queries(32):
        assert signed_in.get(url).status_code == 200
