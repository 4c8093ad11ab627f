"""Components whose drawing needs a decision, and the sheet that shows them all."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from network_site import design
from network_site.templatetags.components import facet_rows, level_of, page_numbers, page_query

TEMPLATES = Path(settings.BASE_DIR, "templates")
STATIC = Path(settings.BASE_DIR, "static")


@dataclass(frozen=True)
class Value:
    value: str
    count: int = 1
    selected: bool = False
    parent: str | None = None
    label: str = ""


def render(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load components figures typography %}" + source).render(
        Context({"request": request, **context})
    )


@pytest.fixture(scope="module")
def sheet() -> str:
    return render_to_string("design/page.html", design.sample_context(), RequestFactory().get("/design/"))


def facet_html(values: list[Value], **options: int) -> str:
    shown = options.get("shown", 3)
    return render(
        "{% facet facet values shown=shown %}", facet=design.SampleFacet("Aléa", "alea"), values=values, shown=shown
    )


def test_every_component_is_shown_on_the_sheet():
    sources = "".join(
        path.read_text() for folder in ("design", "components") for path in (TEMPLATES / folder).iterdir()
    )
    sources += (TEMPLATES / "base.html").read_text()
    tags = set(re.findall(r"{% (\w+)", sources))
    for component in (TEMPLATES / "components").iterdir():
        included = f'"components/{component.name}"' in sources
        assert included or component.stem in tags, f"{component.name} is not shown"


def test_every_component_says_its_options():
    for component in (TEMPLATES / "components").iterdir():
        assert "{% comment %}" in component.read_text()[:80], f"{component.name} says nothing of its options"


def test_no_template_of_the_design_styles_or_scripts_inline(sheet):
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", sheet)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*ld\+json)", sheet)


def test_identifiers_of_the_sheet_are_unique(sheet):
    identifiers = re.findall(r'\sid="([^"]+)"', sheet)
    assert sorted(identifiers) == sorted(set(identifiers))


def test_icons_exist_in_the_sprite():
    sprite = (STATIC / "img/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="(\w+)"', sprite))
    used = {
        name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())
    }
    assert used <= drawn
    assert set(design.ICONS) == drawn


def test_design_page_answers():
    assert design.page(RequestFactory().get("/design/")).status_code == 200


def test_chosen_values_come_first_and_are_all_shown():
    values = [Value(str(n), selected=n in {3, 5, 7, 8}) for n in range(10)]
    assert [row.item.value for row in facet_rows(values)][:4] == ["3", "5", "7", "8"]
    head, rest = facet_html(values).split('<details class="facet__more"')
    assert head.count("checked") == 4
    assert head.count("<li>") == 4
    assert "Voir 6 autres choix" in rest


def test_a_facet_is_never_cut_for_one_value():
    assert "facet__more" not in facet_html([Value(str(n)) for n in range(4)])


def test_a_value_that_gives_nothing_is_disabled_unless_it_is_chosen():
    html = facet_html([Value("a", count=0), Value("b", count=0, selected=True)])
    assert re.findall(r'value="(\w)"( checked| disabled)', html) == [("b", " checked"), ("a", " disabled")]


def test_levels_follow_the_listed_parents():
    parents = {"commune": "epci", "epci": "departement", "departement": "region", "region": None, "seul": "absent"}
    assert [level_of(value, parents) for value in parents] == [4, 3, 2, 1, 1]
    assert level_of("a", {"a": "b", "b": "a"}) == 4


def test_page_numbers_leave_out_the_middle():
    assert [str(number) for number in page_numbers(5, 12)] == ["1", "…", "4", "5", "6", "…", "12"]


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "?q=eau&besoin=a&besoin=b"), (3, "?q=eau&besoin=a&besoin=b&page=3")]
)
def test_page_links_keep_the_question(number, expected):
    assert page_query(QueryDict("q=eau&besoin=a&besoin=b&page=9"), number, param="page") == expected


def test_pager_is_silent_with_one_page():
    assert render("{% pager 1 1 %}").strip() == ""


def test_pager_marks_the_page_and_its_neighbours():
    html = render("{% pager 2 3 %}", "/recherche/?q=eau&page=2")
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', html) == [("prev", "?q=eau"), ("next", "?q=eau&amp;page=3")]
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("path", "expected"), [("/acteurs/", "page"), ("/acteurs/ville-de-paris/", "true"), ("/reseaux/", None)]
)
def test_menu_knows_where_the_reader_is(path, expected):
    html = render('{% nav_item "/acteurs/" "Acteurs" %}', path)
    found = re.search(r'aria-current="(\w+)"', html)
    assert (found[1] if found else None) == expected


def test_json_ld_cannot_be_closed_from_inside():
    html = render("{% json_ld data %}", data={"name": "</script><b>&"})
    assert html.count("</script>") == 1
    assert json.loads(html.split(">", 1)[1].removesuffix("</script>")) == {"name": "</script><b>&"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "non renseigné dans l’enquête"),
        ("", "non renseigné dans l’enquête"),
        ([], "non renseigné dans l’enquête"),
        (0, "0"),
        ("<b>", "&lt;b&gt;"),
    ],
    ids=["none", "empty", "no item", "zero is a fact", "escaped"],
)
def test_what_is_unknown_is_said(value, expected):
    assert expected in render("{% or_unknown value %}", value=value)


def test_block_components_keep_their_content_and_escape_their_title():
    for name in ("panel", "hint", "notice", "gap"):
        html = render(f"{{% {name} title %}}<p>{{{{ text }}}}</p>{{% end{name} %}}", title="<i>", text="<b>")
        assert "<p>&lt;b&gt;</p>" in html
        assert "&lt;i&gt;" in html


def test_tally_draws_no_more_than_it_can():
    html = render("{% tally 40 seeking=1 %}")
    assert html.count('<span class="dot">') == 12
    assert "40\u00a0collectivités l’ont fait" in html
    assert "1\u00a0cherche en ce moment" in html


@pytest.mark.parametrize("template", ["404.html", "410.html", "403_csrf.html"])
def test_pages_of_error_render_with_a_request(template):
    assert "<h1>" in render_to_string(template, {}, RequestFactory().get("/nulle-part/"))


def test_the_page_of_failure_needs_nothing():
    source = (TEMPLATES / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source
    addresses = re.findall(r'(?:href|src)="/static/([^"]+)"', source)
    assert addresses
    assert all((STATIC / address).is_file() for address in addresses)


def test_fonts_are_small_and_licensed():
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 2
    assert sum(font.stat().st_size for font in fonts) < 40_000
    assert all(font.with_suffix(".OFL.txt").is_file() for font in fonts)
