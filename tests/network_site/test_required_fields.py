"""A field that is left empty says, in the words of its form, what is asked: never Django's « Champ requis. »."""

from collections.abc import Iterator

import pytest
from django.forms import BaseForm, Field, HiddenInput
from django.test import Client
from django.urls import get_resolver

from network_site.sign_in.forms import REQUIRED, PlainForm
from tests.factories.kernel import UserFactory

ROOMS = ("network_site", "actors", "practices", "search", "contributions", "exchanges")
WORDS_OF_WAGTAIL = ("actors.forms", "contributions.freshness.standing_form", "network_site.design", "search.journal")
"""Modules of forms that only the admin shows, and the samples of the design system."""


def forms_of_the_site(parent: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    """Those that nothing extends."""
    for form in parent.__subclasses__():
        if form.__subclasses__():
            yield from forms_of_the_site(form)
        elif form.__module__.startswith(ROOMS) and not form.__module__.startswith(WORDS_OF_WAGTAIL):
            yield form


def is_bare(form: type[BaseForm], name: str, field: Field) -> bool:
    if not (field.required and field.label) or isinstance(field.widget, HiddenInput):
        return False
    if issubclass(form, PlainForm) and name in REQUIRED:
        return False
    return str(field.error_messages["required"]) == str(Field.default_error_messages["required"])


def test_no_form_of_the_site_says_the_bare_words() -> None:
    assert get_resolver().url_patterns  # imports every form
    forms = set(forms_of_the_site())
    assert len(forms) > 40
    bare = {
        (form.__qualname__, name)
        for form in forms
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]  # every class of forms has them
        if is_bare(form, name, field)
    }
    assert bare == {("SignupForm", "username")}  # allauth takes it away from each form that it makes


@pytest.mark.django_db
def test_the_card_of_a_member_asks_for_what_is_missing(client: Client) -> None:
    client.force_login(UserFactory())
    assert "Indiquez votre fonction." in client.post("/annuaire/ma-fiche/", {}).text
    assert "Indiquez votre mot de passe." in client.post("/compte/supprimer/", {}).text
