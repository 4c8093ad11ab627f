"""From a question to the practices and needs that it means. `ranker.understand` is the only way in.

Engines give words, `search.semantic` meanings; the rest is arithmetic that knows neither.
"""
