"""Accounts: the e-mail address is the login, whatever its case, and is not how a person is called."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError

User = get_user_model()
pytestmark = pytest.mark.django_db


def test_an_address_signs_in_whatever_its_case() -> None:
    user = User.objects.create_user("Agent@Ville.example", "une phrase secrète")
    assert user.email == "agent@ville.example"
    assert authenticate(username="AGENT@ville.example", password="une phrase secrète") == user


def test_an_address_belongs_to_one_account() -> None:
    User.objects.create_user("agent@ville.example")
    with pytest.raises(IntegrityError):
        User.objects.create_user("AGENT@ville.example")


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="obligatoire"):
        User.objects.create_user("")


def test_without_a_password_nobody_signs_in() -> None:
    user = User.objects.create_user("agent@ville.example")
    assert not user.has_usable_password()


def test_a_superuser_may_do_everything() -> None:
    user = User.objects.create_superuser("admin@relais.example", "une phrase secrète")
    assert user.is_staff
    assert user.is_superuser


def test_a_person_is_called_by_name_and_never_by_address() -> None:
    nameless = User.objects.create_user("agent@ville.example")
    assert "agent" not in str(nameless)
    assert "ville" not in nameless.get_short_name()
    assert str(User(first_name="Ada", last_name="Martin")) == "Ada Martin"
