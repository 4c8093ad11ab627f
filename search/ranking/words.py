"""The catalogue's own words: how they are usually written, and what a misspelt one was meant to be."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Lexicon:
    """Folded word → the ways it is written, with their counts."""

    forms: Mapping[str, "Counter[str]"]

    @classmethod
    def build(cls, texts: Iterable[str]) -> "Lexicon":
        written: Counter[str] = Counter()
        for text in texts:
            written.update(WORD.findall(analysis.normalize(text).lower()))
        forms: dict[str, Counter[str]] = {}
        for word, count in written.items():
            forms.setdefault(analysis.fold(word), Counter())[word] = count
        return cls(forms)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(analysis.stem(word) for word in self.forms)

    @cached_property
    def sounds(self) -> Mapping[str, list[str]]:
        by_sound: dict[str, list[str]] = {}
        for word in self.forms:
            if len(word) >= SHORTEST_SOUND and not word.isdigit():
                by_sound.setdefault(sound(word), []).append(word)
        return by_sound

    def count(self, folded: str) -> int:
        return sum(self.forms.get(folded, Counter()).values())

    def accented(self, word: str) -> str | None:
        """The usual spelling of a word typed with another accent or none, where that spelling dominates."""
        forms = self.forms.get(analysis.fold(word))
        if not forms or len(word) < SHORTEST_ACCENTED:
            return None
        usual, count = forms.most_common(1)[0]
        return usual if usual != word and forms[word] * RARE_SPELLING < count else None

    def mended(self, word: str) -> str | None:
        """A known word that sounds the same, else one letter away in a long word. None where the word is known."""
        folded = analysis.fold(word)
        if len(folded) < SHORTEST_MENDED or analysis.is_code(folded) or self._knows(folded):
            return None
        near = [known for known in self.sounds.get(sound(folded), ()) if known[0] == folded[0]]
        if not near and len(folded) >= SHORTEST_ONE_LETTER_APART:
            near = [known for known in self.forms if known[0] == folded[0] and one_letter_apart(known, folded)]
        return self.forms[max(near, key=self.count)].most_common(1)[0][0] if near else None

    def _knows(self, folded: str) -> bool:
        return folded in self.forms or analysis.stem(folded) in self.stems
