"""Nothing that is typed on the page of a review is lost, whichever of its buttons is pressed."""

import re

import pytest
from django.urls import reverse

from contributions.moderation import remarking
from contributions.moderation.models import InvitedReviewer, Opinion, Remark
from network_site.mail.models import OutgoingMail
from tests.factories import moderation as make

pytestmark = pytest.mark.django_db

REMARK = {"remarque-action": "Combien de parasols ?"}
WORD = {"comment": "Presque."}
OPINION = {"text": "Solide.", "signature": "Ana Lyse, hydrologue"}
INVITATION = {"name": "Camille Exemple", "email": "camille@exemple.fr", "days": "30"}
TYPED = REMARK | WORD | OPINION | INVITATION


@pytest.fixture
def review(author):
    return make.submitted(by=author)


@pytest.fixture
def page(review):
    return reverse("moderation:review", args=[review.page_id])


def at(name, pk):
    return reverse(f"moderation:{name}", args=[pk])


def fields(answer):
    """What stands in each field of the page."""
    forms = (answer.context[name] for name in ("form", "opinion_form", "invitation_form"))
    return {field.html_name: str(field.value() or "") for form in forms for field in form}


def assert_still_there(answer, typed):
    assert {name: fields(answer)[name] for name in typed} == typed


def test_every_button_of_the_page_sends_all_that_is_typed(reading, review, page, reader):
    remarking.invite(review.page, user=reader, name="Iris", email="iris@exemple.fr", days=7)
    remarking.keep_opinion(review.page, user=reader, text="Solide.", signature="Ana")
    main = reading.get(page).text.split("<main", 1)[1].split("</main")[0]
    assert main.count("<form") == 1
    assert set(re.findall(r'<button type="submit"(?: class="btn[^"]*")? formaction="([^"]+)"', main)) == {
        at("opinion", review.page_id),
        at("invite", review.page_id),
        at("show-opinion", Opinion.objects.get().pk),
        at("revoke", InvitedReviewer.objects.get().pk),
    }
    assert main.index('<button type="submit" disabled hidden>') == main.index("<button")  # Enter presses none of them


def test_what_was_typed_outlives_the_keeping_of_an_opinion(reading, review, page):
    answer = reading.post(at("opinion", review.page_id), TYPED, follow=True)
    assert Opinion.objects.get().text == "Solide."
    assert_still_there(answer, TYPED)
    assert "camille@" not in reading.get(page).text  # given back once


def test_what_was_typed_outlives_an_invitation(reading, review):
    answer = reading.post(at("invite", review.page_id), TYPED, follow=True)
    assert OutgoingMail.objects.filter(to="camille@exemple.fr").count() == 1
    assert_still_there(answer, REMARK | WORD | OPINION | {"name": "", "email": ""})
    assert not Opinion.objects.exists()
    assert not Remark.objects.exists()


@pytest.mark.parametrize("wrong", [("opinion", {"signature": ""}), ("invite", {"email": "camille@"})])
def test_what_was_typed_outlives_a_refusal(reading, review, wrong):
    button, mistake = wrong
    answer = reading.post(at(button, review.page_id), TYPED | mistake)
    assert answer.status_code == 422
    assert 'id="erreurs"' in answer.text
    assert_still_there(answer, TYPED | mistake)


def test_what_was_typed_outlives_the_other_buttons(reading, review, page, reader):
    reviewer = remarking.invite(review.page, user=reader, name="Iris", email="iris@exemple.fr", days=7)
    remarking.keep_invited_opinion(reviewer, text="Convaincant.")
    for address in (
        at("revoke", reviewer.pk),
        at("show-opinion", Opinion.objects.get().pk),
        at("compare", review.page_id),
    ):
        assert_still_there(reading.post(address, TYPED, follow=True), TYPED)
    assert_still_there(reading.post(page, TYPED | {"revision": review.revision_id}), TYPED)


def test_a_remark_that_was_kept_may_be_taken_back_in_two_steps(reading, review, page):
    reading.post(page, REMARK | {"decision": "garder", "revision": review.revision_id})
    assert Remark.objects.exists()
    answer = reading.post(at("opinion", review.page_id), OPINION | {"remarque-action": ""}, follow=True)
    assert fields(answer)["remarque-action"] == ""


def test_remarks_kept_for_later_lose_no_opinion(reading, review, page):
    answer = reading.post(page, TYPED | {"decision": "garder", "revision": review.revision_id}, follow=True)
    assert Remark.objects.count() == 2
    assert_still_there(answer, REMARK | OPINION | INVITATION | {"comment": ""})


def test_a_decision_leads_back_to_an_opinion_that_is_not_kept(reading, review, page):
    decided = {"decision": "publier", "revision": review.revision_id}
    answer = reading.post(page, OPINION | decided, follow=True)
    assert answer.redirect_chain[0][0] == page
    assert "Votre avis n’est pas encore gardé" in answer.text
    assert_still_there(answer, OPINION)
    assert answer.context["typed"] == []
    reading.post(at("opinion", review.page_id), OPINION)
    assert reading.post(page, OPINION | decided)["Location"] == reverse("moderation:queue")


def test_a_decision_of_somebody_else_loses_no_remark(reading, review, page):
    make.decide(review, "publier", by=make.moderator())
    answer = reading.post(at("opinion", review.page_id), TYPED, follow=True)
    assert {text for _label, text in answer.context["typed"]} == {"Combien de parasols ?", "Presque."}
    assert "Combien de parasols" in answer.text


def test_the_version_to_compare_with_is_chosen_in_the_address(reading, review):
    answer = reading.post(at("compare", review.page_id), {"comparer": "12&x"})
    assert answer["Location"] == f"{at('review', review.page_id)}?comparer=12%26x#changements"


def test_each_report_has_its_own_texts(reading, review):
    reading.post(at("opinion", review.page_id), TYPED)
    other = make.submitted()
    assert "Combien de parasols" not in reading.get(at("review", other.page_id)).text
