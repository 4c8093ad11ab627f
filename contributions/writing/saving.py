"""Saving what is typed, from any number of tabs, without losing any of it.

A form says from which version of the text it started. What another tab has changed since then, and this one has typed
otherwise, is a clash: the draft keeps the first text, the second is set aside, and the writer chooses.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contributions.writing.models import Draft, OtherText, SavedVersion, Values

TAB_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """What one form sent: its inputs, the version that it showed, and the tab that it came from."""

    values: Values
    base: int
    tab: str


@dataclass(frozen=True, slots=True)
class Saved:
    """`is_behind`: another tab wrote since this one was opened. `clashes`: the inputs that both have changed."""

    draft: Draft
    is_behind: bool = False
    clashes: tuple[str, ...] = ()


@transaction.atomic
def save(draft: Draft, typed: Typed) -> Saved:
    """Write what is new in the draft; the same form sent twice changes nothing the second time."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    before = version_data(held, typed.base)
    is_behind = typed.base != held.version
    changed = {name: texts for name, texts in typed.values.items() if is_new(held, typed, before, name)}
    clashes = {
        name: texts
        for name, texts in changed.items()
        if is_behind and is_of_another_tab(held, typed, name) and was_changed(held, before, name)
    }
    accepted = {name: texts for name, texts in changed.items() if name not in clashes}
    if accepted:
        write(held, accepted, tab=typed.tab)
    set_aside(held, clashes, tab=typed.tab)
    return Saved(held, is_behind=is_behind, clashes=tuple(clashes))


def is_new(draft: Draft, typed: Typed, before: Values | None, name: str) -> bool:
    """Typed in this tab, rather than left there as it was while another tab changed it."""
    texts = typed.values[name]
    if same(texts, draft.data.get(name)):
        return False
    untouched = before is not None and same(texts, before.get(name))
    return not (untouched and typed.base != draft.version and is_of_another_tab(draft, typed, name))


def is_of_another_tab(draft: Draft, typed: Typed, name: str) -> bool:
    return draft.writers.get(name) != typed.tab


def was_changed(draft: Draft, before: Values | None, name: str) -> bool:
    """Since the version that the form showed; a version that is no longer kept counts as another text."""
    return before is None or not same(before.get(name), draft.data.get(name))


def same(one: list[str] | None, other: list[str] | None) -> bool:
    """An input that was never sent is an empty one."""
    return [text for text in one or [] if text] == [text for text in other or [] if text]


def version_data(draft: Draft, number: int) -> Values | None:
    if number == draft.version:
        return draft.data
    if number == 0:
        return {}
    return draft.versions.filter(number=number).values_list("data", flat=True).first()


def write(draft: Draft, values: Values, *, tab: str) -> None:
    """A new version of the text, and a trace of it for the tabs that start from here."""
    draft.data = {**draft.data, **values}
    draft.writers = {**draft.writers, **dict.fromkeys(values, tab)}
    draft.version += 1
    draft.saved_at, draft.warned_at = timezone.now(), None
    draft.save()
    draft.versions.create(number=draft.version, data=draft.data)
    draft.versions.filter(number__lte=draft.version - SavedVersion.KEPT).delete()


def set_aside(draft: Draft, values: Values, *, tab: str) -> None:
    """Keep the other text of the tab: what it says now, beside what it said before of other inputs."""
    if values:
        other, _created = OtherText.objects.get_or_create(draft=draft, tab=tab)
        other.data, other.saved_at = {**other.data, **values}, timezone.now()
        other.save()


@transaction.atomic
def settle(draft: Draft, chosen: Values, *, seen: Iterable[int]) -> Draft:
    """What the writer chose among two texts; those that were shown are let go."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    write(held, chosen, tab="choix")
    held.other_texts.filter(pk__in=list(seen)).delete()
    return held
