"""The first list of acronyms and everyday words (`expansions.yaml`), loaded as the catalogue is: checked whole, and
never over what someone changed.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from practices.catalogue.records import Record
from practices.catalogue.rules import Flag, ListOf, Table, Text, Url
from practices.catalogue.schema import HEADER, ORIGIN
from practices.catalogue.source import Node, Problem, read_text
from practices.catalogue.store import CatalogueError, Line, LoadReport, Source, bring, is_loaded
from practices.catalogue.typography import typeset, typeset_all
from search.analysis import folded_words
from search.expansion_models import MEANING_LENGTH, MOST_MEANINGS, TERM_LENGTH, Expansion

SOURCE: Final = Source("expansions", "Sigles et mots de tous les jours")
MODEL: Final = "search.Expansion"
EXPANSION: Final = Table(
    {"term": Text(TERM_LENGTH), "means": ListOf(Text(MEANING_LENGTH), most=MOST_MEANINGS, least=1), "origin": ORIGIN},
    {"as_written": Flag(), "note": Text(300), "source": Url(300)},
)
FILE: Final = Table(HEADER | {"expansions": ListOf(EXPANSION, most=5_000, least=1)})


def load_expansions(path: Path, *, dry_run: bool = False) -> LoadReport:
    """Raises CatalogueError with every problem, and then writes nothing."""
    try:
        content = path.read_bytes()
        document, problems = read_text(content.decode(), file=path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError([Problem(path.name, 1, f"fichier illisible ({error}).")]) from error
    digest = hashlib.sha256(content).hexdigest()
    if not dry_run and is_loaded(SOURCE, digest):
        return LoadReport(same_files=True)
    entries = document.at("expansions").items
    problems += [*FILE.check(document, known={}), *_contradictions(entries)]
    if problems:
        raise CatalogueError(sorted(set(problems)))
    return _bring([_record(node) for node in entries], digest=digest, dry_run=dry_run)


def _bring(records: list[Record], *, digest: str, dry_run: bool) -> LoadReport:
    """An editor's own entry for the same term stays, and the file's is left out."""
    own = set(Expansion.objects.filter(catalogue_id=None).values_list("folded", flat=True))
    theirs = [record for record in records if " ".join(folded_words(record.values["term"])) in own]
    report = bring([record for record in records if record not in theirs], SOURCE, digest=digest, dry_run=dry_run)
    report.lines += [Line("kept", record, ("term",), "déjà écrit dans l’administration") for record in theirs]
    return report


def _contradictions(entries: list[Node]) -> Iterator[Problem]:
    """What two entries, or a term and its meanings, cannot both say."""
    first: dict[tuple[str, ...], Node] = {}
    for term, entry in ((entry.at("term"), entry) for entry in entries):
        words = folded_words(str(term.value or ""))
        if not words:
            yield term.problem("au moins une lettre ou un chiffre est attendu ici.")
        elif words in first:
            yield term.problem(f"« {term.value} » est déjà écrit, ligne {first[words].line}.")
        first.setdefault(words, term)
        for meaning in entry.at("means").items:
            if words and folded_words(str(meaning.value)) == words:
                yield meaning.problem(f"« {term.value} » ne peut pas se définir par lui-même.")


def _record(node: Node) -> Record:
    entry = node.plain()
    values = {
        "term": typeset(entry["term"]),
        "means": typeset_all(entry["means"]),
        "as_written": entry.get("as_written", False),
        "note": typeset(entry.get("note", "")),
        "source": entry.get("source", ""),
        "origin": entry["origin"],
    }
    return Record(MODEL, "-".join(folded_words(entry["term"])), node, values)
