"""Territories as a writer names them: « Grenoble (38) », « Grenoble (38), commune », a code."""

import re

from network_site.territories.models import Territory
from search.places import find_places

MOST = 12
WRITTEN = re.compile(r"^(?P<name>.+?)(?:\s*\((?P<departement>\w{2,3})\))?(?:\s*,\s*(?P<kind>[\w’' ]+))?$")


def label(place: Territory) -> str:
    """What names one territory and no other, or nearly: « Grenoble (38), commune »."""
    return f"{place}, {place.get_kind_display()}"


def suggested(text: str) -> list[Territory]:
    """Territories that the beginning of a name may mean."""
    written = WRITTEN.match(text.strip())
    return find_places(written["name"] if written else text, limit=MOST)[0]


def named(text: str) -> list[Territory]:
    """Those that the text names: one when it is plain, several to choose among, none when it names nothing."""
    written = WRITTEN.match(text.strip())
    if written is None:
        return []
    found = find_places(written["name"], limit=MOST)[0]
    exact = [place for place in found if place.name.casefold() == written["name"].casefold()] or found
    for part, same in (("departement", _in_departement), ("kind", _of_kind)):
        if written[part]:
            exact = [place for place in exact if same(place, written[part])]
    return exact


def _in_departement(place: Territory, code: str) -> bool:
    return place.departement_id == f"departement-{code.upper()}"


def _of_kind(place: Territory, kind: str) -> bool:
    return str(place.get_kind_display()).casefold() == kind.strip().casefold()
