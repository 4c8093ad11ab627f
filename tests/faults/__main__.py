"""`bin/faults [--runs N] [--seed N] [--write FILE]`: strike, recover, compare; exit code 1 if anything was lost."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/faults", description="Casser le site pendant qu’on y écrit, puis comparer."
    )
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="Nombre de pannes (200 sans précision).")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="La même graine redonne les mêmes pannes.")
    parser.add_argument("--write", type=Path, metavar="FICHIER", help="Garder les chiffres dans ce fichier.")
    options = parser.parse_args()
    if not 1 <= options.runs <= 100_000:
        parser.error("--runs va de 1 à 100000")
    folder = Path(tempfile.mkdtemp(prefix="relais-faults-"))
    os.environ |= {"RELAIS_FAULTS_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
    import django  # noqa: PLC0415 - reads the environment set above

    django.setup()
    from tests.faults.running import run  # noqa: PLC0415 - needs Django set up

    try:
        return run(options.runs, seed=options.seed, file=options.write)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
