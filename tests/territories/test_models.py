import pytest

from network_site.territories.models import LoadedSource, Territory

pytestmark = pytest.mark.usefixtures("territories")


def territory(slug_code: str) -> Territory:
    return Territory.objects.get(pk=slug_code)


@pytest.mark.parametrize(
    ("slug_code", "ancestors"),
    [
        pytest.param("commune-38185", ("epci-200040715", "departement-38", "region-84"), id="ordinary commune"),
        pytest.param("commune-22016", ("departement-22", "region-53"), id="island without EPCI"),
        pytest.param("commune-97105", ("epci-249710070", "departement-971", "region-01"), id="overseas département"),
        pytest.param("commune-98735", ("departement-987",), id="overseas collectivité, outside every région"),
        pytest.param("commune-2A004", ("epci-242010056", "departement-2A", "region-94"), id="Corsica"),
        pytest.param("epci-200046977", ("departement-69", "region-84"), id="métropole de Lyon"),
        pytest.param("epci-200054781", ("region-11",), id="EPCI over several départements"),
        pytest.param("region-84", (), id="région"),
    ],
)
def test_ancestors_are_what_wholly_contains_a_territory(slug_code, ancestors, django_assert_num_queries):
    found = territory(slug_code)
    with django_assert_num_queries(0):
        assert found.ancestors_codes() == (slug_code, *ancestors)


def test_homonymous_communes_say_their_departement():
    assert {str(found) for found in Territory.objects.filter(name="Sablons")} == {"Sablons (33)", "Sablons (38)"}
    assert str(territory("departement-38")) == "Isère"


def test_a_code_is_found_for_the_kind_asked():
    assert str(Territory.objects.by_insee("93", kind="departement")) == "Seine-Saint-Denis"
    assert str(Territory.objects.by_insee("93", kind="region")) == "Provence-Alpes-Côte d'Azur"
    assert Territory.objects.by_insee("93", kind="commune") is None


@pytest.mark.parametrize(
    ("siren", "slug_code"),
    [("200046977", "epci-200046977"), ("217500016", "commune-75056"), ("130018310", None), ("", None)],
)
def test_a_siren_finds_an_epci_or_a_commune(siren, slug_code):
    found = Territory.objects.by_siren(siren)
    assert (found.pk if found else None) == slug_code


def test_within_gives_the_territory_and_what_it_contains():
    names = set(Territory.objects.within(territory("departement-38")).values_list("name", flat=True))
    assert names == {"Isère", "Grenoble-Alpes-Métropole", "Grenoble", "CC Entre Bièvre et Rhône", "Sablons"}


def test_population_is_empty_where_nobody_is_counted():
    assert territory("commune-38185").population == 156_140
    assert territory("commune-98411").population is None
    assert territory("departement-984").population is None


def test_a_territory_takes_its_identity_from_its_kind_and_code():
    created = Territory.objects.create(kind="commune", code="01001", name="L'Abergement-Clémenciat")
    assert created.pk == "commune-01001"


def test_the_source_and_its_licence_can_be_shown():
    source = LoadedSource.objects.get(name="territoires")
    assert source.licence == "Licence Ouverte 2.0"
    assert "INSEE" in source.publisher
    assert str(source) == "Communes, EPCI, départements et régions de France 2026"
