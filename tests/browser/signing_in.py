"""Browsers of people who have signed in already: doing it by hand has its own test."""

from django.test import Client
from playwright.sync_api import BrowserContext, Page

from network_site.accounts.models import User
from tests.browser.conftest import MOBILE, NewContext


def enter(context: BrowserContext, user: User, site: str) -> Page:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return context.new_page()


def phone(new_context: NewContext, site: str, user: User) -> Page:
    """The telephone of that person."""
    return enter(new_context(viewport=MOBILE, has_touch=True), user, site)
