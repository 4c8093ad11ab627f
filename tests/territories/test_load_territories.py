import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from actors.models import Actor, ActorType
from network_site.territories.loading import TerritoryFileError, load_territories
from network_site.territories.models import Territory

GRENOBLE = "commune,38185,Grenoble,156140,200040715,38,84,,213801855"
LINES = 71

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited(extract, tmp_path):
    """Write the extract with some text replaced, and give its path."""

    def write(old: str, new: str) -> Path:
        content = extract.read_text(encoding="utf-8")
        assert old in content
        path = tmp_path / "edited.csv"
        path.write_text(content.replace(old, new), encoding="utf-8")
        return path

    return write


def load(path) -> str:
    output = StringIO()
    call_command("load_territories", path, stdout=output)
    return output.getvalue()


def test_a_second_load_of_the_same_file_reads_nothing_but_its_digest(extract, django_assert_num_queries):
    assert f"{LINES} ajoutés" in load(extract)
    with django_assert_num_queries(2):
        assert load_territories(extract).unchanged
    assert "fichier inchangé" in load(extract)


def test_a_compressed_file_loads_the_same(extract, tmp_path):
    path = tmp_path / "extract.csv.gz"
    path.write_bytes(gzip.compress(extract.read_bytes()))
    assert load_territories(path).created == LINES


def test_only_what_changed_is_written(extract, edited):
    load(extract)
    report = load_territories(edited("Grenoble,156140", "Grenoble-la-Neuve,156141"))
    assert (report.created, report.updated, report.deleted) == (0, 1, 0)
    grenoble = Territory.objects.get(pk="commune-38185")
    assert (grenoble.name, grenoble.population) == ("Grenoble-la-Neuve", 156_141)


def test_a_territory_that_left_the_list_goes(extract, edited):
    load(extract)
    gone = "commune,98411,Îles Saint-Paul et Nouvelle-Amsterdam,,,984,,,\n"
    assert load_territories(edited(gone, "")).deleted == 1
    assert not Territory.objects.filter(pk="commune-98411").exists()


def test_a_territory_that_an_actor_refers_to_is_kept_and_reported(extract, edited):
    load(extract)
    kind = ActorType.objects.create(slug="collectivite", label="Collectivité")
    Actor.objects.create(slug="augan", name="Augan", type=kind, territory_id="commune-56006")
    output = load(edited("commune,56006,Augan,1569,200066785,56,53,,215600065\n", ""))
    assert "0 retirés" in output
    assert "conservé, car utilisé : Augan (56) (commune-56006)" in output
    assert Territory.objects.filter(pk="commune-56006").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("commune,38185", "hameau,38185", "type de territoire inconnu : « hameau »", id="kind"),
        pytest.param("commune,38185", "commune,3818", "« 3818 » n’est pas un code de commune", id="code"),
        pytest.param("Grenoble,156140", "Grenoble,beaucoup", "la population n’est pas un nombre", id="population"),
        pytest.param("Grenoble,156140,200040715", "Grenoble,156140,200040716", "epci-200040716", id="container"),
        pytest.param(GRENOBLE, f"{GRENOBLE}\n{GRENOBLE}", "commune 38185 est déjà dans le fichier", id="twice"),
        pytest.param(GRENOBLE, f"{GRENOBLE},de trop", "une valeur par colonne", id="too many values"),
        pytest.param(GRENOBLE, "commune,38185,Grenoble", "une valeur par colonne", id="too few values"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(edited, old, new, message):
    path = edited(old, new)
    before, _, _ = path.read_text(encoding="utf-8").rpartition(new)
    line = 1 + before.count("\n") + new.count("\n")
    with pytest.raises(CommandError) as error:
        load(path)
    assert f"{path}:{line} : " in str(error.value)
    assert message in str(error.value)
    assert not Territory.objects.exists()


def test_a_file_with_other_columns_is_refused(edited):
    with pytest.raises(TerritoryFileError, match="les colonnes attendues sont kind, code"):
        load_territories(edited("kind,code", "type,code"))


@pytest.mark.parametrize(("name", "content"), [("a.csv.gz", b"not gzip"), ("a.csv", b"\xff\xfe\x00"), ("b.csv", None)])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(TerritoryFileError, match=name):
        load_territories(tmp_path / name)


def test_the_official_list_is_whole():
    """The file of the project itself: counts of the 2026 edition, read without writing 36,000 rows."""
    with gzip.open(settings.RELAIS_CATALOGUE_DIR / "territories.csv.gz", "rt", encoding="utf-8") as file:
        kinds = [line.partition(",")[0] for line in file if not line.startswith(("#", "kind"))]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counts == {"region": 18, "departement": 109, "epci": 1_255, "commune": 34_969}


def test_the_extract_repeats_lines_of_the_official_list(extract):
    with gzip.open(settings.RELAIS_CATALOGUE_DIR / "territories.csv.gz", "rt", encoding="utf-8") as file:
        assert set(extract.read_text(encoding="utf-8").splitlines(keepends=True)) <= set(file)
