"""A first load that stops: nothing of the catalogue may remain."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actors.models import ActorType
from network_site.territories.loading import load_territories
from network_site.territories.models import LoadedSource
from practices.models import CatalogueEntry, ExperienceReportPage, PermanentId, ReportIndexPage, Stage

TERRITORIES = Path(__file__).parents[1] / "territories" / "extract.csv"


@pytest.fixture(autouse=True)
def _territories(db):
    load_territories(TERRITORIES)


def output_of(*args: object) -> str:
    output = StringIO()
    call_command("load_catalogue", *args, stdout=output)
    return output.getvalue()


def test_a_refusal_of_the_models_undoes_the_whole_load():
    ActorType.objects.create(slug="etat", label="Une fiche qui a déjà pris cette adresse")
    with pytest.raises(CommandError, match=r"vocabularies\.yaml:\d+ : « etat » est refusé"):
        output_of()
    assert not Stage.objects.exists()
    assert not LoadedSource.objects.filter(name="catalogue").exists()


def test_a_dry_run_says_what_a_first_load_would_make_and_makes_nothing():
    output = output_of("--dry-run")
    assert "retours d’expérience : 41 créés" in output
    assert "rien n’a été écrit" in output
    assert not Stage.objects.exists()
    assert not ExperienceReportPage.objects.exists()
    assert not CatalogueEntry.objects.exists()
    assert not PermanentId.objects.exists()


def test_without_the_page_of_reports_the_load_says_so():
    ReportIndexPage.objects.get().delete()
    with pytest.raises(CommandError, match="a été supprimée du site"):
        output_of()
