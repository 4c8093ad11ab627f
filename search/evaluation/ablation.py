"""What each means of the ranking is worth: the same questions asked with one of them switched off.

A means is switched off by the constant or the setting that rules it, so that what is measured is the site's own path.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from types import ModuleType
from typing import Final

from django.db import transaction

from search import expansions, indexing
from search.evaluation.running import with_setting
from search.models import CorpusStamp, IndexedDocument
from search.ranking import corpus, fusion

Switch = Callable[[], AbstractContextManager[None]]


@contextmanager
def _without(module: ModuleType, **constants: float) -> Iterator[None]:
    """Constants of a module that have another value for a while."""
    before = {name: getattr(module, name) for name in constants}
    vars(module).update(constants)
    try:
        yield
    finally:
        vars(module).update(before)


@contextmanager
def _without_expansions() -> Iterator[None]:
    current = expansions.current
    expansions.current = dict  # no acronym is known
    try:
        yield
    finally:
        expansions.current = current


@contextmanager
def _calibrated(**constants: float) -> Iterator[None]:
    """Constants that are at work when the vectors are read, not when a question is asked."""
    from search.semantic import vectors  # noqa: PLC0415 - numpy is optional

    with _without(vectors, **constants), _as_if_changed():
        yield


@contextmanager
def _without_questions() -> Iterator[None]:
    """Reports and needs that answer no everyday question, in an index of their own."""
    with tempfile.TemporaryDirectory() as folder, with_setting("RELAIS_SEARCH_INDEX_DIR", folder), _as_if_changed():
        for document in IndexedDocument.objects.all():
            document.payload["questions"] = []
            document.save(update_fields=["payload"])
        indexing.restore()
        yield


@contextmanager
def _as_if_changed() -> Iterator[None]:
    """What is read of the database is read again; at the end nothing was written."""
    corpus.forget()
    with transaction.atomic():
        CorpusStamp.renew()
        yield
        transaction.set_rollback(True)
    corpus.forget()


MEANS: Final[Mapping[str, Switch]] = {
    "sens des phrases": partial(with_setting, "RELAIS_EMBEDDER", "none"),
    "mots": partial(_without, fusion, WEIGHT_LEXICAL=0.0, NEED_WEIGHT_LEXICAL=0.0, FLOOR_LEXICAL=0.0),
    "sens des questions des retours": partial(_without, fusion, WEIGHT_QUESTIONS=0.0),
    "sens des textes des retours": partial(_without, fusion, WEIGHT_PASSAGES=0.0),
    "sens des questions des besoins": partial(_without, fusion, NEED_WEIGHT_QUESTIONS=0.0),
    "besoins qui relèvent les retours": partial(_without, fusion, WEIGHT_NEEDS=0.0),
    "retours qui disent le besoin": partial(_without, fusion, NEED_WEIGHT_REPORTS=0.0),
    "pratiques liées": partial(_without, fusion, WEIGHT_RELATED=0.0),
    "sigles et mots élargis": _without_expansions,
    "blanchiment": partial(_calibrated, WHITENING_POWER=0.0),
    "maximum doux": partial(_calibrated, QUESTION_TEMPERATURE=0.02),
    "plancher": partial(_calibrated, FLOOR_QUANTILE=0.0, FLOOR_WORDS=-9.0),
    "questions de tous les jours": _without_questions,
}
"""What it is called in docs/relevance.md → how to go without it. All but the first need vectors."""
