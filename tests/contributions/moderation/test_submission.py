"""What submitting does, whoever submits: one review, one mail per person and step, nothing public."""

import pytest
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from contributions.moderation import decisions
from contributions.moderation.models import Review
from contributions.moderation.submission import remarks_for, submit_for_review
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage, ReportIndexPage
from tests.factories import moderation as make
from tests.factories.kernel import StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def keys():
    return sorted(OutgoingMail.objects.values_list("key", flat=True))


def test_the_reports_have_a_workflow_of_their_own():
    workflow = ReportIndexPage.objects.get().get_workflow()
    assert [task.specific.__class__.__name__ for task in workflow.tasks] == ["ReviewTask"]


def test_a_submission_waits_and_tells_each_person_once(reader, author):
    review = make.submitted(by=author)
    assert (review.outcome, review.round, review.submitted_by) == ("", 1, author)
    assert review.revision_id == review.page.latest_revision_id
    assert keys() == [f"review/{review.pk}/received/{author.pk}", f"review/{review.pk}/submitted/{reader.pk}"]
    assert not any("@" in key for key in keys())


def test_nothing_of_a_submission_is_public(client, author):
    review = make.submitted(by=author)
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live
    assert client.get(f"/retours/{review.page.slug}/").status_code == 404
    assert client.get(review.page.permanent_path).status_code == 404


def test_the_same_version_twice_is_one_submission(reader, author):
    first = make.submitted(by=author)
    mails = keys()
    assert submit_for_review(first.page, user=author) == first
    assert (Review.objects.count(), keys()) == (1, mails)


def test_a_newer_version_takes_the_place_of_the_one_nobody_has_read(reader, author):
    first = make.submitted(by=author)
    report = make.new_version(first.page, summary="Plus court.")
    second = submit_for_review(report, user=author)
    first.refresh_from_db()
    assert (first.outcome, second.outcome, second.round) == ("remplace", "", 2)
    assert Review.objects.get(pk=second.pk).started_at == first.started_at
    assert list(Review.objects.waiting()) == [second]
    assert WorkflowState.objects.active().count() == 1


def test_asked_for_more_the_author_tries_again_in_the_same_workflow(reader, author):
    review = make.submitted(by=author)
    make.decide(review, "demander", by=reader, comment="Presque.", action="Combien d’arbres ?")
    found = remarks_for(review.page)
    assert {field: [remark.text for remark in remarks] for field, remarks in found.items()} == {
        "": ["Presque."],
        "action": ["Combien d’arbres ?"],
    }
    mail = OutgoingMail.objects.get(key=f"review/{review.pk}/a-completer/{author.pk}")
    assert "Combien d’arbres ?" in mail.text
    assert "Ce qui a été fait :" in mail.text
    second = submit_for_review(make.new_version(review.page, action="Cent vingt arbres."), user=author)
    assert second.round == 2
    assert second.workflow_state_id == review.workflow_state_id
    assert not remarks_for(review.page)


def test_refused_the_author_may_still_propose_another_version(reader, author):
    review = make.submitted(by=author)
    make.decide(review, "refuser", by=reader, comment="Ce n’est pas un retour.")
    mail = OutgoingMail.objects.get(key=f"review/{review.pk}/refuse/{author.pk}")
    assert "Ce n’est pas un retour." in mail.text
    assert not WorkflowState.objects.active().exists()
    second = submit_for_review(make.new_version(review.page, summary="Un vrai retour."), user=author)
    assert (second.round, second.status) == (2, TaskState.STATUS_IN_PROGRESS)


def test_published_it_is_public_and_the_author_is_told_once(client, reader, author):
    review = make.submitted(by=author)
    make.decide(review, "publier", by=reader)
    report = ExperienceReportPage.objects.get(pk=review.page_id)
    assert report.live
    assert client.get(report.url).status_code == 200
    assert Review.objects.get().outcome == "publie"
    assert f"review/{review.pk}/publie/{author.pk}" in keys()
    assert len(keys()) == 3


def test_the_second_moderator_is_refused_and_nothing_is_doubled(reader, author):
    review = make.submitted(by=author)
    make.decide(review, "publier", by=reader)
    mails = keys()
    for what in ("publier", "demander", "refuser", "garder"):
        with pytest.raises(decisions.AlreadyDecidedError):
            make.decide(review, what, by=make.moderator())
    assert keys() == mails


def test_what_was_not_read_is_not_published(reader, author):
    review = make.submitted(by=author)
    make.new_version(review.page, summary="Écrit pendant la relecture.")
    with pytest.raises(decisions.ChangedSinceError):
        make.decide(review, "publier", by=reader)
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live


def test_a_decision_that_fails_mails_nobody(reader, author, monkeypatch):
    review = make.submitted(by=author)
    mails = keys()

    def broken(*_args, **_options):
        raise RuntimeError("disk")

    monkeypatch.setattr("network_site.mail.outbox.queue", broken)
    with pytest.raises(RuntimeError):
        make.decide(review, "publier", by=reader)
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live
    assert (keys(), Review.objects.get().outcome) == (mails, "")


def test_a_moderator_who_publishes_from_the_admin_ends_the_review(client, reader, author):
    review = make.submitted(by=author)
    review.page.get_latest_revision().publish(user=reader)
    review.refresh_from_db()
    assert (review.outcome, review.status) == ("publie", TaskState.STATUS_APPROVED)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert f"review/{review.pk}/publie/{author.pk}" in keys()


@pytest.mark.parametrize(
    ("action", "outcome"), [("approve", "publie"), ("reject", "a-completer"), ("refuse", "refuse")]
)
def test_the_actions_of_the_admin_lead_to_the_same_state_and_mails(reader, author, action, outcome):
    review = make.submitted(by=author)
    page = ExperienceReportPage.objects.get(pk=review.page_id)
    task = page.current_workflow_task
    assert action in {name for name, _label, _form in task.get_actions(page, reader)}
    assert task.get_actions(page, author) == []
    extra = {} if action == "approve" else {"comment": "Une raison."}
    task.on_action(page.current_workflow_task_state, reader, action, **extra)
    review.refresh_from_db()
    assert (review.outcome, review.comment) == (outcome, extra.get("comment", ""))
    ours = [f"received/{author.pk}", f"submitted/{reader.pk}", f"{outcome}/{author.pk}"]
    assert keys() == sorted(f"review/{review.pk}/{end}" for end in ours)


def test_a_workflow_cancelled_in_the_admin_is_told(reader, author):
    review = make.submitted(by=author)
    review.page.current_workflow_state.cancel(user=reader)
    review.refresh_from_db()
    assert review.outcome == "retire"
    assert f"review/{review.pk}/retire/{author.pk}" in keys()


def test_an_editor_who_submits_from_the_admin_comes_to_the_same_queue(author, reader):
    report = make.draft()
    report.get_workflow().start(report, author)
    assert Review.objects.get().submitted_by == author
    assert len(keys()) == 2


def test_wagtail_adds_no_mail_of_its_own_and_keeps_those_of_other_workflows(author, reader, mailoutbox):
    administrator = UserFactory(administrator=True)
    review = make.submitted(by=author)
    make.decide(review, "demander", by=reader, comment="Encore un mot.")
    again = submit_for_review(review.page, user=author)
    make.decide(again, "publier", by=reader)
    assert mailoutbox == []
    page = StandardPageFactory(draft=True)
    page.save_revision()
    page.get_workflow().start(page, author)
    assert administrator.email in {address for mail in mailoutbox for address in mail.to}


@pytest.mark.parametrize("role", ["visitor", "other", "author", "moderator"])
def test_who_follows_a_review(client, author, reader, role):
    review = make.submitted(by=author)
    address = reverse("moderation:follow", args=[review.page_id])
    people = {"other": UserFactory(), "author": author, "moderator": reader}
    if role in people:
        client.force_login(people[role])
    status = {"visitor": 302, "other": 404, "author": 200, "moderator": 200}[role]
    assert client.get(address).status_code == status
