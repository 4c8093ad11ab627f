"""Reading and writing the fields of an object as the plain data of a ``Record``."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models

Plain = Any
TERRITORY: Final = "territories.Territory"
BOOKKEEPING: Final = {"id", "page", "sort_order"}


def options(model: type[models.Model]) -> Any:
    """What Django knows of a model: its label, its fields."""
    return model._meta  # noqa: SLF001 - Django documents Model._meta


def digest(value: Plain) -> str:
    """A short fingerprint of plain data."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Identities:
    """Catalogue identifiers and primary keys, both ways, read once per model and completed as objects are made."""

    _keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def keys(self, model: str) -> dict[str, Any]:
        """Catalogue identifier → primary key of the objects of a model."""
        if model not in self._keys:
            rows = apps.get_model(model)._base_manager.exclude(catalogue_id=None)
            self._keys[model] = dict(rows.values_list("catalogue_id", "pk"))
        return self._keys[model]

    def add(self, model: str, catalogue_id: str, *, key: Any) -> None:
        self.keys(model)[catalogue_id] = key

    def key_of(self, model: type[models.Model], identifier: str) -> Any:
        """The primary key of what an identifier names; ``None`` when it is not in the database."""
        label = options(model).label
        return identifier if label == TERRITORY else self.keys(label).get(identifier)

    def identifier_of(self, model: type[models.Model], key: Any) -> str:
        """The identifier of a primary key; an object made by an editor has none and is named by its key."""
        label = options(model).label
        if label == TERRITORY:
            return str(key)
        return next((name for name, known in self.keys(label).items() if known == key), f"#{key}")


def resolved(model: type[models.Model], values: dict[str, Plain], *, identities: Identities) -> dict[str, Plain]:
    """The wanted values without what names an object that someone deleted, rows completed with default values."""
    return {name: _resolved(options(model).get_field(name), value, identities) for name, value in values.items()}


def _resolved(spec: Any, value: Plain, identities: Identities) -> Plain:
    if spec.one_to_many:
        rows = [_row(spec.related_model, row, identities) for row in value]
        return [row for row in rows if row is not None]
    if spec.many_to_many:
        return [name for name in value if identities.key_of(spec.related_model, name) is not None]
    if spec.many_to_one and value is not None and identities.key_of(spec.related_model, value) is None:
        return None
    return value


def _row(model: type[models.Model], row: dict[str, Plain], identities: Identities) -> dict[str, Plain] | None:
    """A child row with all its fields; ``None`` when it needs an object that is gone."""
    complete: dict[str, Plain] = {}
    for spec in row_fields(model):
        value = row.get(spec.name, spec.get_default())
        complete[spec.name] = _resolved(spec, value, identities)
        if spec.many_to_one and not spec.null and complete[spec.name] is None:
            return None
    return complete


def row_fields(model: type[models.Model]) -> list[Any]:
    """The fields of a child row that carry something."""
    return [spec for spec in options(model).concrete_fields if spec.name not in BOOKKEEPING]


def read(instance: models.Model, name: str, *, identities: Identities) -> Plain:
    """The present value of a field, in the form of a ``Record``'s values."""
    spec = options(type(instance)).get_field(name)
    if spec.one_to_many:
        return [_plain_row(row, identities) for row in getattr(instance, name).all()]
    if spec.many_to_many:
        return sorted(identities.identifier_of(spec.related_model, other.pk) for other in getattr(instance, name).all())
    if spec.many_to_one:
        key = getattr(instance, spec.attname)
        return None if key is None else identities.identifier_of(spec.related_model, key)
    return getattr(instance, name)


def _plain_row(row: models.Model, identities: Identities) -> dict[str, Plain]:
    return {spec.name: read(row, spec.name, identities=identities) for spec in row_fields(type(row))}


def write(instance: models.Model, name: str, value: Plain, *, identities: Identities) -> None:
    """Set a field from plain data, in memory: clusters keep relations until they are saved."""
    spec = options(type(instance)).get_field(name)
    if spec.one_to_many:
        getattr(instance, name).set([_made(spec.related_model, row, identities) for row in value])
    elif spec.many_to_many:
        keys = [identities.key_of(spec.related_model, identifier) for identifier in value]
        getattr(instance, name).set(spec.related_model._base_manager.filter(pk__in=keys))
    elif spec.many_to_one:
        setattr(instance, spec.attname, None if value is None else identities.key_of(spec.related_model, value))
    else:
        setattr(instance, name, value)


def _made(model: type[models.Model], row: dict[str, Plain], identities: Identities) -> models.Model:
    made = model()
    for name, value in row.items():
        write(made, name, value, identities=identities)
    return made


def commit(instance: models.Model, name: str) -> None:
    """Save one field of an object that is already saved."""
    if options(type(instance)).get_field(name).many_to_many:
        getattr(instance, name).commit()
    else:
        instance.save(update_fields=[name])


def names_itself(model: type[models.Model], name: str) -> bool:
    """Whether a field names objects of its own model, which must all exist before it is set."""
    return options(model).get_field(name).related_model is model
