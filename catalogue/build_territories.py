"""Turn the official list of French territories into ``territories.csv.gz``, the compact file that Relais loads.

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python catalogue/build_territories.py package

The package (code under MIT) republishes, under Licence Ouverte 2.0, the Code officiel géographique and the legal
populations of INSEE and the list of EPCI of the DGCL. Only standard Python is needed, and the same package always
gives the same bytes. What this script decides:

- only communes in force are kept (``commune-actuelle``): no delegated or associated commune, no arrondissement;
- a container is written only when it holds the whole territory: the département or the région of an EPCI whose
  communes belong to several stays empty (89 EPCI straddle départements, 26 of them régions); their communes
  keep their own;
- the collectivités d'outre-mer (975, 977, 978, 984, 986, 987, 988, 989) are written at the level of départements
  and belong to no région: the package repeats each of them as a région, which they are not;
- the population of a container is the sum of its communes, so that all populations are of the same year; it stays
  empty where nobody is counted (the TAAF, Clipperton);
- a SIREN is written where the package gives one: communes outside the overseas collectivités, and EPCI, whose
  code it is.
"""

import csv
import gzip
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

HEADER = {
    "title": "Communes, EPCI, départements et régions de France",
    "publisher": "INSEE (code officiel géographique, populations légales) et DGCL (EPCI), réunis par Etalab",
    "url": "https://www.npmjs.com/package/@etalab/decoupage-administratif/v/6.0.0",
    "licence": "Licence Ouverte 2.0",
    "edition": "2026",
}
COLUMNS = ("kind", "code", "name", "population", "epci", "departement", "region", "epci_type", "siren")
TARGET = Path(__file__).with_name("territories.csv.gz")

Row = dict[str, Any]


def read(package: Path, name: str) -> list[Row]:
    rows: list[Row] = json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return sorted(rows, key=itemgetter("code"))


def only(values: Iterable[str]) -> str:
    """The value that all share, or nothing: a territory that straddles two others is in neither."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def populations(communes: list[Row]) -> dict[tuple[str, str], int]:
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for commune in communes:
        if commune["population"] != "":
            for level in ("epci", "departement", "region"):
                totals[level, commune[level]] += commune["population"]
    return totals


def commune_rows(package: Path, *, regions: set[str]) -> list[Row]:
    epci_of = {member["code"]: epci["code"] for epci in read(package, "epci") for member in epci["membres"]}
    return [
        {
            "kind": "commune",
            "code": commune["code"],
            "name": commune["nom"],
            "population": commune.get("population", ""),
            "epci": epci_of.get(commune["code"], ""),
            "departement": commune["departement"],
            "region": commune["region"] if commune["region"] in regions else "",
            "siren": commune.get("siren", ""),
        }
        for commune in read(package, "communes")
        if commune["type"] == "commune-actuelle"
    ]


def epci_rows(package: Path, communes: list[Row]) -> Iterator[Row]:
    members = defaultdict(list)
    for commune in communes:
        members[commune["epci"]].append(commune)
    for epci in read(package, "epci"):
        containers = {level: only(commune[level] for commune in members[epci["code"]]) for level in COLUMNS[5:7]}
        identity = {"kind": "epci", "code": epci["code"], "name": epci["nom"]}
        yield identity | containers | {"epci_type": epci["type"], "siren": epci["code"]}


def territory_rows(package: Path) -> Iterator[Row]:
    """Containers first, so that a loader meets a territory after all that hold it."""
    regions = [row for row in read(package, "regions") if row["zone"] != "com"]
    codes = {region["code"] for region in regions}
    communes = commune_rows(package, regions=codes)
    departements = read(package, "departements")
    totals = populations(communes)
    containers: list[Row] = [{"kind": "region", "code": row["code"], "name": row["nom"]} for row in regions]
    containers += [
        {
            "kind": "departement",
            "code": row["code"],
            "name": row["nom"],
            "region": row["region"] if row["region"] in codes else "",
        }
        for row in departements
    ]
    containers += epci_rows(package, communes)
    for row in containers:
        yield row | {"population": totals.get((row["kind"], row["code"]), "")}
    yield from communes


def write(rows: Iterable[Row], target: Path) -> int:
    text = io.StringIO()
    text.writelines(f"# {key}: {value}\n" for key, value in HEADER.items())
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    rows = list(rows)
    writer.writerows(rows)
    # mtime=0: the same content always gives the same bytes, so that a diff means a change.
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    return len(rows)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [package]:
            count = write(territory_rows(Path(package)), TARGET)
            sys.stdout.write(f"{TARGET}: {count:,} territories, {TARGET.stat().st_size:,} bytes\n")
        case _:
            sys.exit(__doc__)
