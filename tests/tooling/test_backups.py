"""bin/backup and bin/restore: the site is destroyed, and comes back as it was."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from network_site.backups import databases
from network_site.backups import folder as backup_folder
from network_site.backups.errors import BackupError
from tests.migrated_database import kept_file
from tests.postgres_server import new_database, postgres_server, programs
from tests.tooling.older_site import load_older_site

ROOT = Path(__file__).parents[2]
SECRET_KEY = "k3y-With-Enough-Different-Characters-0123456789-abcdefghij"
MAKE_A_REPORT = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from practices.models import ExperienceReportPage, ReportIndexPage
page = ExperienceReportPage(title="Sauvé", slug="sauve", summary="Ce que l’on garde.")
ReportIndexPage.objects.get().add_child(instance=page)
default_storage.save("documents/garde.txt", ContentFile(b"ce que l'on garde"))
"""
SHOW = """
from django.core.files.storage import default_storage
from search.engines import get_engine
from practices.models import ExperienceReportPage
page = ExperienceReportPage.objects.get(slug="sauve")
found = f"report:{page.pk}" in get_engine().keys()
print(page.title, default_storage.open("documents/garde.txt").read().decode(), found)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: Any, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/site/relais.sqlite3"
        return
    with postgres_server() as server, new_database("relais_backup", on=server) as url:
        yield url


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "network_site.settings.production",
        "RELAIS_SECRET_KEY": SECRET_KEY,
        "RELAIS_HOSTS": "relais.example",
        "RELAIS_BASE_URL": "https://relais.example",
        "RELAIS_DATABASE_URL": database_url,
        "RELAIS_STATE_DIR": str(tmp_path / "site"),
        "RELAIS_SMTP_URL": "smtp://relais:k7-mQ2x9@mail.example:587",
        "RELAIS_FROM_EMAIL": "relais@relais.example",
        "PATH": f"{programs()}:{os.environ['PATH']}",
    }


def run(*command: str, environment: dict[str, str], fails: bool = False) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert bool(done.returncode) is fails, done.stderr
    return done.stderr if fails else done.stdout


def manage(*arguments: str, environment: dict[str, str]) -> str:
    return run(".venv/bin/python", "manage.py", *arguments, environment=environment)


def start_from_kept(tmp_path: Path, environment: dict[str, str]) -> None:
    """Migrating is not what is tested here: an earlier run's result, or an older site, is a head start."""
    if environment["RELAIS_DATABASE_URL"].startswith("postgres"):
        load_older_site(environment["RELAIS_DATABASE_URL"])
    elif kept_file().exists():
        shutil.copy(kept_file(), tmp_path / "site/relais.sqlite3")
    manage("migrate", "--verbosity", "0", environment=environment)


def test_a_site_that_was_destroyed_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    start_from_kept(tmp_path, environment)
    manage("shell", "--no-imports", "-c", MAKE_A_REPORT, environment=environment)
    saved = tmp_path / "sauvegarde"
    assert "la base et 1 fichiers" in run("bin/backup", str(saved), environment=environment)
    assert "n’est pas vide" in run("bin/backup", str(saved), environment=environment, fails=True)

    settings = (saved / "settings.env").read_text(encoding="utf-8")
    assert "RELAIS_HOSTS=relais.example" in settings
    assert "RELAIS_SECRET_KEY=\n" in settings
    kept = b"".join(path.read_bytes() for path in saved.iterdir() if path.suffix in {".json", ".env"})
    assert SECRET_KEY.encode() not in kept
    assert b"k7-mQ2x" not in kept

    shutil.rmtree(tmp_path / "site")
    if environment["RELAIS_DATABASE_URL"].startswith("postgres"):
        manage("shell", "--no-imports", "-c", DESTROY, environment=environment)
    run("bin/restore", str(saved), environment=environment)
    assert manage("shell", "--no-imports", "-c", SHOW, environment=environment) == "Sauvé ce que l'on garde True\n"
    refused = run("bin/restore", str(saved), environment=environment, fails=True)
    assert "--overwrite" in refused


DESTROY = """
from django.db import connection
connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
"""


def write(folder: Path, **manifest: object) -> Path:
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


SAVED_AT = "2026-01-02T03:04:05+01:00"


def test_a_folder_that_is_no_backup_or_has_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="n’est pas une sauvegarde"):
        backup_folder.checked_manifest(tmp_path)
    with pytest.raises(BackupError, match="autre format"):
        backup_folder.checked_manifest(write(tmp_path, format=9, saved_at=SAVED_AT, files={}))
    with pytest.raises(BackupError, match="autre sorte"):
        backup_folder.checked_manifest(write(tmp_path, format=1, saved_at=SAVED_AT, files={"autre": ""}))
    name = databases.file_name()
    (tmp_path / name).write_text("coupé")
    with pytest.raises(BackupError, match="a changé depuis la sauvegarde du 02/01/2026"):
        backup_folder.checked_manifest(write(tmp_path, format=1, saved_at=SAVED_AT, files={name: "0"}))


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(databases, "save", full)
    with pytest.raises(OSError, match="no space"):
        backup_folder.save(tmp_path / "sauvegarde")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_folder_must_be_named(command: str) -> None:
    assert "Usage : bin/" in run(f"bin/{command}", environment=dict(os.environ), fails=True)
