"""Acronyms and everyday words with what they mean, edited in the admin: the search understands one as the others."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import RevisionMixin

from network_site.fields import LinesField
from network_site.vocabulary import CataloguedMixin, Origin
from search.analysis import folded_words
from search.stamps import Stamp

TERM_LENGTH, MEANING_LENGTH, MOST_MEANINGS = 60, 120, 8


class Expansion(RevisionMixin, CataloguedMixin, models.Model):
    """« PCAET » means « plan climat-air-énergie territorial ». Set aside (`live` false), the term is left as typed,
    even where a vocabulary spells it out.
    """

    term = models.CharField(
        _("sigle ou mot"),
        max_length=TERM_LENGTH,
        help_text=_("Comme on l’écrit : « PCAET », « SCoT », « cagnard ». 60 caractères au plus."),
    )
    folded = models.CharField(max_length=TERM_LENGTH * 2, unique=True, editable=False)
    """The words of `term` without case or accents, which no other expansion has."""

    means = LinesField(
        verbose_name=_("ce qu’il veut dire"),
        help_text=_(
            "Un sens par ligne, 8 au plus, de 120 caractères au plus. "
            "Le premier est le sens officiel ; les suivants, des mots simples qui aident à trouver."
        ),
        max_lines=MOST_MEANINGS,
        line_length=MEANING_LENGTH,
        blank=False,
    )
    as_written = models.BooleanField(
        _("seulement écrit ainsi"),
        default=False,
        help_text=_("À cocher si c’est aussi un mot courant : « SAGE » est un schéma, « sage » n’en est pas un."),
    )
    live = models.BooleanField(
        _("en service"), default=True, help_text=_("Décoché, ce mot est cherché tel quel, sans être élargi.")
    )
    note = models.CharField(_("note interne"), max_length=300, blank=True)
    source = models.URLField(
        _("source"), max_length=300, blank=True, help_text=_("La page où ce sens se vérifie, si elle existe.")
    )
    origin = models.CharField(_("origine"), max_length=20, choices=Origin.choices, default=Origin.EDITORIAL)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("term"),
        FieldPanel("means"),
        FieldPanel("as_written"),
        FieldPanel("live"),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("origin"), FieldPanel("note")],
            heading=_("Provenance"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("sigle ou mot de tous les jours")
        verbose_name_plural = _("sigles et mots de tous les jours")
        ordering: ClassVar[list[str]] = ["folded"]

    def __str__(self) -> str:
        return self.term

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = " ".join(folded_words(self.term))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a term without a letter or digit, one that exists already, and one that means itself."""
        super().clean()
        words = folded_words(self.term)
        if not words:
            raise ValidationError({"term": _("Écrivez au moins une lettre ou un chiffre.")})
        if type(self).objects.filter(folded=" ".join(words)).exclude(pk=self.pk).exists():
            raise ValidationError({"term": _("« %(term)s » est déjà dans la liste.") % {"term": self.term}})
        if any(folded_words(meaning) == words for meaning in self.means or ()):
            raise ValidationError(
                {"means": _("« %(term)s » ne peut pas se définir par lui-même.") % {"term": self.term}}
            )

    @property
    def all_means(self) -> str:
        return ", ".join(self.means)


class ExpansionStamp(Stamp):
    """Changes with every expansion, term, keyword and territory."""
