"""Which links are due, one server at a time in turn, and what each answer means.

A link is called dead after three failures on different days. A server that answers but refuses robots is not dead.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from contributions.freshness.links.fetching import Answer, FetchFailed, fetch
from contributions.freshness.links.robots import Robots, site_of
from contributions.freshness.models import LinkCheck
from contributions.moderation.models import Review
from practices.models import ReportReference

State = LinkCheck.State

FAILURES_TO_DEATH: Final = 3
AGAIN_AFTER: Final = {
    State.ALIVE: timedelta(days=30),
    State.FAILING: timedelta(days=1),
    State.DEAD: timedelta(days=7),
    State.CLOSED: timedelta(days=90),
}
NO_HEAD: Final = frozenset({400, 403, 404, 405, 406, 410, 500, 501, 503})
"""Answers to HEAD that some servers take back when they are asked with GET."""
THERE: Final = frozenset({401, 402, 403, 405, 406, 407, 409, 418, 423, 429, 451})
"""The server knows the address and does not show it to us."""
LONGEST_DELAY: Final = 60.0


@dataclass(slots=True)
class Run:
    """One pass: never two requests to a server closer than `delay` seconds. Time is given, so that tests need none."""

    delay: float = field(default_factory=lambda: settings.RELAIS_LINKS_DELAY)
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    robots: Robots = field(default_factory=Robots)
    last: dict[str, float] = field(default_factory=dict)

    def check(self, link: LinkCheck) -> None:
        """Ask, write down what came of it, and plan the next time."""
        try:
            if not self._allowed(link.url):
                record(link, State.CLOSED, "fermé aux robots (robots.txt)")
                return
            answer = self._answer(link)
        except FetchFailed as failure:
            record(link, State.FAILING, str(failure))
            return
        link.etag = answer.headers.get("etag", "")[:200] or link.etag
        record(link, state_of(answer.status), f"réponse {answer.status}")

    def _allowed(self, url: str) -> bool:
        if not self.robots.knows(url):
            self._wait(url)
        return self.robots.allow(url)

    def _answer(self, link: LinkCheck) -> Answer:
        """HEAD first; GET where HEAD may have been misunderstood. An unchanged page may answer « 304 »."""
        known = {"If-None-Match": link.etag} if link.etag else {}
        self._wait(link.url)
        try:
            answer = fetch(link.url, headers=known)
            if answer.status not in NO_HEAD:
                return answer
        except FetchFailed:
            pass  # some servers hang up on HEAD
        self._wait(link.url)
        return fetch(link.url, method="GET", headers=known)

    def _wait(self, url: str) -> None:
        site = site_of(url)
        pause = min(max(self.delay, self.robots.delay(url)), LONGEST_DELAY)
        if site in self.last:
            self.sleep(max(0.0, self.last[site] + pause - self.now()))
        self.last[site] = self.now()


def state_of(status: int) -> State:
    if status < 400 or status in THERE:
        return State.ALIVE
    return State.FAILING


def record(link: LinkCheck, state: State, detail: str) -> None:
    link.failures = link.failures + 1 if state == State.FAILING else 0
    if link.failures >= FAILURES_TO_DEATH:
        state = State.DEAD
    link.state, link.detail, link.checked_at = state, detail[:80], timezone.now()
    link.next_check_at = link.checked_at + AGAIN_AFTER[state]
    link.save()


def gather() -> int:
    """Bring the list in line with what reports cite; gives the number of addresses."""
    cited = set(cited_urls())
    known = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in sorted(cited - known)], ignore_conflicts=True)
    LinkCheck.objects.filter(url__in=known - cited).delete()
    return len(cited)


def cited_urls() -> Iterable[str]:
    """By what readers see, and by what moderators are about to read."""
    seen = Q(page__live=True) | Q(page__in=Review.objects.waiting().values("page"))
    return ReportReference.objects.filter(seen).exclude(url="").values_list("url", flat=True).distinct()


def due(*, limit: int | None = None, every: bool = False) -> list[LinkCheck]:
    links = LinkCheck.objects.order_by("next_check_at", "pk")
    found = links if every else links.filter(next_check_at__lte=timezone.now())
    return list(in_turn(found[:limit] if limit is not None else found))


def in_turn(links: Iterable[LinkCheck]) -> Iterator[LinkCheck]:
    """One of each server, then the second of each: the time to wait for one is spent on the others."""
    by_site: dict[str, list[LinkCheck]] = defaultdict(list)
    for link in links:
        by_site[site_of(link.url)].append(link)
    rows = list(by_site.values())
    while rows:
        yield from (row.pop(0) for row in rows)
        rows = [row for row in rows if row]
