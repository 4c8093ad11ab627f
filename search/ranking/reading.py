"""A question as it is understood: accents given back, misspelt words mended, acronyms and everyday words explained."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from search import analysis
from search.expansions import Expansion, Expansions, find
from search.ranking.words import WORD, Lexicon

EXPANSION_WEIGHT = 0.5  # a word that the reader did not type counts half


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the question mended, `asked` what its words are looked for by, `sentence` what is compared as a vector,
    `terms` stems with their weights.

    `corrections` are (typed, mended) for the words that nothing knew; an accent given back is none.
    """

    typed: str
    text: str
    asked: str
    sentence: str
    terms: Mapping[str, float]
    expansions: tuple[Expansion, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()


def read(typed: str, *, lexicon: Lexicon, known: Expansions, undone: frozenset[str] = frozenset()) -> Reading:
    """`undone`: terms whose expansion the reader refused."""
    clean = analysis.normalize(typed)
    text, corrections = _mend(clean, lexicon)
    used = find(clean, known=known, undone=undone)
    sentence = text + "".join(f" ({', '.join(expansion.means)})" for expansion in used)
    asked = _explained(clean, used, lexicon)
    mended = text if asked == clean else _mend(asked, lexicon)[0]
    return Reading(typed, text, asked, sentence, _terms(asked, mended, used), used, corrections)


def _explained(text: str, used: tuple[Expansion, ...], lexicon: Lexicon) -> str:
    """The question with the meaning of each term that nobody writes in its place: no report holds the term itself."""
    for expansion in used:
        words = analysis.folded_words(expansion.term)
        if not any(map(lexicon.count, words)):
            others = [written for written in text.split() if not set(analysis.folded_words(written)) & set(words)]
            text = " ".join([*others, expansion.means[0]])
    return text


def _terms(typed: str, text: str, used: tuple[Expansion, ...]) -> dict[str, float]:
    terms = dict.fromkeys([*_stems(text), *_stems(typed)], 1.0)
    for expansion in used:
        for stem in _stems(" ".join(expansion.means)):
            terms.setdefault(stem, EXPANSION_WEIGHT)
    return terms


def _stems(text: str) -> list[str]:
    return [*analysis.analyze(text), *analysis.compounds(text)]


def _mend(text: str, lexicon: Lexicon) -> tuple[str, tuple[tuple[str, str], ...]]:
    corrections: list[tuple[str, str]] = []

    def mend(match: re.Match[str]) -> str:
        word = match[0]
        if word.isupper() or (match.start() > 0 and word[0].isupper()):
            return word  # an acronym or a name
        if accented := lexicon.accented(word.lower()):
            return accented
        mended = lexicon.mended(word.lower())
        if mended:
            corrections.append((word, mended))
        return mended or word

    return WORD.sub(mend, text), tuple(corrections)
