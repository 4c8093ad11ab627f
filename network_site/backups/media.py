"""Every file of the media storage in one archive, and back. By Django's storage interface: disk or S3 alike."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage


def save(target: Path) -> int:
    """How many files were saved."""
    count = 0
    with tarfile.open(target, "w") as archive:
        for name in names():
            with default_storage.open(name) as content:
                entry = tarfile.TarInfo(name)
                entry.size = content.size
                archive.addfile(entry, content)
            count += 1
    return count


def restore(source: Path) -> int:
    """Put each file back under its name; one of the same name is replaced. How many."""
    count = 0
    with tarfile.open(source) as archive:
        for entry in archive:
            content = archive.extractfile(entry)
            if content is None:
                continue
            if default_storage.exists(entry.name):
                default_storage.delete(entry.name)
            default_storage.save(entry.name, File(content, name=entry.name))  # refuses a name outside of its folder
            count += 1
    return count


def names(folder: str = "") -> Iterator[str]:
    """Of every file, in the folders too."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever sent
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names(f"{prefix}{name}")
