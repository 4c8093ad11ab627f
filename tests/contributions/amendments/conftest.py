"""A published report of an actor that has a référent, and what a visitor types to correct it."""

import pytest

from network_site import public_forms
from practices.models import ReportActor
from tests.factories import moderation as make
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)


@pytest.fixture
def reader():
    return make.moderator(first_name="Ana", last_name="Lyse")


@pytest.fixture
def actor():
    return ActorFactory(name="Ville de Denain", description="Une ville du Nord.")


@pytest.fixture
def referent(actor):
    return MembershipFactory(actor=actor, referent=True).user


@pytest.fixture
def report(actor):
    return ExperienceReportPageFactory(
        title="Une cour plus fraîche", action="Dix arbres plantés.", report_actors=[ReportActor(actor=actor)]
    )


@pytest.fixture
def typed(client):
    """The whole form of a page as a browser sends it back, with changes: `typed("/corriger/…/", action="…")`."""

    def type_in(address, *, reason="J’y étais.", email="", **texts):
        form = client.get(address).context["form"]
        data = {field.html_name: field.value() or "" for field in form}
        return data | {"reason": reason, "email": email} | {f"texte-{name}": text for name, text in texts.items()}

    return type_in


@pytest.fixture
def other():
    return UserFactory()
