"""Following a search in tests: a form that was open long enough, links as the mails give them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from network_site import public_forms
from network_site.mail.models import OutgoingMail

Committing = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def typed(opened: None) -> dict[str, Any]:
    """What a visitor sends from the results of « eau »."""
    token = public_forms.FormToken.issue()
    return {"recherche": "q=eau", "email": "Elue@Exemple.fr", "rythme": "jour", "website": "", "token": token}


@pytest.fixture
def committing(db: None, django_capture_on_commit_callbacks: Any) -> Committing:
    """What is saved inside is indexed at the end, as after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def mails(key: str) -> list[OutgoingMail]:
    """Those of one kind, the oldest first."""
    return list(OutgoingMail.objects.filter(key__startswith=f"alerts/{key}/").order_by("pk"))


def link_in(mail: OutgoingMail, path: str) -> str:
    """The path and token of the link to this page."""
    match = re.search(rf"http://\S+?({re.escape(path)}\?\S+)", mail.text)
    assert match is not None, mail.text
    return match[1]
