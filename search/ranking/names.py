"""Exact names come first: the title of a report, or the name of one of its actors."""

GENERIC_WORDS = frozenset(
    """
    ville commune metropole departement region communaute communes agglomeration agglo de du des d la le les l et
    """.split()
)
"""Words of an actor's name that readers leave out: « Grenoble » is « Ville de Grenoble »."""


def bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words that distinguish a name; empty for « la commune »."""
    return tuple(word for word in name if word not in GENERIC_WORDS)
