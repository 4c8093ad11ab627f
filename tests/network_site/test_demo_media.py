"""The demo shows the pictures that are put in it; documents stay behind the view that checks rights."""

import gc
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import Resolver404
from django.urls.resolvers import RegexPattern, URLResolver

from network_site import urls
from practices.models import ReportImage
from tests.factories.kernel import DocumentFactory, ImageFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves to the collector the temporary file that it resizes a picture into.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect()


def test_a_picture_of_a_report_is_shown(client: Client) -> None:
    image = ImageFactory.create()
    report = ExperienceReportPageFactory.create(report_images=[ReportImage(image=image, alt="La cour", credit="Ville")])
    client.get(report.url)

    for file in (image.file, image.renditions.first().file):
        answer = client.get(file.url)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.getvalue() == Path(file.path).read_bytes()
        answer.close()


def test_what_pretends_to_be_a_picture_runs_nothing(client: Client) -> None:
    name = default_storage.save("images/a.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    answer = client.get(default_storage.url(name))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize("way", ["/media/{}", "/media/images/../{}", "/media/images//../{}", "/media/images/%2e%2e/{}"])
def test_no_way_leads_to_documents(client: Client, way: str) -> None:
    document = DocumentFactory.create()
    ImageFactory.create()
    assert client.get(way.format(document.file.name)).status_code in {400, 404}


def test_only_the_demo_has_that_address(settings: Any) -> None:
    settings.RELAIS_DEMO = False
    patterns = runpy.run_path(urls.__file__)["urlpatterns"]
    with pytest.raises(Resolver404):
        URLResolver(RegexPattern("^/"), patterns).resolve("/media/images/a.jpg")
