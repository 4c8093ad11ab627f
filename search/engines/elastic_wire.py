"""How requests reach Elasticsearch or OpenSearch: each by its own client, which keeps the connections, the certificates
and the keys; then one way to send, one way to fail.

No error said here, nor any line of a log, holds a question, a document or a secret.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import elasticsearch
import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines import patience
from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker

JSON, LINES = "application/json", "application/x-ndjson"
RETRIED = (429, 502, 503, 504)  # statuses of a server that is busy, or of a proxy whose server is away
COMPLETE = {"allow_partial_search_results": False}
LEAST_TIME = 0.1
"""Seconds: with less, a reader's request is not sent. The shortest time-out that a site may choose."""
QUIET_LOGGERS = ("opensearch", "opensearchpy.trace", "elastic_transport")


class Refused(Exception):
    """The server answered that it will not: its status and the name of the reason, never its text."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(f"{status} {kind}".strip())
        self.status = status
        self.kind = kind


class Elsewhere(EngineUnavailable):
    """A connection refused, or a server too busy: another one may answer, or the same a moment later."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the servers are and how to enter. The representation holds no secret."""

    urls: tuple[str, ...]
    ca_file: str = ""
    api_key: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 10

    @classmethod
    def from_settings(cls) -> Self:
        if not settings.RELAIS_SEARCH_URLS:
            raise ImproperlyConfigured("RELAIS_SEARCH_URLS is empty: where is the search server?")
        return cls(
            urls=tuple(settings.RELAIS_SEARCH_URLS),
            ca_file=settings.RELAIS_SEARCH_CA_FILE,
            api_key=settings.RELAIS_SEARCH_API_KEY,
            user=settings.RELAIS_SEARCH_USER,
            password=settings.RELAIS_SEARCH_PASSWORD,
            connections=settings.RELAIS_SEARCH_CONNECTIONS,
        )


class Client(Protocol):
    """One request by one library, to the next server that is not known to be away. EngineUnavailable when it does not
    answer (Elsewhere if it is worth asking again), Refused on any status from 400.
    """

    def request(
        self, method: str, path: str, *, body: str | None, params: Mapping[str, str], lines: bool, timeout: float
    ) -> Any: ...


class ElasticsearchClient:
    """By the `elasticsearch` library, which refuses any other product."""

    def __init__(self, access: Access) -> None:
        options: dict[str, Any] = {
            "connections_per_node": access.connections,
            "max_retries": 0,  # `Wire` asks again, within the time of the reader
        }
        if access.ca_file:
            options["ca_certs"] = access.ca_file
        if access.api_key:
            options["api_key"] = access.api_key
        elif access.user:
            options["basic_auth"] = (access.user, access.password)
        self._client = elasticsearch.Elasticsearch(list(access.urls), **options)

    def request(
        self, method: str, path: str, *, body: str | None, params: Mapping[str, str], lines: bool, timeout: float
    ) -> Any:
        headers = {"accept": JSON, **({"content-type": LINES if lines else JSON} if body is not None else {})}
        client = self._client.options(request_timeout=timeout)
        try:
            return client.perform_request(method, path, params=params, headers=headers, body=body).body
        except elasticsearch.ApiError as error:
            raise _refusal(error.status_code, error.body) from None
        except (elasticsearch.TransportError, elasticsearch.UnsupportedProductError) as error:
            refused = isinstance(error, elasticsearch.ConnectionError)  # a time-out is none
            raised = Elsewhere if refused else EngineUnavailable
            raise raised(f"Elasticsearch does not answer: {type(error).__name__}") from None


class OpenSearchClient:
    """By `opensearch-py`, imported here: the extra `opensearch` installs it."""

    def __init__(self, access: Access) -> None:
        try:
            import opensearchpy  # noqa: PLC0415 - an optional package, needed by this engine alone
        except ImportError as error:
            raise ImproperlyConfigured("the engine opensearch needs the extra « opensearch »") from error
        if access.api_key:
            raise ImproperlyConfigured("OpenSearch knows no API key: give RELAIS_SEARCH_USER and its password")
        self._errors = opensearchpy.exceptions
        options: dict[str, Any] = {
            "pool_maxsize": access.connections,
            "max_retries": 0,
            "retry_on_status": RETRIED,  # leaves the server aside for a while, even without asking again
        }
        if access.ca_file:
            options["ca_certs"] = access.ca_file
        if access.user:
            options["http_auth"] = (access.user, access.password)
        self._transport = opensearchpy.OpenSearch(list(access.urls), **options).transport

    def request(
        self, method: str, path: str, *, body: str | None, params: Mapping[str, str], lines: bool, timeout: float
    ) -> Any:
        headers = {"content-type": LINES if lines else JSON} if body is not None else None
        try:
            return self._transport.perform_request(
                method, path, params=dict(params), body=body, headers=headers, timeout=timeout
            )
        except (self._errors.ConnectionError, self._errors.SerializationError) as error:
            refused = not isinstance(error, (self._errors.ConnectionTimeout, self._errors.SerializationError))
            raised = Elsewhere if refused else EngineUnavailable
            raise raised(f"OpenSearch does not answer: {type(error).__name__}") from None
        except self._errors.TransportError as error:
            raise _refusal(error.status_code, error.info) from None


def _refusal(status: Any, body: Any) -> Exception:
    """Too busy and gone behind a proxy are a server that does not answer."""
    status = status if isinstance(status, int) else 0
    error = body.get("error") if isinstance(body, Mapping) else None
    kind = str(error.get("type", "")) if isinstance(error, Mapping) else ""
    if is_away(status) or not status:
        raised = Elsewhere if status in RETRIED else EngineUnavailable
        return raised(f"the search server answers {status} {kind}".strip())
    return Refused(status, kind)


def is_away(status: int) -> bool:
    """Of a request or of one line of it: the server could not do it now."""
    return status in RETRIED or status >= 500


class Wire:
    """Sends, within a time, unless the server did not answer lately. `retries`: how often more a request is sent."""

    def __init__(
        self, client: Client, *, breaker: Breaker, timeout: float, write_timeout: float, retries: int = 0
    ) -> None:
        self._client = client
        self._breaker = breaker
        self._timeout = timeout
        self._retries = retries
        self.write_timeout = write_timeout
        quiet_logs()

    @classmethod
    def from_settings(cls, client: Client) -> Self:
        return cls(
            client,
            breaker=Breaker(failures=settings.RELAIS_SEARCH_FAILURES, pause=settings.RELAIS_SEARCH_PAUSE),
            timeout=settings.RELAIS_SEARCH_TIMEOUT,
            write_timeout=settings.RELAIS_SEARCH_WRITE_TIMEOUT,
            retries=settings.RELAIS_SEARCH_RETRIES,
        )

    def ask(self, path: str, bodies: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Several searches of one index in one request, and their answers in order. Incomplete answers are refused."""
        sent = lines(line for body in bodies for line in (COMPLETE, body))
        answers = self._send("POST", f"/{path}/_msearch", body=sent, lines=True)["responses"]
        for answer in answers:
            if answer.get("error"):
                raise _refusal(answer.get("status"), answer)
        return list(answers)

    def read(self, path: str) -> Any:
        return self._send("GET", path)

    def write(self, method: str, path: str, body: Any = None, **params: str) -> Any:
        """A body that is text is lines of JSON already."""
        is_text = isinstance(body, str)
        sent = body if is_text or body is None else encoded(body)
        return self._send(method, path, body=sent, params=params, lines=is_text, timeout=self.write_timeout)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        params: Mapping[str, str] | None = None,
        lines: bool = False,
        timeout: float | None = None,
    ) -> Any:
        """Without `timeout`, in what is left of the reader's time."""
        if timeout is None and self._is_over():
            raise EngineUnavailable("it took too long to answer")
        with self._breaker.guarding():
            try:
                return self._answer(method, path, timeout=timeout, body=body, params=params or {}, lines=lines)
            except Refused as refused:
                answer = refused
        raise answer

    def _answer(self, method: str, path: str, *, timeout: float | None, **sent: Any) -> Any:
        """Of the first server that has one, while there is time."""
        for _attempt in range(self._retries):
            try:
                return self._request(method, path, timeout=timeout, **sent)
            except Elsewhere:
                if timeout is None and self._is_over():
                    raise
        return self._request(method, path, timeout=timeout, **sent)

    def _request(self, method: str, path: str, *, timeout: float | None, **sent: Any) -> Any:
        if timeout is not None:
            return self._client.request(method, path, timeout=timeout, **sent)
        with patience.spending():
            return self._client.request(method, path, timeout=patience.left(self._timeout), **sent)

    def _is_over(self) -> bool:
        """Whether too little is left for any answer: the client would believe that a server in good health is away."""
        return patience.left(self._timeout) < LEAST_TIME


def encoded(value: Any) -> str:
    return orjson.dumps(value).decode()


def lines(objects: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"{encoded(each)}\n" for each in objects)


def quiet_logs() -> None:
    """The clients' own logs hold bodies, thus questions, and say again each answer that is told from here."""
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
