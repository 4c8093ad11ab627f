"""Which outside links answer no more. A higher room, which asks them, says so: it registers in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

Reader = Callable[[Iterable[str]], Mapping[str, date]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """`reader` is given addresses and gives, for the dead ones, the day that this was last seen; one query at most."""
    if reader not in _readers:
        _readers.append(reader)


def dead_links(urls: Iterable[str]) -> dict[str, date]:
    asked = list(urls)
    return {url: day for reader in _readers for url, day in reader(asked).items()} if asked else {}
