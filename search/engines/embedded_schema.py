"""Fields of the embedded index, and a document turned into them.

Texts are stored as the stems of `search.analysis`, joined by spaces, and read back by a whitespace analyser: no rule
for French lives in the engine. Lists keep one value per element, so that no phrase spans two of them.
"""

import hashlib
import json
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import tantivy

from search import analysis
from search.documents import SearchDocument, key_rank
from search.engines.fields import EVERY_STEM, date_number, texts, title_order
from search.facets import FACETS, facets_for
from search.relevance import FIELD_WEIGHTS

SCHEMA: Final = 3  # raise it when a field changes its meaning
ANALYZER: Final = "stems"
META: Final = "meta.json"  # tantivy's own
STORE: Final = {"docstore_compression": "none", "docstore_blocksize": 4096}
"""A page reads twenty documents, each from a block of its own: whole blocks of 16 kB would be unpacked for them."""


def _build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    for name in ("words", "title_words", EVERY_STEM):
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="basic")
    for name in ("key", "kind", "title_order", *(facet.field for facet in FACETS)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("rank", "date_order"):
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("payload", stored=True)  # a text field would be a term of the dictionary too
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


def create(path: Path) -> tantivy.Index:
    """An empty index. The library cannot choose how documents are stored, so that it is said in the index's own file,
    which is read when it is opened.
    """
    tantivy.Index(SCHEMA_FIELDS, str(path))
    meta = path / META
    settings = json.loads(meta.read_text(encoding="utf-8"))
    settings["index_settings"] |= STORE
    meta.write_text(json.dumps(settings), encoding="utf-8")
    return open_index(path)


def open_index(path: Path) -> tantivy.Index:
    """Analysers are not kept in an index: they are registered after every opening."""
    index = tantivy.Index.open(str(path))
    index.register_tokenizer(ANALYZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def to_tantivy(document: SearchDocument) -> tantivy.Document:
    """ValueError on a malformed key."""
    fields: dict[str, Any] = {
        "key": document.key,
        "kind": document.kind.value,
        "rank": key_rank(document.key),
        "title_order": title_order(document),
        "date_order": date_number(document),
        "payload": document.encoded().encode(),
        **{facet.field: list(document.facets.get(facet.name, ())) for facet in facets_for(document.kind)},
        **texts(document),
    }
    return tantivy.Document.from_dict({name: value for name, value in fields.items() if value != []}, SCHEMA_FIELDS)
