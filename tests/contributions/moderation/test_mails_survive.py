"""One mail row for each step and person, whatever dies, and a repeat only of the mail in flight."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from contributions.moderation.submission import submit_for_review
from network_site.mail import outbox
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.factories import moderation as make

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for SIGKILL at a named point: nothing in the process may catch it."""


def die(*_args, **_options):
    raise Killed


def whole_story(author, reader):
    """Submitted, asked for more, submitted again, published."""
    review = make.submitted(by=author)
    make.decide(review, "demander", by=reader, action="Où ?")
    again = submit_for_review(make.new_version(review.page, action="À Denain."), user=author)
    make.decide(again, "publier", by=reader)
    return [
        *(f"review/{each.pk}/{step}" for each in (review, again) for step in (f"received/{author.pk}",)),
        *(f"review/{each.pk}/submitted/{reader.pk}" for each in (review, again)),
        f"review/{review.pk}/a-completer/{author.pk}",
        f"review/{again.pk}/publie/{author.pk}",
    ]


def later():
    moment = timezone.now() - timedelta(hours=1)
    OutgoingMail.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=moment)
    OutgoingMail.objects.filter(claimed_at__isnull=False).update(claimed_at=moment)


def test_one_row_for_each_step_and_person(author, reader):
    expected = whole_story(author, reader)
    assert sorted(OutgoingMail.objects.values_list("key", flat=True)) == sorted(expected)


@pytest.mark.parametrize("point", ["claim", "before sending", "after sending", "mark_sent"])
def test_a_worker_that_dies_loses_no_mail_and_repeats_the_one_in_flight_at_most(
    author, reader, mailoutbox, monkeypatch, point
):
    keys = whole_story(author, reader)
    with monkeypatch.context() as patch:
        if point == "before sending":
            patch.setattr(EmailBackend, "send_messages", die)
        elif point == "after sending":
            send = EmailBackend.send_messages
            patch.setattr(EmailBackend, "send_messages", lambda self, messages: (send(self, messages), die()))
        else:
            patch.setattr(OutgoingMail, point, die)
        with pytest.raises(Killed):
            outbox.deliver_due()
    later()
    outbox.deliver_due()
    received = Counter(mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert set(received) == {outbox.message_id_for(key) for key in keys}
    assert sum(received.values()) <= len(keys) + 1


@pytest.mark.parametrize(
    "point",
    [
        "network_site.mail.outbox.queue",
        "contributions.moderation.announcing.decided",
        "wagtail.models.Revision.publish",
        "contributions.moderation.decisions.keep_remarks",
    ],
)
def test_a_decision_that_is_cut_anywhere_is_not_half_taken(author, reader, monkeypatch, point):
    review = make.submitted(by=author)
    mails = set(OutgoingMail.objects.values_list("key", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr(point, die)
        with pytest.raises(Killed):
            make.decide(review, "publier", by=reader, action="Où ?")
    assert set(OutgoingMail.objects.values_list("key", flat=True)) == mails
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live
    make.decide(review, "publier", by=reader)
    assert OutgoingMail.objects.count() == len(mails) + 1
