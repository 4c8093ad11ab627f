"""What was typed in a form outlives the session that it was typed in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import moderation as make
from tests.factories.actors import ActorFactory
from tests.factories.conversations import begun

pytestmark = pytest.mark.django_db
TEXT = "Précisez d’où vient l’eau, <b>et</b> son coût."


def test_a_text_is_shown_again_and_signing_in_leads_to_the_page_of_its_form(client: Client) -> None:
    review = make.submitted()
    page = reverse("moderation:review", args=[review.page_id])
    address = reverse("moderation:opinion", args=[review.page_id])
    answer = client.post(
        address, {"text": TEXT, "signature": "Ana"}, headers={"Referer": f"http://testserver{page}?a=1#avis"}
    )
    assert answer.status_code == 401
    assert "Précisez d’où vient l’eau, &lt;b&gt;et&lt;/b&gt; son coût." in answer.text
    assert f"{reverse('account_login')}?next={page}%3Fa%3D1" in answer.text
    assert 'aria-label="Ce que vous aviez écrit"' in answer.text
    assert ">Ana<" not in answer.text


@pytest.mark.parametrize("referer", ["", "http://ailleurs.example/x/"])
def test_a_button_alone_leads_to_signing_in(client: Client, referer: str) -> None:
    address = reverse("writing:edit", args=["2026-0001"])
    answer = client.post(address, {}, headers={"Referer": referer})
    assert answer["Location"] == f"{reverse('account_login')}?next={address}"


def test_no_secret_is_shown_again(client: Client) -> None:
    answer = client.post(reverse("account_change_password"), {"password1": "quatre mots sans rapport"})
    assert answer.status_code == 302


def test_an_answer_in_a_conversation_can_be_copied(client: Client) -> None:
    answer = client.post(begun(ActorFactory()).get_absolute_url(), {"text": TEXT})
    assert answer.status_code == 403
    assert "son coût." in answer.text


def test_a_token_that_is_out_of_date_loses_no_text() -> None:
    answer = Client(enforce_csrf_checks=True).post("/contact/", {"message": TEXT})
    assert answer.status_code == 403
    assert "son coût." in answer.text
