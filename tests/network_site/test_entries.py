"""Entries of a list: drawn one by one by their templates, or all at once for a page of results."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Entry:
    url: str = "/retours/2026-1/"
    title: str = "Une cour & un <jardin>"
    text: str = SafeString("Moins de <mark>béton</mark> : « 4 °C »")
    card: dict[str, Any] = field(default_factory=lambda: {"place": "Lille & Lens", "permanent_id": "2026-1"})
    why: tuple[str, ...] = ("besoin « L'eau »",)


def render(source: str, **context: object) -> str:
    return Template("{% load entries %}" + source).render(Context(context))


@pytest.mark.parametrize("kind", ["report", "need", "actor", "network"])
def test_a_whole_list_is_its_entries_one_by_one(kind: str) -> None:
    entries = [Entry(), Entry(title="Une autre", text="", why=())]
    one_by_one = render(
        "{% for entry in entries %}<li>{% include template with url=entry.url title=entry.title text=entry.text"
        ' card=entry.card why=entry.why compare="comparer" only %}</li>{% endfor %}',
        entries=entries,
        template=f"components/entry_{kind}.html",
    )
    whole = render('{% entry_items entries kind compare="comparer" %}', entries=entries, kind=kind)
    assert whole == one_by_one.replace("</article>\n", "</article>").replace("<li>\n", "<li>")
    assert "&lt;jardin&gt;" in whole
    assert "<mark>béton</mark>" in whole
