"""Text in, ranked practices out: facets, documents, engines, indexing, queries, suggestions."""
