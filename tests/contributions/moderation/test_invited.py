"""A reviewer without an account: what the secret link opens, and when it stops."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from contributions.moderation import remarking
from contributions.moderation.models import InvitedReviewer, Opinion, Remark, Review
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.factories import moderation as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(author):
    return make.submitted(by=author, title="Une cour plus fraîche")


@pytest.fixture
def reviewer(review, reader):
    return remarking.invite(review.page, user=reader, name="Camille Exemple", email="camille@exemple.fr", days=14)


@pytest.fixture
def link(reviewer):
    return reverse("moderation:invited", args=[remarking.token_of(reviewer)])


def test_a_moderator_invites_and_the_address_is_not_kept(reading, review):
    address = reverse("moderation:invite", args=[review.page_id])
    typed = {"name": "Camille Exemple", "email": "camille@exemple.fr", "days": "7"}
    for wrong in ({"email": "camille@"}, {"name": ""}, {"days": "3650"}):
        assert reading.post(address, typed | wrong).status_code == 422
    assert reading.post(address, typed).status_code == 302
    mail = OutgoingMail.objects.get(to="camille@exemple.fr")
    assert "/relecture/invitation/" in mail.text
    assert "@" not in mail.key
    assert "camille@" not in str(InvitedReviewer.objects.values().get())
    listed = reading.get(reverse("moderation:review", args=[review.page_id])).content.decode()
    assert "Camille Exemple" in listed
    assert "camille@" not in listed


def test_the_link_opens_one_report_to_read_and_to_speak_of(client, link, review, reviewer):
    page = client.get(link)
    assert page.status_code == 200
    assert "Une cour plus fraîche" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"  # « no-referrer » and the browser's own form would be refused
    assert "no-store" in page["Cache-Control"]
    client.post(link, {"remarque-action": "Quelle essence ?", "opinion": "Convaincant."})
    client.post(link, {"remarque-action": "Quelles essences ?", "opinion": "Convaincant."})
    remark = Remark.objects.get()
    assert (remark.text, remark.reviewer, remark.sent_at) == ("Quelles essences ?", reviewer, None)
    assert Opinion.objects.get().shown_at is None


def test_the_link_decides_nothing(client, link, review):
    client.post(link, {"decision": "publier", "revision": review.revision_id, "comment": "Oui"})
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live
    assert client.get(reverse("moderation:review", args=[review.page_id])).status_code == 302
    assert client.get("/moderation/").status_code == 302


def test_what_a_reviewer_says_leaves_with_the_request_and_is_signed(client, link, reading, review, author):
    client.post(link, {"remarque-action": "Quelle essence ?"})
    page = reading.get(reverse("moderation:review", args=[review.page_id])).content.decode()
    assert "Quelle essence" in page
    typed = {"revision": review.revision_id, "decision": "demander"}
    assert reading.post(reverse("moderation:review", args=[review.page_id]), typed).status_code == 302
    mail = OutgoingMail.objects.get(key=f"review/{review.pk}/a-completer/{author.pk}")
    assert "Quelle essence ?\n(Camille Exemple)" in mail.text


def test_an_opinion_is_public_once_a_moderator_shows_it_and_reworded_it_waits_again(client, link, reading, review):
    client.post(link, {"opinion": "Convaincant."})
    reading.post(reverse("moderation:show-opinion", args=[Opinion.objects.get().pk]))
    assert Opinion.objects.get().shown_at is not None
    client.post(link, {"opinion": "Convaincant."})
    assert Opinion.objects.get().shown_at is not None
    client.post(link, {"opinion": "Discutable."})
    assert Opinion.objects.get().shown_at is None
    client.post(link, {"opinion": ""})
    assert not Opinion.objects.exists()


def test_the_link_may_be_used_again_until_its_date(client, link, reviewer, review):
    assert [client.get(link).status_code for _visit in range(2)] == [200, 200]
    InvitedReviewer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link).status_code == 410
    assert client.post(link, {"remarque-action": "Trop tard"}).status_code == 410
    assert not Remark.objects.exists()


def test_a_link_older_than_any_invitation_opens_nothing(client, link, reviewer, monkeypatch):
    InvitedReviewer.objects.update(expires_at=timezone.now() + timedelta(days=900))
    monkeypatch.setattr(remarking, "LONGEST", timedelta(seconds=-1))
    assert client.get(link).status_code == 410


def test_a_revoked_link_opens_nothing_and_what_was_said_stays(client, link, reading, reviewer, review):
    client.post(link, {"remarque-action": "Quelle essence ?"})
    assert reading.get(reverse("moderation:revoke", args=[reviewer.pk])).status_code == 405
    reading.post(reverse("moderation:revoke", args=[reviewer.pk]))
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Une cour plus fraîche" not in answer.content.decode()
    assert Remark.objects.count() == 1


@pytest.mark.parametrize("change", ["cut", "added", "other record", "other use", "nothing"])
def test_a_link_that_was_tampered_with_opens_nothing(client, reviewer, review, change):
    token = remarking.token_of(reviewer)
    forged = {
        "cut": token[:-1],
        "added": f"{token}x",
        "other record": "eyJyZXZpZXdlciI6OTl9" + token[token.index(":") :],
        "other use": signing.dumps({"reviewer": reviewer.pk}, salt="autre"),
        "nothing": "x",
    }[change]
    answer = client.get(reverse("moderation:invited", args=[forged]))
    assert answer.status_code == 410
    assert "Une cour plus fraîche" not in answer.content.decode()


def test_once_the_review_is_over_the_link_says_so(client, link, reader, review):
    make.decide(review, "publier", by=reader)
    assert "Cette relecture est terminée" in client.get(link).content.decode()
    assert client.post(link, {"opinion": "Trop tard"}).status_code == 200
    assert not Opinion.objects.exists()
    assert Review.objects.get().outcome == "publie"


def test_what_is_too_long_is_refused_and_still_there(client, link):
    answer = client.post(link, {"opinion": "é" * 601})
    assert answer.status_code == 422
    assert "é" * 601 in answer.content.decode()
