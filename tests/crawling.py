"""Following links as a machine does, for the tests that read every page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

SITE = "http://testserver"
MOST_OF_ONE_SHAPE = 3
"""Pages visited among those that differ by their question only: /recherche/?… has thousands of combinations."""


class Head(HTMLParser):
    """What a page says of itself, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.metas: dict[str, str] = {}
        self.canonical = self.title = self.lang = ""
        self.headings = 0
        self.feeds: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "meta":
            self.metas[values.get("name", "") or values.get("property", "")] = values.get("content", "")
        elif tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        elif tag == "html":
            self.lang = values.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def crawl(
    client: Client,
    starts: Sequence[str] = ("/",),
    *,
    admin: bool = False,
    without: Sequence[str] = (),
    refused: bool = False,
) -> Iterator[tuple[str, str]]:
    """Address and text of each page, from the home page on; an answer that is neither 200 nor a redirection fails.

    `admin`: Wagtail's area too. `without`: beginnings of paths that are not followed. `refused`: a link may lead to a
    page that tells the reader what is missing to read it (403).
    """
    waiting, seen, shapes = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code in {200, 301, 302, *([403] if refused else [])}, (path, answer.status_code)
        if answer.status_code in {301, 302}:
            found = [answer["Location"]]
        elif answer["Content-Type"].startswith("text/html"):
            html = answer.content.decode()
            yield path, html
            found = Head(html).links
        else:
            continue
        for link in found:
            target = inside(link, path, admin=admin)
            if target and target not in seen and not target.startswith(tuple(without)):
                seen.add(target)
                shapes[shape(target)] += 1
                if shapes[shape(target)] <= MOST_OF_ONE_SHAPE or "?" not in target:
                    waiting.append(target)


def inside(link: str, path: str, *, admin: bool = False) -> str:
    """The path and question of a link to this very site, without anchor; empty for the others.

    « None/ » is what Wagtail's editor writes in a hidden template of its comments.
    """
    address = urlsplit(urldefrag(urljoin(f"{SITE}{path}", link)).url)
    local = address.scheme == "http" and address.netloc == "testserver"
    local = local and (admin or not address.path.startswith("/admin")) and not address.path.endswith("/None/")
    return f"{address.path}{'?' if address.query else ''}{address.query}" if local else ""


def shape(target: str) -> str:
    """What two questions to one page have in common: the path and the names of the parameters."""
    parts = urlsplit(target)
    return f"{parts.path}?{'&'.join(sorted({each.partition('=')[0] for each in parts.query.split('&')}))}"
