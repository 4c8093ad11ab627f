"""French typography for texts that were typed with a plain keyboard."""

import re
from typing import Any, Final

NO_BREAK = "\u00a0"

_RULES: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<=\S) (?=[:;?!»%€])"), NO_BREAK),
    (re.compile(r"(?<=«) (?=\S)"), NO_BREAK),
)


def typeset(text: str) -> str:
    """Curly apostrophes inside words, and the spaces of « : ; ? ! % € » that no line may break at.

    Addresses and identifiers must not pass through here. Applying it twice changes nothing more.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typeset_all(texts: list[Any]) -> list[str]:
    """Each text once, in order."""
    return list(dict.fromkeys(typeset(str(text)) for text in texts))
