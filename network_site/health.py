"""What a room knows of its own health. Rooms register a check in `AppConfig.ready()`, as they do their jobs.

    health.register("mail", check_mail)

A check says numbers and words of its own, never an address, a title or the text of an error: what it gives is served
to machines. This module holds no model, so that any `apps.py` may import it; `network_site.monitoring` serves it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

Facts = Mapping[str, int | float | str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`: as it should be. `facts`: what was measured, under names that a graph can use."""

    ok: bool
    facts: Facts = field(default_factory=dict)


Check = Callable[[], Finding]

_registry: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Declare a check. Raises ValueError for a name that another function holds."""
    if _registry.get(name, check) is not check:
        raise ValueError(f"Health check {name} is registered twice.")
    _registry[name] = check


def registered() -> dict[str, Check]:
    """Every check by name, in the order of names."""
    return dict(sorted(_registry.items()))


def ask(check: Check) -> Finding:
    """What a check finds; one that fails has found that something is wrong."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever breaks is what a health check is for
        logger.warning("health check failed: %s", type(error).__name__)
        return Finding(ok=False, facts={"error": type(error).__name__})
