"""Files that no address leads to, on the disk."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from network_site.private_files import PrivateFileStorage


def test_other_accounts_of_the_machine_read_none(tmp_path: Path, settings: Any) -> None:
    settings.RELAIS_PRIVATE_DIR = tmp_path / "private"
    settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o644, 0o755
    storage = PrivateFileStorage()
    path = Path(storage.path(storage.save("drafts/12/photo.jpg", ContentFile(b"a picture"))))
    assert path.stat().st_mode & 0o777 == 0o600
    folders = [path.parent, path.parent.parent, settings.RELAIS_PRIVATE_DIR]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 3
    with pytest.raises(ValueError, match="no address"):
        storage.url("drafts/12/photo.jpg")
