"""The first list of acronyms: whole, repeatable, and never over an editor's work."""

from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from network_site.management.commands.prepare_demo import STEPS
from practices.models import CatalogueEntry
from search import expansions
from search.models import Expansion
from tests.factories.practices import StageFactory
from tests.factories.search import ExpansionFactory

pytestmark = pytest.mark.django_db
HEADER = "version: 1\nlanguage: fr\nexpansions:\n"
TWO = """\
- {term: PCAET, means: [plan climat], origin: public}
- {term: SAGE, means: [schéma de l'eau], origin: editorial, as_written: true}
"""


def written(directory: Path, entries: str = TWO) -> Path:
    path = directory / "expansions.yaml"
    path.write_text(HEADER + dedent(entries), encoding="utf-8")
    return path


def output_of(path: Path, *options: str) -> str:
    output = StringIO()
    call_command("load_expansions", path, *options, stdout=output)
    return output.getvalue()


def test_the_list_of_the_project_loads_whole_and_only_once() -> None:
    path = settings.RELAIS_CATALOGUE_DIR / "expansions.yaml"
    number = path.read_text(encoding="utf-8").count("- term: ")
    assert f"{number} créés" in output_of(path)
    assert Expansion.objects.count() == number
    assert expansions.current()["pcaet",].means == ("plan climat-air-énergie territorial",)
    assert "fichiers inchangés" in output_of(path)


def test_the_demonstration_loads_it_before_it_indexes() -> None:
    commands = [command for command, _announcement in STEPS]
    assert commands.index("migrate") < commands.index("load_expansions") < commands.index("rebuild_search_index")


def test_texts_are_set_in_french_typography(tmp_path: Path) -> None:
    output_of(written(tmp_path))
    assert Expansion.objects.get(term="SAGE").means == ["schéma de l’eau"]
    assert Expansion.objects.get(term="SAGE").as_written


def test_a_change_of_the_file_is_followed_unless_someone_changed_the_field(tmp_path: Path) -> None:
    output_of(written(tmp_path))
    Expansion.objects.filter(term="PCAET").update(means=["notre plan"])
    changed = TWO.replace("plan climat", "plan climat-air").replace("schéma de l'eau", "schéma des eaux")
    said = output_of(written(tmp_path, changed))
    assert "mis à jour : search.Expansion sage (means)" in said
    assert "conservé : search.Expansion pcaet (means), modifié dans l’administration" in said
    assert Expansion.objects.get(term="PCAET").means == ["notre plan"]
    assert Expansion.objects.get(term="SAGE").means == ["schéma des eaux"]


def test_what_an_editor_deleted_does_not_come_back(tmp_path: Path) -> None:
    output_of(written(tmp_path))
    Expansion.objects.get(term="PCAET").delete()
    assert "non recréé : search.Expansion pcaet" in output_of(written(tmp_path, TWO + "\n"))
    assert not Expansion.objects.filter(term="PCAET").exists()


def test_an_entry_that_an_editor_wrote_first_stays(tmp_path: Path) -> None:
    ExpansionFactory(term="Pcaet", means=["le nôtre"])
    assert "conservé : search.Expansion pcaet (term), déjà écrit" in output_of(written(tmp_path))
    assert Expansion.objects.get(folded="pcaet").means == ["le nôtre"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert "2 créés" in output_of(written(tmp_path), "--dry-run")
    assert not Expansion.objects.exists()
    assert not CatalogueEntry.objects.exists()


def test_other_loads_are_not_said_to_be_absent(tmp_path: Path) -> None:
    StageFactory(catalogue_id="agir")
    CatalogueEntry.objects.create(model="practices.Stage", catalogue_id="agir")
    assert "absent" not in output_of(written(tmp_path))


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ("- {term: PLU, means: [], origin: public}", "4 : 0 éléments"),
        ("- {term: PLU, means: [a, b, c, d, e, f, g, h, i], origin: public}", "4 : 9 éléments"),
        (f"- {{term: {'P' * 61}, means: [a], origin: public}}", "4 : texte trop long"),
        (f"- {{term: PLU, means: [{'p' * 121}], origin: public}}", "4 : texte trop long"),
        ("- {term: PLU, means: [plu], origin: public}", "4 : « PLU » ne peut pas se définir par lui-même"),
        ("- {term: '?', means: [a], origin: public}", "4 : au moins une lettre"),
        (TWO + "- {term: Pcaet, means: [a], origin: public}", "6 : « Pcaet » est déjà écrit, ligne 4"),
        (TWO + "- {terme: PLU, means: [a], origin: public}", "6 : la clé « terme » est inconnue"),
        ("- PLU", "4 : des clés et leurs valeurs"),
        ("- {term: PLU, means: [a], origin: public, source: nulle part}", "4 : « nulle part » n’est pas une adresse"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_written(tmp_path: Path, entries: str, problem: str) -> None:
    with pytest.raises(CommandError) as refusal:
        output_of(written(tmp_path, entries))
    assert f"expansions.yaml:{problem}" in str(refusal.value)
    assert not Expansion.objects.exists()


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.yaml:1 : fichier illisible"):
        output_of(tmp_path / "absent.yaml")
