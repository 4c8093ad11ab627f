"""bin/bench alerts: finding the alerts that a new report answers, against asking each search again.

The real catalogue is loaded into a database of its own. Alerts are drawn from its words and all its vocabularies.
Both ways are measured by turns, in one run, on the same new reports. Asking again is done in its leanest way: the
engine only counts, without page, facets nor meaning; of many searches a sample is asked, and its time is taken for
the whole.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from benchmarks.machine import machine

SIZES = (1_000, 10_000, 50_000)
ROUNDS = 3
REPORTS = 10
"""New reports of each round."""
SAMPLE = 1_000
"""Searches that are asked again for one report, at most."""
BATCH = 2_000
SEED = 20_261_126


@dataclass(frozen=True, slots=True)
class Choices:
    """What people choose from: every term that reports are classed by, every territory, the words of the catalogue."""

    terms: dict[str, list[str]]
    territories: list[str]
    words: list[list[str]]

    @classmethod
    def read(cls) -> "Choices":
        from django.apps import apps

        from network_site.territories.models import Territory
        from search.documents import Kind
        from search.facets import BY_NAME
        from search.models import IndexedDocument

        models = {name: apps.get_model(BY_NAME[name].vocabulary or "") for name in ("need", "theme", "hazard", "stage")}
        terms = {name: list(model.objects.values_list("slug", flat=True)) for name, model in models.items()}
        territories = list(Territory.objects.exclude(kind="commune").values_list("pk", flat=True))
        documents = IndexedDocument.objects.exclude(kind=Kind.ACTORS.value).values_list("payload", flat=True)
        texts = [" ".join((each["title"], *each["questions"])) for each in documents]
        return cls(terms, territories, [[word for word in text.split() if len(word) > 4] or [text] for text in texts])

    def draw(self, chance: random.Random) -> Any:
        """Half with one to three words, half with a need, a theme, a hazard or a stage, a third with a territory."""
        from search.queries import SearchQuery

        words = chance.choice(self.words)
        text = " ".join(chance.sample(words, min(len(words), chance.randint(1, 3)))) if chance.random() < 0.5 else ""
        chosen: dict[str, tuple[str, ...]] = {}
        if not text or chance.random() < 0.2:
            name = chance.choice(sorted(self.terms))
            chosen[name] = tuple(chance.sample(self.terms[name], chance.choice((1, 1, 2))))
        if chance.random() < 0.33:
            chosen["territory"] = (chance.choice(self.territories),)
        return SearchQuery(text, selections=chosen)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench alerts", description="Alertes : percoler ou relancer chaque recherche."
    )
    parser.add_argument("--size", type=int, nargs="+", default=SIZES, metavar="N", help="nombres d’alertes")
    options = parser.parse_args()
    if min(options.size) < 1:
        parser.error("il faut au moins une alerte")
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        prepare(Path(folder))
        measure(sorted(options.size))


def prepare(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_site.settings.demo")
    settings.DATABASES["default"]["NAME"] = folder / "bench.sqlite3"
    settings.RELAIS_SEARCH_INDEX_DIR = folder / "index"
    settings.RELAIS_EMBEDDER = "none"
    django.setup()
    print("Préparation : base, territoires, catalogue, index…", flush=True)
    for command in ("migrate", "prepare_site", "load_territories", "load_catalogue", "rebuild_search_index"):
        call_command(command, verbosity=0, stdout=StringIO())


def measure(sizes: Sequence[int]) -> None:
    from exchanges.alerts.percolator import percolate
    from search.documents import Kind, SearchDocument
    from search.engines import get_engine
    from search.models import IndexedDocument

    rows = IndexedDocument.objects.filter(kind=Kind.REPORTS.value).order_by("pk").values_list("payload", flat=True)
    reports = [SearchDocument.from_json(payload) for payload in rows]
    choices, chance = Choices.read(), random.Random(SEED)
    print(f"{machine()} ; {len(reports)} retours ; {ROUNDS} tours de {REPORTS} nouveaux retours, médianes.\n")
    print("  alertes   trouvées   percoler un retour   relancer chaque recherche   rapport")
    made = 0
    for size in sizes:
        make_alerts(choices, size - made, chance)
        made = size
        asked = sample(size, chance)
        percolated, again, found = [], [], []
        for _round in range(ROUNDS):
            for report in chance.sample(reports, REPORTS):
                seconds, alerts = timed(percolate, report)
                percolated.append(seconds)
                found.append(len(alerts))
            again.append(timed(get_engine().counts, asked)[0] * size / len(asked))
        one, other = statistics.median(percolated), statistics.median(again)
        print(
            f"{size:>9,}   {statistics.median(found):>8,.0f}   {one * 1000:>15,.1f} ms   {other:>23,.2f} s   "
            f"{other / one:>7,.0f}".replace(",", "\u202f"),
            flush=True,
        )


def make_alerts(choices: Choices, count: int, chance: random.Random) -> None:
    """Drawn by chance, and kept as the site keeps them."""
    from django.utils import timezone

    from exchanges.alerts.models import Alert, Criterion, Subscriber
    from exchanges.alerts.percolator import criteria_of
    from exchanges.alerts.subscribing import parameters_of

    first = Subscriber.objects.count()
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        subscribers = Subscriber.objects.bulk_create(Subscriber(email=f"a{number}@exemple.fr") for number in numbers)
        queries = [choices.draw(chance) for _each in subscribers]
        alerts = Alert.objects.bulk_create(
            Alert(
                subscriber=subscriber,
                parameters=parameters_of(query),
                text=query.text,
                label="Alerte",
                confirmed_at=timezone.now(),
            )
            for subscriber, query in zip(subscribers, queries, strict=True)
        )
        Criterion.objects.bulk_create(
            [row for alert, query in zip(alerts, queries, strict=True) for row in criteria_of(alert, query)],
            batch_size=BATCH,
        )


def sample(size: int, chance: random.Random) -> list:
    from exchanges.alerts.models import Alert

    pks = chance.sample(list(Alert.objects.values_list("pk", flat=True)), min(size, SAMPLE))
    return [alert.query for alert in Alert.objects.filter(pk__in=pks)]


def timed(run: Callable[[Any], Any], argument: Any) -> tuple[float, Any]:
    """Seconds, and what was given back."""
    started = time.perf_counter()
    answer = run(argument)
    return time.perf_counter() - started, answer


if __name__ == "__main__":
    main()
