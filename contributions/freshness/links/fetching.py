"""One polite request to an outside server, which can never reach an address of this network.

The name is resolved here, every address it has must be public, and the connection goes to the very address that was
checked: a name that answers otherwise the second time (DNS rebinding) leads nowhere else. Each redirect starts again.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT: Final = 10.0
MOST_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PORTS: Final = {"http": 80, "https": 443}
SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
"""What `quote` leaves alone in an address that may be encoded already."""


class FetchFailed(Exception):
    """No answer; the text says why in a few words, without quoting the server."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def user_agent() -> str:
    """Who asks, and where to complain."""
    return f"RelaisLinkCheck/1.0 (+{settings.WAGTAILADMIN_BASE_URL}/contact/)"


def fetch(url: str, *, method: str = "HEAD", headers: Mapping[str, str] | None = None, limit: int = 0) -> Answer:
    """The last answer after redirects, with at most `limit` bytes of its body. FetchFailed."""
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask_once(url, method=method, headers=headers or {}, limit=limit)
        target = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not target:
            return answer
        url = urljoin(url, target)
    raise FetchFailed("trop de redirections")


def _ask_once(url: str, *, method: str, headers: Mapping[str, str], limit: int) -> Answer:
    parts = split(url)
    connection = _connect(parts)
    try:
        target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
        sent = {"User-Agent": user_agent(), "Accept": "*/*", "Connection": "close", "Host": _host_header(parts)}
        connection.request(method, target, headers=sent | dict(headers))
        response = connection.getresponse()
        body = response.read(limit) if limit else b""
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, url, found, body)
    except TimeoutError as error:
        raise FetchFailed("pas de réponse à temps") from error
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchFailed(f"connexion impossible ({type(error).__name__})") from error
    finally:
        connection.close()


def split(url: str) -> SplitResult:
    """Of a web address, without a name and password in it. FetchFailed."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in PORTS and parts.hostname and parts.username is None and parts.port != 0
    except ValueError as error:
        raise FetchFailed("adresse mal formée") from error
    if not usable:
        raise FetchFailed("adresse mal formée")
    return parts


def _host_header(parts: SplitResult) -> str:
    return parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    """To one of the public addresses of the name, each tried in turn."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    failure: OSError | None = None
    for address in public_addresses(host, port):
        try:
            plain = socket.create_connection((address, port), timeout=TIMEOUT)
            connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
            connection.sock = _secured(plain, host) if parts.scheme == "https" else plain
            return connection  # noqa: TRY300 - the loop goes on to the next address after an error
        except TimeoutError as error:
            raise FetchFailed("pas de réponse à temps") from error
        except ssl.SSLError as error:
            raise FetchFailed("certificat refusé") from error
        except OSError as error:
            failure = error
    raise FetchFailed("connexion impossible") from failure


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a name. FetchFailed where it has none, or one that is of this machine or network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("nom introuvable") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(map(is_allowed, addresses)):
        raise FetchFailed("adresse réservée")
    return addresses


def is_allowed(address: str) -> bool:
    """Public, in itself and in what it may hide: IPv6 can carry an IPv4 address in several ways."""
    if settings.RELAIS_LINKS_MAY_BE_LOCAL:
        return True
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        hidden = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        if any(inner is not None and not inner.is_global for inner in hidden) or parsed in NAT64:
            return False
    return parsed.is_global and not parsed.is_multicast


NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
