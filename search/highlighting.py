"""Titles and passages with the words of the question marked: escaped here, once for every engine.

The texts are what people typed; only `<mark>` is ever added, and everything else goes through `escape`.
"""

from collections.abc import Iterable
from html import escape  # what Django's own does, a page of results calls it a hundred times

from django.utils.safestring import SafeString

from search import analysis

PASSAGE = 220  # characters of a card's passage
LEAD = 60  # characters shown before the first word found, where its sentence starts too far
_SENTENCE_ENDS = (". ", "! ", "? ", "\n")

Span = tuple[int, int]


def highlight(text: str, stems: frozenset[str]) -> SafeString:
    """The whole text, normalised already, its matching words marked."""
    return _marked(text, [(start, end) for start, end, _stem in analysis.found(text, stems)])


def highlight_prefixes(text: str, prefixes: Iterable[str]) -> SafeString:
    """The whole text with the start of its words marked where it is one of `prefixes` (folded)."""
    clean, starts = analysis.normalize(text), tuple(prefixes)
    spans = []
    for match in analysis.iter_words(clean):
        lengths = [len(prefix) for prefix in starts if match.word.startswith(prefix)]
        if lengths:
            spans.append((match.start, min(match.end, match.start + max(lengths))))
    return _marked(clean, spans)


def passage(texts: Iterable[str], stems: frozenset[str], *, size: int = PASSAGE) -> SafeString:
    """The stretch of at most `size` characters that says most of the question; else the start of the first text. Texts
    are normalised already.
    """
    best: tuple[int, str, list[Span]] = (0, "", [])
    first = ""
    for text in filter(None, texts):
        first = first or text
        if best[0] == len(stems):  # nothing to look for, or all of it found: a body is long to read
            break
        found = analysis.found(text, stems)
        score, start = _densest(found, size)
        if score > best[0]:
            best = (score, *_cut(text, start, size, [(a, b) for a, b, _ in found]))
    if best[0]:
        return _marked(best[1], best[2])
    return _marked(*_cut(first, 0, size, [])) if first else SafeString("")


def _densest(found: list[tuple[int, int, str]], size: int) -> tuple[int, int]:
    """(distinct stems, start) of the window that holds most of them; the first of equals."""
    best = (0, 0)
    for index, (start, _, _) in enumerate(found):
        inside = {stem for _, end, stem in found[index : index + 40] if end - start <= size - 40}
        if len(inside) > best[0]:
            best = (len(inside), start)
    return best


def _cut(text: str, start: int, size: int, spans: list[Span]) -> tuple[str, list[Span]]:
    """The window around `start`, from the start of its sentence where near, on whole words, with ellipses."""
    first = 0 if start < size // 3 else _sentence_start(text, start, size // 3)
    last = len(text) if len(text) - first <= size else (text.rfind(" ", first, first + size) + 1 or first + size)
    before, after = ("… " if first else ""), ("…" if last < len(text) else "")
    shift = len(before) - first
    kept = [(a + shift, b + shift) for a, b in spans if a >= first and b <= last]
    return before + text[first:last].rstrip() + after, kept


def _sentence_start(text: str, start: int, reach: int) -> int:
    ends = [found + len(mark) for mark in _SENTENCE_ENDS if (found := text.rfind(mark, start - reach, start)) >= 0]
    return max(ends) if ends else text.rfind(" ", 0, start - LEAD) + 1


def _marked(text: str, spans: Iterable[Span]) -> SafeString:
    pieces, position = [], 0
    for start, end in spans:
        pieces += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
        position = end
    pieces.append(escape(text[position:]))
    return SafeString("".join(pieces))  # every piece above went through escape
