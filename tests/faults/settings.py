"""The site of `bin/faults`: one machine, in a folder of its own. PostgreSQL's connections are pooled as in
production.
"""

import os
from pathlib import Path

from network_site.settings.base import *  # noqa: F403 - settings modules are meant to be read as one
from network_site.settings.base import DATABASES, STORAGES
from network_site.settings.environment import database_from_url, pool_size, pooled

FOLDER = Path(os.environ["RELAIS_FAULTS_DIR"])

DEBUG = False
SECRET_KEY = "a-key-for-faults-only-that-signs-nothing-real-0123456789"
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES["default"]["NAME"] = FOLDER / "relais.sqlite3"
if _postgres := os.environ.get("RELAIS_FAULTS_DATABASE"):  # bin/faults --database postgres
    DATABASES["default"] = pooled(database_from_url(_postgres), size=pool_size({}))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = FOLDER / "media"
STATIC_ROOT = FOLDER / "static"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ROOT_URLCONF = "tests.faults.urls"
RELAIS_SEARCH_INDEX_DIR = FOLDER / "index"
if _urls := os.environ.get("RELAIS_FAULTS_SEARCH_URLS"):  # bin/faults --engine elasticsearch
    RELAIS_SEARCH_ENGINE = "elasticsearch"
    RELAIS_SEARCH_URLS = _urls.split()
    RELAIS_SEARCH_TIMEOUT = 10.0  # a server that has just started is slow, and nobody reads here
    RELAIS_SEARCH_PAUSE = 1.0
RELAIS_EMBEDDER = "none"
RELAIS_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "CRITICAL"}}
