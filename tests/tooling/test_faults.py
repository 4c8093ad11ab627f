"""`bin/faults` says why it stops, and keeps what it had done."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.report import Report, keep
from tests.faults.site import Saves
from tests.faults.stopping import Stopped, within
from tests.faults.striking import Outcome
from tests.optional_parts import require_program

ROOT = Path(__file__).parents[2]


def test_what_stops_a_run_is_said_and_what_was_done_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "FAULTS.md"
    command = [require_program("bash"), "bin/faults", "--runs", "50", "--seed", "1", "--write", str(file)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        assert run.stdout is not None
        assert "1/50 kill -9 du web" in (first := run.stdout.readline()), first
        run.terminate()
        rest = run.stdout.read()
    assert "Arrêté après 1 pannes sur 50 : Stopped('signal SIGTERM')" in rest
    assert "bin/faults : arrêté par TERM" in rest
    assert run.returncode == 128 + signal.SIGTERM
    kept = file.read_text(encoding="utf-8")
    assert "Arrêté après 1 pannes." in kept
    assert "| kill -9 du web | 1 |" in kept


def test_what_ends_python_itself_is_said() -> None:
    """As SIGBUS does when a mapped file shrinks: nothing was said of it once."""
    program = (
        "import os, signal; from tests.faults.stopping import listen; listen(); os.kill(os.getpid(), signal.SIGBUS)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGBUS
    assert "Fatal Python error: Bus error" in done.stderr


def test_a_fault_that_never_ends_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Stopped, match="ne finit pas"), within(1):
        time.sleep(60)
    assert "test_a_fault_that_never_ends_is_said" in capfd.readouterr().err


def test_each_engine_has_its_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "FAULTS.md"
    keep(file, "## Moteur embarqué\n\nancien\n")
    keep(file, "## Elasticsearch\n\ndeux\n")
    keep(file, "## Moteur embarqué\n\nnouveau\n")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Pannes provoquées\n")
    assert text.endswith("\n\n## Moteur embarqué\n\nnouveau\n\n## Elasticsearch\n\ndeux\n")
    assert [path.name for path in tmp_path.iterdir()] == ["FAULTS.md"]


def test_a_run_is_good_when_it_ended_and_lost_nothing() -> None:
    report = Report("Moteur embarqué", "bin/faults --runs 2 --seed 1", runs=2)
    report.add(Outcome("disque plein", Saves(done=5, cut=1), seconds=1.0))
    assert (report.is_good, "Arrêté après 1 pannes." in report.part()) == (False, True)
    report.add(Outcome("disque plein", Saves(done=6), seconds=2.0))
    assert (report.is_good, "Arrêté" in report.part()) == (True, False)
    assert "| disque plein | 2 | 11 | 1 | 0 | 0 | 0 | 0 | 1.50 s |" in report.part().splitlines()
    report.outcomes[0].lost = 1
    assert not report.is_good
