"""The catalogue's own words: how they are usually written, and what a misspelt one was meant to be."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search import analysis

WORD = re.compile(r"[^\W_]+")
SHORTEST_SOUND = 4  # letters: shorter words sound like too many others
SHORTEST_MENDED = 5
SHORTEST_ONE_LETTER_APART = 9  # plain distance is wrong twelve times in fifteen on shorter words; sound is right
SHORTEST_ACCENTED = 3
RARE_SPELLING = 3  # a spelling three times rarer than the usual one is a forgotten accent

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[aeiouy])s(?=[aeiouy])", "z"),
        (r"e?au", "o"),
        (r"ph", "f"),
        (r"qu", "k"),
        (r"tion", "sion"),
        (r"tie", "sie"),
        (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"y", "i"),
        (r"ai|ei", "e"),
        (r"[ae][nm](?=[^aeiouynm]|$)", "an"),
        (r"(ee|er|ez)s?$", "e"),
        (r"(?<=..)e?s?$", ""),
        (r"(?<=..)e?nt$", ""),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(word: str) -> str:
    """How a folded French word sounds, roughly: « resiliance » and « resilience » meet, « serrent » and « servent » do
    not.
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def one_letter_apart(left: str, right: str) -> bool:
    """One insertion, deletion, substitution or exchange of neighbours, or nothing."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return left == right
    shared = min(len(left), len(right))
    start = next((i for i in range(shared) if left[i] != right[i]), shared)
    a, b = left[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


@dataclass(frozen=True, slots=True)
class Initial:
    """Words that begin with one letter: their stems, and those of each sound."""

    stems: frozenset[str]
    sounds: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Initial":
        sounds: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= SHORTEST_SOUND and not word.isdigit():
                sounds.setdefault(sound(word), []).append(word)
        return cls(frozenset(map(analysis.stem, words)), sounds)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`forms`: folded word → the ways it is written, with their counts. `initials`: what was reckoned of letters, when
    a word that begins with them was misspelt: all at once would take a second.
    """

    forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    initials: dict[str, Initial] = field(default_factory=dict, compare=False)

    @classmethod
    def build(cls, texts: Iterable[str]) -> "Lexicon":
        return cls().learning(texts)

    def learning(self, texts: Iterable[str]) -> "Lexicon":
        """With the words of these texts too."""
        written: Counter[str] = Counter()
        for text in texts:
            written.update(WORD.findall(analysis.normalize(text).lower()))
        forms, new = dict(self.forms), set()
        for word, count in written.items():
            folded = analysis.fold(word)
            known = forms.get(folded)
            if known is None:
                new.add(folded[:1])
                forms[folded] = {word: count}
            else:
                forms[folded] = {**known, word: known.get(word, 0) + count}
        return Lexicon(forms, {letter: words for letter, words in self.initials.items() if letter not in new})

    def _beginning_like(self, folded: str) -> Initial:
        letter = folded[:1]
        if letter not in self.initials:
            self.initials[letter] = Initial.of([word for word in self.forms if word[:1] == letter])
        return self.initials[letter]

    def count(self, folded: str) -> int:
        return sum(self.forms.get(folded, {}).values())

    def accented(self, word: str) -> str | None:
        """The usual spelling of a word typed with another accent or none, where that spelling dominates."""
        forms = self.forms.get(analysis.fold(word))
        if not forms or len(word) < SHORTEST_ACCENTED:
            return None
        usual = _usual(forms)
        return usual if usual != word and forms.get(word, 0) * RARE_SPELLING < forms[usual] else None

    def mended(self, word: str) -> str | None:
        """A known word that sounds the same, else one letter away in a long word. None where the word is known."""
        folded = analysis.fold(word)
        if len(folded) < SHORTEST_MENDED or analysis.is_code(folded) or self._knows(folded):
            return None
        near = self._beginning_like(folded).sounds.get(sound(folded), ())
        if not near and len(folded) >= SHORTEST_ONE_LETTER_APART:
            near = [known for known in self.forms if known[0] == folded[0] and one_letter_apart(known, folded)]
        return _usual(self.forms[max(near, key=self.count)]) if near else None

    def _knows(self, folded: str) -> bool:
        return folded in self.forms or analysis.stem(folded) in self._beginning_like(folded).stems


def _usual(forms: Mapping[str, int]) -> str:
    """The way a word is written most."""
    return max(forms, key=lambda written: forms[written])
