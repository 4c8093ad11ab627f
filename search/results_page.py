"""What a page of results shows of an answer: tabs, facets, filters in force, orders, cards, help. No query is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network_site.templatetags.components import FACET_VALUES_SHOWN, FacetRow, facet_rows, page_numbers
from network_site.templatetags.typography import NO_BREAK_SPACE, counted
from search import analysis
from search.addresses import address, path_of, to_parameters
from search.documents import Kind
from search.facets import Facet, facets_for
from search.queries import FacetCount, FacetResult, Hit, SearchQuery, SearchResults, Sort
from search.understood import Understood

MOST_REASONS = 3
MOST_NAMES = 3

NOUNS: Mapping[Kind, str | Promise] = {
    Kind.REPORTS: gettext_lazy("retour,retours"),
    Kind.NEEDS: gettext_lazy("besoin,besoins"),
    Kind.ACTORS: gettext_lazy("acteur,acteurs"),
    Kind.NETWORKS: gettext_lazy("réseau,réseaux"),
}
"""Singular and plural of what is counted."""

SINGULAR: Mapping[Kind, str | Promise] = {
    Kind.REPORTS: gettext_lazy("Retour d’expérience"),
    Kind.NEEDS: gettext_lazy("Besoin"),
    Kind.ACTORS: gettext_lazy("Acteur"),
    Kind.NETWORKS: gettext_lazy("Réseau"),
}

_REASONS: Mapping[str, str | Promise] = {
    "needs": gettext_lazy("besoin « %(label)s »"),
    "hazards": gettext_lazy("aléa ou stress « %(label)s »"),
    "stages": gettext_lazy("étape « %(label)s »"),
    "actors": gettext_lazy("acteur « %(label)s »"),
}
"""Lists of a card whose words are searched, and how a match with one of them is told."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of results."""

    id: str
    url: str
    label: str | Promise
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class FilterTag:
    """A filter in force and the address without it."""

    facet: str | Promise
    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the results."""

    id: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet as `facet_details` draws it: `head` is shown, `rest` is folded."""

    facet: Facet
    head: Sequence[FacetRow]
    rest: Sequence[FacetRow]
    chosen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A hit with what its card reads."""

    url: str
    title: SafeString
    text: SafeString
    card: Mapping[str, Any]
    why: tuple[str, ...]


class ResultsPage:
    """The answer of the service, made ready for `templates/search/`. `directory` is the kind of the directory that
    shows it, if any; `set_aside` is what the form could not use.
    """

    def __init__(
        self,
        results: SearchResults,
        *,
        directory: Kind | None = None,
        set_aside: Sequence[tuple[str | Promise, str]] = (),
    ) -> None:
        self.results = results
        self.query = results.query
        self.directory = directory
        unknown = ((facet.label, value) for facet, value in results.unknown)
        self.set_aside = tuple(dict.fromkeys([*set_aside, *unknown]))

    @property
    def url(self) -> str:
        """The canonical address of this very page."""
        return self._address(self.query)

    @property
    def path(self) -> str:
        """Where the form goes."""
        return path_of(self.query.kind, directory=self.directory)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What the form keeps beside the text and the boxes."""
        bare = replace(self.query, text="", selections={}, page=1)
        return to_parameters(bare, directory=self.directory)

    @cached_property
    def title(self) -> str:
        kind = str(self.query.kind.label)
        return f"{quoted(self.query.text)}{NO_BREAK_SPACE}: {kind.lower()}" if self.query.text else kind

    @property
    def head_title(self) -> str:
        """The title of the document, which tells a directory from a search, and two pages of the same results apart."""
        number = self.query.page
        title = self.title if self.directory or self.query.text else _("Recherche : %s") % self.title.lower()
        return _("%(title)s, page %(number)d") % {"title": title, "number": number} if number > 1 else title

    @property
    def box_label(self) -> str:
        if not self.directory:
            return _("Décrivez votre besoin avec vos mots")
        return _("Chercher un acteur") if self.directory is Kind.ACTORS else _("Chercher un réseau")

    @property
    def box_example(self) -> str:
        if not self.directory:
            return _("Par exemple : chaleur école")
        return _("Par exemple : Grenoble") if self.directory is Kind.ACTORS else _("Par exemple : eau")

    @cached_property
    def noun(self) -> str:
        return str(NOUNS[self.query.kind])

    @property
    def is_filtered(self) -> bool:
        """Whether the address asks for anything: such pages are endless and not for search engines."""
        return self.query != SearchQuery(kind=self.query.kind)

    @property
    def clear_url(self) -> str:
        return self._address(replace(self.query, selections={}, page=1))

    @property
    def everywhere_url(self) -> str:
        """From a directory, the same text among the reports."""
        return address(SearchQuery(self.query.text, undone=self.query.undone))

    @cached_property
    def tabs(self) -> list[Tab]:
        """The four kinds; a filter that another kind does not have is left behind."""
        return [] if self.directory else [self._tab(kind) for kind in Kind]

    def _tab(self, kind: Kind) -> Tab:
        names = {facet.name for facet in facets_for(kind)}
        kept = {name: values for name, values in self.query.selections.items() if name in names}
        url = self._address(replace(self.query, kind=kind, selections=kept, page=1))
        count = self.results.totals.get(kind, 0)
        return Tab(f"onglet-{kind.value}", url, kind.label, count, kind is self.query.kind)

    @cached_property
    def filters(self) -> list[FilterTag]:
        return [
            FilterTag(facet.label, count.label, self._address(without(self.query, facet, count.value)))
            for facet, count in self.results.active
        ]

    @cached_property
    def facets(self) -> list[FacetGroup]:
        return [facet_group(result) for result in self.results.facets]

    @cached_property
    def orders(self) -> list[Order]:
        """The orders that differ: without text nothing is more relevant, and only reports have dates."""
        dated = self.query.kind is Kind.REPORTS
        orders = [Sort.RELEVANCE] if self.query.text else []
        orders += [Sort.DATE] if dated else []
        orders += [Sort.TITLE]
        default = orders[0]
        chosen = self.query.sort if self.query.sort in orders else default
        return [self._order(sort, default=default, chosen=chosen) for sort in orders] if len(orders) > 1 else []

    def _order(self, sort: Sort, *, default: Sort, chosen: Sort) -> Order:
        written = Sort.RELEVANCE if sort is default else sort
        url = self._address(replace(self.query, sort=written, page=1))
        return Order(f"tri-{sort.value}", str(sort.label).lower(), url, sort is chosen)

    @cached_property
    def pages(self) -> dict[str, Any]:
        """What components/pager.html reads."""
        number, last = self.query.page, self.results.pages
        links = [(n, self._page(n) if isinstance(n, int) else "") for n in page_numbers(number, last)]
        return {
            "links": links,
            "previous": self._page(number - 1) if number > 1 else "",
            "next": self._page(number + 1) if number < last else "",
        }

    def _page(self, number: int) -> str:
        return self._address(replace(self.query, page=number))

    @cached_property
    def entries(self) -> list[Entry]:
        stems = self.query.parsed().stems()
        return [entry(hit, reasons(hit, stems)) for hit in self.results.hits]

    @cached_property
    def remarks(self) -> list[str]:
        """What to know of how the question was understood."""
        results = self.results
        said = []
        if results.ignored_text:
            said.append(
                _("Ces mots sont trop courants pour chercher : tout est montré. Ajoutez un mot qui dit le sujet.")
            )
        if results.hits and (corrected := self._corrected()):
            words = ", ".join(quoted(word) for word in corrected)
            said.append(_("Orthographe approchée pour %(words)s.") % {"words": words})
        if results.hits and results.relaxed:
            said.append(_("Rien ne contient tous vos mots ensemble : voici ce qui s’en approche le plus."))
        return said

    def _corrected(self) -> list[str]:
        """Words found with a typo forgiven, but for those already said to be widened, a place, or written otherwise."""
        said = {analysis.fold(used.term) for used in self.results.expansions}
        if self.results.place:
            said.update(analysis.folded_words(self.results.place.label))
        words = () if self.results.spelling else self.results.corrected
        return [word for word in words if analysis.fold(word) not in said]

    @cached_property
    def understood(self) -> Understood:
        return Understood(self.results, directory=self.directory)

    @property
    def nothing(self) -> str:
        """The title of a page without result."""
        singular = self.noun.partition(",")[0]
        if not self.query.text:
            return _("Aucun %(noun)s avec ces filtres") % {"noun": singular}
        found = {"noun": singular, "text": quoted(self.query.text)}
        if self.filters:
            return _("Aucun %(noun)s pour %(text)s avec ces filtres") % found
        return _("Aucun %(noun)s pour %(text)s") % found

    @cached_property
    def help(self) -> list[tuple[str, str, str]]:
        """Ways out of an empty page, as (url, label, number): the best filter to remove, then the nearest needs."""
        heard = {need.url for need in self.understood.needs}
        needs = [need for need in self.results.nearest_needs if need.url not in heard]
        read = [(need.url, _("Lire le besoin « %(label)s »") % {"label": need.title}, "") for need in needs]
        return [*self._removal(), *read]

    def _removal(self) -> list[tuple[str, str, str]]:
        removal = self.results.removal
        if removal is None:
            return []
        label = _("Retirer le filtre « %(label)s »") % {"label": removal.label}
        return [(self._address(self.query.without(removal.facet.name)), label, counted(removal.count, self.noun))]

    @property
    def other_tabs(self) -> list[Tab]:
        """Kinds where the same question finds something."""
        return [tab for tab in self.tabs if tab.count and not tab.current]

    def _address(self, query: SearchQuery) -> str:
        return address(query, directory=self.directory)


def quoted(text: str) -> str:
    return f"«{NO_BREAK_SPACE}{text}{NO_BREAK_SPACE}»"


def without(query: SearchQuery, facet: Facet, value: str) -> SearchQuery:
    """The same question with one value removed, at the first page."""
    kept = tuple(each for each in query.selections.get(facet.name, ()) if each != value)
    others = {name: values for name, values in query.selections.items() if name != facet.name}
    return replace(query, selections={**others, facet.name: kept} if kept else others, page=1)


def facet_group(result: FacetResult) -> FacetGroup:
    """Chosen values are never folded; one value alone is not either, « Voir 1 autre choix » would take its place."""
    rows = tree_rows(result.counts) if result.facet.hierarchical else facet_rows(result.counts)
    cut = max(FACET_VALUES_SHOWN, _last_on_path(rows) + 1)
    if len(rows) - cut == 1:
        cut += 1
    return FacetGroup(result.facet, rows[:cut], rows[cut:], len(result.selected))


def _last_on_path(rows: Sequence[FacetRow]) -> int:
    marked = [index for index, row in enumerate(rows) if row.item.selected or row.level > 1]
    return max(marked, default=-1)


def tree_rows(counts: Sequence[FacetCount]) -> list[FacetRow]:
    """The top of the tree, and below it what stands beside or under a chosen place; the top that holds one comes
    first. `counts` come depth first.
    """
    parents = {count.value: count.parent for count in counts}
    chosen = {count.value for count in counts if count.selected}
    path = {place for value in chosen for place in _lineage(value, parents)}
    shown = [count for count in counts if count.parent is None or count.parent in path]
    shown.sort(key=lambda count: _lineage(count.value, parents)[-1] not in path)
    return [FacetRow(count, count.depth + 1, count.value in path - chosen) for count in shown]


def _lineage(value: str, parents: Mapping[str, str | None]) -> list[str]:
    """The value, what holds it, and so on to the top."""
    lineage = [value]
    while parent := parents.get(lineage[-1]):
        lineage.append(parent)
    return lineage


def entry(hit: Hit, why: tuple[str, ...]) -> Entry:
    """A card reads a date, which JSON has not, and a few names: a report may have twelve actors."""
    card = {**hit.card, "verified": hit.verified, "actors": some(hit.card.get("actors") or ())}
    return Entry(hit.url, hit.title_html, hit.passage_html, card, why)


def some(names: Sequence[str]) -> list[str]:
    """The first names and how many more there are, which is never one."""
    if len(names) <= MOST_NAMES + 1:
        return list(names)
    return [*names[:MOST_NAMES], _("et %(count)d autres") % {"count": len(names) - MOST_NAMES}]


def reasons(hit: Hit, stems: frozenset[str]) -> tuple[str, ...]:
    """Which of the card's terms hold a word of the question: they were searched, but neither title nor passage
    shows it.
    """
    if not stems:
        return ()
    found = (
        text % {"label": label}
        for name, text in _REASONS.items()
        for label in _labels(hit.card.get(name) or ())
        if stems.intersection(analysis.analyze(label))
    )
    return tuple(str(reason) for reason, _rank in zip(found, range(MOST_REASONS), strict=False))


def _labels(terms: Iterable[Any]) -> Iterable[str]:
    """Cards hold labels, or (address, label) pairs."""
    return (term if isinstance(term, str) else term[1] for term in terms)
