"""What the site does by itself, and how often. Rooms register their jobs in `AppConfig.ready()`.

    jobs.register("mail.deliver", run=deliver_due, every=timedelta(seconds=15))

A job may start again before the last run has ended, on another machine, or after a crash in its middle: it takes
what is due from the database, in small committed steps, and loses nothing when it is cut.
This module holds no model, so that any `apps.py` may import it. `network_site.worker` runs what is registered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is unique and says the room first; `run` takes nothing, its return value is ignored."""

    name: str
    run: Callable[[], object]
    every: timedelta


_registry: dict[str, Job] = {}


def register(name: str, *, run: Callable[[], object], every: timedelta) -> None:
    """Declare a job. Raises ValueError for a name that another function holds or for a period that is not positive."""
    if every <= timedelta(0):
        raise ValueError(f"Job {name} needs a positive period.")
    if name in _registry and _registry[name].run is not run:
        raise ValueError(f"Job {name} is registered twice.")
    _registry[name] = Job(name=name, run=run, every=every)


def registered() -> list[Job]:
    """Every job, in the order of names."""
    return [_registry[name] for name in sorted(_registry)]
