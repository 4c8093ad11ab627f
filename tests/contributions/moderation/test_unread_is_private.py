"""What no moderator has read is nowhere in public, and a published report stays as it was read."""

import pytest
from django.urls import reverse

from contributions.moderation.submission import submit_for_review
from search import service
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery
from tests.factories import moderation as make
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

SECRET = "xylophonique"


@pytest.fixture
def everywhere(client):
    """What visitors, and members who have nothing to do with it, get from every public address of a report."""

    def read(report):
        addresses = [
            f"/retours/{report.slug}/",
            report.permanent_path,
            reverse("practices:bibtex", args=[report.permanent_id]),
            reverse("practices:csl-json", args=[report.permanent_id]),
            reverse("amendments:report", args=[report.permanent_id]),
            reverse("moderation:review", args=[report.pk]),
            reverse("moderation:follow", args=[report.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[report.pk]),
            f"/recherche/?q={SECRET}",
            f"/recherche/suggestions?q={SECRET[:5]}",
            f"/recherche/comparer/?rex={report.permanent_id}",
            "/sitemap.xml",
            "/",
        ]
        found = []
        for user in (None, UserFactory()):
            client.logout()
            if user:
                client.force_login(user)
            answers = [client.get(address, follow=True) for address in addresses]
            found += [a.request["PATH_INFO"] for a in answers if f"{SECRET} secret" in a.content.decode()]
        return found

    return read


def test_a_submitted_report_is_nowhere(everywhere, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        review = make.submitted(title=f"Un jardin {SECRET} secret", summary=f"Un jardin {SECRET} secret")
    assert everywhere(review.page) == []
    assert service.search(SearchQuery(SECRET)).total == 0
    assert review.page.slug not in str(service.suggest("jardin"))


def test_a_new_version_of_a_published_report_is_nowhere(everywhere, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        report = ExperienceReportPageFactory(title="Un jardin public")
        report.save_revision().publish()
        report = type(report).objects.get(pk=report.pk)
        submit_for_review(make.new_version(report, summary=f"{SECRET} secret"), user=UserFactory())
    assert everywhere(report) == []
    assert service.search(SearchQuery(SECRET)).total == 0


def test_a_title_much_like_a_published_one_is_told_to_the_moderators(reading, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        published = ExperienceReportPageFactory(title="Des cours d’école plantées et fraîches")
        ExperienceReportPageFactory(title="Un plan communal de sauvegarde")
    review = make.submitted(title="Des cours d’école fraîches et plantées")
    assert review.lookalikes == [published.pk]
    assert published.title in reading.get("/moderation/").content.decode()


def test_a_search_engine_at_rest_does_not_stop_a_submission(monkeypatch):
    def away(*_args, **_options):
        raise EngineUnavailable("away")

    monkeypatch.setattr(service, "search", away)
    assert make.submitted().lookalikes == []
