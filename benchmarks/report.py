"""The results of `bin/bench` in Markdown: what was measured, ratios to Relais, targets held or not."""

import argparse
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks import corpus
from benchmarks.candidates import CANDIDATES
from benchmarks.machine import machine
from benchmarks.ratios import Ratio, Times, median_of_ratios, medians, number, percentile, ratio_of_percentiles

if TYPE_CHECKING:
    from benchmarks.peers import Row

US = "relais"
TARGETS_AT = 100_000
KINDS = {question.number: question.kind for question in corpus.questions()}
NO_RATIO = "—"


def written(rows: Sequence["Row"], options: argparse.Namespace) -> str:
    """The whole file."""
    sizes = sorted({row.size for row in rows})
    parts = [heading(options)]
    for size in sizes:
        parts += [f"## {grouped(size)} retours", *tables([row for row in rows if row.size == size])]
    parts += [growth(rows, sizes), targets(rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def heading(options: argparse.Namespace) -> str:
    sizes = " ".join(map(str, options.size))
    only = f" --only {' '.join(options.only)}" if options.only else ""
    command = f"bin/bench --size {sizes} --rounds {options.rounds} --budget {options.budget:g}{only}"
    return f"""# Relais et ses pairs

`{command}`, le {datetime.now(tz=UTC):%d/%m/%Y}, {machine()}.

Le même travail pour tous : vingt réponses avec un extrait, le total, et les comptes de huit facettes, chacune sans
son propre filtre. Les 200 questions sont posées à chacun tour à tour, dans une seule mesure : 40 de filtres seuls, 35
sans accents, 90 de mots, et 35 avec une faute de frappe, que les moteurs sans tolérance ne trouvent pas et qui ne
comptent pas dans les temps. Corpus tiré au sort (mots français selon leur fréquence, sans sujet) : on y mesure des
temps et des comptes, jamais la pertinence.

- Un rapport est la médiane des rapports question par question ; entre crochets, l’intervalle à 95 % (rééchantillonnage
  des questions).
- Les pairs gardent leurs documents en base ou dans leur index, écrits en masse ; les pages de Wagtail reviennent comme
  objets.
- Justes : réponses aux questions de filtres seuls dont le total et les huit facettes égalent ceux du corpus.
- Mémoire : celle du processus qu’aucun fichier ne porte, au plus ; un serveur à côté n’y compte pas.
- Documents par seconde : de la base (ou, pour les moteurs nus, des textes en mémoire) à « trouvable ». Relais garde
  aussi en base ses documents tout faits : un index perdu ou abîmé se refait d’eux."""


def tables(rows: Sequence["Row"]) -> list[str]:
    us = next((row for row in rows if row.name == US), None)
    lines = [
        "| | p50, ms | p95, ms | rapport à Relais | sans question, ms | questions | justes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(latency(row, us) for row in rows),
    ]
    built = [
        "| | documents/s | construction, s | depuis ce qu’il garde, documents/s | index, Mo | mémoire, Mo |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(building(row) for row in rows),
    ]
    return ["\n".join(lines), *samples(rows), "\n".join(built)]


def samples(rows: Iterable["Row"]) -> list[str]:
    """Of the candidates whose share of the time was too short for all the questions."""
    lines = [
        f"- {CANDIDATES[row.name].label} : un échantillon de {len(row.asked)} questions, les premières des "
        f"{corpus.ASKED} dans l’ordre tiré au sort (graine {corpus.ORDER_SEED})."
        for row in rows
        if len(row.asked) < corpus.ASKED
    ]
    return ["\n".join(lines)] if lines else []


def latency(row: "Row", us: "Row | None") -> str:
    times = [seconds * 1000 for seconds in medians(timed(row)).values()]
    p50, p95 = number(statistics.median(times)), number(percentile(times, 0.95))
    ratio = str(median_of_ratios(timed(row), timed(us))) if us and us is not row else NO_RATIO
    label, without_question = CANDIDATES[row.name].label, number(landing(row) * 1000)
    return f"| {label} | {p50} | {p95} | {ratio} | {without_question} | {len(times)} | {correctness(row)} |"


def building(row: "Row") -> str:
    documents, seconds, again = row.built["documents"], row.built["seconds"], row.built["again"]
    kept = grouped(round(documents / again)) if again else NO_RATIO
    return (
        f"| {CANDIDATES[row.name].label} | {grouped(round(documents / seconds))} | {number(seconds)} | {kept} | "
        f"{number(row.built['disk'] / 1e6)} | {number(row.memory / 1e6)} |"
    )


def correctness(row: "Row") -> str:
    return f"{row.right} / {row.right + row.wrong}" if row.right + row.wrong else "sans comptes"


def timed(row: "Row") -> Times:
    """Without those that only some can answer."""
    return {question: times for question, times in row.times.items() if KINDS[question] not in {"typo", "landing"}}


def landing(row: "Row") -> float:
    return statistics.median(row.times[corpus.ASKED])


def growth(rows: Sequence["Row"], sizes: Sequence[int]) -> str:
    if len(sizes) < 2:
        return ""
    smaller, larger = sizes[-2:]
    lines = [f"## Croissance de {grouped(smaller)} à {grouped(larger)} retours", "", "| | médiane |", "| --- | ---: |"]
    for name in dict.fromkeys(row.name for row in rows):
        before, after = named(rows, name, smaller), named(rows, name, larger)
        if before and after:
            lines.append(f"| {CANDIDATES[name].label} | × {median_of_ratios(timed(after), timed(before))} |")
    return "\n".join(lines)


def named(rows: Iterable["Row"], name: str, size: int) -> "Row | None":
    return next((row for row in rows if (row.name, row.size) == (name, size)), None)


@dataclass(frozen=True, slots=True)
class Target:
    """Something to be at least or at most. Held when its interval touches the limit."""

    label: str
    measured: Callable[[Mapping[str, "Row"]], Ratio]
    needs: tuple[str, ...]
    at_least: float | None = None
    at_most: float | None = None

    def row(self, rows: Mapping[str, "Row"]) -> str:
        found = self.measured(rows)
        if self.at_least is not None:
            wanted, held = f"≥ {number(self.at_least)}", found.high >= self.at_least
        else:
            wanted, held = f"≤ {number(self.at_most or 0)}", found.low <= (self.at_most or 0)
        return f"| {self.label} | {wanted} | {found} | {'oui' if held else '**non**'} |"


def targets(rows: Sequence["Row"]) -> str:
    """The ratios that Relais wants, at the size where they are wanted or at the largest that was measured."""
    size = max(row.size for row in rows)
    found = {row.name: row for row in rows if row.size == size}
    smaller = {f"{row.name}:10000": row for row in rows if row.size == 10_000 and size == TARGETS_AT}
    known = found | smaller
    lines = [target.row(known) for target in TARGETS if all(name in known for name in target.needs)]
    if not lines:
        return ""
    note = "" if size == TARGETS_AT else f" (visés à {grouped(TARGETS_AT)})"
    title = f"## Ce qui était visé, à {grouped(size)} retours{note}"
    head = [title, "", "| | visé | mesuré | tenu |", "| --- | ---: | ---: | --- |"]
    return "\n".join([*head, *lines])


def _over(above: str, below: str) -> Callable[[Mapping[str, "Row"]], Ratio]:
    return lambda rows: median_of_ratios(timed(rows[above]), timed(rows[below]))


def _exactly(value: Callable[[Mapping[str, "Row"]], float]) -> Callable[[Mapping[str, "Row"]], Ratio]:
    """A figure measured once."""

    def measured(rows: Mapping[str, "Row"]) -> Ratio:
        found = value(rows)
        return Ratio(found, found, found)

    return measured


def _rate(row: "Row") -> float:
    return float(row.built["documents"] / row.built["seconds"])


def _rate_from_kept(row: "Row") -> float:
    """From the documents that the database keeps ready made."""
    return float(row.built["documents"] / row.built["again"])


def _rates(above: str, below: str) -> Callable[[Mapping[str, "Row"]], Ratio]:
    return _exactly(lambda rows: _rate(rows[above]) / _rate(rows[below]))


def _rates_from_kept(above: str, below: str) -> Callable[[Mapping[str, "Row"]], Ratio]:
    return _exactly(lambda rows: _rate(rows[above]) / _rate_from_kept(rows[below]))


TARGETS = (
    Target(
        "p50 de Wagtail sur SQLite / Relais", _over("wagtail-sqlite", US), needs=(US, "wagtail-sqlite"), at_least=80
    ),
    Target(
        "p50 d’OpenSearch par son DSL / Relais", _over("opensearch-dsl", US), needs=(US, "opensearch-dsl"), at_least=3
    ),
    Target(
        "p95 d’OpenSearch par son DSL / Relais",
        lambda rows: ratio_of_percentiles(timed(rows["opensearch-dsl"]), timed(rows[US]), 0.95),
        needs=(US, "opensearch-dsl"),
        at_least=4,
    ),
    Target("p50 de Relais / tantivy seul", _over(US, "tantivy"), needs=(US, "tantivy"), at_most=5),
    Target(
        "page sans question / page avec",
        _exactly(lambda rows: landing(rows[US]) / statistics.median(medians(timed(rows[US])).values())),
        needs=(US,),
        at_most=1.5,
    ),
    Target("p50 de 10 000 à 100 000 retours", _over(US, f"{US}:10000"), needs=(US, f"{US}:10000"), at_most=1.8),
    Target(
        "documents/s de Relais / Wagtail sur SQLite",
        _rates(US, "wagtail-sqlite"),
        needs=(US, "wagtail-sqlite"),
        at_least=8,
    ),
    Target(
        "documents/s de Relais, depuis ceux qu’il garde / Wagtail sur SQLite",
        _exactly(lambda rows: _rate_from_kept(rows[US]) / _rate(rows["wagtail-sqlite"])),
        needs=(US, "wagtail-sqlite"),
        at_least=8,
    ),
    Target("mémoire d’un processus, Mo", _exactly(lambda rows: rows[US].memory / 1e6), needs=(US,), at_most=250),
    *(
        target
        for name, ours, same in (
            ("Elasticsearch", "relais-elasticsearch", "same-elasticsearch"),
            ("OpenSearch", "relais-opensearch", "same-opensearch"),
        )
        for target in (
            Target(f"Relais sur {name} / ses requêtes seules", _over(ours, same), needs=(ours, same), at_most=1.15),
            Target(
                f"reconstruction sur {name} / envoi en masse des mêmes documents",
                _rates(same, ours),
                needs=(ours, same),
                at_most=1.5,
            ),
            Target(
                f"reconstruction sur {name} depuis les documents gardés / envoi en masse des mêmes",
                _rates_from_kept(same, ours),
                needs=(ours, same),
                at_most=1.5,
            ),
        )
    ),
)


def grouped(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
