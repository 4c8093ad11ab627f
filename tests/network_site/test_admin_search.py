"""The lists of the admin answer whatever is typed in their search."""

import pytest
from django.urls import reverse

from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db
LISTS = ["reports:index", "wagtaildocs:index", "wagtailadmin_choose_page_search", "wagtailadmin_pages:search"]


@pytest.fixture
def moderator(client):
    client.force_login(UserFactory(moderator=True))
    return client


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("typed", ['"', '"ombre', 'l"ombre', '" "', "ombre", '"ombre au" marché'])
def test_a_quotation_mark_breaks_no_list(moderator, name, typed):
    assert moderator.get(reverse(name), {"q": typed}).status_code == 200


def test_a_title_is_found_as_it_is_typed(moderator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ExperienceReportPageFactory(title="Une ombre au marché")
    assert "Une ombre au marché" in moderator.get(reverse("reports:index"), {"q": '"ombre" mar'}).text
