"""Which pages any visitor may read, asked in the same query as the pages."""

from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction

AnyPage = TypeVar("AnyPage", bound=Page)


def unrestricted(pages: "QuerySet[AnyPage]") -> "QuerySet[AnyPage]":
    """Those behind no restriction of their own or of a parent: Wagtail's `public()` asks a query of its own."""
    start = Substr(OuterRef("path"), 1, Length("page__path"))
    restrictions = PageViewRestriction.objects.annotate(start=start).filter(page__path=F("start"))
    return pages.filter(~Exists(restrictions))


def restrictions_on(page: Page) -> "QuerySet[PageViewRestriction]":
    """What restricts this page or a parent, or the source of which one of them is an alias: one query, not two."""
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    own, alias = Q(page__path__in=paths), Q(page__aliases__path__in=paths)
    return PageViewRestriction.objects.filter(own | alias | Q(page__aliases__aliases__path__in=paths)).distinct()
