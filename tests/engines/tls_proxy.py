"""A TLS door before a search server that has none: it notes who knocks, and passes on what it is asked."""

import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

PASSED_ON = ("Content-Type", "Accept")
BROUGHT_BACK = ("Content-Type", "X-elastic-product")


class Door(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: str, authority: trustme.CA) -> None:
        self.upstream = upstream
        self.authorizations: set[str | None] = set()
        super().__init__(("127.0.0.1", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_args: Any) -> None:
        """A client that refuses the certificate hangs up: that is what is looked for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Door

    def _pass_on(self) -> None:
        self.server.authorizations.add(self.headers.get("Authorization"))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        request = urllib.request.Request(
            self.server.upstream + self.path, data=body or None, headers=headers, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self._bring_back(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            self._bring_back(error.code, error.headers, error.read())

    do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - the names that http.server looks for

    def _bring_back(self, status: int, headers: Any, body: bytes) -> None:
        self.send_response(status)
        for name in BROUGHT_BACK:
            if name in headers:
                self.send_header(name, headers[name])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing on the terminal of the tests."""


@contextmanager
def tls_door(upstream: str, authority: trustme.CA) -> Iterator[Door]:
    door = Door(upstream, authority)
    thread = threading.Thread(target=door.serve_forever, daemon=True)
    thread.start()
    try:
        yield door
    finally:
        door.shutdown()
        door.server_close()
        thread.join()
