"""Dates of publication: kept where the editor asks for them, and not spoken of where it does not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network_site import jobs
from network_site.models import HomePage, StandardPage
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db
UNSCHEDULED = "Aucune programmation de publication"


@pytest.fixture
def text_page() -> StandardPage:
    page: StandardPage = HomePage.objects.get().add_child(instance=StandardPage(title="Texte", slug="texte"))
    return page


def editor_of(client: Client, pk: int) -> str:
    client.force_login(UserFactory(administrator=True))
    return client.get(reverse("wagtailadmin_pages:edit", args=[pk])).text


def test_the_editor_of_a_report_does_not_speak_of_dates_that_it_does_not_ask_for(client: Client, text_page):
    report = editor_of(client, ExperienceReportPageFactory().pk)
    assert UNSCHEDULED not in report
    assert UNSCHEDULED in editor_of(client, text_page.pk)


def test_a_text_is_published_and_taken_off_at_the_dates_of_its_editor(text_page):
    job = next(job for job in jobs.registered() if job.name == "pages.publish_scheduled")
    now = timezone.now()
    text_page.unpublish()
    text_page.go_live_at, text_page.title = now + timedelta(days=1), "À l’heure"
    revision = text_page.save_revision()
    revision.publish()
    job.run()
    text_page.refresh_from_db()
    assert not text_page.live
    revision.refresh_from_db()
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    job.run()
    text_page.refresh_from_db()
    assert (text_page.live, text_page.title) == (True, "À l’heure")
    StandardPage.objects.filter(pk=text_page.pk).update(expire_at=now - timedelta(minutes=1))
    job.run()
    text_page.refresh_from_db()
    assert not text_page.live
