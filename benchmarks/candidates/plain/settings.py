"""Settings of the plain Django application: `PLAIN_DATABASE` is an address of PostgreSQL."""

import os

from network_site.settings.environment import database_from_url

SECRET_KEY = "measured on one machine, serves nobody"  # noqa: S105 - signs nothing real
DATABASES = {"default": database_from_url(os.environ["PLAIN_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.postgres", "benchmarks.candidates.plain"]
