"""Links are asked politely, on a real server, and never on an address of this network."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from contributions.freshness.links import checking, fetching, showing
from contributions.freshness.links.fetching import FetchFailed, fetch, is_allowed, public_addresses
from contributions.freshness.models import LinkCheck
from contributions.moderation import findings
from practices.models import ReportReference
from tests.factories.kernel import UserFactory
from tests.factories.moderation import moderator, submitted
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

State = LinkCheck.State
ROBOTS = "User-agent: *\nDisallow: /ferme\nCrawl-delay: 9\n"


class LocalServer(ThreadingHTTPServer):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    """`/404` answers 404; `/head-405` refuses HEAD; `/vers` leads to `/200`; `/etag` knows its tag."""

    def log_message(self, *args: object) -> None:
        """Silent."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        assert isinstance(self.server, LocalServer)
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        if self.path == "/robots.txt":
            self.answer(200, ROBOTS.encode())
        elif self.path == "/vers":
            self.answer(302, Location="/200")
        elif self.path == "/boucle":
            self.answer(302, Location="/boucle")
        elif self.path == "/interne":
            self.answer(302, Location="http://10.0.0.1/secret")
        elif self.path == "/etag":
            self.answer(304 if self.headers.get("If-None-Match") == '"v1"' else 200, ETag='"v1"')
        elif self.path == "/head-405":
            self.answer(405 if self.command == "HEAD" else 200)
        else:
            self.answer(int(self.path.strip("/")[:3]))

    def do_GET(self) -> None:
        self.do_HEAD()


@pytest.fixture
def server(settings) -> Iterator[LocalServer]:
    settings.RELAIS_LINKS_MAY_BE_LOCAL = True
    running = LocalServer()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def base(server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def a_run(clock: Clock | None = None) -> checking.Run:
    clock = clock or Clock()
    return checking.Run(delay=5, now=clock.now, sleep=clock.sleep)


def checked(url: str, *, times: int = 1) -> LinkCheck:
    link = LinkCheck.objects.create(url=url)
    for _time in range(times):
        a_run().check(link)
    return link


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/200", State.ALIVE),
        ("/vers", State.ALIVE),
        ("/head-405", State.ALIVE),
        ("/403", State.ALIVE),
        ("/429", State.ALIVE),
        ("/404", State.FAILING),
        ("/500", State.FAILING),
        ("/boucle", State.FAILING),
        ("/ferme", State.CLOSED),
    ],
)
def test_what_an_answer_means(base, path, state):
    assert checked(base + path).state == state


def test_three_failures_make_a_dead_link_and_one_answer_revives_it(base):
    link = checked(f"{base}/404", times=2)
    assert (link.state, link.failures) == (State.FAILING, 2)
    a_run().check(link)
    assert link.state == State.DEAD
    assert link.next_check_at > timezone.now() + timedelta(days=6)
    link.url = f"{base}/200"
    a_run().check(link)
    assert (link.state, link.failures) == (State.ALIVE, 0)


def test_nobody_there(settings, base, server):
    server.server_close()
    link = checked(base.replace("127.0.0.1", "localhost") + "/200")
    assert link.state == State.FAILING


def test_who_asks_says_so_and_waits(base, server):
    clock = Clock()
    run = a_run(clock)
    for number in range(3):
        run.check(LinkCheck.objects.create(url=f"{base}/200?{number}"))
    assert [path for _method, path, _headers in server.asked] == ["/robots.txt", *(f"/200?{n}" for n in range(3))]
    assert [method for method, _path, _headers in server.asked[1:]] == ["HEAD"] * 3
    assert all("/contact/" in headers["User-Agent"] for _method, _path, headers in server.asked)
    assert clock.slept == [9.0, 9.0, 9.0]  # the delay that robots.txt asks for


def test_what_is_closed_to_robots_is_not_asked(base, server):
    checked(f"{base}/ferme")
    assert [path for _method, path, _headers in server.asked] == ["/robots.txt"]


def test_an_unchanged_page_is_not_sent_again(base, server):
    link = checked(f"{base}/etag", times=2)
    assert (link.state, link.etag, link.detail) == (State.ALIVE, '"v1"', "réponse 304")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
        *("224.0.0.1", "255.255.255.255"),
    ],
)
def test_no_address_of_this_network_is_asked(address):
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are(address):
    assert is_allowed(address)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:8000/admin/", "http://[::1]/", "http://2130706433/"]
)
def test_a_local_link_is_refused_before_any_connection(url, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_options: pytest.fail("connected"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: [(0, 0, 0, "", ("127.0.0.1", 80))])
    with pytest.raises(FetchFailed, match="réservée"):
        fetch(url)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch):
    found = [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(FetchFailed, match="réservée"):
        public_addresses("piege.exemple.fr", 80)


def test_a_redirect_to_a_private_address_is_refused(base, server, monkeypatch: pytest.MonkeyPatch):
    """The local server stands for a public one; its redirect leads inside."""
    monkeypatch.setattr(fetching, "is_allowed", lambda address: address == "127.0.0.1")
    family = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *_args, **_options: [(*family, (host, port))])
    with pytest.raises(FetchFailed, match="réservée"):
        fetch(f"{base}/interne")


@pytest.mark.parametrize("url", ["ftp://exemple.fr/x", "http:///x", "http://moi:secret@exemple.fr/", "http://[::1/"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchFailed, match="mal formée"):
        fetch(url)


def test_servers_take_turns():
    urls = [f"https://{site}.fr/{number}" for site in "ab" for number in range(2)]
    links = [LinkCheck(url=url) for url in urls]
    order = [link.url for link in checking.in_turn(links)]
    assert order == ["https://a.fr/0", "https://b.fr/0", "https://a.fr/1", "https://b.fr/1"]


def report_citing(url: str, **fields):
    return ExperienceReportPageFactory(references=[ReportReference(label="Bilan", url=url)], **fields)


def test_the_command_checks_what_is_due_and_forgets_what_is_cited_no_more(base, server, settings):
    settings.RELAIS_LINKS_DELAY = 0
    report = report_citing(f"{base}/200")
    report_citing(f"{base}/404", draft=True)
    submitted(references=[ReportReference(label="Proposé", url=f"{base}/vers")])
    LinkCheck.objects.create(url="https://plus-cite.fr/")
    said = StringIO()
    call_command("check_links", "--limit", "5", stdout=said)
    states = set(LinkCheck.objects.values_list("url", "state"))
    assert states == {(f"{base}/200", State.ALIVE), (f"{base}/vers", State.ALIVE)}
    assert "2 liens cités, 2 à vérifier." in said.getvalue()
    call_command("check_links", stdout=said)
    assert "2 liens cités, 0 à vérifier." in said.getvalue()
    assert report.live


def test_readers_and_moderators_learn_that_a_link_is_dead(client: Client, django_assert_max_num_queries):
    url = "https://exemple.fr/disparu"
    report = report_citing(url)
    LinkCheck.objects.create(url=url, state=State.FAILING, checked_at=timezone.now())
    assert "ne répond plus" not in client.get(report.url).content.decode()
    LinkCheck.objects.update(state=State.DEAD)
    assert "ne répond plus" in client.get(report.url).content.decode()
    review = submitted(references=[ReportReference(label="Bilan", url=url)])
    with django_assert_max_num_queries(1):
        assert showing.of_reviews([review]) == {review.pk: [url]}
    assert [url] in [texts for _label, texts in findings.of([review])[review.pk]]


def test_editors_list_dead_links_and_ask_for_another_look(client: Client):
    link = LinkCheck.objects.create(
        url="https://exemple.fr/x", state=State.DEAD, next_check_at=timezone.now() + timedelta(days=5)
    )
    client.force_login(UserFactory())
    assert client.get("/admin/link_checks/").status_code == 302
    client.force_login(moderator())
    assert "exemple.fr/x" in client.get("/admin/link_checks/?state=mort").content.decode()
    client.post(f"/admin/link_checks/act/{link.pk}/")
    link.refresh_from_db()
    assert not link.can_act
