"""Role × object × action in the admin: what each role may open and do, walked through whole."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from network_site.groups import EDITING, MODERATION, grant
from tests.factories.actors import ActorFactory, NetworkFactory, ReferentFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory, ThemeFactory

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "editor", "moderator", "administrator")
RECORDS: dict[str, Any] = {
    "actors_actor": ActorFactory,
    "actors_network": NetworkFactory,
    "actors_referent": ReferentFactory,
    "practices_need": NeedFactory,
    "practices_stage": StageFactory,
    "practices_theme": ThemeFactory,
}
WRITERS = {"editor", "moderator", "administrator"}
DECIDERS = {"moderator", "administrator"}
MAY = {"list": WRITERS, "add": WRITERS, "edit": WRITERS, "delete": DECIDERS, "unpublish": DECIDERS}


def cases() -> Iterator[tuple[str, str, str]]:
    for role, record, action in product(ROLES, RECORDS, MAY):
        if not (record == "actors_referent" and action == "unpublish"):  # a referent has no drafts
            yield role, record, action


def sign_in(client: Client, role: str) -> None:
    if role == "visitor":
        return
    user = UserFactory(administrator=role == "administrator")
    groups = {"editor": EDITING, "moderator": MODERATION}
    if role in groups:
        user.groups.add(grant(groups[role]))
    client.force_login(user)


def address(record: str, action: str, pk: int) -> str:
    arguments = [] if action in {"list", "add"} else [pk]
    return reverse(f"wagtailsnippets_{record}:{action}", args=arguments)


@pytest.mark.parametrize(("role", "record", "action"), list(cases()))
def test_a_role_opens_what_it_may_and_nothing_else(client: Client, role: str, record: str, action: str) -> None:
    instance = RECORDS[record]()
    sign_in(client, role)
    answer = client.get(address(record, action, instance.pk))
    assert (answer.status_code == 200) is (role in MAY[action])


@pytest.mark.parametrize("role", ROLES)
def test_only_deciders_delete(client: Client, role: str) -> None:
    actor = ActorFactory()
    sign_in(client, role)
    client.post(address("actors_actor", "delete", actor.pk))
    assert type(actor).objects.filter(pk=actor.pk).exists() is (role not in DECIDERS)


def actor_form(actor: Any) -> dict[str, Any]:
    return {
        "name": "Nom changé",
        "slug": actor.slug,
        "type": actor.type_id,
        "origin": "editorial",
        "description": "",
        "action-publish": "action-publish",
    }


@pytest.mark.parametrize("role", ROLES)
def test_only_deciders_publish_even_by_forging_the_form(client: Client, role: str) -> None:
    actor = ActorFactory(name="Nom publié")
    sign_in(client, role)
    client.post(address("actors_actor", "edit", actor.pk), actor_form(actor))
    actor.refresh_from_db()
    assert (actor.name == "Nom changé") is (role in DECIDERS)


@pytest.mark.parametrize("role", ROLES)
def test_a_draft_report_is_previewed_by_writers_only(client: Client, role: str) -> None:
    report = ExperienceReportPageFactory(draft=True)
    report.save_revision()
    sign_in(client, role)
    assert (client.get(reverse("wagtailadmin_pages:view_draft", args=[report.pk])).status_code == 200) is (
        role in WRITERS
    )
    assert client.get(report.url).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_see_accounts(client: Client, role: str) -> None:
    sign_in(client, role)
    assert (client.get(reverse("wagtailusers_users:index")).status_code == 200) is (role == "administrator")


@pytest.mark.parametrize(("name", "deciders_only"), [(MODERATION, True), (EDITING, False)])
def test_granting_twice_changes_nothing_and_takes_back_what_was_added(name: str, *, deciders_only: bool) -> None:
    first = set(grant(name).permissions.values_list("codename", flat=True))
    assert ("publish_actor" in first) is deciders_only
    group = grant(name)
    group.permissions.clear()
    assert set(grant(name).permissions.values_list("codename", flat=True)) <= first
