"""French analysis, once for every engine: text → words → stems.

Engines store and compare the stems made here (a whitespace analyser is all that they need), so that the same words
match, count and are highlighted on all of them. `ANALYSIS_VERSION` is a fingerprint of the rules: an index made by
others is refused.
"""

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import itemgetter

from search import french

RULES = (
    1  # raise it when the code below changes what it returns; the lists of `search.french` are followed by themselves
)
SHORT_WORD = 3  # letters: no typo is forgiven up to this length
LONG_WORD = 8  # letters: two typos are forgiven from this length on
SHARED = 3  # letters by which a stem and each of its words begin: no rule takes or changes these
LOOKED_FOR = 8  # letters at most of a beginning: few others begin so
CHANGED = 2  # letters at most at the end of a stem that the words may not have: « ant » is that of « amment »
REMEMBERED = 100_000  # words, of each kind of memory
READ = 200_000  # different writings whose reading is remembered: what a hundred thousand reports hold, in 60 MB
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = "'’ʼ"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_HYPHENS = "-\u2010\u2011"
_HYPHENATED = re.compile(r"[^\W_][-\u2010\u2011][^\W_]")
_ONE_BYTE = {b"oe": b"\x9c", b"ae": b"\xe6", b"ss": b"\xdf"}  # a ligature, in a text of one byte for each character
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "OE", "Æ": "AE"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]")
_USUAL = re.compile(r"[\t\n\r -~\xa0-\u200a\u2010-\u2027\u202f-\u205f]*")  # none of those, and told twice as fast


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
    composed = unicodedata.normalize("NFC", text)
    return composed if _USUAL.fullmatch(composed) else _CONTROL.sub(" ", composed)


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
    if fold(word) in french.ACRONYMS or (len(word) > 1 and word.isupper()):
        return True
    return not word.isalpha() and any(char.isdigit() for char in word)  # no digit is a letter, and most are words


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
    for ending, replacement, remaining in _endings(singular[-2:]):
        if singular.endswith(ending) and len(singular) - len(ending) >= remaining:
            return singular[: -len(ending)] + replacement
    return singular


@lru_cache(maxsize=1_000)
def _endings(last: str) -> tuple[tuple[str, str, int], ...]:
    """Those that a word may have whose last two letters are these."""
    return tuple(rule for rule in french.ENDINGS if rule[0].endswith(last) or last.endswith(rule[0]))


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 4:
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word


def is_stop_word(word: str) -> bool:
    """A word as written, in lower case; « maïs » is not « mais », « deja » is « déjà »."""
    return word in french.STOP_WORDS or fold(word) in FOLDED_STOP_WORDS or (len(word) == 1 and not word.isdigit())


def _read_group(written: str) -> tuple[tuple[int, int, str, str], ...]:
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


_pieces = lru_cache(maxsize=REMEMBERED)(_read_group)


Said = tuple[str, ...]
"""What is written between two spaces says: its folded words and their stems, both joined by spaces; nothing at all for
a stop word.
"""


class _Memory(dict[str, Said]):
    """What each writing says. A text is a few hundred of them."""

    def __missing__(self, written: str) -> Said:
        if len(self) >= READ:
            self.clear()
        pieces = [piece for group in _WORD.findall(written) for piece in _read_group(group)]
        words = " ".join([word for _start, _end, word, _stem in pieces])
        stems = " ".join([stem for _start, _end, _word, stem in pieces])
        # One string where they are equal: less memory to go through.
        words = written if words == written else words
        said = self[written] = (words, words if stems == words else stems) if pieces else ()
        return said


_SAID = _Memory()
_WORDS_OF, _STEMS_OF = itemgetter(0), itemgetter(1)


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
    beginnings = _every_beginning(stems)
    groups = _WORD.finditer(text) if beginnings is None else _groups_to_read(text, beginnings)
    spans = set()
    for group in groups:
        base = group.start()
        for start, end, _word, root in _pieces(group.group()):
            if root in stems:
                spans.add((base + start, base + end, root))
    return sorted(spans)


def _groups_to_read(text: str, beginnings: Iterable[bytes]) -> Iterator[re.Match[str]]:
    """The apostrophed groups that hold one of these beginnings of words."""
    plain = _plain(text)
    for beginning in beginnings:
        place = plain.find(beginning)
        while place >= 0:
            if not (place and text[place - 1].isalnum()) or text[place - 1] in _APOSTROPHES:
                yield _group_at(text, place)
            place = plain.find(beginning, place + 1)


@lru_cache(maxsize=1_000)
def _every_beginning(stems: frozenset[str]) -> tuple[bytes, ...] | None:
    """How the words of these stems begin; None where one of them has nothing to look for. A page asks it for each of
    its texts.
    """
    beginnings = [_beginnings(root) for root in stems]
    return tuple(chain.from_iterable(beginnings)) if all(beginnings) else None


@lru_cache(maxsize=REMEMBERED)
def _beginnings(root: str) -> tuple[bytes, ...]:
    """How the words of a stem begin in a `_plain` text, one for each way to write ligatures; none where that is not
    sure: with letters that have no plain form, or an apostrophe inside a word.
    """
    if not root.isascii() or root in _apostrophe_stems():
        return ()
    return tuple(_ways_to_write(root[: min(LOOKED_FOR, max(SHARED, len(root) - CHANGED))].encode()))


def _ways_to_write(beginning: bytes) -> Iterator[bytes]:
    """With and without each ligature, of which the last may go on after the beginning."""
    if not beginning:
        yield b""
        return
    yield from (beginning[:1] + rest for rest in _ways_to_write(beginning[1:]))
    for letters, byte in _ONE_BYTE.items():
        if beginning == letters[:1]:
            yield byte
        elif beginning.startswith(letters):
            yield from (byte + rest for rest in _ways_to_write(beginning[2:]))


@cache
def _apostrophe_stems() -> frozenset[str]:
    return frozenset(root for word in french.APOSTROPHE_WORDS for *_place, root in _pieces(word))


def _plain(text: str) -> bytes:
    """The text with its letters folded, one byte for each character: what stands somewhere here stands there too."""
    usual = text.replace("’", "'").replace("œ", "\x9c")  # what French has beyond Latin-1, nearly always
    return usual.encode("latin-1", "relais-plain").translate(_PLAIN_BYTES)


def _plain_byte(char: str) -> bytes:
    folded = fold(char.lower())
    if folded.isascii() and folded.isalnum():
        return _ONE_BYTE.get(folded.encode(), folded.encode()[:1])
    return char.encode("latin-1", "replace")


def _plain_bytes(error: UnicodeError) -> tuple[bytes, int]:
    """Of the characters that Latin-1 does not have."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return b"".join(map(_plain_byte, error.object[error.start : error.end])), error.end


codecs.register_error("relais-plain", _plain_bytes)
_PLAIN_BYTES = b"".join(_plain_byte(chr(code)) for code in range(256))


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


def read(text: str) -> list[Said]:
    """What a normalised text says between its spaces, most punctuation left out: what engines index is made of it, once
    for several uses. No pattern is matched against words that are remembered.
    """
    return list(filter(None, map(_SAID.__getitem__, text.replace(",", " ").replace(".", " ").split())))


def stems_of(said: Iterable[Said]) -> str:
    """`analyze` of a text from what `read` made of it, joined by spaces."""
    return " ".join(map(_STEMS_OF, said))


def stems_once(said: Iterable[Said]) -> str:
    """The same, no two alike."""
    return " ".join(dict.fromkeys(map(_STEMS_OF, said)))


def words_once(said: Iterable[Said]) -> str:
    """The folded words, no two alike, which typing is completed with and typos compared to."""
    return " ".join(dict.fromkeys(map(_WORDS_OF, said)))


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


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text as it was typed, without case, accents or punctuation: how names and terms are compared."""
    return tuple(fold(word) for word in _PLAIN_WORD.findall(normalize(text)))


def _fingerprint() -> str:
    data = [
        sorted(french.ELISIONS),
        sorted(french.APOSTROPHE_WORDS),
        sorted(french.STOP_WORDS),
        sorted(french.ACRONYMS),
    ]
    return hashlib.sha256(repr((RULES, data, french.ENDINGS, _WORD.pattern)).encode()).hexdigest()[:12]


ANALYSIS_VERSION = _fingerprint()
