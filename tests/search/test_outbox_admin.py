"""What has not reached the search is shown to moderators, who may have it tried again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network_site.groups import EDITING, MODERATION, grant
from search.models import Outbox
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

from .conftest import found

LIST = "/admin/recherches/en-attente/"


def signed_in(client: Client, group: str) -> None:
    user = UserFactory.create()
    user.groups.add(grant(group))
    client.force_login(user)


@pytest.fixture
def given_up(db: None) -> Outbox:
    report = ExperienceReportPageFactory.create(title="Repris")
    Outbox.objects.exclude(key=f"report:{report.pk}").delete()
    row = Outbox.objects.get(key=f"report:{report.pk}")
    row.last_error, row.attempts, row.given_up_at = "ValueError: illisible", 12, timezone.now()
    row.save()
    return row


def test_a_moderator_sees_what_was_given_up_and_has_it_tried_again(client: Client, given_up: Outbox) -> None:
    signed_in(client, MODERATION)
    assert "1 changement a été abandonné" in client.get("/admin/").content.decode()
    listed = client.get(LIST).content.decode()
    assert given_up.key in listed
    assert "Abandonné" in listed
    assert "illisible" in client.get(reverse("search_outbox:inspect", args=(given_up.pk,))).content.decode()

    answer = client.post(reverse("search_outbox:act", args=(given_up.pk,)), follow=True)
    assert "Le changement est repris" in answer.content.decode()
    assert found() == ["Repris"]
    assert not Outbox.objects.exists()


def test_a_late_change_is_told_on_the_home_page(client: Client, given_up: Outbox) -> None:
    signed_in(client, MODERATION)
    Outbox.objects.update(given_up_at=None, created_at=timezone.now() - timedelta(hours=1))
    assert "1 changement attend depuis trop longtemps" in client.get("/admin/").content.decode()


def test_an_editor_may_not_act(client: Client, given_up: Outbox) -> None:
    signed_in(client, EDITING)
    assert client.get(LIST).status_code == 302
    assert client.post(reverse("search_outbox:act", args=(given_up.pk,))).status_code == 302
    assert Outbox.objects.filter(pk=given_up.pk).exclude(given_up_at=None).exists()
