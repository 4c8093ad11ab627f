"""The tests: everything in temporary places, quick password hashing, the demo's own pages present."""

import os
import tempfile
from pathlib import Path

from network_site.settings.base import *  # noqa: F403 - settings modules are meant to be read as one
from network_site.settings.base import STORAGES, TEMPLATES
from network_site.settings.environment import database_from_url

_temporary = Path(tempfile.mkdtemp(prefix="relais-tests-"))

DEBUG = False
SECRET_KEY = "a-key-for-tests-only-that-signs-nothing-real-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
if _postgres := os.environ.get("RELAIS_TEST_DATABASE"):  # bin/test --postgres
    DATABASES["default"] = database_from_url(_postgres)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _temporary / "media"
RELAIS_PRIVATE_DIR = _temporary / "private"
STATIC_ROOT = _temporary / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is missing
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<<%s>>"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the browser tests serve http://localhost
RELAIS_DEMO = True
RELAIS_DESIGN_PAGE = True
RELAIS_SEARCH_INDEX_DIR = _temporary / "index"
RELAIS_EMBEDDER = "none"  # the tests of search by meaning ask for it
RELAIS_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
