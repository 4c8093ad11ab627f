"""What the queue says of a report before anybody opens it. Rooms register theirs in `AppConfig.ready()`.

    findings.register("dead-links", label=_("Liens qui ne répondent plus"), read=dead_links, order=30)

`read` is given the reviews of one page of the queue and gives what it found, by primary key of review: a few texts
each, in a number of queries that does not depend on how many there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from contributions.moderation.models import Review

Found = Mapping[int, Sequence[str]]
Read = Callable[[Sequence["Review"]], Found]


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of thing worth knowing; the lowest `order` comes first."""

    name: str
    label: str | Promise
    read: Read
    order: int


_registry: dict[str, Finding] = {}


def register(name: str, *, label: str | Promise, read: Read, order: int) -> None:
    """Raises ValueError for a name that another function holds."""
    if name in _registry and _registry[name].read is not read:
        raise ValueError(f"Finding {name} is registered twice.")
    _registry[name] = Finding(name, label, read, order)


def of(reviews: Sequence["Review"]) -> dict[int, list[tuple[str | Promise, Sequence[str]]]]:
    """By primary key of review: pairs of a label and what was found under it, where something was."""
    found: dict[int, list[tuple[str | Promise, Sequence[str]]]] = {review.pk: [] for review in reviews}
    for finding in sorted(_registry.values(), key=lambda each: (each.order, each.name)):
        for pk, texts in finding.read(reviews).items():
            if texts:
                found[pk].append((finding.label, texts))
    return found


def register_own() -> None:
    register("lookalikes", label=_("Ressemble à"), read=_lookalikes, order=10)
    register("missing", label=_("Ne dit rien de"), read=_missing, order=20)


def _lookalikes(reviews: Sequence["Review"]) -> Found:
    from practices.reading.cards import published_reports  # noqa: PLC0415 - models are not loaded before ready()

    wanted = {pk for review in reviews for pk in review.lookalikes}
    titles = dict(published_reports().filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}
    return {review.pk: [titles[pk] for pk in review.lookalikes if pk in titles] for review in reviews}


def _missing(reviews: Sequence["Review"]) -> Found:
    from contributions.moderation.fields import LABELS  # noqa: PLC0415 - models are not loaded before ready()

    return {review.pk: [str(LABELS[name]).lower() for name in review.missing if name in LABELS] for review in reviews}
