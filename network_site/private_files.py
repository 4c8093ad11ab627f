"""Where files wait that no address leads to."""

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="network_site.private_files.PrivateFileStorage")
class PrivateFileStorage(FileSystemStorage):
    """A folder beside the public one. It has no address: a view that knows who asks hands its files over.

    On S3 a bucket that is closed takes its place: `STORAGES["private"]`.
    """

    file_permissions_mode = 0o600
    directory_permissions_mode = 0o700
    """Whatever the settings say of public files, which a web server of another account reads."""

    @property
    def base_location(self) -> Any:
        return settings.RELAIS_PRIVATE_DIR

    @property
    def location(self) -> str:
        return str(settings.RELAIS_PRIVATE_DIR)

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")
