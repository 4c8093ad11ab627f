"""Which sentences the catalogue says, and their vectors in the database: made once, kept while a document says them."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from struct import pack

from django.conf import settings

from search.documents import Kind, SearchDocument
from search.models import CorpusStamp, IndexedDocument, SentenceVector
from search.semantic.embedders import Embedder, EmbedderUnavailable, get_embedder

logger = logging.getLogger(__name__)

COMPARED = (Kind.REPORTS, Kind.NEEDS)
MOST_INLINE = 48  # sentences that a save waits for: half a second
BATCH = 32  # sentences embedded and written together: what a stop in the middle loses
LONGEST_PASSAGE = 1_200  # characters of a body; e5 reads about 512 tokens and takes longer for each
BACKGROUND_FILE = "background.txt"
"""In the catalogue: one subject a line that has nothing to do with it, so that nonsense can be told."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, and whether it is asked (a question) or told (a passage): models read the two differently."""

    text: str
    told: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{'told' if self.told else 'asked'}\0{self.text}".encode()).hexdigest()


def is_too_large() -> bool:
    """Whether there are more reports than this machine compares: they are then found by words alone."""
    return IndexedDocument.objects.filter(kind=Kind.REPORTS.value).count() > settings.RELAIS_SEARCH_MOST_RANKED


def asked_by(document: SearchDocument) -> list[Sentence]:
    """The everyday questions of a document; a need without any is asked by its name."""
    questions = document.questions or ((document.title,) if document.kind is Kind.NEEDS else ())
    return [Sentence(question) for question in questions]


def told_by(document: SearchDocument) -> list[Sentence]:
    """What a report tells in its own words."""
    if document.kind is not Kind.REPORTS:
        return []
    parts = [part for part in (document.summary, document.body[:LONGEST_PASSAGE]) if part]
    return [Sentence(f"{document.title}. {part}", told=True) for part in parts or [""]]


def background() -> list[Sentence]:
    return _background(Path(settings.RELAIS_CATALOGUE_DIR) / BACKGROUND_FILE)


@cache
def _background(path: Path) -> list[Sentence]:
    if not path.is_file():
        return []
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [Sentence(line) for line in lines if line and not line.startswith("#")]


def kept(model: str) -> dict[str, bytes]:
    """Digest → vector, for all the sentences of a model."""
    rows = SentenceVector.objects.filter(model=model).values_list("digest", "vector")
    return {digest: bytes(vector) for digest, vector in rows.iterator(chunk_size=2_000)}


def embed(documents: Iterable[SearchDocument], *, most: int = MOST_INLINE) -> int:
    """Make what is missing of these documents, `most` sentences at once; the rest waits for `catch_up`."""
    embedder = get_embedder()
    sentences = _sentences(document for document in documents if document.kind in COMPARED) if embedder else {}
    if embedder is None or not sentences or is_too_large():
        return 0
    return _make(_missing(sentences, embedder), embedder, most=most)


@dataclass(slots=True)
class _Memory:
    """The state in which this process last had nothing more to make."""

    done: tuple[str, object] | None = None


_memory = _Memory()


def catch_up(*, seconds: float = inf, progress: Progress = lambda _done, _total: None) -> int:
    """Make every vector that is missing, forget those that nothing says any more; the number made. Never raises for
    the embedder: what is missing is tried again at the next call, as is what these seconds were too short for.
    """
    embedder = get_embedder()
    if embedder is None:
        return 0
    state = (embedder.model, CorpusStamp.current())
    if state == _memory.done or is_too_large():
        return 0
    sentences = {sentence.digest: sentence for sentence in background()} | _sentences(_documents())
    missing = _missing(sentences, embedder)
    made = _make(missing, embedder, seconds=seconds, progress=progress)
    if made == len(missing):
        _forget(sentences, embedder)
    if not missing:  # of what was there when this began; what was made is looked at once more
        _memory.done = state
    return made


def _documents() -> Iterator[SearchDocument]:
    rows = IndexedDocument.objects.filter(kind__in=[kind.value for kind in COMPARED]).values_list("payload", flat=True)
    return (SearchDocument.from_json(payload) for payload in rows.iterator(chunk_size=200))


def _sentences(documents: Iterable[SearchDocument]) -> dict[str, Sentence]:
    said = (sentence for document in documents for sentence in [*asked_by(document), *told_by(document)])
    return {sentence.digest: sentence for sentence in said}


def _missing(sentences: Mapping[str, Sentence], embedder: Embedder) -> list[Sentence]:
    known = SentenceVector.objects.filter(model=embedder.model)
    if len(sentences) <= 500:  # else reading them all is quicker than naming them, and no database bears so many names
        known = known.filter(digest__in=list(sentences))
    present = set(known.values_list("digest", flat=True))
    return [sentence for digest, sentence in sentences.items() if digest not in present]


def _make(
    missing: Sequence[Sentence],
    embedder: Embedder,
    *,
    most: int | None = None,
    seconds: float = inf,
    progress: Progress = lambda _done, _total: None,
) -> int:
    wanted, made = sorted(missing[:most], key=lambda sentence: sentence.told), 0
    end = time.monotonic() + seconds
    try:
        for start in range(0, len(wanted), BATCH):
            if start and time.monotonic() >= end:
                break
            rows = _rows(wanted[start : start + BATCH], embedder)
            SentenceVector.objects.bulk_create(rows, ignore_conflicts=True)
            made += len(rows)
            progress(made, len(wanted))
    except EmbedderUnavailable as error:
        logger.warning("vectors: %d sentences wait (%s)", len(wanted) - made, error)
    if made:
        CorpusStamp.renew()
    return made


def _rows(sentences: Sequence[Sentence], embedder: Embedder) -> list[SentenceVector]:
    asked = [sentence for sentence in sentences if not sentence.told]
    told = [sentence for sentence in sentences if sentence.told]
    vectors = [*(embedder.questions([sentence.text for sentence in asked]) if asked else ())]
    vectors += [*(embedder.passages([sentence.text for sentence in told]) if told else ())]
    return [
        SentenceVector(digest=sentence.digest, model=embedder.model, vector=pack(f"<{len(vector)}e", *vector))
        for sentence, vector in zip([*asked, *told], vectors, strict=True)
    ]


def _forget(sentences: Mapping[str, Sentence], embedder: Embedder) -> None:
    """Vectors of sentences that no document says; those of another model go too, once this one has all."""
    others = SentenceVector.objects.exclude(model=embedder.model)
    others.delete()
    gone = set(SentenceVector.objects.values_list("digest", flat=True)) - set(sentences)
    for start in range(0, len(gone), 500):
        SentenceVector.objects.filter(digest__in=sorted(gone)[start : start + 500]).delete()
