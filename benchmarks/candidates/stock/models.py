"""The same reports as in Relais, the way Wagtail's documentation writes such a page."""

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page
from wagtail.search import index

SEVERAL = ("needs", "themes", "hazards", "sdgs", "levers")


class Term(models.Model):
    """A value of a facet, numbered as in the corpus plus one."""

    name = models.CharField(max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Need(Term):
    pass


class Stage(Term):
    pass


class Theme(Term):
    pass


class Hazard(Term):
    pass


class Territory(Term):
    pass


class Region(Term):
    pass


class Goal(Term):
    pass


class Lever(Term):
    pass


class StockPage(Page):
    """One report."""

    summary = models.TextField()
    body = models.TextField()
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, models.CASCADE, related_name="+")
    needs = ParentalManyToManyField(Need)
    themes = ParentalManyToManyField(Theme)
    hazards = ParentalManyToManyField(Hazard)
    sdgs = ParentalManyToManyField(Goal)
    levers = ParentalManyToManyField(Lever)

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        *(index.FilterField(name) for name in ("stage", "territory", "region")),
        *(index.FilterField(name) for name in SEVERAL),
        # A server filters by a name alone; a database does not need it, and indexes five times faster without.
        *(index.RelatedFields(name, [index.FilterField("name")]) for name in SEVERAL if settings.SEARCH_URL),
    ]


TERMS = {
    "needs": Need,
    "stage": Stage,
    "themes": Theme,
    "hazards": Hazard,
    "territory": Territory,
    "region": Region,
    "sdgs": Goal,
    "levers": Lever,
}
