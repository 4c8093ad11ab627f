"""From the home page to a report without touching the mouse, always knowing where one is."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_reading_path import QUESTION, count

SHOWN = """(element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const around = element.closest(".search, label, summary");
    const framed = around && getComputedStyle(around).outlineStyle !== "none";
    return outlined || framed || style.boxShadow !== "none";
}"""


def reach(page: Page, target: Locator, *, most: int = 60) -> None:
    """Press Tab until the target has the focus, which must be seen at each stop."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(f"({SHOWN})(document.activeElement)"), page.evaluate(
            "document.activeElement.outerHTML.slice(0, 120)"
        )
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"not reached with {most} tabs: {target}")


def test_the_first_tab_skips_to_the_content(page: Page):
    page.goto("/besoins/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_from_the_question_to_a_report(page: Page):
    page.goto("/")
    reach(page, page.locator("#q"))
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/**")
    expect(page.locator("#resultats .entries > li").first).to_be_visible()

    skip = page.get_by_role("link", name="Aller aux résultats")
    reach(page, skip)
    page.keyboard.press("Enter")
    expect(page.locator("#titre-resultats")).to_be_focused()

    before = count(page)
    box = page.locator("#facette-etape").get_by_role("checkbox").first
    page.reload()  # the filters come before the results: from the top again
    summary = page.locator("#facette-etape > summary")
    reach(page, summary)
    if page.locator("#facette-etape").get_attribute("open") is None:
        page.keyboard.press("Enter")
    reach(page, box, most=4)
    page.keyboard.press("Space")
    remove = page.get_by_role("link", name=re.compile("^Retirer le filtre"))
    expect(remove).to_have_count(1)
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(page.locator("#annonce")).to_contain_text(re.compile(rf"\b{count(page)}\b"))

    reach(page, remove, most=120)
    page.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    expect(page.locator("#titre-resultats")).to_be_focused()
    assert count(page) == before
    expect(page.locator("#annonce")).to_contain_text(re.compile(rf"\b{before}\b"))

    report = page.locator("#resultats .entries > li").first.get_by_role("heading").get_by_role("link")
    reach(page, report)
    page.keyboard.press("Enter")
    page.wait_for_url("**/retours/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_suggestion_is_chosen_with_the_arrows(page: Page):
    page.goto("/")
    field = page.locator("#q")
    reach(page, field)
    page.keyboard.type("greno")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search [role=status]").first).to_contain_text("suggestion")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("greno")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(acteurs|retours|reseaux|besoins)/."))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Greno")


def test_escape_closes_the_menu_of_a_small_screen(mobile_page: Page):
    mobile_page.goto("/")
    menu = mobile_page.locator("details.menu > summary")
    reach(mobile_page, menu)
    mobile_page.keyboard.press("Enter")
    expect(mobile_page.get_by_role("link", name="Besoins", exact=True).first).to_be_visible()
    mobile_page.keyboard.press("Escape")
    expect(mobile_page.locator("#menu")).to_be_hidden()
    expect(menu).to_be_focused()
