"""What the index knows of one practice, need, actor or network: a plain value, JSON both ways.

Builders make it from a model, the outbox and `IndexedDocument` keep it as JSON, engines index it and give it back on a
card. A person's name never enters it.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search import analysis


class Kind(StrEnum):
    """The four tabs of the results page; the value is the `type` parameter of the URL."""

    REPORTS = "retours"
    NEEDS = "besoins"
    ACTORS = "acteurs"
    NETWORKS = "reseaux"

    @property
    def label(self) -> str | Promise:
        return _KIND_LABELS[self]

    @property
    def prefix(self) -> str:
        """How a key of this kind starts: `report:12`."""
        return _KIND_PREFIXES[self]


_KIND_LABELS: dict[Kind, str | Promise] = {
    Kind.REPORTS: _("Retours d’expérience"),
    Kind.NEEDS: _("Besoins"),
    Kind.ACTORS: _("Acteurs"),
    Kind.NETWORKS: _("Réseaux"),
}
_KIND_PREFIXES = {Kind.REPORTS: "report", Kind.NEEDS: "need", Kind.ACTORS: "actor", Kind.NETWORKS: "network"}
MARKED = ("title", "summary", "body")
_PK_BITS = 48
_PREFIXES = sorted(_KIND_PREFIXES.values())
_FIRST_RANKS = {prefix: place << _PK_BITS for place, prefix in enumerate(_PREFIXES)}


def document_key(kind: Kind, pk: int | str) -> str:
    """`report:12`: the name of a document in every engine and in the outbox."""
    return f"{kind.prefix}:{pk}"


def key_rank(key: str) -> int:
    """Keys as numbers, by kind and then by primary key: what ends every order, so that it is total. ValueError if
    malformed.
    """
    prefix, _separator, pk = key.partition(":")
    if prefix not in _FIRST_RANKS:
        raise ValueError(f"{key} is the key of nothing")
    return _FIRST_RANKS[prefix] + int(pk)


def key_of_rank(rank: int) -> str:
    """The key that `key_rank` gave this number."""
    return f"{_PREFIXES[rank >> _PK_BITS]}:{rank & (1 << _PK_BITS) - 1}"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One indexed object. `facets` maps a facet's name to slugs; `card` is all that its result card shows, in JSON
    types. The texts that are marked are kept in the form of `analysis.normalize`: a page would do it twenty times.
    """

    key: str
    kind: Kind
    title: str
    summary: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # keys of what editors hold close to it; lifts neighbours, never searched
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: datetime.date | None = None
    url: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    _encoded: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in MARKED:
            text = getattr(self, name)
            if (clean := analysis.normalize(text)) is not text:
                object.__setattr__(self, name, clean)

    @property
    def pk(self) -> str:
        return self.key.partition(":")[2]

    def to_json(self) -> dict[str, Any]:
        """JSON types only; `from_json` gives the same document back."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "labels": list(self.labels),
            "synonyms": list(self.synonyms),
            "questions": list(self.questions),
            "related": list(self.related),
            "facets": {name: list(values) for name, values in self.facets.items()},
            "date": self.date.isoformat() if self.date else None,
            "url": self.url,
            "card": dict(self.card),
        }

    def encoded(self) -> str:
        """`to_json` as text, its names in one order: compared, then kept by an engine. Made once."""
        if not self._encoded:
            self._encoded.append(orjson.dumps(self.to_json(), option=orjson.OPT_SORT_KEYS).decode())
        return self._encoded[0]

    def digest(self) -> str:
        """Two documents that say the same have the same."""
        return hashlib.sha256(self.encoded().encode()).hexdigest()

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> Self:
        return cls(
            key=payload["key"],
            kind=Kind(payload["kind"]),
            title=payload["title"],
            summary=payload["summary"],
            body=payload["body"],
            labels=tuple(payload["labels"]),
            synonyms=tuple(payload["synonyms"]),
            questions=tuple(payload["questions"]),
            related=tuple(payload.get("related", ())),  # payloads written before this field exist
            facets={name: tuple(values) for name, values in payload["facets"].items()},
            date=datetime.date.fromisoformat(payload["date"]) if payload["date"] else None,
            url=payload["url"],
            card=payload["card"],
        )
