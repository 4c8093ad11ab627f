"""Which events change what a search shows: each writes outbox rows in the transaction of the change.

What is told is only « look again »: publishing, unpublishing and expiring are saves, and the drain reads the rest.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from network_site.territories.models import LoadedSource
from practices.models import ExperienceReportPage, ReportActor, ReportGoal, ReportReferent, ReportTag
from search import builders, expansions, labels
from search.expansion_models import Expansion, ExpansionStamp
from search.outbox import enqueue

PARTS: dict[type[models.Model], str] = {
    ReportActor: "page_id",
    ReportGoal: "page_id",
    ReportReferent: "page_id",
    ReportTag: "content_object_id",
}
"""Child models of a report, and how they name it. They are saved apart where a report is not saved in one
transaction.
"""


def connect() -> None:
    """Called once, when the app is ready."""
    for model, builder in builders.BY_MODEL.items():
        post_save.connect(_own_document, sender=model, dispatch_uid=f"search-save-{builder.kind}")
        post_delete.connect(_own_document, sender=model, dispatch_uid=f"search-delete-{builder.kind}")
        for field in model._meta.many_to_many:  # noqa: SLF001 - Django documents Model._meta
            m2m_changed.connect(
                _links, sender=field.remote_field.through, dispatch_uid=f"search-{model.__name__}-{field.name}"
            )
    for model in builders.dependency_models():
        post_save.connect(_documents_using, sender=model, dispatch_uid=f"search-used-{model.__name__}")
        pre_delete.connect(_documents_using, sender=model, dispatch_uid=f"search-unused-{model.__name__}")
    for model in PARTS:
        post_save.connect(_report_of_part, sender=model, dispatch_uid=f"search-part-{model.__name__}")
        post_delete.connect(_report_of_part, sender=model, dispatch_uid=f"search-part-gone-{model.__name__}")
    said: tuple[type[models.Model], ...] = (Expansion, *expansions.vocabularies())
    for model in said:
        post_save.connect(_meanings, sender=model, dispatch_uid=f"search-meanings-{model.__name__}")
        post_delete.connect(_meanings, sender=model, dispatch_uid=f"search-no-meaning-{model.__name__}")
    named: set[type[models.Model]] = {*labels.vocabularies(), LoadedSource}
    for model in named.difference(said):
        post_save.connect(_names, sender=model, dispatch_uid=f"search-names-{model.__name__}")
        post_delete.connect(_names, sender=model, dispatch_uid=f"search-no-name-{model.__name__}")
    post_page_move.connect(_page_and_descendants, dispatch_uid="search-move")
    page_slug_changed.connect(_page_and_descendants, dispatch_uid="search-slug")
    for signal in (post_save, post_delete):
        signal.connect(_restricted_pages, sender=PageViewRestriction, dispatch_uid=f"search-privacy-{id(signal)}")


def _own_document(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    enqueue([builders.BY_MODEL[sender].key(instance.pk)])


def _documents_using(instance: models.Model, *, created: bool = False, **_kwargs: Any) -> None:
    """A term that has just been made is used nowhere: its links tell of themselves."""
    if created:
        return
    enqueue(key for builder in builders.BUILDERS for key in builder.using(instance))


def _meanings(**_kwargs: Any) -> None:
    """What workers have read of acronyms and everyday words, and of labels, is to be read again."""
    ExpansionStamp.renew()


def _names(*, created: bool = False, **_kwargs: Any) -> None:
    """What workers have read of keywords and territories is to be read again; a new one was not. Territories are loaded
    in bulk: the record of their file tells.
    """
    if not created:
        ExpansionStamp.renew()


def _links(instance: models.Model, action: str, *, reverse: bool, pk_set: Iterable[int] | None, **kwargs: Any) -> None:
    """Links changed on an object, or on its term (`need.reports.add`); a clearing from the term's side is read
    before.
    """
    if not reverse and action.startswith("post_"):
        enqueue([builders.BY_MODEL[type(instance)].key(instance.pk)] if type(instance) in builders.BY_MODEL else [])
    elif reverse and action == "pre_clear":
        _documents_using(instance)
    elif reverse and action in {"post_add", "post_remove"}:
        builder = builders.BY_MODEL[kwargs["model"]]
        enqueue(builder.key(pk) for pk in pk_set or ())


def _report_of_part(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    enqueue([builders.BY_MODEL[ExperienceReportPage].key(getattr(instance, PARTS[sender]))])


def _page_and_descendants(instance: Page, **_kwargs: Any) -> None:
    enqueue(_reports_under(instance))


def _restricted_pages(instance: PageViewRestriction, **_kwargs: Any) -> None:
    enqueue(_reports_under(instance.page))


def _reports_under(page: Page) -> list[str]:
    reports = ExperienceReportPage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    return [builders.BY_MODEL[ExperienceReportPage].key(pk) for pk in reports]
