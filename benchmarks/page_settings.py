"""The measured site with the addresses of `page_urls`; nobody counts the requests."""

from benchmarks.settings import *  # noqa: F403 - settings modules are meant to be read as one

ROOT_URLCONF = "benchmarks.page_urls"
