"""Save the site into a folder that appears only when it is whole, and restore it from one that is still whole."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage, storages
from django.utils import timezone

from network_site.backups import databases, media
from network_site.backups.errors import BackupError

FORMAT = 1
MANIFEST, MEDIA, PRIVATE, SETTINGS = "manifest.json", "media.tar", "private.tar", "settings.env"
SECRET = re.compile(r"KEY|TOKEN|PASSWORD|SECRET|URL$", re.IGNORECASE)
"""An address may hold a password: all of them are left out, save the site's own."""
PUBLIC = frozenset({"RELAIS_BASE_URL"})


def save(folder: Path) -> dict[str, Any]:
    """Everything into `folder`, which must not exist yet or be empty. BackupError."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} n’est pas vide : donnez un dossier neuf à chaque sauvegarde.")
    unfinished = folder.with_name(f"{folder.name}.en-cours")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        databases.save(unfinished / databases.file_name())
        try:
            public = media.save(unfinished / MEDIA, default_storage)
            private = media.save(unfinished / PRIVATE, storages["private"])
        except Exception as error:
            raise BackupError(f"des fichiers n’ont pas pu être lus. {error}") from error
        (unfinished / SETTINGS).write_text(settings_without_secrets(os.environ), encoding="utf-8")
        manifest = _manifest(unfinished) | {
            "media_files": public.files,
            "private_files": private.files,
            "vanished_files": public.vanished + private.vanished,
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
    return manifest


def restore(folder: Path, *, overwrite: bool = False) -> dict[str, Any]:
    """Everything from `folder`, once each file is known to be what was saved. BackupError."""
    manifest = checked_manifest(folder)
    if not overwrite and not databases.is_empty():
        raise BackupError("La base n’est pas vide. Pour la remplacer par la sauvegarde : --overwrite")
    databases.restore(folder / databases.file_name())
    try:
        media.restore(folder / MEDIA, default_storage)
        if PRIVATE in manifest["files"]:
            media.restore(folder / PRIVATE, storages["private"])
    except Exception as error:  # each storage has its own
        message = f"la base est remise en place, mais pas tous les fichiers. Recommencez avec --overwrite. {error}"
        raise BackupError(message) from error
    return manifest


def checked_manifest(folder: Path) -> dict[str, Any]:
    """What the folder says of itself, after its files were compared with it. BackupError."""
    try:
        return _checked_manifest(folder)
    except PermissionError as error:
        raise BackupError(
            f"{error.filename} est illisible pour l’utilisateur {os.geteuid()}, qui lance cette commande. "
            f"Rendez-le propriétaire de la sauvegarde : chown -R {os.geteuid()} {folder}"
        ) from error


def _checked_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        saved_at, digests = datetime.fromisoformat(manifest["saved_at"]), dict(manifest["files"])
    except PermissionError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} n’est pas une sauvegarde de Relais.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"Cette sauvegarde est d’un autre format ({manifest.get('format')}).")
    if databases.file_name() not in digests:
        raise BackupError("Cette sauvegarde vient d’une base d’une autre sorte (SQLite ou PostgreSQL).")
    for name, digest in digests.items():
        path = folder / Path(name).name
        if not path.is_file() or digest_of(path) != digest:
            raise BackupError(f"{name} manque ou a changé depuis la sauvegarde du {saved_at:%d/%m/%Y à %H:%M}.")
    return manifest


def content_of(manifest: Mapping[str, Any]) -> str:
    """For whoever runs the site; an older backup has no private files."""
    private = manifest.get("private_files", "aucun dans cette sauvegarde, faite par une version plus ancienne")
    return f"la base, fichiers publics : {manifest['media_files']}, privés : {private}"


def settings_without_secrets(environ: Mapping[str, str]) -> str:
    """The site's variables as a file of `NAME=value`; the name of a secret stays, to be filled again."""
    ours = sorted(name for name in environ if name.startswith("RELAIS_") or name == "DJANGO_SETTINGS_MODULE")
    lines = [f"{name}={'' if SECRET.search(name) and name not in PUBLIC else environ[name]}" for name in ours]
    return "\n".join(["# Les secrets ne sont pas sauvegardés : à remplir.", *lines, ""])


def digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    files = {path.name: digest_of(path) for path in sorted(folder.iterdir())}
    return {
        "format": FORMAT,
        "saved_at": timezone.localtime().isoformat(timespec="seconds"),
        "files": files,
    }
