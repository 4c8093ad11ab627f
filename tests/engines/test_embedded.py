"""The embedded engine under the contract, and what only a directory of files can suffer."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tantivy

from search.engines import embedded, embedded_index
from search.engines.base import EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_index import CURRENT, STAMP, IndexDirectory, guarded
from search.queries import SearchQuery

from .contract import EngineContract
from .corpus import BY_KEY, CORPUS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path) -> EmbeddedEngine:
    made = EmbeddedEngine(root)
    made.rebuild([])
    return made


class TestEmbedded(EngineContract):
    """Nothing to add: the contract is the test."""


class TestEmbeddedWithHelp(EngineContract):
    """The same, counted by other threads as in a large index."""

    @pytest.fixture(autouse=True)
    def _large(self, helped: None) -> None: ...


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_index, "WORTH_HELP", 0)


def test_a_helper_that_fails_is_an_engine_that_does_not_answer(
    engine: EmbeddedEngine, helped: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.index(CORPUS)
    monkeypatch.setattr(embedded, "_HOW_MANY", {"no such count": {}})
    with pytest.raises(EngineUnavailable, match="no such count"):
        engine.search(SearchQuery("canicule"))


def test_a_forked_process_has_helpers_of_its_own(engine: EmbeddedEngine, helped: None) -> None:
    engine.index(CORPUS)
    expected = engine.search(SearchQuery("canicule")).facets
    child = os.fork()
    if not child:  # an alarm ends it where it would wait for threads that were left behind
        signal.alarm(20)
        os._exit(engine.search(SearchQuery("canicule")).facets != expected)
    assert os.waitpid(child, 0)[1] == 0


def serving(root: Path) -> Path:
    return root / (root / CURRENT).read_text()


def test_texts_are_stored_as_they_are_read(engine: EmbeddedEngine, root: Path) -> None:
    engine.rebuild(CORPUS)
    engine.index(CORPUS[:1])
    stored = b"".join(path.read_bytes() for path in serving(root).glob("*.store"))
    assert all(document.encoded().encode() in stored for document in CORPUS)


def test_saves_leave_few_segments(engine: EmbeddedEngine, root: Path) -> None:
    for pk in range(1, 41):
        engine.index([replace(BY_KEY["report:2"], key=f"report:{pk}")])
    searcher = IndexDirectory(root).searcher()
    assert (searcher.num_docs, searcher.num_segments < 12) == (40, True)


def test_no_index_yet_asks_for_a_rebuild(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        EmbeddedEngine(tmp_path / "none").search(SearchQuery("eau"))
    assert caught.value.rebuild


def test_an_index_of_other_rules_is_refused(engine: EmbeddedEngine, root: Path) -> None:
    (serving(root) / STAMP).write_text(json.dumps({"version": "older"}))
    with pytest.raises(EngineUnavailable) as caught:
        EmbeddedEngine(root).search(SearchQuery())
    assert caught.value.rebuild


@pytest.mark.parametrize("damage", ["truncate", "remove"])
@pytest.mark.parametrize("suffix", ["meta.json", ".term", ".store", ".fast", STAMP])
def test_a_damaged_file_is_noticed_and_rebuilt(engine: EmbeddedEngine, root: Path, suffix: str, damage: str) -> None:
    engine.index(CORPUS)
    victim = next(path for path in serving(root).iterdir() if path.name.endswith(suffix))
    victim.write_bytes(b"") if damage == "truncate" else victim.unlink()
    other = EmbeddedEngine(root)
    with pytest.raises(EngineUnavailable) as caught:
        other.search(SearchQuery("canicule"))
    assert caught.value.rebuild
    other.rebuild(CORPUS)
    assert other.search(SearchQuery("canicule")).total == 1


def test_a_panic_becomes_unavailable(engine: EmbeddedEngine) -> None:
    searcher = tantivy.Index(tantivy.SchemaBuilder().build()).searcher()
    with pytest.raises(EngineUnavailable), guarded("asking for nothing"):
        searcher.search(tantivy.Query.all_query(), 0)


def test_leaving_is_not_an_engine_failure() -> None:
    with pytest.raises(KeyboardInterrupt), guarded("anything"):
        raise KeyboardInterrupt


def test_a_held_lock_is_waited_for_then_said(engine: EmbeddedEngine, root: Path) -> None:
    hurried = EmbeddedEngine(root, lock_timeout=0.05)
    with IndexDirectory(root)._lock("write", 1.0), pytest.raises(EngineUnavailable) as caught:
        hurried.index(CORPUS)
    assert not caught.value.rebuild


def test_two_rebuilds_do_not_meet(engine: EmbeddedEngine, root: Path) -> None:
    with IndexDirectory(root)._lock("rebuild", 1.0), pytest.raises(EngineUnavailable):
        engine.rebuild(CORPUS)


def test_another_process_writes_and_this_one_sees_it_at_once(engine: EmbeddedEngine, root: Path) -> None:
    assert engine.search(SearchQuery("canicule")).total == 0
    in_another_process("engine.index(CORPUS)", root)
    assert engine.search(SearchQuery("canicule")).total == 1
    in_another_process("engine.rebuild(CORPUS[1:])", root)
    assert engine.search(SearchQuery("canicule")).total == 0


def test_a_killed_rebuild_leaves_the_old_index_and_nothing_after_the_next(engine: EmbeddedEngine, root: Path) -> None:
    engine.index(CORPUS)
    dying = "def dying():\n yield CORPUS[0]\n os.kill(os.getpid(), signal.SIGKILL)"
    killed = f"import os, signal\n{dying}\nengine.rebuild(dying())"
    in_another_process(killed, root, expect=-9)
    assert [path.name for path in root.glob("building-*")] != []
    engine.index([replace(BY_KEY["report:1"], title="Après la panne")])
    assert engine.search(SearchQuery("panne")).total == 1
    engine.rebuild(CORPUS)
    assert {path.name for path in root.iterdir()} == {CURRENT, "write.lock", "rebuild.lock", serving(root).name}


def in_another_process(code: str, root: Path, *, expect: int = 0) -> None:
    program = (
        "import django; django.setup()\n"
        "from pathlib import Path\n"
        "from search.engines.embedded import EmbeddedEngine\n"
        "from tests.engines.corpus import CORPUS\n"
        f"engine = EmbeddedEngine(Path({str(root)!r}))\n{code}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2], env=_environment()
    )
    assert done.returncode == expect


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "network_site.settings.test"}
