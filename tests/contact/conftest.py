"""A visitor in front of the contact form."""

from typing import Any

import pytest

from network_site import public_forms


@pytest.fixture
def typed(opened: None) -> dict[str, Any]:
    """What a visitor sends: a fresh form, filled in."""
    return {
        "token": public_forms.FormToken.issue(),
        "subject": "probleme",
        "text": "La date de cette page est fausse.",
        "page": "/retours/cours-oasis/",
        "email": "mairie@exemple.fr",
        "website": "",
    }
