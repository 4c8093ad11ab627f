"""Pictures and documents beside a draft: private to its writer until the report is sent, Wagtail's afterwards."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from contributions.writing import uploads
from contributions.writing.models import Draft, DraftFile
from network_site.groups import MODERATION, grant
from practices.models import ExperienceReportPage, ReportImage, ReportReference
from practices.reading.report import Source

PUBLISHED: Final = "Retours d’expérience"
UNDER_REVIEW: Final = "Retours en relecture"


def add(draft: Draft, file: UploadedFile) -> DraftFile:
    """Keep a file that is safe; the same one twice is kept once. Raises ValidationError in French."""
    extension = uploads.extension_of(file)
    is_document = extension in uploads.DOCUMENTS
    clean = uploads.clean_document(file) if is_document else uploads.clean_image(file)
    content: bytes = clean.content.read()
    digest = hashlib.sha256(content).hexdigest()
    known = draft.files.filter(digest=digest).first()
    if known is not None:
        return known
    if draft.files.count() >= DraftFile.MOST:
        raise ValidationError(_("%(most)d fichiers au plus : supprimez-en un d’abord.") % {"most": DraftFile.MOST})
    kept = DraftFile(
        draft=draft,
        kind=DraftFile.Kind.DOCUMENT if is_document else DraftFile.Kind.IMAGE,
        name=clean.name,
        mime=clean.mime,
        size=len(content),
        digest=digest,
    )
    kept.file.save(f"{uuid4().hex}{kept.extension}", ContentFile(content), save=False)
    kept.save()
    return kept


def remove(kept: DraftFile) -> None:
    """With its bytes, unless they are Wagtail's by now."""
    stored = kept.file.name
    kept.delete()
    if stored:
        transaction.on_commit(lambda: kept.file.storage.delete(stored))


def remove_all(draft: Draft) -> None:
    for kept in draft.files.all():
        remove(kept)


def untold(draft: Draft) -> list[DraftFile]:
    """Pictures without a description or a credit: they keep the report from being sent."""
    return [each for each in draft.files.all() if not each.is_told]


def collection(name: str) -> Collection:
    """The one of this name under the root, made where it is missing."""
    with transaction.atomic():
        root = Collection.objects.select_for_update().get(pk=Collection.get_first_root_node().pk)
        found = root.get_children().filter(name=name).first()
        return found or root.add_child(name=name)


def under_review() -> Collection:
    """Documents that only moderators may open: nothing unread is public."""
    kept = collection(UNDER_REVIEW)
    if not kept.view_restrictions.exists():
        restriction = CollectionViewRestriction.objects.create(
            collection=kept, restriction_type=CollectionViewRestriction.GROUPS
        )
        restriction.groups.add(grant(MODERATION))
    return kept


def put_on(page: ExperienceReportPage, draft: Draft, *, user: Any) -> None:
    """Make the files of the draft those of the page, in their order; its own documents and pictures are among them."""
    files = list(draft.files.select_related("image", "document"))
    for kept in files:
        if kept.is_image and kept.image is None:
            kept.image = as_wagtail_image(kept, user=user)
        elif not kept.is_image and kept.document is None:
            kept.document = as_wagtail_document(kept, user=user)
        kept.save(update_fields=["image", "document"])
    page.report_images.set(
        [
            ReportImage(image=kept.image, alt=kept.alt, credit=kept.credit, sort_order=number)
            for number, kept in enumerate(files)
            if kept.image is not None
        ]
    )
    leave_documents_out(page)
    documents = [
        ReportReference(document=kept.document, label=kept.alt, role=ReportReference.Role.LINK)
        for kept in files
        if kept.document is not None
    ]
    page.references.set([*page.references.all(), *documents])


def leave_documents_out(page: ExperienceReportPage) -> None:
    """Those of the draft take the place of the documents that its writer had put on the page."""
    page.references.set([row for row in page.references.all() if not is_document_link(row)])


def links(kept: Iterable[DraftFile]) -> list[Source]:
    """The documents as the page will list them, each at the address that its writer alone opens."""
    return [Source(each.alt or each.name, each.get_absolute_url(), "") for each in kept if not each.is_image]


def is_document_link(row: ReportReference) -> bool:
    """A document that a writer added; those that are sources are the editors'."""
    return row.document_id is not None and row.role == ReportReference.Role.LINK


def bytes_of(kept: DraftFile) -> bytes:
    with kept.file.open("rb") as stored:
        content: bytes = stored.read()
    return content


def as_wagtail_image(kept: DraftFile, *, user: Any) -> Any:
    """Under a name that nobody can guess, for pictures have public addresses."""
    name = f"{uuid4().hex}{kept.extension}"
    return get_image_model().objects.create(
        title=kept.alt[:250],
        file=ContentFile(bytes_of(kept), name=name),
        collection=collection(PUBLISHED),
        uploaded_by_user=user,
    )


def as_wagtail_document(kept: DraftFile, *, user: Any) -> Any:
    return get_document_model().objects.create(
        title=(kept.alt or kept.name)[:250],
        file=ContentFile(bytes_of(kept), name=kept.name),
        collection=under_review(),
        uploaded_by_user=user,
    )


def take_from(page: ExperienceReportPage, draft: Draft) -> None:
    """When a report is opened again, its pictures and documents stand beside the draft as they stand on the page."""
    pictures = list(page.report_images.select_related("image"))
    rows = page.references.select_related("document")
    documents = [(row.label, row.document) for row in rows if is_document_link(row) and row.document is not None]
    for row in pictures:
        DraftFile.objects.update_or_create(
            draft=draft,
            image=row.image,
            defaults={"alt": row.alt, "credit": row.credit},
            create_defaults={
                "kind": DraftFile.Kind.IMAGE,
                "name": row.image.filename[-150:],
                "mime": "image/*",
                "size": 0,
                "digest": f"image-{row.image_id}",
                "alt": row.alt,
                "credit": row.credit,
            },
        )
    for label, document in documents:
        DraftFile.objects.update_or_create(
            draft=draft,
            document=document,
            defaults={"alt": label},
            create_defaults={
                "kind": DraftFile.Kind.DOCUMENT,
                "name": document.filename[-150:],
                "mime": "application/octet-stream",
                "size": 0,
                "alt": label,
                "digest": f"document-{document.pk}",
            },
        )
    shown = Q(image__in=[row.image_id for row in pictures]) | Q(
        document__in=[document.pk for _label, document in documents]
    )
    for kept in draft.files.exclude(shown):
        remove(kept)


def open_documents(page: ExperienceReportPage) -> int:
    """Once a report is published, everybody may open its documents."""
    mine = [row.document_id for row in page.references.all() if row.document_id]
    waiting = get_document_model().objects.filter(pk__in=mine, collection__name=UNDER_REVIEW)
    return int(waiting.update(collection=collection(PUBLISHED))) if waiting.exists() else 0
