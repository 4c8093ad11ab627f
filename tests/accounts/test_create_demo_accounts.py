import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from network_site.accounts.management.commands.create_demo_accounts import ACCOUNTS
from network_site.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups() -> None:
    for account in ACCOUNTS:
        if account.group:
            Group.objects.get_or_create(name=account.group)


def run() -> str:
    output = StringIO()
    call_command("create_demo_accounts", stdout=output)
    return output.getvalue()


def test_each_printed_password_signs_in() -> None:
    printed = re.findall(r"(\S+@relais\.example)\s+(\S+)", run())

    assert len(printed) == len(ACCOUNTS)
    for email, password in printed:
        assert authenticate(username=email, password=password) is not None


def test_roles_are_told_by_groups() -> None:
    run()

    groups = {user.email: [group.name for group in user.groups.all()] for user in User.objects.all()}
    assert groups == {
        "administrateur@relais.example": [],
        "moderatrice@relais.example": ["Modération"],
        "redactrice@relais.example": ["Édition"],
        "referent@relais.example": [],
        "membre@relais.example": [],
    }
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["administrateur@relais.example"]


def test_a_second_run_changes_nothing_and_prints_the_same() -> None:
    first = run()
    before = list(User.objects.order_by("pk").values())

    assert run() == first
    assert list(User.objects.order_by("pk").values()) == before


def test_another_installation_has_other_passwords(settings: Any) -> None:
    here = [account.password for account in ACCOUNTS]
    settings.SECRET_KEY = "another-key-of-another-installation"

    assert not set(here) & {account.password for account in ACCOUNTS}


def test_refused_outside_the_demo(settings: Any) -> None:
    settings.RELAIS_DEMO = False

    with pytest.raises(CommandError, match="démonstration"):
        run()
    assert not User.objects.exists()


def test_a_missing_group_says_what_to_run() -> None:
    Group.objects.all().delete()

    with pytest.raises(CommandError, match=r"« Modération » manque : lancez d’abord « manage\.py prepare_site »"):
        run()
