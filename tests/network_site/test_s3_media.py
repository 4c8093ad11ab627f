"""Images and documents kept by an S3 service: written, shown, resized, saved and restored by the site's own code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from network_site.backups import media
from network_site.settings.environment import s3_storage
from practices.models import ReportImage
from tests.factories.kernel import ImageFactory
from tests.factories.practices import ExperienceReportPageFactory
from tests.object_store import BUCKET, ObjectStore, object_store
from tests.optional_parts import require_module

pytestmark = [
    pytest.mark.django_db,
    # django-storages leaves to the collector the temporary files that objects are read into.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def store(settings: Any) -> Iterator[ObjectStore]:
    require_module("storages")
    require_module("boto3")
    with object_store() as found:
        keys = {"RELAIS_S3_KEY": "cle", "RELAIS_S3_SECRET": "k7-mQ2x-assez-longue", "RELAIS_S3_REGION": "fr-par"}
        storage = s3_storage(keys | {"RELAIS_S3_BUCKET": BUCKET, "RELAIS_S3_URL": found.url})
        settings.STORAGES = settings.STORAGES | {"default": storage}
        yield found


def test_a_picture_of_a_report_is_resized_there_and_read_by_anyone(store: ObjectStore, client: Client) -> None:
    image = ImageFactory.create(title="La cour")
    picture = ReportImage(image=image, alt="Une cour plantée", credit="Ville")
    report = ExperienceReportPageFactory.create(report_images=[picture])

    html = client.get(report.url).content.decode()

    assert f"{store.url}/{BUCKET}/images/" in html
    renditions = [rendition.file.name for rendition in image.renditions.all()]
    assert renditions
    assert {image.file.name, *renditions} <= set(store.objects)
    with urlopen(image.renditions.first().url) as answer:
        assert answer.headers["Content-Type"].startswith("image/")


def test_two_files_of_one_name_are_both_kept(store: ObjectStore) -> None:
    names = [default_storage.save("documents/plan.txt", ContentFile(text)) for text in (b"un", b"deux")]
    assert [store.objects[name][1] for name in names] == [b"un", b"deux"]
    with default_storage.open(names[1]) as read:
        assert read.read() == b"deux"
    default_storage.delete(names[0])
    assert list(store.objects) == names[1:]


def test_a_backup_holds_them_and_puts_them_back(store: ObjectStore, tmp_path: Path) -> None:
    for name in ("documents/plan.txt", "images/a/b.txt"):
        default_storage.save(name, ContentFile(name.encode()))
    kept = store.bodies()
    assert media.save(tmp_path / "media.tar") == 2
    store.objects.clear()
    assert media.restore(tmp_path / "media.tar") == 2
    assert store.bodies() == kept
