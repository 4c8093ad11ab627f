"""bin/backup and bin/restore: the site is destroyed, and comes back as it was."""

import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages

from network_site.backups import databases, media
from network_site.backups import folder as backup_folder
from network_site.backups.errors import BackupError
from tests.migrated_database import kept_file
from tests.postgres_server import new_database, postgres_server, programs
from tests.tooling.older_site import load_older_site

ROOT = Path(__file__).parents[2]
SECRET_KEY = "k3y-With-Enough-Different-Characters-0123456789-abcdefghij"
MAKE_A_REPORT = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from practices.models import ExperienceReportPage, ReportIndexPage
page = ExperienceReportPage(title="Sauvé", slug="sauve", summary="Ce que l’on garde.")
ReportIndexPage.objects.get().add_child(instance=page)
default_storage.save("documents/garde.txt", ContentFile(b"ce que l'on garde"))
storages["private"].save("brouillons/cache.txt", ContentFile(b"pour soi"))
"""
SHOW = """
from django.core.files.storage import default_storage, storages
from search.engines import get_engine
from practices.models import ExperienceReportPage
page = ExperienceReportPage.objects.get(slug="sauve")
found = f"report:{page.pk}" in get_engine().keys()
public, private = default_storage.open("documents/garde.txt"), storages["private"].open("brouillons/cache.txt")
print(page.title, public.read().decode(), private.read().decode(), found)
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
    said = run("bin/backup", str(saved), environment=environment)
    assert "la base, fichiers publics : 1, privés : 1." in said
    assert "(réglages network_site.settings.production)" in said
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
    assert (
        manage("shell", "--no-imports", "-c", SHOW, environment=environment)
        == "Sauvé ce que l'on garde pour soi True\n"
    )
    refused = run("bin/restore", str(saved), environment=environment, fails=True)
    assert "--overwrite" in refused


DESTROY = """
from django.db import connection
connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
"""


def execute(url: str, statements: str) -> None:
    with connected(url) as site:
        for statement in statements.split(";"):
            site.execute(statement)


def first_value(url: str, query: str) -> Any:
    with connected(url) as site:
        return site.execute(query).fetchone()[0]


@contextmanager
def connected(url: str) -> Iterator[Any]:
    if url.startswith("postgres"):
        with psycopg.connect(url) as site:
            yield site
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
        yield file


A_SITE = """
CREATE TABLE django_migrations (id integer);
CREATE TABLE report (id integer, title text);
WITH RECURSIVE line (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM line WHERE id < 20000)
INSERT INTO report SELECT id, 'retour ' || id * 7919 % 10007 || ' ' || id * 104729 % 1000003 FROM line
"""
WRITTEN_SINCE = "DELETE FROM report WHERE id > 5; CREATE TABLE added (id integer)"


@pytest.fixture
def saved(environment: dict[str, str], tmp_path: Path) -> Path:
    """The backup of a site that has changed since; how many reports it has left says which of the two is there."""
    url = environment["RELAIS_DATABASE_URL"]
    execute(url, A_SITE)
    manage("backup", str(tmp_path / "sauvegarde"), environment=environment)
    execute(url, WRITTEN_SINCE)
    return tmp_path / "sauvegarde"


def damage(folder: Path) -> None:
    """Half of the database is lost, and the digests do not tell: the disk failed before they were made."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (name,) = {"database.dump", "database.sqlite3"} & manifest["files"].keys()
    content = (folder / name).read_bytes()
    half = len(content) // 2
    (folder / name).write_bytes(content[:half] + bytes(len(content) - half))
    manifest["files"][name] = backup_folder.digest_of(folder / name)
    write(folder, **manifest)


def restore_fails(saved: Path, environment: dict[str, str], **variables: str) -> str:
    command = (str(ROOT / ".venv/bin/python"), "manage.py", "restore", str(saved), "--overwrite")
    said = run(*command, environment=environment | variables, fails=True)
    url = environment["RELAIS_DATABASE_URL"]
    assert first_value(url, "SELECT count(*) FROM report") == 5
    assert first_value(url, "SELECT count(*) FROM added") == 0
    assert "Traceback" not in said
    return said


def test_a_damaged_database_does_not_replace_the_one_there(saved: Path, environment: dict[str, str]) -> None:
    damage(saved)
    assert "La base du site n’a pas changé." in restore_fails(saved, environment)


def test_a_database_that_refuses_or_lacks_room_stays_as_it_was(saved: Path, environment: dict[str, str]) -> None:
    if environment["RELAIS_DATABASE_URL"].startswith("postgres"):
        said = restore_fails(saved, environment, PGOPTIONS="-c default_transaction_read_only=on")
        assert "read-only transaction" in said
        assert "Il manque p" in restore_fails(saved, environment, PATH="/nonexistent")
        return
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))  # bytes, for what this starts too
    try:
        said = restore_fails(saved, environment)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "La base du site n’a pas changé." in said


def test_a_database_that_holds_no_site_is_not_saved(environment: dict[str, str], tmp_path: Path) -> None:
    site = tmp_path / "site/relais.sqlite3"
    for _missing_then_empty in range(2):
        said = run("bin/backup", str(tmp_path / "s"), environment=environment, fails=True)
        assert "La base n’existe pas ou n’a aucune table de Relais" in said
        assert list(tmp_path.iterdir()) == [site.parent]
        if environment["RELAIS_DATABASE_URL"].startswith("postgres"):
            return
        assert site.exists() is bool(_missing_then_empty), "a wrong path makes no file"
        site.touch()


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


def test_a_folder_that_may_not_be_read_is_said_so(tmp_path: Path) -> None:
    write(tmp_path, format=1, saved_at=SAVED_AT, files={}).chmod(0)
    ours = os.geteuid()
    if ours == 0:  # whom nothing stops
        os.seteuid(65534)
    try:
        with pytest.raises(BackupError, match=r"manifest\.json est illisible pour l’utilisateur .* chown -R"):
            backup_folder.checked_manifest(tmp_path)
    finally:
        os.seteuid(ours)
        tmp_path.chmod(0o700)


class LosingStorage(FileSystemStorage):
    """Somebody deletes a file just after it was listed."""

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(path)
        return folders, [*files, "parti.txt"]


def test_a_file_deleted_meanwhile_is_left_out_and_counted(tmp_path: Path) -> None:
    storage = LosingStorage(location=tmp_path / "fichiers")
    storage.save("garde.txt", ContentFile(b"ce que l'on garde"))
    assert media.save(tmp_path / "media.tar", storage) == (1, 1)
    assert media.restore(tmp_path / "media.tar", FileSystemStorage(location=tmp_path / "remis")) == 1
    assert (tmp_path / "remis/garde.txt").read_bytes() == b"ce que l'on garde"


def test_a_backup_of_before_private_files_is_put_back_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "is_empty", lambda: True)
    monkeypatch.setattr(databases, "restore", lambda _source: None)
    default_storage.save("documents/garde.txt", ContentFile(b"ce que l'on garde"))
    old = tmp_path / "ancienne"
    old.mkdir()
    media.save(old / "media.tar")
    (old / databases.file_name()).write_text("la base")
    files = {path.name: backup_folder.digest_of(path) for path in old.iterdir()}
    write(old, format=1, saved_at=SAVED_AT, files=files, media_files=1)
    default_storage.delete("documents/garde.txt")
    storages["private"].save("brouillons/la.txt", ContentFile(b"deja la"))

    said = backup_folder.content_of(backup_folder.restore(old))

    assert "publics : 1, privés : aucun dans cette sauvegarde" in said
    assert (tmp_path / "media/documents/garde.txt").read_bytes() == b"ce que l'on garde"
    assert storages["private"].exists("brouillons/la.txt")


def test_the_database_of_compose_is_one_that_the_tools_of_the_image_can_save() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    dockerfile = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
    (tools,) = re.findall(r"postgresql-client\S*", dockerfile)
    assert compose["services"]["database"]["image"] == f"postgres:{tools.removeprefix('postgresql-client-')}-bookworm"
    assert dockerfile.rpartition("\nFROM ")[2].startswith("python:3.11-slim-bookworm\n"), "Debian 12 has version 15"
    assert tools == "postgresql-client-15"


@pytest.fixture
def containers(tmp_path: Path, environment: dict[str, str]) -> dict[str, str]:
    """An environment where `docker compose … exec -T web COMMAND` runs the command here, on the folder of the test."""
    programs_folder = tmp_path / "programs"
    programs_folder.mkdir()
    (programs_folder / "docker").write_text(
        f"""#!/usr/bin/env bash
while [ "$1" != web ]; do shift; done
shift
exec "${{@//\\/var\\/lib\\/relais/{tmp_path}/site}}"
"""
    )
    (programs_folder / "docker").chmod(0o755)
    return environment | {"PATH": f"{programs_folder}:{ROOT}/.venv/bin:{environment['PATH']}"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nightly_backups_are_copied_out_and_the_oldest_removed(containers: dict[str, str], tmp_path: Path) -> None:
    url, nights = containers["RELAIS_DATABASE_URL"], tmp_path / "nuits"
    for name, days in {"2026-01-01-031500": 16, "2026-01-05-031500": 13, "autre": 99, "2026-01-01": 99}.items():
        (nights / name).mkdir(parents=True)
        (nights / name / "manifest.json").touch()
        os.utime(nights / name, (time.time() - days * 86_400,) * 2)
    kept = {path.name for path in nights.iterdir()}

    assert "Rien n’est sauvegardé" in run("deploy/backup", str(nights), environment=containers, fails=True)
    assert {path.name for path in nights.iterdir()} == kept, "nothing goes without a new one"

    execute(url, A_SITE)
    for _twice_a_day in range(2):
        run("deploy/backup", str(nights), environment=containers)
    new = {path.name for path in nights.iterdir()} - kept
    assert len(new) == 2
    assert kept - {path.name for path in nights.iterdir()} == {"2026-01-01-031500"}
    for name in new:
        manifest = json.loads((nights / name / "manifest.json").read_text(encoding="utf-8"))
        digests = {file: backup_folder.digest_of(nights / name / file) for file in manifest["files"]}
        assert digests == manifest["files"]
    assert list((tmp_path / "site/sauvegardes").iterdir()) == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_folder_must_be_named(command: str) -> None:
    assert "Usage : bin/" in run(f"bin/{command}", environment=dict(os.environ), fails=True)
