"""The site for its public: HTTPS only, names hidden until confirmed, every secret from the environment."""

import logging
import os

from network_site.settings.base import *  # noqa: F403 - settings modules are meant to be read as one
from network_site.settings.base import CACHES, DATABASES, LOGGING, STORAGES
from network_site.settings.environment import read_environment, smtp_settings
from network_site.settings.search_environment import search_settings

_environment = read_environment(os.environ)

DEBUG = False
SECRET_KEY = _environment.secret_key
ALLOWED_HOSTS = _environment.hosts
WAGTAILADMIN_BASE_URL = _environment.base_url
CSRF_TRUSTED_ORIGINS = [_environment.base_url]
DATABASES["default"] = (
    _environment.database
    if _environment.database["ENGINE"].endswith("postgresql")
    else DATABASES["default"] | _environment.database
)
DEFAULT_FROM_EMAIL = _environment.from_email
SERVER_EMAIL = _environment.from_email
globals().update(smtp_settings(_environment.smtp_url))

CACHES["default"]["LOCATION"] = _environment.state_dir / "cache"
# The web server in front says who asks (X-Forwarded-For); without it everybody would share one limit of attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = 1

STORAGES.update(_environment.file_storages)
MEDIA_ROOT = _environment.state_dir / "media"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o644, 0o755  # the web server in front reads the images
RELAIS_PRIVATE_DIR = _environment.state_dir / "private"
RELAIS_SEARCH_INDEX_DIR = _environment.state_dir / "index"
globals().update(search_settings(os.environ))
RELAIS_HIDE_UNCONFIRMED_NAMES = True
RELAIS_EMBEDDINGS_URL = os.environ.get("RELAIS_EMBEDDINGS_URL", "")
RELAIS_EMBEDDINGS_MODEL = os.environ.get("RELAIS_EMBEDDINGS_MODEL", "")
RELAIS_EMBEDDINGS_KEY = os.environ.get("RELAIS_EMBEDDINGS_KEY", "")
RELAIS_EMBEDDER = _environment.embedder
RELAIS_CONTACT_RECIPIENTS = _environment.contact_recipients
RELAIS_INBOUND_DOMAIN = _environment.inbound_domain
RELAIS_INBOUND_SECRET = _environment.inbound_secret

RELAIS_METRICS_TOKEN = _environment.metrics_token

LOGGING["formatters"]["json"] = {"()": "network_site.logs.DiscreetJsonFormatter"}
LOGGING["handlers"]["stderr"]["formatter"] = "json"
LOGGING["loggers"]["network_site.observation"] = {"level": "INFO"}
logging.captureWarnings(capture=True)  # a line that is not JSON would be lost by whoever reads the logs

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
