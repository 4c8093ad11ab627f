"""A term that something carries is not deleted by mistake."""

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Need
from tests.factories.actors import NetworkFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

pytestmark = pytest.mark.django_db


def delete(client: Client, *needs: Need) -> str:
    """The page shown once the deletion is confirmed, of one need or of several at once."""
    if len(needs) == 1:
        path = reverse(Need.snippet_viewset.get_url_name("delete"), args=[needs[0].pk])
    else:
        chosen = "&".join(f"id={need.pk}" for need in needs)
        path = reverse("wagtail_bulk_action", args=["practices", "need", "delete"]) + f"?{chosen}"
    return client.post(path, follow=True).content.decode()


def test_a_need_that_reports_and_networks_carry_is_kept(client: Client) -> None:
    client.force_login(UserFactory(moderator=True))
    used, free = NeedFactory(), NeedFactory()
    report, network = ExperienceReportPageFactory(needs=[used]), NetworkFactory()
    network.needs = [used]
    network.save()
    for chosen in ([used], [used, free]):
        page = delete(client, *chosen)
        assert "sert encore" in page
        assert "1 réseau" in page
    assert set(Need.objects.all()) == {used, free}
    assert list(type(report).objects.get().needs.all()) == [used]
    delete(client, free)
    assert set(Need.objects.all()) == {used}
