"""Settings and mappings of an index of Elasticsearch or OpenSearch, and a document turned into what it keeps.

Texts are the stems of `search.analysis`, joined by spaces and split again by the server's whitespace analyser: no rule
for French lives in the server, so that the same words match on every engine. Every field of every document ends with
one more token, `END`: servers average the length and the rarity of words over the documents that hold a field, tantivy
over all of them, and so do they now.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from search import analysis
from search.documents import SearchDocument, key_rank
from search.engines.elastic_wire import encoded
from search.engines.fields import date_order, texts, title_order
from search.facets import FACETS, facets_for
from search.relevance import FIELD_WEIGHTS

SCHEMA: Final = 2  # raise it when a field changes its meaning
ANALYZER: Final = "whitespace"
END: Final = "¤"  # no letter and no digit: nobody can search for it
LONGEST_TERM: Final = 120  # characters: the server's analyser cuts at 255 units of UTF-16
WINDOW: Final = 10_000  # results that a server pages through, its own default


def version() -> str:
    """Fingerprint of all that an index depends on: it is part of the index's name, so another one is never read."""
    rules = (SCHEMA, analysis.ANALYSIS_VERSION, sorted(facet.field for facet in FACETS), sorted(FIELD_WEIGHTS))
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def building_settings() -> dict[str, Any]:
    """Of an index that is being filled: nobody reads it yet. One shard: counts and scores are those of the whole."""
    return {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1", "max_result_window": WINDOW}


def serving_settings(replicas: int) -> dict[str, Any]:
    """Of an index that answers: as many copies as there are machines for, at most `replicas`."""
    return {"refresh_interval": "1s", "auto_expand_replicas": f"0-{replicas}" if replicas else "false"}


def mappings() -> dict[str, Any]:
    """`_meta` says by which rules the index was made, to whoever looks at it on the server."""
    keyword = {"type": "keyword"}
    text = {"type": "text", "analyzer": ANALYZER}
    words = {**text, "index_options": "docs", "norms": False}
    return {
        "dynamic": "strict",
        "_meta": {"version": version(), "schema": SCHEMA, "analysis": analysis.ANALYSIS_VERSION},
        "_source": {"includes": ["payload"]},
        "properties": {
            **dict.fromkeys(FIELD_WEIGHTS, text),
            **dict.fromkeys(("words", "title_words"), words),
            **dict.fromkeys(("key", "kind", "title_order", "date_order"), keyword),
            **{facet.field: keyword for facet in FACETS},
            "rank": {"type": "long"},
            "payload": {"type": "object", "enabled": False},
            "removed": {"type": "boolean"},
        },
    }


def to_source(document: SearchDocument) -> dict[str, Any]:
    """ValueError on a malformed key."""
    return {"payload": document.to_json(), **_searched(document)}


def to_line(document: SearchDocument) -> str:
    """`to_source` as one line of JSON. Half of it is encoded already where the document was compared."""
    return f'{{"payload":{document.encoded()},{encoded(_searched(document))[1:]}'


def _searched(document: SearchDocument) -> dict[str, Any]:
    stored = texts(document, every_stem=False)
    return {
        "key": document.key,
        "kind": document.kind.value,
        "rank": key_rank(document.key),
        "title_order": title_order(document),
        "date_order": date_order(document),
        **{facet.field: list(document.facets.get(facet.name, ())) for facet in facets_for(document.kind)},
        **{name: [*map(cut, stored[name]), END] for name in FIELD_WEIGHTS},
        **{name: list(map(cut, stored[name])) for name in ("words", "title_words")},
    }


REMOVED: Final[Mapping[str, Any]] = {"removed": True}
"""Instead of a document that is gone: no search finds it, the filling of an index does not bring it back, nor does a
write that comes late. A rebuild leaves it out.
"""


def cut(tokens: str) -> str:
    """Tokens, each cut at `LONGEST_TERM`."""
    if len(tokens) <= LONGEST_TERM or not _has_longer(tokens):
        return tokens
    return " ".join(token[:LONGEST_TERM] for token in tokens.split(" "))


def _has_longer(tokens: str) -> bool:
    """Whether a token is longer than `LONGEST_TERM`: a look each so many characters, for there is hardly ever one."""
    start = 0
    while len(tokens) - start > LONGEST_TERM:
        space = tokens.rfind(" ", start, start + LONGEST_TERM + 1)
        if space < 0:
            return True
        start = space + 1
    return False
