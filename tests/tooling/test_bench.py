"""What `bin/bench` writes of a measure, and how it ends."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.optional_parts import require_module

require_module("wordfreq")
corpus, peers, report = (import_module(f"benchmarks.{name}") for name in ("corpus", "peers", "report"))

BUILT = {"documents": 1_000, "seconds": 2.0, "again": 1.0, "disk": 1}


def row(name: str, *, asked: int = corpus.ASKED, right: int = 4, wrong: int = 0) -> Any:
    found = peers.Row(name, 1_000, BUILT, list(range(asked)), memory=1, right=right, wrong=wrong)
    found.times = {question: [0.01] for question in [*found.asked, corpus.ASKED]}
    return found


def options(**given: Any) -> Namespace:
    return Namespace(**{"size": [1_000], "rounds": 1, "budget": 15.0, "only": None} | given)


def test_the_report_says_how_to_have_it_again() -> None:
    text = report.written([row("relais")], options(budget=0.5, only=["relais"]))
    assert "`bin/bench --size 1000 --rounds 1 --budget 0.5 --only relais`" in text
    assert "un échantillon" not in text


def test_a_sample_is_told_with_its_size_and_its_seed() -> None:
    text = report.written([row("relais"), row("tantivy", asked=81)], options())
    (line,) = [line for line in text.splitlines() if "un échantillon" in line]
    assert "tantivy seul" in line
    assert "81 questions" in line
    assert f"graine {corpus.ORDER_SEED}" in line


@pytest.mark.parametrize(
    ("name", "right", "wrong", "ends_well"),
    [("relais", 4, 0, True), ("relais", 4, 2, False), ("relais", 0, 0, False), ("tantivy", 0, 2, True)],
)
def test_relais_that_counts_wrong_or_not_at_all_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    name: str,
    right: int,
    wrong: int,
    ends_well: bool,
    tmp_path: Any,
) -> None:
    def measured(*_given: Any) -> Iterator[Any]:
        yield row(name, right=right, wrong=wrong)

    monkeypatch.setattr(peers, "measure", measured)
    monkeypatch.setattr(sys, "argv", ["bench", "--size", "1000", "--only", name, "--folder", str(tmp_path / "built")])
    if ends_well:
        peers.main()
    else:
        with pytest.raises(SystemExit, match="mal compté, ou pas du tout"):
            peers.main()
    assert report.CANDIDATES[name].label in capsys.readouterr().out
