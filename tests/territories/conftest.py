from pathlib import Path

import pytest

from network_site.territories.loading import load_territories

EXTRACT = Path(__file__).with_name("extract.csv")


@pytest.fixture
def extract() -> Path:
    """Real lines of the official list: every case of containment, and the territories of the catalogue's actors."""
    return EXTRACT


@pytest.fixture
def territories(db, extract) -> None:
    load_territories(extract)
