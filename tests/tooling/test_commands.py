"""The commands of bin/ explain what is missing, in one line and in French."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL_PROGRAMS = ["basename", "bash", "cat", "cp", "dirname", "env", "grep", "mkdir", "sha256sum", "tail"]


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("script", [*sorted(path.name for path in (ROOT / "bin").iterdir()), "../.ci/run"])
def test_scripts_are_well_formed(script: str) -> None:
    path = ROOT / "bin" / script
    first_line = path.read_text(encoding="utf-8").splitlines()[0]
    if "python" in first_line:
        compile(path.read_text(encoding="utf-8"), str(path), "exec")
    else:
        assert run("bash", "-n", path).stderr == ""


@pytest.mark.parametrize(
    "arguments", [["--port", "abc"], ["--port", "80"], ["--port", "70000"], ["--port"], ["--porte"]]
)
def test_demo_refuses_what_is_no_port(arguments: list[str]) -> None:
    done = run("bin/demo", *arguments)

    assert done.returncode == 1
    assert "Usage : bin/demo [--port N]" in done.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_demo_names_the_port_that_is_taken(taken_port: int) -> None:
    done = run("bin/demo", "--port", str(taken_port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"✗ Le port {taken_port} est déjà pris. Essayez un autre : bin/demo --port ")


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_screenshots_asks_for_a_folder(arguments: list[str]) -> None:
    done = run("bin/screenshots", *arguments)

    assert done.returncode == 1
    assert done.stderr == "✗ Usage : bin/screenshots DOSSIER\n"


@pytest.fixture
def fresh_clone(tmp_path: Path) -> Path:
    """What `bin/_env` needs of a clone that has no environment yet, and a PATH (`programs/`) without uv or Python."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "programs").mkdir()
    shutil.copy(ROOT / "bin/_env", tmp_path / "bin")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in SHELL_PROGRAMS:
        (tmp_path / "programs" / name).symlink_to(shutil.which(name) or pytest.fail(f"no {name}"))
    return tmp_path


def prepare(clone: Path) -> subprocess.CompletedProcess[str]:
    return run("bash", "-c", ". bin/_env && need_environment demo", folder=clone, PATH=str(clone / "programs"))


def fake(clone: Path, program: str, script: str) -> None:
    path = clone / "programs" / program
    path.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_no_python_names_the_debian_packages(fresh_clone: Path) -> None:
    done = prepare(fresh_clone)

    assert done.returncode == 1
    assert "Python 3.11 ou plus récent. Sur Debian 12 : apt install python3 python3-venv" in done.stderr


def test_an_old_python_is_not_enough(fresh_clone: Path) -> None:
    fake(fresh_clone, "python3", 'case "$2" in *version_info*) exit 1 ;; esac')

    assert "Python 3.11 ou plus récent" in prepare(fresh_clone).stderr


def test_python_without_venv_names_the_debian_package(fresh_clone: Path) -> None:
    fake(fresh_clone, "python3", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac')

    assert "apt install python3.11-venv" in prepare(fresh_clone).stderr


def test_no_network_is_told_from_other_failures(fresh_clone: Path) -> None:
    fake(fresh_clone, "uv", 'echo "error: dns error: failed to lookup address information" >&2; exit 2')
    assert "Pas d'accès à internet" in prepare(fresh_clone).stderr

    fake(fresh_clone, "uv", 'echo "error: No space left on device" >&2; exit 2')
    done = prepare(fresh_clone)
    assert "No space left on device" in done.stderr
    assert "L'installation a échoué" in done.stderr


def test_what_is_installed_is_not_installed_again(fresh_clone: Path) -> None:
    version = "case $1 in -V) echo Python 3.11.2 ;; esac"
    fake(
        fresh_clone,
        "uv",
        f"mkdir -p .venv/bin; cp programs/python3 .venv/bin/python; echo installed >>{fresh_clone}/calls",
    )
    fake(fresh_clone, "python3", version)
    calls = fresh_clone / "calls"

    assert prepare(fresh_clone).returncode == 0
    assert prepare(fresh_clone).stdout == ""
    assert calls.read_text() == "installed\n"

    (fresh_clone / "requirements.txt").write_text("django==6.0\n")
    assert "Installation des dépendances" in prepare(fresh_clone).stdout
    assert calls.read_text() == "installed\ninstalled\n"
