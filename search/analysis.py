"""French analysis, once for every engine: text → words → stems.

Engines store and compare the stems made here (a whitespace analyser is all that they need), so that the same words
match, count and are highlighted on all of them. `ANALYSIS_VERSION` is a fingerprint of the rules: an index made by
others is refused.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from search import french

RULES = (
    1  # raise it when the code below changes what it returns; the lists of `search.french` are followed by themselves
)
SHORT_WORD = 3  # letters: no typo is forgiven up to this length
LONG_WORD = 8  # letters: two typos are forgiven from this length on
SHARED = 2  # letters by which a stem and each of its words begin: no rule takes or changes these
LATIN = (*range(0x250), *range(0x1E00, 0x1F00))  # where all accented forms of plain letters are, once normalised
REMEMBERED = 100_000  # words, of each kind of memory
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = "'’ʼ"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_HYPHENS = "-\u2010\u2011"
_HYPHENATED = re.compile(r"[^\W_][-\u2010\u2011][^\W_]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "OE", "Æ": "AE"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: what was written, where (offsets in the normalised text), and what it is compared by."""

    written: str
    start: int
    end: int
    word: str
    stem: str
    group: int = 0  # words of one hyphenated compound share their number


def normalize(text: str) -> str:
    """NFC without control, zero-width or direction characters: the form in which texts are indexed and highlighted."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Lower case without accents; œ and æ as two letters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.translate(_LIGATURES).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


FOLDED_STOP_WORDS = frozenset(fold(word) for word in french.STOP_WORDS if not word.isascii())


def is_code(word: str) -> bool:
    """Numbers, codes and acronyms (« 38185 », « co2 », « PCAET ») mean exactly what is written."""
    return fold(word) in french.ACRONYMS or any(char.isdigit() for char in word) or (len(word) > 1 and word.isupper())


def allowed_typos(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped in this folded word."""
    if len(word) <= SHORT_WORD or is_code(word):
        return 0
    return 1 if len(word) < LONG_WORD else 2


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Stem of a folded word: singular, then the longest ending of `french.ENDINGS` that leaves enough letters."""
    if len(word) <= SHORT_WORD or is_code(word):
        return word
    singular = _singular(word)
    for ending, replacement, remaining in french.ENDINGS:
        if singular.endswith(ending) and len(singular) - len(ending) >= remaining:
            return singular[: -len(ending)] + replacement
    return singular


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 4:
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word


def is_stop_word(word: str) -> bool:
    """A word as written, in lower case; « maïs » is not « mais », « deja » is « déjà »."""
    return word in french.STOP_WORDS or fold(word) in FOLDED_STOP_WORDS or (len(word) == 1 and not word.isdigit())


@lru_cache(maxsize=REMEMBERED)
def _pieces(written: str) -> tuple[tuple[int, int, str, str], ...]:
    """(start, end, word, stem) of what one apostrophed group says: « l’eau » says « eau »."""
    plain = _APOSTROPHE.sub("'", written.lower())
    if plain in french.APOSTROPHE_WORDS:
        word = fold(plain.replace("'", ""))
        return ((0, len(written), word, stem(word)),)
    found, start = [], 0
    for piece in plain.split("'"):
        end = start + len(piece)
        if piece and not (end < len(plain) and piece in french.ELISIONS) and not is_stop_word(piece):
            word = fold(piece)
            found.append((start, end, word, stem(word)))
        start = end + 1
    return tuple(found)


class _Said(dict[str, str]):
    """What is written between two spaces says, joined by spaces: « » for a stop word. A text is a few hundred of
    them.
    """

    def __init__(self, say: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self._say = say

    def __missing__(self, written: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        said = self[written] = " ".join(self._say(written))
        return said


_WORDS = _Said(lambda written: (piece[2] for group in _WORD.findall(written) for piece in _pieces(group)))
_STEMS = _Said(lambda written: (piece[3] for group in _WORD.findall(written) for piece in _pieces(group)))


def tokens(text: str) -> Iterator[Token]:
    """Meaningful words of a normalised text, in order."""
    group, previous = 0, -1
    for match in _WORD.finditer(text):
        base, written = match.start(), match.group()
        if not (base == previous + 1 and text[previous] in _HYPHENS):
            group += 1
        previous = match.end()
        for start, end, word, root in _pieces(written):
            yield Token(written[start:end], base + start, base + end, word, root, group)


def found(text: str, stems: frozenset[str]) -> list[tuple[int, int, str]]:
    """(start, end, stem) of the words of a normalised text that have one of these stems, in order."""
    seen: set[int] = set()
    spans: list[tuple[int, int, str]] = []
    for beginning in {root[:SHARED] for root in stems}:
        for match in _beginning(beginning).finditer(text):
            group = _group_at(text, match.start())
            if group.start() not in seen:
                seen.add(group.start())
                pieces = _pieces(group.group())
                spans += [(group.start() + start, group.start() + end, root) for start, end, _, root in pieces]
    return sorted(span for span in spans if span[2] in stems)


@lru_cache(maxsize=REMEMBERED)
def _beginning(folded: str) -> re.Pattern[str]:
    """Where words begin so, whatever their accents, their capitals and their apostrophes."""
    letters = [_written().get(letter, r"\w") for letter in folded]
    rest = "".join(f"{_APOSTROPHE.pattern}?[{chars}]" for chars in letters[1:])
    if ligatures := "".join(char for char in letters[0] if len(fold(char.lower())) > 1):
        rest = f"(?:{rest}|(?<=[{ligatures}]))"
    return re.compile(f"[{letters[0]}](?<![^\\W_ʼ].){rest}")  # that apostrophe is a letter


@cache
def _written() -> dict[str, str]:
    """The characters whose folded form begins by each plain letter or digit."""
    found: defaultdict[str, str] = defaultdict(str)
    for char in map(chr, LATIN):
        if char.isalnum() and (letter := fold(char.lower())[0]).isascii():
            found[letter] += char
    return found


def _group_at(text: str, place: int) -> re.Match[str]:
    """The apostrophed group that this place is in: « l’eau », from its « eau »."""
    start = place
    while start and (text[start - 1].isalnum() or text[start - 1] in _APOSTROPHES):
        start -= 1
    return next(match for match in _WORD.finditer(text, start) if match.end() > place)


def groups(text: str) -> Iterator[list[Token]]:
    """Words of a normalised text, one list for each word or hyphenated compound."""
    return (list(run) for _, run in groupby(tokens(text), key=lambda token: token.group))


def compounds(text: str) -> list[str]:
    """Stems of the hyphenated compounds written as one word: « éco-quartier » also answers « écoquartier »."""
    if not any(hyphen in text for hyphen in _HYPHENS) or not _HYPHENATED.search(text):
        return []
    return [stem("".join(token.word for token in run)) for run in groups(text) if len(run) > 1]


def analyze(text: str) -> list[str]:
    """Stems of a text, in order, stop words left out. Compounds written as one word are not added: see `compounds`."""
    return stems_of(read(text)).split()


def read(text: str) -> list[str]:
    """What stands between the spaces of a normalised text, most punctuation left out: what engines index is made of
    it, once for several uses. No pattern is matched against words that are remembered.
    """
    return text.replace(",", " ").replace(".", " ").split()


def stems_of(written: Iterable[str]) -> str:
    """`analyze` of a text from what `read` made of it, joined by spaces."""
    return " ".join(filter(None, map(_STEMS.__getitem__, written)))


def words_of(written: Iterable[str]) -> str:
    """The folded words, which typing is completed with and typos compared to, joined by spaces."""
    return " ".join(filter(None, map(_WORDS.__getitem__, written)))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text as typing completes it: folded, with its offsets in the normalised text."""

    word: str
    start: int
    end: int


def iter_words(text: str) -> Iterator[Word]:
    """Every word, stop words included (« le » may start what a reader types), split at apostrophes."""
    for match in _PLAIN_WORD.finditer(text):
        yield Word(fold(match.group()), match.start(), match.end())


def _fingerprint() -> str:
    data = [
        sorted(french.ELISIONS),
        sorted(french.APOSTROPHE_WORDS),
        sorted(french.STOP_WORDS),
        sorted(french.ACRONYMS),
    ]
    return hashlib.sha256(repr((RULES, data, french.ENDINGS, _WORD.pattern)).encode()).hexdigest()[:12]


ANALYSIS_VERSION = _fingerprint()
