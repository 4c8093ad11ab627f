"""Loading the real catalogue of the project, once for the module: each test works in its own savepoint."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import ReferenceIndex, Revision

from actors.models import Actor, Network, Referent
from network_site.territories.loading import load_territories
from network_site.territories.models import LoadedSource
from practices.catalogue.fields import digest
from practices.catalogue.source import FILES
from practices.catalogue.store import LoadReport, load_catalogue, verdict
from practices.models import (
    CatalogueEntry,
    CompassLever,
    CompassPrinciple,
    ExperienceReportPage,
    Need,
    PermanentId,
    ReportGoal,
    ReportIndexPage,
    ResourceType,
    Stage,
    SustainableGoal,
    Theme,
)

TERRITORIES = Path(__file__).parents[1] / "territories" / "extract.csv"
DONUT = "donut-grenoble"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The report of a first load, whose rows stay for the module and go with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territories(TERRITORIES)
        yield load_catalogue(settings.RELAIS_CATALOGUE_DIR)
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(loaded, db) -> LoadReport:
    return loaded


@pytest.fixture
def edited(tmp_path):
    """Copy the catalogue with some texts of one file replaced, and give its directory."""

    def write(file: str, *replacements: tuple[str, str]) -> Path:
        for name in FILES:
            shutil.copy(settings.RELAIS_CATALOGUE_DIR / name, tmp_path)
        text = (tmp_path / file).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / file).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def output_of(*args: object) -> str:
    output = StringIO()
    call_command("load_catalogue", *args, stdout=output)
    return output.getvalue()


def report(slug: str) -> ExperienceReportPage:
    return ExperienceReportPage.objects.get(catalogue_id=slug)


# --- What is loaded ---


def test_the_whole_catalogue_is_loaded(catalogue):
    counts = {model: model.objects.count() for model in (ExperienceReportPage, Actor, Network, Need, Referent)}
    assert list(counts.values()) == [41, 34, 41, 18, 15]
    assert {line.outcome for line in catalogue.lines} == {"created"}
    assert len(catalogue.lines) == CatalogueEntry.objects.count() == 313
    assert catalogue.absent == []


def test_reports_are_published_under_their_index_with_their_permanent_identifiers(catalogue):
    pages = ExperienceReportPage.objects.live().public().child_of(ReportIndexPage.objects.get())
    identifiers = [f"2023-{number:04d}" for number in range(1, 42)]
    assert list(pages.order_by("permanent_id").values_list("permanent_id", flat=True)) == identifiers
    assert sorted(map(str, PermanentId.objects.all())) == identifiers
    for page in pages:
        assert page.live_revision_id == page.latest_revision_id is not None
        assert page.first_published_at
        assert not page.has_unpublished_changes
        page.full_clean()


@pytest.mark.parametrize("model", [Need, Theme, Stage, Actor, Network])
def test_snippets_are_live_with_a_revision_and_a_history(catalogue, model):
    for found in model.objects.all():
        assert found.live
        assert found.live_revision_id == found.latest_revision_id is not None
        assert found.latest_revision.as_object() == found
        found.full_clean()


def test_a_report_holds_what_the_survey_says(catalogue):
    page = report(DONUT)
    assert page.title == "Le Donut pour orienter l’avenir de Grenoble"
    assert (page.kind, page.format, page.status) == ("demarche", "complete", "")
    assert page.action.startswith("Le Donut sert à la fois de repère")
    assert {need.slug for need in page.needs.all()} == {
        "anticiper-l-avenir",
        "batir-une-strategie",
        "orienter-le-budget",
    }
    assert [stage.slug for stage in page.stages.all()] == ["anticipation-prospective"]
    assert [(row.actor.slug, row.role) for row in page.report_actors.all()] == [("ville-de-grenoble", "porteur")]
    assert page.location_id == "commune-38185"
    assert page.resource_type == ResourceType.objects.get(slug="outil")
    assert "par quoi remplacer la croissance" in page.questions[0]
    assert len(page.related.all()) == 4
    assert (page.origin, page.classification_origin) == ("report", "editorial")
    references = [(row.role, row.url.partition("/")[0]) for row in page.references.all()]
    assert references == [("source", "https:"), ("source", "https:")]
    assert page.references.all()[0].label.startswith("Compte rendu de l’enquête nationale de 2023, section 03")


def test_nothing_is_invented_for_what_the_survey_does_not_say(catalogue):
    assert set(ReportGoal.objects.values_list("effect", flat=True)) == {None}
    assert ReportGoal.objects.count() == 122
    unknown = report("echelle-contribution-odd")
    assert unknown.attribution_unknown
    assert not unknown.report_actors.exists()
    assert unknown.location is None
    assert not ExperienceReportPage.objects.exclude(evidence_level=None).exists()


def test_several_collectivites_that_did_the_same_all_lead(catalogue):
    roles = set(report("cours-ecoles-besancon-marseille").report_actors.values_list("role", flat=True))
    assert roles == {"porteur"}
    rows = report("solidarites-proximite-paris-seine-saint-denis").report_actors.values_list("role", flat=True)
    assert list(rows) == ["porteur", "partenaire", "partenaire"]


def test_the_indicators_of_lyon_keep_objective_and_kind(catalogue):
    indicators = report("indicateurs-transition-lyon").indicators.all()
    assert [row.kind for row in indicators].count("output") == 12
    assert [row.kind for row in indicators].count("outcome") == 7
    assert len({row.objective for row in indicators}) == 3
    assert indicators[0].label == "Déchets évités grâce au compostage citoyen"


def test_the_compass_follows_the_booklet_of_the_cerema(catalogue):
    assert CompassPrinciple.objects.count() == 6
    assert CompassLever.objects.count() == 7
    assert CompassLever.objects.get(slug="culture-partagee").principle.slug == "cohesion-solidarite"
    assert {found.slug for found in report(DONUT).principles.all()} == {"sobriete-besoins", "anticipation-veille"}


def test_a_need_gathers_the_words_of_both_vocabulary_files(catalogue):
    need = Need.objects.get(slug="cooperer-en-interne")
    assert "décloisonner" in need.synonyms
    assert "CODIR (comité de direction)" in need.synonyms
    assert need.questions[0] == "chaque direction travaille dans son coin, comment changer ça\u00a0?"
    assert len(need.questions) == 61
    assert (need.is_essential, need.survey_sections, need.origin) == (True, ["06", "03"], "report")
    assert need.stages.count() == 3


def test_provenance_is_kept(catalogue):
    assert SustainableGoal.objects.get(number=3).origin == "public"
    assert CompassPrinciple.objects.all()[0].sources[0] == "https://cerema.fr/fr/product/4417"
    sablons = Actor.objects.get(slug="commune-de-sablons")
    assert sablons.territory is None
    assert sablons.to_confirm == ["le département\u00a0: Isère", "la région\u00a0: Auvergne-Rhône-Alpes", "la position"]


@pytest.mark.parametrize(
    ("slug", "territory"),
    [
        ("ville-de-grenoble", "commune-38185"),
        ("metropole-de-lyon", "epci-200046977"),
        ("departement-de-la-seine-saint-denis", "departement-93"),
        ("region-sud", "region-93"),
        ("petr-brianconnais-ecrins-guillestrois-queyras", "departement-05"),
        ("cerdd", "region-32"),
        ("ocde", None),
    ],
)
def test_an_actor_has_the_territory_of_its_code_or_where_it_acts(catalogue, slug, territory):
    assert Actor.objects.get(slug=slug).territory_id == territory


def test_a_network_has_needs_themes_and_territories(catalogue):
    network = Network.objects.get(slug="les-greniers-d-abondance")
    assert network.name == "Les Greniers d’Abondance"
    assert [theme.slug for theme in network.themes.all()] == ["alimentation-agriculture"]
    assert {need.slug for need in network.needs.all()} == {"garantir-besoins-essentiels", "identifier-vulnerabilites"}
    covered = {
        found.pk for regional in Network.objects.filter(scope__slug="regional") for found in regional.territories.all()
    }
    assert covered == {"region-32", "region-53", "departement-44"}


def test_a_name_is_in_its_referent_record_and_nowhere_else(catalogue):
    everything = json.dumps(
        [
            *Revision.objects.values_list("content", flat=True),
            *Revision.objects.values_list("object_str", flat=True),
            *CatalogueEntry.objects.values_list("digests", flat=True),
            *CatalogueEntry.objects.values_list("catalogue_id", flat=True),
            *Referent.objects.values_list("catalogue_id", flat=True),
        ],
        default=str,
        ensure_ascii=False,
    )
    for person in Referent.objects.all():
        assert person.name.rpartition(" ")[2] not in everything
    paris = Referent.objects.get(catalogue_id="ville-de-paris/1")
    assert (paris.visibility, paris.confirmed, paris.origin) == ("public", False, "report")
    assert paris.report_referents.count() > 1


def test_what_refers_to_an_actor_is_indexed_for_the_admin(catalogue):
    grenoble = Actor.objects.get(slug="ville-de-grenoble")
    assert ReferenceIndex.get_references_to(grenoble).exists()


def test_the_catalogue_is_a_source_that_can_be_shown(catalogue):
    assert LoadedSource.objects.get(name="catalogue").licence == "Licence Ouverte 2.0"


# --- Loading again ---


def test_the_same_files_are_not_even_read(catalogue, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert load_catalogue(settings.RELAIS_CATALOGUE_DIR).same_files
    assert "fichiers inchangés" in output_of()


def test_a_dry_run_after_a_load_finds_nothing_to_do(catalogue):
    assert {line.outcome for line in load_catalogue(settings.RELAIS_CATALOGUE_DIR, dry_run=True).lines} == {"unchanged"}


def test_a_change_of_the_catalogue_is_published(catalogue, edited):
    directory = edited(
        "reports.yaml", ("Le Donut pour orienter", "Le Donut oriente"), ("needs: [anticiper-l-avenir, ", "needs: [")
    )
    output = output_of(directory)
    assert f"mis à jour : practices.ExperienceReportPage {DONUT} (title, needs)" in output
    page = report(DONUT)
    assert page.title == page.latest_revision.as_object().title == "Le Donut oriente l’avenir de Grenoble"
    assert page.needs.count() == 2
    assert not page.has_unpublished_changes


def test_rows_of_a_report_follow_the_catalogue(catalogue, edited):
    load_catalogue(
        edited("reports.yaml", ('unit: "tonnes"', 'unit: "kg"'), ("sdgs: [odd-10, odd-11,", "sdgs: [odd-11,"))
    )
    assert report("indicateurs-transition-lyon").indicators.all()[0].unit == "kg"
    assert [row.goal.number for row in report(DONUT).report_goals.all()] == [11, 13, 15]


def test_what_an_editor_changed_is_kept_and_said(catalogue, edited):
    need = Need.objects.get(catalogue_id="mesurer-et-evaluer")
    need.label, need.slug = "Mesurer ce qui change", "mesurer"
    need.save_revision().publish()
    directory = edited(
        "vocabularies.yaml",
        ('label_fr: "Mesurer, suivre et évaluer"', 'label_fr: "Mesurer et suivre"'),
        ("definition: \"Disposer d'indicateurs", 'definition: "Avoir des indicateurs'),
    )
    output = output_of(directory)
    assert "conservé : practices.Need mesurer-et-evaluer (label), modifié dans l’administration" in output
    need.refresh_from_db()
    assert (need.label, need.slug) == ("Mesurer ce qui change", "mesurer")
    assert need.definition.startswith("Avoir des indicateurs")
    again = load_catalogue(directory, dry_run=True)
    assert [line.record.catalogue_id for line in again.having("kept")] == ["mesurer-et-evaluer"]
    assert again.having("updated") == []


def test_what_an_editor_changed_in_a_relation_is_kept(catalogue, edited):
    page = report(DONUT)
    page.themes.add(Theme.objects.get(slug="eau"))
    page.indicators.create(label="Projets examinés", kind="output")
    page.save_revision().publish()
    output = output_of(edited("reports.yaml", ("themes: [prospective-evaluation, climat", "themes: [climat")))
    assert f"conservé : practices.ExperienceReportPage {DONUT} (indicators, themes)" in output
    assert report(DONUT).themes.filter(slug="eau").exists()


def test_a_draft_in_progress_is_left_alone(catalogue, edited):
    page = report(DONUT)
    page.summary = "Un résumé en cours de relecture."
    page.save_revision()
    output = output_of(edited("reports.yaml", ("Le Donut pour orienter", "Le Donut oriente")))
    assert f"conservé : practices.ExperienceReportPage {DONUT} (title), un brouillon n’est pas publié" in output
    assert report(DONUT).latest_revision.as_object().summary == "Un résumé en cours de relecture."
    assert report(DONUT).title == "Le Donut pour orienter l’avenir de Grenoble"


def test_what_an_editor_deleted_does_not_come_back(catalogue, edited):
    report(DONUT).delete()
    Theme.objects.get(slug="eau").delete()
    output = output_of(edited("actors.yaml", ("Ville alpine", "Cité alpine")))
    assert f"supprimé dans l’administration, non recréé : practices.ExperienceReportPage {DONUT}" in output
    assert not ExperienceReportPage.objects.filter(catalogue_id=DONUT).exists()
    assert not Theme.objects.filter(slug="eau").exists()
    assert Actor.objects.get(slug="ville-de-grenoble").description.startswith("Cité alpine")


def test_a_report_goes_on_without_what_was_deleted_around_it(catalogue, edited):
    Referent.objects.get(catalogue_id="ville-de-grenoble/1").delete()
    ResourceType.objects.get(slug="outil").delete()
    load_catalogue(edited("reports.yaml", ("Le Donut pour orienter", "Le Donut oriente")))
    page = report(DONUT)
    assert page.title == "Le Donut oriente l’avenir de Grenoble"
    assert page.resource_type is None
    assert not page.report_referents.exists()


def test_a_name_that_was_erased_or_withdrawn_stays_so(catalogue, edited):
    person = Referent.objects.get(catalogue_id="ville-de-grenoble/1")
    person.erase()
    load_catalogue(edited("actors.yaml", ("Ville alpine", "Cité alpine")))
    person.refresh_from_db()
    assert person.name == ""


def test_what_left_the_catalogue_stays_on_the_site(catalogue, edited):
    text = (settings.RELAIS_CATALOGUE_DIR / "networks.yaml").read_text(encoding="utf-8")
    start = text.index("  - slug: the-shift-project")
    entry = text[start : text.index("\n\n", start)]
    output = output_of(edited("networks.yaml", (entry, "")))
    assert "absent du catalogue, laissé en place : actors.Network the-shift-project" in output
    assert Network.objects.filter(slug="the-shift-project").exists()


# --- Refusals ---


def test_every_error_of_the_files_is_listed_and_nothing_written(catalogue, edited):
    directory = edited("reports.yaml", ("kind: demarche", "kind: autre"), ("Le Donut pour", "Un Donut pour"))
    (directory / "answers.yaml").write_text("inconnu: [x]\n", encoding="utf-8")
    with pytest.raises(CommandError) as error:
        output_of(directory)
    assert "2 erreur(s)" in str(error.value)
    assert "answers.yaml:1 : « inconnu » n’existe pas dans reports." in str(error.value)
    assert "reports.yaml:27 : « autre »" in str(error.value)
    assert report(DONUT).title.startswith("Le Donut")


def test_an_unknown_territory_is_an_error_of_its_line(catalogue, edited):
    with pytest.raises(CommandError, match=r"actors\.yaml:\d+ : territoire inconnu : « commune-99999 »"):
        output_of(edited("actors.yaml", ('insee: "38185"', 'insee: "99999"')))


def test_a_permanent_identifier_is_never_given_twice(catalogue, edited):
    CatalogueEntry.objects.filter(catalogue_id=DONUT).delete()
    report(DONUT).delete()
    with pytest.raises(CommandError, match="l’identifiant permanent 2023-0001 a déjà été donné"):
        output_of(edited("actors.yaml", ("Ville alpine", "Cité alpine")))


@pytest.mark.parametrize(
    ("current", "loaded", "expected"),
    [
        pytest.param("new", "anything", "same", id="already so"),
        pytest.param("old", "old", "update", id="untouched"),
        pytest.param("theirs", "old", "keep", id="changed by someone"),
        pytest.param("", None, "update", id="never loaded, empty"),
        pytest.param([], None, "update", id="never loaded, no row"),
        pytest.param("theirs", None, "keep", id="never loaded, filled"),
    ],
)
def test_the_verdict_on_a_field(current, loaded, expected):
    assert verdict("new", current=current, loaded=digest(loaded) if loaded else None) == expected
