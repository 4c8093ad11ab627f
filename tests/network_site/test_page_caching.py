"""An anonymous page that has not changed is not sent again; a member's page is kept by nobody."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.kernel import UserFactory, home_page
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/plan-du-site/"])
def test_a_page_that_has_not_changed_is_answered_304(client: Client, path: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": "gzip"})
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "no-cache"
    assert "Cookie" in first["Vary"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_has_changed_is_sent(client: Client) -> None:
    report = ExperienceReportPageFactory.create(title="Avant")
    first = client.get(report.url)
    report.title = "Après"
    report.save_revision().publish()
    again = client.get(report.url, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert "Après" in again.content.decode()


def test_asking_again_costs_no_more_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    first = client.get("/")
    with django_assert_max_num_queries(15):
        assert client.get("/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_members_page_is_kept_by_nobody(client: Client) -> None:
    tag = client.get("/")["ETag"]
    client.force_login(UserFactory.create())
    answer = client.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert "ETag" not in answer


def test_a_page_with_a_forms_token_is_for_one_reader(client: Client) -> None:
    answer = client.get("/contact/")
    assert "csrftoken" in answer.cookies
    assert "private" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_what_is_not_there_is_not_tagged(client: Client) -> None:
    assert home_page().live
    assert "ETag" not in client.get("/nulle-part/")
