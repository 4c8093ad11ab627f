"""The site as `bin/bench` measures it: the demo's settings, in the folder that `RELAIS_BENCH_DIR` names, words only."""

import os
from pathlib import Path

from network_site.settings.demo import *  # noqa: F403 - settings modules are meant to be read as one
from network_site.settings.demo import DATABASES

BENCH_DIR = Path(os.environ["RELAIS_BENCH_DIR"])
DATABASES["default"]["NAME"] = BENCH_DIR / "relais.sqlite3"
RELAIS_SEARCH_ENGINE = os.environ.get("RELAIS_SEARCH_ENGINE", "embedded")
RELAIS_SEARCH_INDEX_DIR = BENCH_DIR / "index"
RELAIS_SEARCH_INDEX_PREFIX = BENCH_DIR.name
RELAIS_SEARCH_TIMEOUT = RELAIS_SEARCH_WRITE_TIMEOUT = 60.0
RELAIS_EMBEDDER = "none"
