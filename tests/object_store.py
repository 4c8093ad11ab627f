"""A small service that speaks as much of S3 as media need: objects of two buckets, in memory, with the rules of access
that `deploy/README.md` asks for.

Outside of the machine in production, so that a stand-in is allowed; the storage and its client are the real ones.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET, PRIVATE_BUCKET = "relais", "relais-prive"
READ_BY_ANYONE = "images/"


class ObjectStore(ThreadingHTTPServer):
    """`objects` maps keys to (type, bytes); `private` those of the other bucket."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.private: dict[str, tuple[str, bytes]] = {}

    def bodies(self) -> dict[str, bytes]:
        return {key: body for key, (_type, body) in self.objects.items()}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    store = ObjectStore()
    thread = threading.Thread(target=store.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ObjectStore
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_signed():
            self._objects()[self._key()] = (self.headers["Content-Type"], body)
            self._answer(200, headers={"ETag": f'"{md5(body).hexdigest()}"'})

    def do_GET(self) -> None:
        if not self._may_be_read_by_anyone() and not self._is_signed():
            return
        if not self._key():
            self._answer(200, self._listing().encode(), {"Content-Type": "application/xml"})
            return
        found = self._objects().get(self._key())
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        kind, body = found
        headers = {"Content-Type": kind, "ETag": f'"{md5(body).hexdigest()}"', "Last-Modified": formatdate(usegmt=True)}
        self._answer(200, body, headers)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._is_signed():
            self._objects().pop(self._key(), None)
            self._answer(204)

    def _bucket(self) -> str:
        return urlsplit(self.path).path.split("/")[1]

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path.removeprefix(f"/{self._bucket()}").lstrip("/"))

    def _objects(self) -> dict[str, tuple[str, bytes]]:
        return {BUCKET: self.server.objects, PRIVATE_BUCKET: self.server.private}[self._bucket()]

    def _may_be_read_by_anyone(self) -> bool:
        return self._bucket() == BUCKET and self._key().startswith(READ_BY_ANYONE)

    def _is_signed(self) -> bool:
        """Others are told that it is not for them."""
        signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        if not signed:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return signed

    def _listing(self) -> str:
        """One folder, as ListObjectsV2 tells it."""
        asked = parse_qs(urlsplit(self.path).query)
        prefix = asked.get("prefix", [""])[0]
        below = [key.removeprefix(prefix) for key in sorted(self._objects()) if key.startswith(prefix)]
        folders = sorted({name.partition("/")[0] for name in below if "/" in name})
        rows = [
            f"<Contents><Key>{escape(prefix + name)}</Key><Size>1</Size></Contents>"
            for name in below
            if "/" not in name
        ]
        rows += [f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders]
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(rows)}</ListBucketResult>"

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives
        pass
