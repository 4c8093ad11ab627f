"""« État de ce retour »: who may decide, and what each decision asks for."""

import pytest
from django.test import Client
from django.urls import reverse

from network_site.groups import EDITING, MODERATION, grant
from practices.models import EditorialStatus, ExperienceReportPage
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

ROLES = {"visitor": False, "member": False, "editor": False, "moderator": True, "administrator": True}
GROUPS = {"editor": EDITING, "moderator": MODERATION}


def sign_in(client: Client, role: str) -> None:
    if role == "visitor":
        return
    user = UserFactory(administrator=role == "administrator")
    if role in GROUPS:
        user.groups.add(grant(GROUPS[role]))
    client.force_login(user)


@pytest.fixture
def report() -> ExperienceReportPage:
    page: ExperienceReportPage = ExperienceReportPageFactory()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def address(report) -> str:
    return reverse("report_standing", args=[report.pk])


def decide(client: Client, address: str, **said: str) -> int:
    return client.post(address, {"into": "", "title": "", "reason": "", **said}).status_code


def standing(report: ExperienceReportPage) -> str:
    report.refresh_from_db()
    return report.editorial_status


@pytest.mark.parametrize("role", ROLES)
def test_who_decides(client: Client, report, address, role):
    sign_in(client, role)
    page = client.get(address)
    assert (page.status_code == 200) is ROLES[role]
    if ROLES[role]:
        assert page.context["breadcrumbs_items"][-1]["label"] == "État de ce retour"
    decide(client, address, decision="archive")
    assert (standing(report) == EditorialStatus.ARCHIVED) is ROLES[role]


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_links(client: Client, role):
    sign_in(client, role)
    may = role in {"editor", "moderator", "administrator"}
    assert (client.get(reverse("link_checks:index")).status_code == 200) is may


@pytest.mark.parametrize("decision", ["a-verifier", "archive", "publie"])
def test_each_standing(client: Client, report, address, decision):
    sign_in(client, "moderator")
    assert decide(client, address, decision=decision) == 302
    assert standing(report) == decision


def test_merging_asks_where(client: Client, report, address):
    other = ExperienceReportPageFactory()
    sign_in(client, "moderator")
    for into in ("", "2019-0099", "pas un identifiant", report.permanent_id):
        assert decide(client, address, decision="fusionne", into=into) == 200
        assert standing(report) == EditorialStatus.PUBLISHED
    assert decide(client, address, decision="fusionne", into=other.permanent_id) == 302
    assert client.get(report.permanent_path)["Location"] == other.url


def test_removing_asks_why(client: Client, report, address):
    sign_in(client, "moderator")
    assert decide(client, address, decision="retire", title="Titre") == 200
    assert decide(client, address, decision="retire", title="Un autre titre", reason="À la demande de la ville.") == 302
    answer = Client().get(report.permanent_path)
    assert answer.status_code == 410
    assert "À la demande de la ville." in answer.content.decode()
    assert client.get(address).status_code == 404


def test_the_button_is_for_moderators(client: Client, report, address):
    edit = reverse("wagtailadmin_pages:edit", args=[report.pk])
    for role, sees in (("editor", False), ("moderator", True)):
        sign_in(client, role)
        assert (address in client.get(edit).content.decode()) is sees
