"""From a need typed in plain French to those who can help."""

import re

from playwright.sync_api import Page, expect

QUESTION = "canicule dans la cour de l’école"


def test_a_need_leads_to_a_report_in_four_clicks(page: Page):
    page.goto("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill(QUESTION)
    page.get_by_role("button", name="Chercher").click()  # 1
    entries = page.locator("#resultats .entries > li")
    for town in ("Paris", "Grenoble", "Besançon"):
        expect(entries.filter(has_text=town).first).to_be_visible()
    before = count(page)

    facet = page.locator("#facette-territoire, #facette-acteur, #facette-aleas, #facette-alea").first
    if facet.get_attribute("open") is None:
        facet.locator("summary").first.click()
    facet.get_by_role("checkbox").first.check()  # 2
    expect(page.get_by_role("link", name=re.compile("^Retirer le filtre"))).to_be_visible()
    assert 0 < count(page) <= before

    title = entries.first.get_by_role("heading").inner_text()
    entries.first.get_by_role("heading").get_by_role("link").click()  # 3
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])
    expect(page.locator("main a[href^='/besoins/']").first).to_be_visible()
    expect(page.locator("main a[href^='/acteurs/']").first).to_be_visible()
    expect(page.locator("main a[href^='/reseaux/']").first).to_be_visible()


def count(page: Page) -> int:
    found = re.search(r"\d+", page.locator("#resultats [data-count]").inner_text())
    assert found
    return int(found[0])
