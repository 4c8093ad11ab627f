"""Fields of the embedded index, and a document turned into them.

Texts are stored as the stems of `search.analysis`, joined by spaces, and read back by a whitespace analyser: no rule
for French lives in the engine. Lists keep one value per element, so that no phrase spans two of them.
"""

import hashlib
import json
from importlib import metadata
from typing import Any, Final

import tantivy

from search import analysis
from search.documents import SearchDocument, key_rank
from search.facets import FACETS
from search.relevance import FIELD_WEIGHTS

SCHEMA: Final = 1  # raise it when a field changes its meaning
ANALYZER: Final = "stems"
NO_DATE: Final = "99999999"
_LONGEST_TITLE: Final = 200


def _build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    for name in ("words", "title_words"):
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="basic")
    for name in ("key", "kind", "title_order", "date_order", *(facet.field for facet in FACETS)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("rank", fast=True)
    builder.add_text_field("payload", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA_FIELDS: Final = _build()


def version() -> str:
    """Fingerprint of all that an index depends on: another one means another index."""
    rules = (
        SCHEMA,
        analysis.ANALYSIS_VERSION,
        metadata.version("tantivy"),
        sorted(facet.field for facet in FACETS),
        sorted(FIELD_WEIGHTS),
    )
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def register_analyzers(index: tantivy.Index) -> None:
    """Analysers are not kept in an index: they are registered after every opening."""
    index.register_tokenizer(ANALYZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def to_tantivy(document: SearchDocument) -> tantivy.Document:
    """ValueError on a malformed key."""
    fields: dict[str, Any] = {
        "key": document.key,
        "kind": document.kind.value,
        "rank": key_rank(document.key),
        "title_order": title_order(document),
        "date_order": date_order(document),
        "payload": json.dumps(document.to_json(), ensure_ascii=False),
        **{
            facet.field: list(document.facets.get(facet.name, ()))
            for facet in FACETS
            if facet.applies_to(document.kind)
        },
        **_texts(document),
    }
    return tantivy.Document.from_dict({name: value for name, value in fields.items() if value != []}, SCHEMA_FIELDS)


def title_order(document: SearchDocument) -> str:
    """Titles compared without accents, articles kept; the rank ends ties."""
    folded = " ".join(word.word for word in analysis.iter_words(analysis.normalize(document.title)))
    return f"{folded[:_LONGEST_TITLE]}|{key_rank(document.key):020d}"


def date_order(document: SearchDocument) -> str:
    """Newest first in ascending order, dateless last; the rank ends ties."""
    newest_first = f"{99999999 - int(document.date.strftime('%Y%m%d')):08d}" if document.date else NO_DATE
    return f"{newest_first}|{key_rank(document.key):020d}"


def _texts(document: SearchDocument) -> dict[str, list[str]]:
    raw = {
        "title": (document.title,),
        "labels": document.labels,
        "questions": document.questions,
        "synonyms": document.synonyms,
        "summary": (document.summary,),
        "body": (document.body,),
    }
    clean = {name: [analysis.normalize(value) for value in values if value] for name, values in raw.items()}
    texts = {name: [stems for value in values for stems in _stems(value)] for name, values in clean.items()}
    texts["words"] = [
        " ".join(sorted({word for values in clean.values() for value in values for word in analysis.words(value)}))
    ]
    texts["title_words"] = [" ".join(word.word for value in clean["title"] for word in analysis.iter_words(value))]
    return texts


def _stems(text: str) -> list[str]:
    """The text itself, then its hyphenated compounds written as one word."""
    return [" ".join(analysis.analyze(text)), *analysis.compounds(text)]
