"""What the accessibility statement promises of every page type: axe in both schemes, small screens, headings."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from practices.models import ExperienceReportPage, PermanentId
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from tests.browser.conftest import MOBILE, NewContext
from tests.browser.page_types import PAGES, PageType
from tests.factories.practices import ExperienceReportPageFactory

Axe = Callable[..., None]

SMALLEST: ViewportSize = {"width": 320, "height": 640}
IN_THE_DARK = ["color-contrast", "link-in-text-block"]
"""What a scheme may change; the rest was found in the light."""

WIDER_THAN_SCREEN = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 40)}`)
        .slice(0, 8);
}"""
LOOSE_PUNCTUATION = """() => [...document.body.innerText.matchAll(/.{0,40}(?:\\S [;:!?»]|« ).{0,20}/g)].map(String)"""
"""A plain space, which would let a line begin with the sign that follows."""
UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true })"


@pytest.fixture
def still_page(new_context: NewContext) -> Page:
    """Without the fade from one scheme to the other."""
    return new_context(reduced_motion="reduce").new_page()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_type_can_be_used_by_everyone(still_page: Page, axe: Axe, name: str):
    page_type = PAGES[name]
    assert page_type.open(still_page) == page_type.status
    check(still_page, axe)


def check(page: Page, axe: Axe) -> None:
    """The page at hand, light then dark: on a wide screen as it comes, on a narrow one with everything unfolded."""
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "fr"
    assert "Relais" in page.title()
    look(page, axe)
    fits(page, MOBILE, SMALLEST)
    page.evaluate(UNFOLD)
    assert not page.evaluate(LOOSE_PUNCTUATION)
    fits(page, SMALLEST, MOBILE)
    look(page, axe)
    axe(page, rules=["target-size"])


def look(page: Page, axe: Axe) -> None:
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page, rules=IN_THE_DARK)
    page.emulate_media(color_scheme="light")


def fits(page: Page, *viewports: ViewportSize) -> None:
    for viewport in viewports:
        page.set_viewport_size(viewport)
        assert not page.evaluate(WIDER_THAN_SCREEN), viewport


@pytest.mark.parametrize(("scheme", "colour"), [("light", "#cfcac0"), ("dark", "#333a37")])
def test_axe_would_tell(still_page: Page, axe: Axe, scheme: Literal["light", "dark"], colour: str):
    still_page.goto("/accessibilite/")
    still_page.emulate_media(color_scheme=scheme)
    still_page.evaluate("(colour) => { document.querySelector('h1').style.color = colour }", colour)
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(still_page, rules=IN_THE_DARK)


def test_a_short_report_too(still_page: Page, axe: Axe):
    assert PageType(ExperienceReportPageFactory(flash=True).url).open(still_page) == 200
    check(still_page, axe)


def test_a_complete_report_too(still_page: Page, axe: Axe):
    report = ExperienceReportPageFactory(complete=True, classified=True, title="Une haie de " + "très " * 20 + "loin")
    assert PageType(report.url).open(still_page) == 200
    check(still_page, axe)


def test_a_withdrawn_report_too(still_page: Page, axe: Axe):
    PermanentId.objects.create(year=2023, number=9999)
    assert PageType("/rex/2023-9999").open(still_page) == 410
    check(still_page, axe)


def test_a_search_that_rests_too(still_page: Page, axe: Axe, monkeypatch: pytest.MonkeyPatch):
    def down(*_args: object, **_kwargs: object) -> None:
        raise EngineUnavailable("the disk is full")

    monkeypatch.setattr(type(get_engine()), "search", down)
    assert PageType("/recherche/?q=eau").open(still_page) == 503
    check(still_page, axe)


def test_a_report_prints_without_what_only_serves_on_screen(page: Page):
    page.goto(ExperienceReportPage.objects.live().first().url)
    page.emulate_media(media="print")
    for screen_only in (".masthead nav", ".masthead search", "nav.pager", ".skip"):
        for element in page.locator(screen_only).all():
            assert not element.is_visible(), screen_only
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("#fait").is_visible()
    assert page.locator("#citer").is_visible()
    assert not page.evaluate(WIDER_THAN_SCREEN)


def test_results_print_with_the_question_that_they_answer(page: Page):
    page.goto("/recherche/?q=eau")
    page.emulate_media(media="print")
    asked = page.get_by_role("heading", level=1).bounding_box()
    assert asked
    assert asked["height"] > 10
    assert not page.get_by_text("Trier par pertinence").is_visible()


def test_nothing_moves_for_those_who_asked_for_stillness(still_page: Page):
    still_page.goto("/recherche/?q=eau")
    moving = still_page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
            const style = getComputedStyle(element);
            const longest = (list) => Math.max(...list.split(",").map((each) => parseFloat(each)));
            return longest(style.transitionDuration) > 0.01 || longest(style.animationDuration) > 0.01
                || style.scrollBehavior === "smooth";
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert not moving
