"""A référent or a moderator decides: once, on a difference, and history is kept."""

import uuid

import pytest
from django.urls import reverse

from contributions.amendments import deciding
from contributions.amendments.models import Amendment
from contributions.moderation.models import Remark, Review
from contributions.moderation.submission import submit_for_review
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from search import service
from search.queries import SearchQuery
from tests.factories import moderation as make
from tests.factories.actors import MembershipFactory

pytestmark = pytest.mark.django_db


def amendment(target, **texts):
    changes = {name: {"before": getattr(target, name), "after": text} for name, text in texts.items()}
    kind = "report" if isinstance(target, ExperienceReportPage) else "actor"
    return Amendment.objects.create(token=uuid.uuid4(), reason="J’y étais.", changes=changes, **{kind: target})


@pytest.fixture
def proposed(report):
    return amendment(report, action="Onze arbres plantés.")


def fresh(report):
    return ExperienceReportPage.objects.get(pk=report.pk)


def sent(key):
    return OutgoingMail.objects.filter(key__contains=key).count()


@pytest.mark.parametrize("role", ["visitor", "other", "contributor", "referent", "moderator"])
def test_who_decides(client, proposed, role, *, actor, referent, reader, other):
    people = {"other": other, "referent": referent, "moderator": reader}
    if role == "contributor":
        people[role] = MembershipFactory(actor=actor).user
    if role in people:
        client.force_login(people[role])
    may = role in {"referent", "moderator"}
    refused = 302 if role == "visitor" else 404
    assert client.get(proposed.get_absolute_url()).status_code == (200 if may else refused)
    answer = client.post(proposed.get_absolute_url(), {"decision": "accepter"})
    assert answer.status_code == (302 if may or role == "visitor" else 404)
    assert (Amendment.objects.get().state == "acceptee") is may


def test_the_decision_page_shows_the_difference(client, proposed, referent):
    client.force_login(referent)
    page = client.get(proposed.get_absolute_url()).content.decode()
    assert "Dix " in page.split("<del>", 1)[1].split("</del>")[0]
    assert "Onze " in page.split("<ins>", 1)[1].split("</ins>")[0]
    assert "J’y étais." in page
    assert proposed.get_absolute_url() in client.get(reverse("amendments:list")).content.decode()
    assert "correction attend" in client.get("/compte/").content.decode()


def test_accepted_it_is_a_new_version_with_its_history_and_the_search_finds_it(
    proposed, report, referent, django_capture_on_commit_callbacks
):
    before = fresh(report).save_revision()
    before.publish()
    with django_capture_on_commit_callbacks(execute=True):
        deciding.accept(proposed, user=referent)
    published = fresh(report)
    assert (published.action, published.has_unpublished_changes) == ("Onze arbres plantés.", False)
    assert before.as_object().action == "Dix arbres plantés."
    assert published.live_revision.user == referent
    assert [hit.pk for hit in service.search(SearchQuery("onze arbres")).hits] == [report.pk]


def test_each_person_is_told_once_and_who_decided_is_not(proposed, referent, reader):
    deciding.accept(proposed, user=referent, answer="Merci.")
    with pytest.raises(deciding.AlreadyDecidedError):
        deciding.accept(proposed, user=reader)
    with pytest.raises(deciding.AlreadyDecidedError):
        deciding.refuse(proposed, user=reader, answer="Non.")
    keys = list(OutgoingMail.objects.values_list("key", flat=True))
    assert keys == [f"amendment/{proposed.pk}/decided/{reader.pk}"]


def test_refusing_needs_a_reason_and_the_second_person_is_told(client, proposed, referent, reader, report):
    client.force_login(reader)
    address = proposed.get_absolute_url()
    assert client.post(address, {"decision": "refuser"}).status_code == 422
    assert client.post(address, {"decision": "rien"}).status_code == 422
    assert client.post(address, {"decision": "refuser", "answer": "Il y en a dix."}).status_code == 302
    assert client.post(address, {"decision": "refuser", "answer": "Il y en a dix."}).status_code == 302
    client.force_login(referent)
    answer = client.post(address, {"decision": "accepter", "answer": "Si !"})
    assert answer.status_code == 409
    assert "Ana Lyse a décidé avant vous" in answer.content.decode()
    assert fresh(report).action == "Dix arbres plantés."
    assert sent(f"amendment/{proposed.pk}/decided") == 1


def test_a_text_that_changed_since_is_told_and_replaced_only_on_purpose(client, proposed, report, reader):
    ExperienceReportPage.objects.filter(pk=report.pk).update(action="Douze arbres plantés.")
    client.force_login(reader)
    assert "a changé depuis la proposition" in client.get(proposed.get_absolute_url()).content.decode()
    answer = client.post(proposed.get_absolute_url(), {"decision": "accepter"})
    assert answer.status_code == 409
    assert "Ce qui a été fait" in answer.content.decode()
    assert fresh(report).action == "Douze arbres plantés."
    assert client.post(proposed.get_absolute_url(), {"decision": "accepter", "anyway": "on"}).status_code == 302
    assert fresh(report).action == "Onze arbres plantés."


def test_an_unchanged_field_beside_a_changed_one_is_no_conflict(report, reader):
    proposed = amendment(report, action="Onze arbres plantés.")
    ExperienceReportPage.objects.filter(pk=report.pk).update(summary="Autre résumé.")
    deciding.accept(proposed, user=reader)
    assert (fresh(report).action, fresh(report).summary) == ("Onze arbres plantés.", "Autre résumé.")


def test_what_the_report_refuses_is_told(client, report, reader):
    ExperienceReportPage.objects.filter(pk=report.pk).update(format="flash")
    proposed = amendment(fresh(report), action="é" * 900)
    client.force_login(reader)
    answer = client.post(proposed.get_absolute_url(), {"decision": "accepter"})
    assert answer.status_code == 409
    assert "800 caractères" in answer.content.decode()
    assert Amendment.objects.get().is_waiting


def test_a_version_under_review_is_not_published_and_keeps_its_review(report, reader, referent):
    fresh(report).save_revision().publish()
    review = submit_for_review(make.new_version(fresh(report), summary="Pas encore relu."), user=referent)
    Remark.objects.create(review=review, field="summary", text="À préciser.", author=reader)
    mails = OutgoingMail.objects.count()
    deciding.accept(amendment(fresh(report), action="Onze arbres plantés."), user=reader)
    public = fresh(report)
    assert (public.action, public.summary) == ("Onze arbres plantés.", report.summary)
    waiting = Review.objects.waiting().get()
    assert (waiting.round, waiting.submitted_by, waiting.started_at) == (1, referent, review.started_at)
    assert waiting.remarks.get().sent_at is None
    newer = waiting.revision.as_object()
    assert (newer.action, newer.summary) == ("Onze arbres plantés.", "Pas encore relu.")
    assert waiting.revision_id == public.latest_revision_id
    assert OutgoingMail.objects.exclude(key__contains="/decided/").count() == mails
    make.decide(waiting, "publier", by=reader)
    assert fresh(report).summary == "Pas encore relu."
    assert fresh(report).action == "Onze arbres plantés."


def test_what_an_author_reworded_in_a_draft_stays_reworded(report, reader):
    fresh(report).save_revision().publish()
    make.new_version(fresh(report), action="Tout autre chose.")
    deciding.accept(amendment(fresh(report), action="Onze arbres plantés."), user=reader)
    assert fresh(report).action == "Onze arbres plantés."
    assert fresh(report).get_latest_revision_as_object().action == "Tout autre chose."


def test_an_actor_is_corrected_and_an_editors_draft_of_it_stays(actor, referent):
    actor.description = "Brouillon d’une éditrice."
    actor.save_revision()
    actor.refresh_from_db()
    deciding.accept(amendment(actor, website="https://denain.exemple/"), user=referent)
    actor.refresh_from_db()
    assert (actor.website, actor.description) == ("https://denain.exemple/", "Une ville du Nord.")
    draft = actor.get_latest_revision_as_object()
    assert (draft.website, draft.description) == ("https://denain.exemple/", "Brouillon d’une éditrice.")


def test_the_timeline_of_the_report_tells_of_it(client, proposed, report, referent):
    deciding.refuse(proposed, user=referent, answer="Il y en a dix.")
    client.force_login(referent)
    page = client.get(report.url).content.decode()
    assert "Une correction proposée est refusée" in page
    assert "Il y en a dix." in page
    client.logout()
    assert "Il y en a dix." not in client.get(report.url).content.decode()


def test_a_decision_that_fails_changes_nothing(proposed, report, referent, reader, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError("disk")

    monkeypatch.setattr("network_site.mail.outbox.queue", broken)
    with pytest.raises(RuntimeError):
        deciding.accept(proposed, user=referent)
    assert fresh(report).action == "Dix arbres plantés."
    assert Amendment.objects.get().is_waiting


def test_what_was_typed_is_escaped(client, report, reader):
    proposed = amendment(report, action="<script>alert(1)</script>")
    client.force_login(reader)
    for address in (proposed.get_absolute_url(), reverse("amendments:list"), report.url):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_list_costs_the_same_with_more(client, report, actor, reader, django_assert_max_num_queries):
    for _number in range(4):
        amendment(report, action="Onze.")
        amendment(actor, description="Du Nord.")
    client.force_login(reader)
    client.get(reverse("amendments:list"))
    with django_assert_max_num_queries(8):
        client.get(reverse("amendments:list"), {"etat": "attend"})
