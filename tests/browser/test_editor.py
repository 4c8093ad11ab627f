"""What an editor publishes is what readers find, at once."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from network_site.accounts.management.commands.create_demo_accounts import ACCOUNTS, DemoAccount
from practices.models import ExperienceReportPage
from tests.browser.conftest import NewContext

MODERATOR, EDITOR = (next(each for each in ACCOUNTS if each.group == group) for group in ("Modération", "Édition"))
NEW_TITLE = "Des ombrières sur la place du Zouave"


@pytest.fixture
def report(site: str) -> ExperienceReportPage:
    return ExperienceReportPage.objects.live().get(permanent_id="2023-0035")


def signed_in(context: BrowserContext, account: DemoAccount) -> Page:
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("#id_login").fill(account.email)
    page.locator("#id_password").fill(account.password)
    page.keyboard.press("Enter")
    expect(page.locator("#id_password")).to_have_count(0)
    return page


def test_a_moderator_publishes_and_unpublishes(new_context: NewContext, page: Page, report: ExperienceReportPage):
    admin = signed_in(new_context(), MODERATOR)
    admin.goto(f"/admin/pages/{report.pk}/edit/")
    admin.locator("#id_title").fill(NEW_TITLE)
    choose(admin, "action-publish")
    expect(admin.locator(".messages .success")).to_be_visible()

    page.goto("/recherche/?q=ombrières+place+du+Zouave")
    found = page.locator("#resultats .entries > li").get_by_role("heading", name=NEW_TITLE)
    expect(found).to_be_visible()
    found.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ombrières")
    address = page.url

    admin.goto(f"/admin/pages/{report.pk}/unpublish/")
    admin.locator("main form [type=submit]").last.click()
    expect(admin.locator(".messages .success")).to_be_visible()
    page.goto("/recherche/?q=ombrières+place+du+Zouave")
    expect(page.locator("#resultats")).not_to_contain_text(NEW_TITLE)
    answer = page.goto(address)
    assert answer
    assert answer.status == 410
    answer = page.goto("/rex/2023-0035")
    assert answer
    assert answer.status == 410


def test_an_editor_proposes_and_readers_see_nothing_yet(
    new_context: NewContext, page: Page, report: ExperienceReportPage
):
    admin = signed_in(new_context(), EDITOR)
    admin.goto(f"/admin/pages/{report.pk}/edit/")
    admin.locator("#id_title").fill(NEW_TITLE)
    expect(admin.locator("[name=action-publish]")).to_have_count(0)
    admin.get_by_role("button", name=re.compile("Enregistrer")).first.click()
    expect(admin.locator(".messages .success")).to_be_visible()
    page.goto("/recherche/?q=ombrières+place+du+Zouave")
    expect(page.locator("#resultats")).not_to_contain_text(NEW_TITLE)


def choose(admin: Page, action: str) -> None:
    """An action of Wagtail's footer, behind the arrow of its menu where it is not the first one."""
    button = admin.locator(f"[name={action}]")
    if not button.is_visible():
        admin.locator("footer [data-w-dropdown-target=toggle], nav [data-w-dropdown-target=toggle]").last.click()
    button.click()


def test_the_form_of_a_report_knows_its_address_by_which_it_saves_itself(
    new_context: NewContext, report: ExperienceReportPage
):
    admin = signed_in(new_context(), EDITOR)
    admin.goto(f"/admin/pages/{report.pk}/edit/")
    assert admin.evaluate("document.querySelector('#page-edit-form').action") == admin.url
    admin.get_by_role("textbox", name="Ce qui a été fait").fill("Nous avons planté.")
    admin.get_by_role("button", name=re.compile("Enregistrer")).first.click()
    expect(admin.locator(".messages .success")).to_be_visible()
    report.refresh_from_db()
    assert report.get_latest_revision_as_object().action == "Nous avons planté."


@pytest.mark.parametrize(("snippet", "field"), [("practices/need", "label"), ("actors/actor", "name")])
def test_the_address_of_what_is_created_follows_its_name(new_context: NewContext, site: str, snippet: str, field: str):
    admin = signed_in(new_context(), EDITOR)
    admin.goto(f"/admin/snippets/{snippet}/add/")
    admin.locator(f"#id_{field}").press_sequentially("Replanter des haies")
    expect(admin.locator("#id_slug")).to_have_value("replanter-des-haies")
