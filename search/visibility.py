"""Who may be found: one rule, read when indexing and again for the hits of every results page."""

from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from wagtail.models import Page

from network_site.visibility import unrestricted
from practices.models import EditorialStatus, ExperienceReportPage

Model = TypeVar("Model", bound=models.Model)


def visible(queryset: "models.QuerySet[Model]") -> "models.QuerySet[Model]":
    """Published, not expired, and for a page behind no restriction of its own or of a parent. An archived report is
    read at its address and proposed to nobody.
    """
    found = queryset.filter(Q(expire_at=None) | Q(expire_at__gt=Now()), live=True)
    if issubclass(queryset.model, ExperienceReportPage):
        found = found.exclude(editorial_status=EditorialStatus.ARCHIVED)
    return unrestricted(found) if issubclass(queryset.model, Page) else found


def is_indexable(obj: models.Model) -> bool:
    """Whether anyone may find this object, as the database says now."""
    return visible(type(obj)._default_manager.filter(pk=obj.pk)).exists()
