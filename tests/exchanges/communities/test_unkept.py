"""Nothing that is typed on the page of a network's facilitators is lost, whichever of its buttons is pressed."""

from typing import Any

import pytest
from django.test import Client

from actors.models import Network
from exchanges.communities.models import AgendaLink, Community, JoinRequest
from tests.factories.communities import AgendaLinkFactory, CommunityFactory, FacilitatorFactory, JoinRequestFactory

pytestmark = pytest.mark.django_db

PORTAL = {"title": "L’eau ensemble", "introduction": "Une nappe, douze communes.", "filters": "q=eau"}
CHECKED: dict[str, Any] = {"languages": ["de"]}  # and « accepts_requests », which the network had, is unchecked
MEETING = {"label": "Rencontre", "on": "15/03/2099", "url": "https://reseau.example/"}


@pytest.fixture
def network(client: Client) -> Network:
    """A network that the signed-in person runs, with two requests and a meeting."""
    facilitator = FacilitatorFactory()
    client.force_login(facilitator.user)
    community = CommunityFactory(network=facilitator.network, title="Avant", accepts_requests=True)
    AgendaLinkFactory(community=community, label="Assemblée")
    JoinRequestFactory.create_batch(2, network=facilitator.network)
    return facilitator.network


@pytest.fixture
def path(network: Network) -> str:
    return f"/reseaux/{network.slug}/animer/"


@pytest.fixture
def reasons(network: Network) -> dict[str, str]:
    return {f"demande-{pk}-reason": f"Motif {pk}" for pk in JoinRequest.objects.values_list("pk", flat=True)}


@pytest.fixture
def typed(reasons: dict[str, str]) -> dict[str, Any]:
    return PORTAL | CHECKED | MEETING | reasons


def fields(answer: Any) -> dict[str, Any]:
    """What stands in each field of the page."""
    forms = [answer.context["form"], answer.context["meeting"], *(form for _asked, form in answer.context["requests"])]
    return {field.html_name: field.value() for form in forms for field in form}


def assert_still_there(answer: Any, typed: dict[str, Any]) -> None:
    shown = fields(answer)
    assert {name: shown[name] for name in typed} == typed


def test_every_button_of_the_page_sends_all_that_is_typed(client: Client, path: str) -> None:
    main = client.get(path).text.split("<main", 1)[1].split("</main")[0]
    assert main.count("<form") == 1
    meeting = AgendaLink.objects.get()
    for button in (f"{path}agenda/", f"{path}agenda/{meeting.pk}/retirer/"):
        assert main.count(f'formaction="{button}"') == 1
    for asked in JoinRequest.objects.all():
        assert main.count(f'formaction="{path}demandes/{asked.pk}/"') == 2
    assert main.index('<button type="submit" disabled hidden>') == main.index("<button")  # Enter presses none of them


def test_what_was_typed_outlives_the_adding_of_a_meeting(client: Client, path: str, typed: dict[str, Any]) -> None:
    answer = client.post(f"{path}agenda/", typed, follow=True)
    assert AgendaLink.objects.filter(label="Rencontre").exists()
    assert_still_there(answer, typed | {"accepts_requests": False, "label": None, "on": None, "url": None})
    assert Community.objects.get().title == "Avant"
    assert fields(client.get(path))["title"] == "Avant"  # given back once


def test_what_was_typed_outlives_the_keeping_of_the_portal(
    client: Client, path: str, reasons: dict[str, str], typed: dict[str, Any]
) -> None:
    answer = client.post(path, typed, follow=True)
    assert Community.objects.get().title == PORTAL["title"]
    assert_still_there(answer, MEETING | reasons)
    assert not AgendaLink.objects.filter(label="Rencontre").exists()


def test_what_was_typed_outlives_the_removal_of_a_meeting(client: Client, path: str, typed: dict[str, Any]) -> None:
    assert_still_there(client.post(f"{path}agenda/{AgendaLink.objects.get().pk}/retirer/", typed, follow=True), typed)


def test_what_was_typed_outlives_an_answer(client: Client, path: str, typed: dict[str, Any]) -> None:
    asked, other = JoinRequest.objects.order_by("pk")
    answer = client.post(f"{path}demandes/{asked.pk}/", typed | {"refuse": "1"}, follow=True)
    asked.refresh_from_db()
    assert asked.reason == f"Motif {asked.pk}"
    del typed[f"demande-{asked.pk}-reason"]
    assert f"demande-{other.pk}-reason" in typed
    assert_still_there(answer, typed)


@pytest.mark.parametrize("button", ["portal", "meeting", "answer"])
def test_what_was_typed_outlives_a_refusal(client: Client, path: str, typed: dict[str, Any], button: str) -> None:
    reason = f"demande-{JoinRequest.objects.latest('pk').pk}-reason"
    where, mistake = {
        "portal": (path, {"filters": "https://ailleurs.example/"}),
        "meeting": (f"{path}agenda/", {"on": "demain"}),
        "answer": (f"{path}demandes/{JoinRequest.objects.latest('pk').pk}/", {reason: ""}),
    }[button]
    answer = client.post(where, typed | mistake)
    assert answer.status_code == 422
    assert 'id="erreurs"' in answer.text
    assert_still_there(answer, typed | mistake | {"accepts_requests": False})
