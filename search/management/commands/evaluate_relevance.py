"""How well the search answers a set of judged questions, asked as the site's pages ask them."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import service
from search.engines import ENGINES
from search.engines.base import EngineUnavailable
from search.evaluation import running
from search.evaluation.ablation import MEANS
from search.evaluation.measures import MOST_NEEDS, Answer, Figures, by_style, worst
from search.evaluation.questions import BadQuestions, Question, read_questions
from search.semantic import store

WORST = 5
SHOWN_IDS = 10


class Command(BaseCommand):
    help = "Mesure la pertinence de la recherche sur un jeu de questions jugées (evaluation/questions.yaml)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--engine", choices=sorted(ENGINES), help="Le moteur à mesurer ; sinon celui du site.")
        parser.add_argument("--words-only", action="store_true", help="Mesurer sans le sens des phrases.")
        parser.add_argument("--ablation", action="store_true", help="Mesurer aussi sans chacun des moyens, à son tour.")
        parser.add_argument("--json", action="store_true", help="Finir par un objet JSON sur la dernière ligne.")

    def handle(self, *_args: Any, **options: Any) -> None:
        engine = options["engine"] or settings.RELAIS_SEARCH_ENGINE
        words_only = running.with_setting("RELAIS_EMBEDDER", "none") if options["words_only"] else nullcontext()
        with running.with_setting("RELAIS_SEARCH_ENGINE", engine), words_only:
            try:
                self._measure(read_questions(options["file"]), as_json=options["json"], ablation=options["ablation"])
            except BadQuestions as error:
                raise CommandError(str(error)) from error
            except EngineUnavailable as error:
                raise CommandError(f"Le moteur de recherche ne répond pas : {error}") from error

    def _measure(self, questions: Sequence[Question], *, as_json: bool, ablation: bool) -> None:
        store.catch_up()
        names = running.slugs()
        self._say_unknown(questions, known=set(names.values()))
        answers = running.ask(questions, names=names)
        whole, styles = Figures.of(answers), by_style(answers)
        self.stdout.write(f"{service.semantic_status()}\n")
        self._say_figures({"ensemble": whole, **styles})
        self._say_worst(answers)
        self._say_cost(questions)
        if ablation:
            self._say_means(questions, names=names)
        if as_json:
            self.stdout.write(json.dumps(asdict(whole) | {"by_style": {s: asdict(f) for s, f in styles.items()}}))

    def _say_unknown(self, questions: Sequence[Question], *, known: set[str]) -> None:
        named = {slug for question in questions for slug in (*question.grades, *question.needs)}
        if unknown := sorted(named - known):
            more = f" et {len(unknown) - SHOWN_IDS} autres" if len(unknown) > SHOWN_IDS else ""
            self.stderr.write(f"Inconnus du catalogue chargé : {', '.join(unknown[:SHOWN_IDS])}{more}.")

    def _say_figures(self, figures: dict[str, Figures]) -> None:
        width = max(map(len, figures))
        self.stdout.write(f"{'':{width}}    n  nDCG@5  exact@5  besoin 1  besoin 3  silence  médiane     p95")
        for name, row in figures.items():
            self.stdout.write(
                f"{name:{width}} {row.questions:4}  {row.ndcg5:6.3f}  {row.exact5:7.3f}  {row.need1:8.3f}  "
                f"{row.need3:8.3f}  {row.silent:7.3f}  {row.p50_ms:4.0f} ms  {row.p95_ms:4.0f} ms"
            )

    def _say_worst(self, answers: Sequence[Answer]) -> None:
        self.stdout.write("\nLes moins bien servies :")
        for answer in worst(answers, count=WORST):
            heard = "besoin entendu" if answer.has_need(MOST_NEEDS) else "besoin manqué"
            self.stdout.write(f"  {answer.ndcg:.2f}  {answer.question.id}  « {answer.question.text} »  ({heard})")
            self.stdout.write(f"        {', '.join(answer.reports[:5]) or 'aucun retour'}")

    def _say_means(self, questions: Sequence[Question], *, names: dict[str, str]) -> None:
        self.stdout.write("\nSans ce moyen, tout le reste en place :")
        for name, switched_off in MEANS.items():
            with switched_off():
                row = Figures.of(running.ask(questions, names=names, timed=False))
            shares = f"{row.exact5:7.3f}  {row.need1:8.3f}  {row.need3:8.3f}  {row.silent:7.3f}"
            self.stdout.write(f"  {name:33} {row.ndcg5:6.3f}  {shares}")

    def _say_cost(self, questions: Sequence[Question]) -> None:
        cost = running.cost(questions)
        if cost:
            self.stdout.write(
                f"\nUne question entière : {cost.whole} ms. Le vecteur d’une phrase : {cost.embedding} ms ; la même "
                f"question par les mots seuls : {cost.words} ms. Rapport : {cost.ratio:.2f} (au plus 1.3)."
            )
