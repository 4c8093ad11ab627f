"""Reading YAML so that everything said about it later can name a file and a line. No Django here."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

FILES: Final = (
    "vocabularies.yaml",
    "vocabulary_more.yaml",
    "actors.yaml",
    "networks.yaml",
    "reports.yaml",
    "answers.yaml",
    "answers_more.yaml",
)

# The same loader in C where PyYAML was built with it, five times faster.
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Scalar = str | int | float | bool | date | None


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """Something wrong in the catalogue, where it is and how to see it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} : {self.message}"


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file with the place where it is written; a value of a mapping stands where its key does."""

    file: str
    line: int
    value: "Scalar | list[Node] | dict[str, Node]"

    def problem(self, message: str) -> Problem:
        return Problem(self.file, self.line, message)

    @property
    def items(self) -> "list[Node]":
        """The entries of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def fields(self) -> "Mapping[str, Node]":
        """The keys of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, *path: str) -> "Node":
        """The value under nested keys, or an empty node at the same place."""
        node = self
        for key in path:
            node = node.fields.get(key) or Node(node.file, node.line, None)
        return node

    def plain(self) -> Any:
        """The value without its places, as ``yaml.safe_load`` would give it."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value


def read_text(text: str, *, file: str) -> tuple[Node, list[Problem]]:
    """Parse the text of one file. Syntax errors and keys written twice are problems, not exceptions."""
    loader = _Loader(text)
    problems: list[Problem] = []
    try:
        root = loader.get_single_node()
        return _Reader(loader, file=file, problems=problems).node(root), problems
    except (yaml.YAMLError, ValueError) as error:
        return Node(file, 1, None), [_syntax_problem(error, file=file)]
    finally:
        loader.dispose()


def read_directory(directory: Path) -> tuple[dict[str, Node], list[Problem]]:
    """The documents of a catalogue by file name, and what prevents some from being read."""
    documents: dict[str, Node] = {}
    problems: list[Problem] = []
    for name in FILES:
        try:
            text = (directory / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            problems.append(Problem(name, 1, f"fichier absent de {directory}."))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 1, f"fichier illisible ({error})."))
        else:
            documents[name], found = read_text(text, file=name)
            problems += found
    return documents, problems


def digest_of(directory: Path) -> str:
    """One digest for the bytes of all files, so that a load of the same catalogue can stop at once."""
    total = hashlib.sha256()
    for path in (directory / name for name in FILES):
        total.update(f"{path.name}\0".encode() + (path.read_bytes() if path.is_file() else b""))
    return total.hexdigest()


def _syntax_problem(error: Exception, *, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    return Problem(file, mark.line + 1 if mark else 1, f"YAML illisible : {reason}.")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks PyYAML's node graph, which knows lines, and builds ours."""

    loader: Any
    file: str
    problems: list[Problem]

    def node(self, node: yaml.Node | None, *, line: int | None = None) -> Node:
        if node is None:
            return Node(self.file, 1, None)
        line = line or node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return Node(self.file, line, [self.node(item) for item in node.value])
        if isinstance(node, yaml.MappingNode):
            return Node(self.file, line, dict(self._pairs(node)))
        return Node(self.file, line, self.loader.construct_object(node))

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                self.problems.append(Problem(self.file, line, f"la clé « {name} » est écrite deux fois."))
            seen.add(name)
            yield name, self.node(value, line=line)


def duplicates(nodes: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
    """Pairs of nodes of equal value: the later one, and the first one met."""
    first: dict[Any, Node] = {}
    for node in nodes:
        value = node.plain()
        if value in first:
            yield node, first[value]
        first.setdefault(value, node)
