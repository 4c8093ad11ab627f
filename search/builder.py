"""What every builder of documents shares: the base class, and links read for many objects at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from network_site.vocabulary import Term
from search.documents import Kind, SearchDocument, document_key
from search.visibility import visible

BATCH = 1_000
FEW = 20  # keys that cost nothing to be named one by one
SPARSE = 2  # keys between the first and the last for each one wanted: beyond, too many would be read in vain

Terms = Sequence[Term]
Part = TypeVar("Part")


class Builder:
    """How one model becomes documents. `dependencies` maps a model to the lookups by which its change reaches here."""

    kind: ClassVar[Kind]
    model: ClassVar[type[models.Model]]
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {}

    def key(self, pk: int | str) -> str:
        return document_key(self.kind, pk)

    def visible(self) -> "models.QuerySet[Any]":
        return visible(self.model._default_manager.all())

    def documents(self, pks: Iterable[int]) -> list[SearchDocument]:
        """Documents of the visible objects among `pks`."""
        wanted = set(pks)
        found = [each for each in self.queryset().filter(around("pk", wanted)).order_by("pk") if each.pk in wanted]
        return self.build(found) if found else []

    def batches(self) -> Iterator[list[SearchDocument]]:
        """Every visible object; each batch is read when it is asked for."""
        pks = iter(list(self.visible().order_by("pk").values_list("pk", flat=True)))
        while batch := list(islice(pks, BATCH)):
            yield self.documents(batch)

    def queryset(self) -> "models.QuerySet[Any]":
        return self.visible()

    def build(self, objects: list[Any]) -> list[SearchDocument]:
        raise NotImplementedError

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        """What a card shows that other objects decide (« 6 retours »): read for a whole page of results at once."""
        return {}

    def using(self, changed: models.Model) -> list[str]:
        """Keys of the documents that show something of the changed object."""
        lookups = self.dependencies.get(label(type(changed)), ())
        if not lookups:
            return []
        condition = Q(*((lookup, changed.pk) for lookup in lookups), _connector=Q.OR)
        pks = self.model._default_manager.filter(condition).values_list("pk", flat=True).distinct()
        return [self.key(pk) for pk in pks]


def label(model: type[models.Model]) -> str:
    """« practices.Need »."""
    return model._meta.label  # noqa: SLF001 - Django documents Model._meta


def live(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.live]


def slugs(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.slug for term in terms)


def labels(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(term) for term in terms))


def synonyms(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for term in terms for word in term.synonyms))


def around(name: str, pks: Collection[int]) -> Q:
    """What has one of these keys, and perhaps of keys in between: where they nearly follow one another, Django and the
    database spend longer on five hundred keys than on all that is between the first and the last.
    """
    if len(pks) > FEW and (last := max(pks)) - (first := min(pks)) < SPARSE * len(pks):
        return Q((f"{name}__gte", first), (f"{name}__lte", last))
    return Q((f"{name}__in", list(pks)))


def linked_terms(model: type[models.Model], field_name: str, pks: Sequence[int]) -> dict[int, list[Term]]:
    """Live terms of a many-to-many field for many objects, in two queries: the links and the (small) vocabulary. Those
    of others may be there too (`around`).
    """
    field: Any = model._meta.get_field(field_name)  # noqa: SLF001 - Django documents Model._meta
    vocabulary: dict[int, Term] = field.related_model._default_manager.filter(live=True).in_bulk()
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager.filter(around(source, pks)).order_by("pk")
    rows = links.values_list(f"{source}_id", f"{target}_id")
    found = [(owner, vocabulary[term]) for owner, term in rows if term in vocabulary]
    found.sort(key=lambda pair: (pair[1].order, pair[1].label))
    return by_owner(found)


def by_owner(pairs: Iterable[tuple[int, Part]]) -> dict[int, list[Part]]:
    """(key of the owner, part) → the parts of each, in order."""
    found: dict[int, list[Part]] = defaultdict(list)
    for owner, part in pairs:
        found[owner].append(part)
    return found
