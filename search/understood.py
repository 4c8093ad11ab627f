"""What a page of results says of how the question was understood, each with the address that undoes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from search.addresses import address
from search.analysis import folded_words
from search.documents import Kind
from search.queries import SearchResults


@dataclass(frozen=True, slots=True)
class Widening:
    """A term and what it was understood to mean, or nothing where the reader refused; `url` does the reverse."""

    id: str
    term: str
    means: str
    url: str


@dataclass(frozen=True, slots=True)
class OtherSpelling:
    """The question written otherwise, and where it is answered."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class NeedHint:
    """A need heard in the question; `reports` is None where nobody counted them."""

    url: str
    label: str
    reports: int | None


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """A territory named in the question, and what its filter gives."""

    url: str
    label: str
    count: int


class Understood:
    """Words that were widened or left as typed, another spelling, a territory, and the needs that the question
    resembles.
    """

    def __init__(self, results: SearchResults, *, directory: Kind | None = None) -> None:
        self._results = results
        self._query = results.query
        self._directory = directory

    def __bool__(self) -> bool:
        return bool(self.widened or self.left_as_typed or self.spelling or self.place or self.needs)

    @cached_property
    def widened(self) -> list[Widening]:
        """Terms that were expanded, each with the address where it is not."""
        used = self._results.expansions
        return [self._widening(each.term, self._query.undone | {each.term}, means=each.means) for each in used]

    @cached_property
    def left_as_typed(self) -> list[Widening]:
        """Terms that the reader refused to see expanded, each with the address where it is again."""
        return [self._widening(term, self._query.undone - {term}) for term in sorted(self._query.undone)]

    def _widening(self, term: str, undone: frozenset[str], *, means: Sequence[str] = ()) -> Widening:
        url = address(replace(self._query, undone=undone, page=1), directory=self._directory)
        return Widening(f"elargir-{'-'.join(folded_words(term))}", term, ", ".join(means), url)

    @cached_property
    def spelling(self) -> OtherSpelling | None:
        if self._results.spelling is None:
            return None
        text = self._results.spelling.text
        return OtherSpelling(text, address(replace(self._query, text=text, page=1), directory=self._directory))

    @cached_property
    def place(self) -> PlaceHint | None:
        if (heard := self._results.place) is None:
            return None
        return PlaceHint(address(heard.query, directory=self._directory), heard.label, heard.count)

    @cached_property
    def needs(self) -> list[NeedHint]:
        """« Votre besoin ressemble à… », said once: neither on further pages nor beside a list of needs."""
        if self._directory or self._query.page > 1 or self._query.kind is Kind.NEEDS:
            return []
        return [NeedHint(hit.url, hit.title, hit.card.get("reports")) for hit in self._results.need_hints]
