"""The same reports with a vector of French words, as PostgreSQL's documentation and Django's write them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Term(models.Model):
    """A value of any facet, numbered as in the corpus."""

    facet = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.facet} {self.number}"


class PlainReport(models.Model):
    """One report; `folded` is what is searched, without accents on either side."""

    title = models.CharField(max_length=255)
    summary = models.TextField()
    body = models.TextField()
    folded = models.TextField()
    vector = SearchVectorField(null=True)
    stage = models.ForeignKey(Term, models.CASCADE, related_name="+")
    territory = models.ForeignKey(Term, models.CASCADE, related_name="+")
    region = models.ForeignKey(Term, models.CASCADE, related_name="+")
    needs = models.ManyToManyField(Term, related_name="+", db_table="plain_needs")
    themes = models.ManyToManyField(Term, related_name="+", db_table="plain_themes")
    hazards = models.ManyToManyField(Term, related_name="+", db_table="plain_hazards")
    sdgs = models.ManyToManyField(Term, related_name="+", db_table="plain_sdgs")
    levers = models.ManyToManyField(Term, related_name="+", db_table="plain_levers")

    def __str__(self) -> str:
        return self.title


VECTOR_INDEX = GinIndex(fields=["vector"], name="plain_vector")
"""Made after the rows, as a rebuild does."""
