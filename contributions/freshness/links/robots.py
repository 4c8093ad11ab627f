"""What each server lets robots read, asked once a run and kept in memory."""

from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from contributions.freshness.links.fetching import FetchFailed, fetch, user_agent

LONGEST: Final = 500_000
REFUSED: Final = frozenset({401, 403})
"""As the standard library reads them: nothing is open to robots."""


class Robots:
    def __init__(self) -> None:
        self._rules: dict[str, RobotFileParser] = {}

    def knows(self, url: str) -> bool:
        return site_of(url) in self._rules

    def allow(self, url: str) -> bool:
        site = site_of(url)
        if site not in self._rules:
            self._rules[site] = _read(f"{site}/robots.txt")
        return self._rules[site].can_fetch(user_agent(), url)

    def delay(self, url: str) -> float:
        """Seconds that the server asks for between two requests; 0 when it does not say."""
        return float(self._rules[site_of(url)].crawl_delay(user_agent()) or 0) if self.knows(url) else 0.0


def site_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _read(url: str) -> RobotFileParser:
    """No file, or no answer: everything may be read; what is asked next will tell that the server is down."""
    rules = RobotFileParser(url)
    try:
        answer = fetch(url, method="GET", limit=LONGEST)
    except FetchFailed:
        rules.parse([])
        return rules
    text = answer.body.decode("utf-8", errors="replace") if answer.status == 200 else ""
    if answer.status in REFUSED:
        text = "User-agent: *\nDisallow: /"
    rules.parse(text.splitlines())
    return rules
