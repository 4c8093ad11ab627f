"""What a value of the catalogue may be. A rule reads a node and yields problems in French; it never raises."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol
from urllib.parse import urlsplit

from practices.catalogue.source import Node, Problem

Known = Mapping[str, frozenset[str]]
"""Slugs that exist, by collection: what a reference may name."""


class Rule(Protocol):
    def check(self, node: Node, *, known: Known) -> Iterator[Problem]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not blank, of at most so many characters and, where given, of a certain form."""

    most: int
    pattern: str = ""
    form: str = ""

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if not isinstance(node.value, str):
            yield node.problem("un texte est attendu ici (entre guillemets si c’est un nombre).")
        elif not node.value.strip():
            yield node.problem("ce texte est vide.")
        elif len(node.value) > self.most:
            yield node.problem(f"texte trop long : {len(node.value)} caractères, {self.most} au plus.")
        elif self.pattern and not re.fullmatch(self.pattern, node.value):
            yield node.problem(f"« {node.value} » n’est pas {self.form}.")


@dataclass(frozen=True, slots=True)
class Url:
    """A web address: http or https, with a host."""

    most: int

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        problems = list(Text(self.most).check(node, known=known))
        yield from problems
        if not problems and not is_url(str(node.value)):
            yield node.problem(f"« {node.value} » n’est pas une adresse web (http:// ou https://).")


@dataclass(frozen=True, slots=True)
class Siren:
    """The nine digits that identify an organisation, the last one being a Luhn key."""

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        problems = list(Text(9, r"\d{9}", "un SIREN (neuf chiffres)").check(node, known=known))
        yield from problems
        if not problems and not luhn(str(node.value)):
            yield node.problem(f"le SIREN {node.value} est faux : sa clé de contrôle ne correspond pas.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two bounds, whole unless said otherwise."""

    low: float
    high: float
    whole: bool = True

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        kinds = (int,) if self.whole else (int, float)
        if isinstance(node.value, bool) or not isinstance(node.value, kinds):
            yield node.problem(f"un nombre {'entier ' if self.whole else ''}est attendu ici.")
        elif not self.low <= node.value <= self.high:
            yield node.problem(f"{node.value} n’est pas entre {self.low} et {self.high}.")


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if not isinstance(node.value, bool):
            yield node.problem("true ou false est attendu ici.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if node.value not in self.values:
            yield node.problem(f"« {node.value} » n’est pas une valeur possible : {', '.join(self.values)}.")


@dataclass(frozen=True, slots=True)
class Reference:
    """The slug of an entry of one of the collections named."""

    collections: tuple[str, ...]

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        slugs = frozenset[str]().union(*(known.get(name, frozenset()) for name in self.collections))
        if not isinstance(node.value, str):
            yield node.problem(f"un identifiant de {' ou '.join(self.collections)} est attendu ici.")
        elif node.value not in slugs:
            near = get_close_matches(node.value, sorted(slugs), n=1)
            hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
            yield node.problem(f"« {node.value} » n’existe pas dans {' ni '.join(self.collections)}.{hint}")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose entries follow one rule, with no entry written twice."""

    rule: Rule
    most: int
    least: int = 0

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if not isinstance(node.value, list):
            yield node.problem("une liste est attendue ici.")
            return
        if not self.least <= len(node.value) <= self.most:
            yield node.problem(f"{len(node.value)} éléments : il en faut de {self.least} à {self.most}.")
        seen: list[object] = []
        for item in node.value:
            yield from self.rule.check(item, known=known)
            if item.plain() in seen:
                yield item.problem(f"« {item.plain()} » est déjà dans cette liste.")
            seen.append(item.plain())


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with the keys named here and no other."""

    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = field(default_factory=dict)

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if not isinstance(node.value, dict):
            yield node.problem("des clés et leurs valeurs sont attendues ici.")
            return
        rules = {**self.required, **self.optional}
        for key in self.required.keys() - node.value.keys():
            yield node.problem(f"il manque « {key} ».")
        for key, child in node.value.items():
            if key in rules:
                yield from rules[key].check(child, known=known)
            else:
                yield child.problem(f"la clé « {key} » est inconnue.{self._hint(key)}")

    def _hint(self, key: str) -> str:
        near = get_close_matches(key, [*self.required, *self.optional], n=1)
        return f" Vouliez-vous dire « {near[0]} » ?" if near else ""


@dataclass(frozen=True, slots=True)
class BySlug:
    """A mapping whose keys are slugs of a collection and whose values follow one rule."""

    collection: str
    rule: Rule

    def check(self, node: Node, *, known: Known) -> Iterator[Problem]:
        if not isinstance(node.value, dict):
            yield node.problem("des identifiants et leurs valeurs sont attendus ici.")
            return
        for slug, child in node.value.items():
            yield from Reference((self.collection,)).check(Node(child.file, child.line, slug), known=known)
            yield from self.rule.check(child, known=known)


def is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and not re.search(r"[\s<>\"]", text)


def luhn(digits: str) -> bool:
    """Whether the last digit is the key of the others (ISO/IEC 7812), as in every SIREN."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
