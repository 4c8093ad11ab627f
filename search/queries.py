"""What is asked of an engine and what it answers: frozen values, the same for the page, the API, feeds, exports and
alerts.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from search import analysis, french
from search.documents import Kind, SearchDocument
from search.facets import BY_NAME, Facet, facets_for
from search.highlighting import highlight, passage

PER_PAGE = 20
MAX_CLAUSES = 32  # words beyond are left out: a pasted page is not a question
_QUOTED = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]')
_QUOTES = re.compile(r'["“”«»]')


class Sort(StrEnum):
    """Orders of the results; the value is the `tri` parameter of the URL."""

    RELEVANCE = "pertinence"
    DATE = "date"
    TITLE = "titre"

    @property
    def label(self) -> str | Promise:
        return _SORT_LABELS[self]


_SORT_LABELS: dict[Sort, str | Promise] = {
    Sort.RELEVANCE: _("Pertinence"),
    Sort.DATE: _("Date"),
    Sort.TITLE: _("Titre"),
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to satisfy a clause: stems side by side. A synonym weighs less than what was typed."""

    stems: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One idea of the question: any of `alternatives` satisfies it. `word` is compared with typos where it is not
    None.
    """

    written: str
    alternatives: tuple[Alternative, ...]
    required: bool = False
    word: str | None = None

    @property
    def typos(self) -> int:
        return analysis.allowed_typos(self.word) if self.word else 0


@dataclass(frozen=True, slots=True)
class ParsedText:
    """The question read: quoted phrases are required, words may be relaxed. `ignored` is true where only stop words
    were typed.
    """

    clauses: tuple[Clause, ...] = ()
    ignored: bool = False

    @property
    def words(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.required)

    @property
    def phrases(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.required)

    def stems(self) -> frozenset[str]:
        return frozenset(stem for clause in self.clauses for option in clause.alternatives for stem in option.stems)


def parse_text(text: str) -> ParsedText:
    """Read what was typed. Never fails: unbalanced quotes, operators and control characters are set aside."""
    clean = analysis.normalize(text)
    phrases = [clause for quoted in _QUOTED.findall(clean) if (clause := _phrase(quoted))]
    words = _words(_QUOTES.sub(" ", _QUOTED.sub(" ", clean)))
    clauses = tuple(dict.fromkeys([*phrases, *words]))[:MAX_CLAUSES]
    return ParsedText(clauses, ignored=bool(clean.strip()) and not clauses)


def _phrase(quoted: str) -> Clause | None:
    stems = tuple(analysis.analyze(quoted))
    return Clause(quoted.strip(), (Alternative(stems),), required=True) if stems else None


def _words(text: str) -> list[Clause]:
    runs = ([token for token in run if token.written not in french.OPERATORS] for run in analysis.groups(text))
    return [_clause(run) for run in runs if run]


def _clause(run: list[analysis.Token]) -> Clause:
    """A word, or a hyphenated compound: its parts side by side, or written as one word."""
    if len(run) == 1:
        word = None if analysis.is_code(run[0].written) and run[0].written != run[0].word else run[0].word
        return Clause(run[0].written, (Alternative((run[0].stem,)),), word=word)
    joined = "".join(token.word for token in run)
    parts = Alternative(tuple(token.stem for token in run))
    return Clause("-".join(token.written for token in run), (parts, Alternative((analysis.stem(joined),))), word=joined)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. `selections` maps a facet's name to the slugs chosen; those of facets that do not apply are
    ignored.
    """

    text: str = ""
    kind: Kind = Kind.REPORTS
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    loose: bool = False  # any one word is enough: the nearest, where nothing answers
    undone: frozenset[str] = frozenset()  # terms whose expansion the reader refused; `sans` in the URL
    counting: tuple[str, ...] | None = None  # names of the facets to count, () where only hits are read; None for all

    @property
    def counted(self) -> tuple[Facet, ...]:
        """The facets to count, in the order of the page."""
        facets = facets_for(self.kind)
        return facets if self.counting is None else tuple(facet for facet in facets if facet.name in self.counting)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    def parsed(self) -> ParsedText:
        return parse_text(self.text)

    def without(self, facet: str) -> Self:
        """The same question with one filter removed, at the first page."""
        return replace(self, selections={name: v for name, v in self.selections.items() if name != facet}, page=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: `title_html` and `passage_html` are escaped and hold no tag but `<mark>`."""

    key: str
    kind: Kind
    title: str
    title_html: SafeString
    passage_html: SafeString
    url: str
    date: datetime.date | None
    card: Mapping[str, Any]
    score: float = 0.0

    @classmethod
    def of(cls, document: SearchDocument, *, score: float = 0.0, stems: frozenset[str] = frozenset()) -> Self:
        """The document as a result, the words of these stems marked."""
        return cls.from_json(document.to_json(), score=score, stems=stems)

    @classmethod
    def from_json(cls, payload: Mapping[str, Any], *, score: float = 0.0, stems: frozenset[str] = frozenset()) -> Self:
        """The same of what `SearchDocument.to_json` gave, without what is only searched, counted or compared."""
        title = payload["title"]
        return cls(
            key=payload["key"],
            kind=Kind(payload["kind"]),
            title=title,
            title_html=highlight(title, stems),
            passage_html=passage((payload["summary"], payload["body"]), stems),
            url=payload["url"],
            date=datetime.date.fromisoformat(payload["date"]) if payload["date"] else None,
            card=payload["card"],
            score=score,
        )

    @property
    def pk(self) -> int:
        return int(self.key.partition(":")[2])

    @property
    def verified(self) -> datetime.date | None:
        """When a report was last verified; cards hold JSON, templates want a date."""
        return datetime.date.fromisoformat(value) if (value := self.card.get("verified")) else None


@dataclass(slots=True)
class FacetCount:
    """One value of a facet and how many results it would give; engines leave `label` and `parent` to the service.

    Not frozen: a page has hundreds, and a frozen one takes four times longer to make.
    """

    value: str
    count: int
    selected: bool = False
    label: str = ""
    parent: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetResult:
    """Counts of one facet without its own filter: chosen values first, then by count, then by value."""

    name: str
    counts: tuple[FacetCount, ...] = ()

    @property
    def facet(self) -> Facet:
        return BY_NAME[self.name]

    @property
    def selected(self) -> tuple[FacetCount, ...]:
        return tuple(count for count in self.counts if count.selected)


@dataclass(frozen=True, slots=True)
class Removal:
    """A filter without which there would be results: the one that hides most."""

    facet: Facet
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class UsedExpansion:
    """What was understood behind a word or acronym typed, to be said and undone."""

    term: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """The whole question rewritten in words that are known, accents kept: « Vouliez-vous dire »."""

    text: str


@dataclass(frozen=True, slots=True)
class HeardPlace:
    """A territory named in the question, and the question by its filter instead, which gives so many results."""

    label: str
    query: SearchQuery
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer. `totals` counts each kind for the tabs; `relaxed` says that not all words had to be found."""

    query: SearchQuery
    total: int = 0
    totals: Mapping[Kind, int] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()
    facets: tuple[FacetResult, ...] = ()
    relaxed: bool = False
    corrected: tuple[str, ...] = ()  # words found only with a typo forgiven, as typed
    ignored_text: bool = False  # only stop words were typed: everything is shown
    unknown: tuple[tuple[Facet, str], ...] = ()  # chosen values that no vocabulary knows: set aside, to be said
    removal: Removal | None = None  # without result: the filter to remove
    nearest_needs: tuple[Hit, ...] = ()  # without result: the needs that resemble the text
    need_hints: tuple[Hit, ...] = ()  # the needs heard in the text, at most three; empty when unsure
    expansions: tuple[UsedExpansion, ...] = ()
    spelling: Spelling | None = None  # only where words were unknown and the other writing finds more
    place: HeardPlace | None = None  # only where its filter finds something, and every facet is counted

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.per_page))

    @property
    def past_the_end(self) -> bool:
        return self.query.page > self.pages

    @property
    def first(self) -> int:
        """Rank of the first hit of the page, from 1; 0 without result."""
        return self.query.offset + 1 if self.hits else 0

    @property
    def last(self) -> int:
        return self.query.offset + len(self.hits)

    @property
    def active(self) -> tuple[tuple[Facet, FacetCount], ...]:
        """Every chosen value with its facet, to be removed one by one."""
        return tuple((facet.facet, count) for facet in self.facets for count in facet.selected)

    def facet(self, name: str) -> FacetResult:
        return next((facet for facet in self.facets if facet.name == name), FacetResult(name))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One title that completes what is being typed."""

    key: str
    kind: Kind
    title: str
    title_html: SafeString
    url: str


def facet_result(name: str, counts: Mapping[str, int], selected: tuple[str, ...]) -> FacetResult:
    """Order the raw counts of an engine; a chosen value stays even where it counts nothing."""
    merged = {**dict.fromkeys(selected, 0), **counts}
    ordered = sorted(merged.items(), key=lambda pair: (pair[0] not in selected, -pair[1], pair[0]))
    return FacetResult(name, tuple(FacetCount(value, count, value in selected) for value, count in ordered))
