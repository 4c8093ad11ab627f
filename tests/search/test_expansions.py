"""What acronyms and everyday words mean: found whatever the case, except where they are words too."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from search import expansions
from search.analysis import folded_words
from search.expansions import Expansion, Expansions, find, spelt_out
from search.models import Expansion as ExpansionRow
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, ThemeFactory
from tests.factories.search import ExpansionFactory

from .conftest import Committing, found

PCAET = Expansion("PCAET", ("plan climat-air-énergie territorial",))
SAGE = Expansion("SAGE", ("schéma d’aménagement et de gestion des eaux",), as_written=True)
SCOT = Expansion("SCoT", ("schéma de cohérence territoriale",))
RECESS = Expansion("récré", ("cour d’école",))
BUDGETS = Expansion("AP/CP", ("autorisations de programme et crédits de paiement",))
CLIMATE = Expansion("ABC du climat", ("bases du changement climatique",))
ATLAS = Expansion("ABC", ("atlas de la biodiversité communale",))
KNOWN: Expansions = {folded_words(each.term): each for each in (PCAET, SAGE, SCOT, RECESS, BUDGETS, CLIMATE, ATLAS)}


def test_a_term_that_no_report_holds_finds_what_its_meaning_finds(committing: Committing) -> None:
    with committing():
        ExperienceReportPageFactory.create(title="Un été de canicule", slug="ete")
        for number in range(8):
            ExperienceReportPageFactory.create(title=f"Des vélos {number}", slug=f"velos-{number}")
    ExpansionFactory.create(term="ZQX", means=["canicule"])
    assert found("zqx en ville") == found("canicule en ville")
    assert found("zqx") == found("canicule") == ["Un été de canicule"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("PCAET", (PCAET,)),
        ("notre pcaet de 2026", (PCAET,)),
        ("le Pcaet, et le scot ?", (PCAET, SCOT)),
        ("l’ombre pendant la recre", (RECESS,)),
        ("RÉCRÉ", (RECESS,)),
        ("d’ap/cp", (BUDGETS,)),
        ("l’ABC du climat", (CLIMATE,)),
        ("un ABC en forêt", (ATLAS,)),
        ("le SAGE de la vallée", (SAGE,)),
        ("les enfants sont restés sages", ()),
        ("être sage", ()),
        ("pcaet PCAET", (PCAET,)),
        ("SOYEZ SAGE AVEC LE PCAET", (PCAET,)),
        ("compcaetable", ()),
        ("", ()),
    ],
)
def test_terms_are_found_as_whole_words_in_any_case(typed: str, meant: tuple[Expansion, ...]) -> None:
    assert find(typed, known=KNOWN) == meant


def test_a_refused_term_is_left_as_typed() -> None:
    assert find("PCAET et scot", known=KNOWN, undone=["pcaet"]) == (SCOT,)


@given(st.text(max_size=200))
def test_nothing_that_is_typed_fails(text: str) -> None:
    assert set(find(text, known=KNOWN)) <= set(KNOWN.values())


@pytest.mark.parametrize(
    ("synonym", "term", "means"),
    [
        ("PCAET (plan climat-air-énergie territorial)", "PCAET", "plan climat-air-énergie territorial"),
        ("SCoT (schéma de cohérence territoriale)", "SCoT", "schéma de cohérence territoriale"),
        ("AP/CP (autorisations de programme)", "AP/CP", "autorisations de programme"),
    ],
)
def test_vocabularies_spell_acronyms_out(synonym: str, term: str, means: str) -> None:
    expansion = spelt_out(synonym)
    assert expansion is not None
    assert (expansion.term, expansion.means) == (term, (means,))


@pytest.mark.parametrize(
    "synonym", ["cadre de Sendai (réduction des risques)", "Sendai (Japon)", "PCAET", "crue (eau)"]
)
def test_other_parentheses_are_no_acronym(synonym: str) -> None:
    assert spelt_out(synonym) is None


@pytest.mark.django_db
class TestCurrent:
    def test_it_reads_the_list_and_the_vocabularies(self) -> None:
        ExpansionFactory(term="SCoT", means=["schéma de cohérence territoriale", "grand plan d’urbanisme"])
        NeedFactory(synonyms=["PAT (projet alimentaire territorial)", "manger local"])
        ThemeFactory(synonyms=["PNR (parc naturel régional)"])
        known = expansions.current()
        assert known["scot",].means == ("schéma de cohérence territoriale", "grand plan d’urbanisme")
        assert known["pat",] == Expansion("PAT", ("projet alimentaire territorial",), as_written=True)
        assert known["pnr",].means == ("parc naturel régional",)
        assert len(known) == 3

    def test_the_list_decides_over_the_vocabularies(self) -> None:
        NeedFactory(synonyms=["PPI (plan pluriannuel d’investissement)", "TRI (territoire à risque)"])
        ExpansionFactory(term="PPI", means=["plan particulier d’intervention"])
        ExpansionFactory(term="TRI", means=["peu importe"], live=False)
        assert {each.term: each.means for each in expansions.current().values()} == {
            "PPI": ("plan particulier d’intervention",)
        }

    def test_a_draft_term_is_not_read(self) -> None:
        NeedFactory(synonyms=["PAT (projet alimentaire territorial)"], live=False)
        assert not expansions.current()

    def test_a_change_shows_at_once_and_a_call_costs_one_query(self, django_assert_num_queries: Any) -> None:
        row = ExpansionFactory(term="PAT", means=["projet alimentaire"])
        need = NeedFactory(synonyms=["PNR (parc naturel régional)"])
        assert set(expansions.current()) == {("pat",), ("pnr",)}
        with django_assert_num_queries(1):
            expansions.current()
        row.means = ["projet alimentaire territorial"]
        row.save()
        with django_assert_num_queries(2):
            assert expansions.current()["pat",].means == ("projet alimentaire territorial",)
        row.delete()
        need.synonyms = []
        need.save()
        assert not expansions.current()


@pytest.mark.django_db
class TestValidation:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"term": "pcaet"}, "term"),
            ({"term": "P.C.A.E.T" + "x" * 60}, "term"),
            ({"term": "!!!"}, "term"),
            ({"means": []}, "means"),
            ({"term": "Récré", "means": ["cour", "recre"]}, "means"),
            ({"source": "pas une adresse"}, "source"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, values: dict[str, Any], field: str) -> None:
        ExpansionFactory(term="PCAET")
        row = ExpansionRow(**{"term": "PLU", "means": ["plan local d’urbanisme"], **values})
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        assert set(refusal.value.message_dict) == {field}

    def test_a_form_refuses_too_many_or_too_long_meanings(self) -> None:
        field: Any = ExpansionRow._meta.get_field("means")
        form_field = field.formfield()
        for lines in ([f"sens {number}" for number in range(9)], ["x" * 121]):
            with pytest.raises(ValidationError):
                form_field.clean("\n".join(lines))
