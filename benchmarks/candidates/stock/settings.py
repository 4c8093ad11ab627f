"""Settings of the stock Wagtail site: `STOCK_DATABASE` is an address as Relais writes it, `STOCK_SEARCH` the address of
an OpenSearch, empty for Wagtail's search in the database.
"""

import os
from pathlib import Path

from network_site.settings.environment import database_from_url

SECRET_KEY = "measured on one machine, serves nobody"  # noqa: S105 - signs nothing real
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": database_from_url(os.environ["STOCK_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "/static/"
ROOT_URLCONF = "benchmarks.candidates.stock.urls"
INSTALLED_APPS = [
    "benchmarks.candidates.stock",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
WAGTAIL_SITE_NAME = "Stock"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
SEARCH_URL = os.environ.get("STOCK_SEARCH", "")
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "modelsearch.backends.opensearch3",
        "URLS": [SEARCH_URL],
        "INDEX_PREFIX": os.environ.get("STOCK_INDEX", "stock_"),
        "TIMEOUT": 600,
    }
    if SEARCH_URL
    else {"BACKEND": "wagtail.search.backends.database"}
}
