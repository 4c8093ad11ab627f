"""Who may be found: one rule, read when indexing and again for the hits of every results page."""

from typing import TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from practices.models import EditorialStatus, ExperienceReportPage

Model = TypeVar("Model", bound=models.Model)


def visible(queryset: "models.QuerySet[Model]") -> "models.QuerySet[Model]":
    """Published, not expired, and for a page behind no restriction of its own or of a parent. An archived report is
    read at its address and proposed to nobody.
    """
    found = queryset.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()), live=True)
    if issubclass(queryset.model, ExperienceReportPage):
        found = found.exclude(editorial_status=EditorialStatus.ARCHIVED)
    return found.filter(~Exists(restrictions())) if issubclass(queryset.model, Page) else found


def restrictions() -> "models.QuerySet[PageViewRestriction]":
    """Those on a page of the outer query or on one of its parents: Wagtail's `public()` asks a query of its own."""
    start = Substr(OuterRef("path"), 1, Length("page__path"))
    return PageViewRestriction.objects.annotate(start=start).filter(page__path=F("start"))


def is_indexable(obj: models.Model) -> bool:
    """Whether anyone may find this object, as the database says now."""
    return visible(type(obj)._default_manager.filter(pk=obj.pk)).exists()
