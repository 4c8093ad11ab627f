"""Which outside links answer no more. A higher room, which asks them, says so: it registers in `AppConfig.ready()`."""

from collections.abc import Callable
from typing import Any

from django.db.models import DateTimeField, Value

LastSeenDead = Callable[[str], Any]
"""Given the name of a field that holds an address, an expression: when that address was seen to be dead, or nothing."""

_registered: list[LastSeenDead] = []


def register(expression: LastSeenDead) -> None:
    """An expression and not a function of addresses, so that the page of a report asks no query more."""
    if expression not in _registered:
        _registered.append(expression)


def last_seen_dead(field: str) -> Any:
    return _registered[0](field) if _registered else Value(None, output_field=DateTimeField())
