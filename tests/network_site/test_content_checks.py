"""« Vérifications », beside the form of a page in the editor."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


def test_what_is_checked_is_what_the_editor_wrote(client):
    page = ExperienceReportPageFactory()
    assert "wagtail-userbar" not in client.get(page.url).content.decode()
    client.force_login(UserFactory(administrator=True))
    assert "wagtail-userbar" not in client.get(page.url).content.decode()
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    editing = RequestFactory().get("/", headers={"host": "testserver", "cookie": cookie})
    preview = page.make_preview_request(editing, extra_request_attrs={"in_preview_panel": True})
    assert "wagtail-userbar" in preview.content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert '"include": ["#contenu"]' in editor
