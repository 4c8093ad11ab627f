"""Two texts for one input, side by side, until the writer has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise

from contributions.writing import reports, saving
from contributions.writing.models import Draft, OtherText, Values

KEPT, OTHER, BOTH = "ici", "autre", "deux"
JOINED: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Clash:
    """One input and its two texts, in words. `can_join`: both may be kept one after the other."""

    other: OtherText
    name: str
    label: str | Promise
    kept: str
    typed: str
    can_join: bool

    @property
    def input_name(self) -> str:
        return f"{self.other.pk}-{self.name}"


def clashes(draft: Draft, *, user: Any) -> list[Clash]:
    """What is still to be chosen; texts that have become the same are no choice."""
    fields = {
        name: field
        for section in reports.sections_of(draft)
        for name, field in section(draft=draft, user=user).fields.items()
    }
    return [
        Clash(
            other=other,
            name=name,
            label=fields[name].label or "" if name in fields else name,
            kept=in_words(fields.get(name), draft.data.get(name, [])),
            typed=in_words(fields.get(name), texts),
            can_join=is_long(fields.get(name)),
        )
        for other in draft.other_texts.all()
        for name, texts in other.data.items()
        if not saving.same(texts, draft.data.get(name))
    ]


def is_long(field: Any) -> bool:
    return field is not None and isinstance(field.widget, forms.Textarea)


def in_words(field: Any, texts: list[str]) -> str:
    """Choices by their labels, everything else as typed."""
    choices = dict(getattr(field, "choices", ()) or ()) if field is not None else {}
    named = {str(value): str(label) for value, label in choices.items()}
    return ", ".join(named.get(text, text) for text in texts if text)


def settle(draft: Draft, posted: Mapping[str, str], *, user: Any) -> Draft:
    """Write what was chosen; without a choice the draft keeps what it holds, and the other text is let go."""
    chosen: Values = {}
    found = clashes(draft, user=user)
    for clash in found:
        typed = clash.other.data[clash.name]
        answer = posted.get(clash.input_name, KEPT)
        if answer == OTHER:
            chosen[clash.name] = typed
        elif answer == BOTH and clash.can_join:
            chosen[clash.name] = [JOINED.join(text for text in (draft.text(clash.name), *typed) if text.strip())]
    return saving.settle(draft, chosen, seen={clash.other.pk for clash in found})
