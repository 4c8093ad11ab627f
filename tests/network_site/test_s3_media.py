"""Images and documents kept by an S3 service: written, shown, resized, saved and restored by the site's own code."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from network_site.backups import media
from network_site.settings.environment import s3_storages
from practices.models import ReportImage
from tests.factories.kernel import DocumentFactory, ImageFactory
from tests.factories.practices import ExperienceReportPageFactory
from tests.object_store import BUCKET, PRIVATE_BUCKET, ObjectStore, object_store
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
        buckets = {"RELAIS_S3_BUCKET": BUCKET, "RELAIS_S3_PRIVATE_BUCKET": PRIVATE_BUCKET, "RELAIS_S3_URL": found.url}
        settings.STORAGES = settings.STORAGES | s3_storages(keys | buckets)
        yield found
        gc.collect()


def test_a_picture_of_a_report_is_resized_there_and_read_by_anyone(store: ObjectStore, client: Client) -> None:
    image = ImageFactory.create(title="La cour")
    picture = ReportImage(image=image, alt="Une cour plantée", credit="Ville")
    report = ExperienceReportPageFactory.create(report_images=[picture])

    answer = client.get(report.url)
    html = answer.content.decode()

    assert f"img-src 'self' data: {store.url};" in answer.headers["Content-Security-Policy"]
    assert f"{store.url}/{BUCKET}/images/" in html
    renditions = [rendition.file.name for rendition in image.renditions.all()]
    assert renditions
    assert {image.file.name, *renditions} <= set(store.objects)
    with urlopen(image.renditions.first().url) as answer:
        assert answer.headers["Content-Type"].startswith("image/")


def test_a_document_is_read_through_the_site_alone(store: ObjectStore, client: Client) -> None:
    document = DocumentFactory.create()

    answer = client.get(document.url)

    assert (answer.status_code, answer.getvalue()) == (200, b"%PDF-1.4")
    answer.close()
    with pytest.raises(HTTPError, match="403"):
        urlopen(document.file.url)
    document.collection = Collection.get_first_root_node().add_child(name="Réservés")
    document.save()
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert client.get(document.url).status_code == 302


def test_the_file_of_a_draft_has_a_bucket_that_nobody_reads(store: ObjectStore) -> None:
    private = storages["private"]
    name = private.save("brouillons/plan.txt", ContentFile(b"un"))

    assert store.bodies() == {}
    assert store.private[name][1] == b"un"
    with private.open(name) as read:
        assert read.read() == b"un"
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{store.url}/{PRIVATE_BUCKET}/{name}")
    private.delete(name)
    assert store.private == {}


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
    storages["private"].save("brouillons/c.txt", ContentFile(b"un"))
    kept = store.bodies()
    assert media.save(tmp_path / "media.tar") == (2, 0)
    assert media.save(tmp_path / "private.tar", storages["private"]) == (1, 0)
    store.objects.clear()
    store.private.clear()
    assert media.restore(tmp_path / "media.tar") == 2
    assert media.restore(tmp_path / "private.tar", storages["private"]) == 1
    assert store.bodies() == kept
    assert store.private["brouillons/c.txt"][1] == b"un"


def test_a_file_deleted_during_the_backup_is_left_out(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("documents/plan.txt", ContentFile(b"un"))
    monkeypatch.setattr(media, "names", lambda _storage: iter(["documents/parti.txt", "documents/plan.txt"]))
    assert media.save(tmp_path / "media.tar") == (1, 1)
