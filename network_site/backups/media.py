"""Every file of a storage in one archive, and back. By Django's storage interface: disk or S3 alike."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage


class Saved(NamedTuple):
    """How many files, and how many went away between their listing and their reading."""

    files: int
    vanished: int


def save(target: Path, storage: Storage = default_storage) -> Saved:
    files = vanished = 0
    with tarfile.open(target, "w") as archive:
        for name in names(storage):
            try:
                content = storage.open(name)
            except FileNotFoundError:
                vanished += 1
                continue
            with content:
                entry = tarfile.TarInfo(name)
                entry.size = content.size
                archive.addfile(entry, content)
            files += 1
    return Saved(files, vanished)


def restore(source: Path, storage: Storage = default_storage) -> int:
    """Put each file back under its name; one of the same name is replaced. How many."""
    count = 0
    with tarfile.open(source) as archive:
        for entry in archive:
            content = archive.extractfile(entry)
            if content is None:
                continue
            if storage.exists(entry.name):
                storage.delete(entry.name)
            storage.save(entry.name, File(content, name=entry.name))  # refuses a name outside of its folder
            count += 1
    return count


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Of every file, in the folders too."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever sent
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names(storage, f"{prefix}{name}")
