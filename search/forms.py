"""The one form of the search: an address → `SearchQuery`. The page, the API, feeds, exports and alerts share it;
`search/addresses.py` is the way back.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from search.analysis import folded_words
from search.documents import Kind
from search.expansion_models import TERM_LENGTH
from search.expansions import holds
from search.facets import FACETS
from search.queries import SearchQuery, Sort

MOST_CHARACTERS = 300
"""A need told in three sentences; beyond, the reader is asked to shorten."""

MOST_READ = 2_000
"""Beyond this many characters the text is not even looked at."""

MOST_VALUES = 50
"""Chosen values of one facet; more come from no reader."""

MOST_UNDONE, LONGEST_UNDONE = 10, TERM_LENGTH
"""Terms that a reader may refuse to see expanded, and their characters."""

UNDONE = "sans"
"""The parameter that holds them."""

VALUE = re.compile(r"[\w-]{1,120}")
"""A slug of a vocabulary, a code of a territory, a year."""

TOO_LONG, TOO_LARGE = "max_length", "too_large"


class QuestionField(forms.CharField):
    """What was typed, on one line. Control characters are spaces, invisible ones are nothing, so no text is refused
    for what it holds: only for its length (codes `max_length` and `too_large`).
    """

    default_error_messages = {
        TOO_LONG: _(
            "Votre question compte %(show_value)d caractères, pour %(limit_value)d au plus. "
            "Gardez l’essentiel, en une ou deux phrases."
        ),
        TOO_LARGE: _("Votre question dépasse 2 000 caractères. Gardez l’essentiel, en une ou deux phrases."),
    }

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MOST_CHARACTERS)

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        if len(text) > MOST_READ:
            raise ValidationError(self.error_messages[TOO_LARGE], code=TOO_LARGE)
        return one_line(text)


def one_line(text: str) -> str:
    """The text without control and invisible characters, its spaces single."""
    return " ".join("".join(_printed(character) for character in text).split())


def _printed(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in {"Cf", "Cs"} else character


class OptionField(forms.Field):
    """One value of an enumeration; anything else is the default, and `SearchForm.set_aside` says so."""

    def __init__(self, options: type[StrEnum], *, default: StrEnum) -> None:
        super().__init__(required=False)
        self.options, self.default = options, default

    def to_python(self, value: Any) -> StrEnum:
        return self.options(value) if value in set(self.options) else self.default


class PageField(forms.IntegerField):
    """The number of a page, from 1; nothing is the first one."""

    def __init__(self) -> None:
        message = _("Le numéro de page n’est pas un nombre à partir de 1.")
        super().__init__(required=False, min_value=1, error_messages={"invalid": message, "min_value": message})

    def clean(self, value: Any) -> int:
        return super().clean(value) or 1


class ValuesField(forms.Field):
    """The chosen values of a facet: written like values, each once, in one order whatever that of the address."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(sorted({each for each in value or () if VALUE.fullmatch(each)})[:MOST_VALUES])


class TermsField(forms.Field):
    """Terms left as typed, each once; what no reader can have refused is left out."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> frozenset[str]:
        terms = dict.fromkeys(one_line(each) for each in value or () if len(each) <= LONGEST_UNDONE)
        return frozenset([term for term in terms if term][:MOST_UNDONE])


class SuggestionForm(forms.Form):
    """The beginning of a question, for suggestions; the base of the whole question."""

    q = QuestionField()

    @property
    def is_too_long(self) -> bool:
        """More characters than one may type; `is_too_large` too where there are more than will be read."""
        return self.has_error("q")

    @property
    def is_too_large(self) -> bool:
        return self.has_error("q", TOO_LARGE)


class SearchForm(SuggestionForm):
    """`SearchForm(request.GET)`, `is_valid()`, then `query()`. With `kind`, it and not `type` decides.

    Only a text too long and a page that is no number are refused. The rest of what cannot be used is set aside.
    """

    type = OptionField(Kind, default=Kind.REPORTS)
    tri = OptionField(Sort, default=Sort.RELEVANCE)
    sans = TermsField()
    page = PageField()

    def __init__(self, data: QueryDict, *, kind: Kind | None = None) -> None:
        super().__init__(data)
        self._parameters = data
        self._fixed_kind = kind
        self.fields.update({facet.param: ValuesField() for facet in FACETS if facet.param in data})

    @cached_property
    def kind(self) -> Kind:
        return self._fixed_kind or Kind(str(self.fields["type"].to_python(self.data.get("type"))))

    @property
    def typed(self) -> str:
        """What to put back in the field: the whole text, or its beginning where it was too large to be read."""
        text = self.data.get("q", "")
        return one_line(text[:MOST_CHARACTERS] if self.is_too_large else text)

    def query(self) -> SearchQuery:
        """The question. On a form that is not valid, what was refused is left out."""
        return SearchQuery(
            text=self.cleaned_data.get("q", ""),
            kind=self.kind,
            selections=self._selections(),
            sort=self.cleaned_data["tri"],
            page=self.cleaned_data.get("page", 1),
            undone=self._undone(),
        )

    def _undone(self) -> frozenset[str]:
        """The refused terms that the text holds: those of an earlier text mean nothing for this one."""
        typed = folded_words(self.cleaned_data.get("q", ""))
        return frozenset(term for term in self.cleaned_data[UNDONE] if holds(typed, folded_words(term)))

    def _selections(self) -> dict[str, tuple[str, ...]]:
        chosen = ((facet, self.cleaned_data.get(facet.param)) for facet in FACETS if facet.applies_to(self.kind))
        return {facet.name: values for facet, values in chosen if values}

    def set_aside(self) -> tuple[tuple[str | Promise, str], ...]:
        """(What, value) of the address that this kind cannot use; unknown values are found by the search itself."""
        return (*self._unknown_options(), *self._unusable_values())

    def _unknown_options(self) -> list[tuple[str | Promise, str]]:
        names = {"tri": _("Tri")} if self._fixed_kind else {"type": _("Type de résultat"), "tri": _("Tri")}
        written = [(name, label, self.data.get(name, "")) for name, label in names.items()]
        return [(label, value) for name, label, value in written if value and self.cleaned_data[name] != value]

    def _unusable_values(self) -> list[tuple[str | Promise, str]]:
        used = self._selections()
        return [
            (facet.label, value)
            for facet in FACETS
            for value in dict.fromkeys(self._parameters.getlist(facet.param))
            if value and value not in used.get(facet.name, ())
        ]
