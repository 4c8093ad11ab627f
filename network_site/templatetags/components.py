"""The components that need a little thought before they are drawn: `{% load components %}`.

The others are plain includes. Each template of `templates/components/` lists its options at its top, the page
`/design/` shows them all, and docs/design-system.md sums them up.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any, NamedTuple, Protocol

from django import template
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from network_site.templatetags.typography import REMEMBERED, grouped, nbsp, plural

register = template.Library()

FACET_VALUES_SHOWN = 6
FACET_LEVELS = 4
"""Region, département, EPCI, commune."""

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def demo_mailbox() -> str:
    """The address of the mails of the demo, which exists there only."""
    return reverse("demo_mailbox") if settings.RELAIS_DEMO else ""


class FacetLike(Protocol):
    """What is read of a facet to draw it."""

    @property
    def label(self) -> str | Promise: ...
    @property
    def param(self) -> str: ...
    @property
    def open(self) -> bool: ...


class FacetValueLike(Protocol):
    """What is read of a value and its count."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def selected(self) -> bool: ...
    @property
    def parent(self) -> str | None: ...


class FacetRow(NamedTuple):
    """A line of a facet; `level` is 1 for a value without a parent in the list. `locked` is for a place that holds a
    chosen one: it is shown on the way, and the smaller place decides.
    """

    item: FacetValueLike
    level: int
    locked: bool = False


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite static/img/icons.svg. Always put it beside a word."""
    return _drawing(name, storages["staticfiles"])


@cache
def _drawing(name: str, files: Storage) -> SafeString:
    """Dozens on a page: each is drawn once for each storage."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true"><use href="{}#{}"/></svg>',
        _address("img/icons.svg", files),
        name,
    )


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, as `{% static %}` gives it: asked once, every page names a dozen."""
    return _address(path, storages["staticfiles"])


@cache
def _address(path: str, files: Storage) -> str:
    return files.url(path)


@register.simple_tag(takes_context=True)
def nav_item(context: Context, url: str, label: str) -> SafeString:
    """A link of the main menu, which knows whether the reader is on its page or below it."""
    path = context["request"].path if "request" in context else ""
    here = "page" if path == url else "true" if path.startswith(url) else ""
    current = format_html(' aria-current="{}"', here) if here else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', url, current, label)


@register.simple_tag(takes_context=True)
def account_item(context: Context) -> SafeString:
    """« Se connecter » or « Mon compte ». No query without a session; a page of error may know nobody."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return nav_item(context, reverse("account_login"), _("Se connecter"))
    return nav_item(context, reverse("account-home"), _("Mon compte"))


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str = "", *, id: str = "", level: int = 2) -> SafeString:  # noqa: A002 - the name of the HTML attribute
    """A part of a side column under a thick rule: `{% panel "En bref" id="bref" %}…{% endpanel %}`."""
    return render_to_string("components/panel.html", {"content": content, "title": title, "id": id, "level": level})


@register.simple_block_tag
def hint(content: str, title: str = "", *, id: str = "") -> SafeString:  # noqa: A002 - the name of the HTML attribute
    """A suggestion on a green wash, at most one on a page: `{% hint "Votre besoin ressemble à…" %}…{% endhint %}`."""
    return render_to_string("components/hint.html", {"content": content, "title": title, "id": id})


@register.simple_block_tag
def notice(content: str, title: str = "", *, kind: str = "info") -> SafeString:
    """A message to the reader; kind: info, good or error (announced at once by screen readers)."""
    return render_to_string("components/notice.html", {"content": content, "title": title, "kind": kind})


@register.simple_block_tag
def gap(content: str, title: str = "") -> SafeString:
    """A part that nobody has told yet; the content offers a way to ask, and may be empty."""
    return render_to_string("components/gap.html", {"content": content, "title": title})


@register.simple_tag
def facet(
    facet: FacetLike, values: Iterable[FacetValueLike], *, noun: str = "retour,retours", shown: int = FACET_VALUES_SHOWN
) -> SafeString:
    """A list of boxes with counts. Chosen values come first and are all shown; `shown` limits the others."""
    rows = facet_rows(list(values))
    chosen = sum(row.item.selected for row in rows)
    cut = max(chosen, shown)
    if len(rows) - cut == 1:
        cut += 1  # « Voir 1 autre choix » would take the place of the choice itself
    return facet_details(facet, head=rows[:cut], rest=rows[cut:], chosen=chosen, noun=noun)


@register.simple_tag
def facet_details(
    facet: FacetLike, *, head: Sequence[FacetRow], rest: Sequence[FacetRow], chosen: int, noun: str
) -> SafeString:
    """A facet whose rows are ready; `rest` is folded. Drawn here and not by a template: a page of results has a dozen,
    with hundreds of rows.
    """
    label, param = escape(str(facet.label)), escape(facet.param)
    active = f'{chosen}<span class="vh"> {plural(chosen, "actif,actifs")}</span>'
    return mark_safe(  # noqa: S308 - every piece is escaped
        f'<details class="facet" id="facette-{param}"{" open" if facet.open or chosen else ""}><summary>{label}'
        + (f' <span class="tag tag--on">{active}</span>' if chosen else "")
        + f'{icon("down")}</summary><fieldset data-facet><legend><span class="vh">{label}, avec le nombre de '
        f"{escape(plural(2, noun))}</span></legend><ul>{_boxes(head, param)}</ul>{_folded(rest, label, param)}"
        "</fieldset></details>"
    )


def _folded(rows: Sequence[FacetRow], label: str, param: str) -> str:
    if not rows:
        return ""
    return (
        f'<details class="facet__more" id="facette-{param}-suite"><summary>Voir {len(rows)} autres choix'
        f'<span class="vh"> pour {label}</span></summary><ul>{_boxes(rows, param)}</ul></details>'
    )


def _boxes(rows: Iterable[FacetRow], param: str) -> str:
    return "".join(_box(row, param) for row in rows)


def _box(row: FacetRow, param: str) -> str:
    """A value that would give nothing stays visible but cannot be chosen, unless it is already. `param` is escaped."""
    item = row.item
    state = " checked" if item.selected else " disabled" if row.locked or not item.count else ""
    indent = f" check--{row.level}" if row.level > 1 else ""
    box, label = _box_of(param, item.value, item.label)
    count = f'<span class="n">{grouped(item.count)}</span>'
    return f'<li><label class="check{indent}">{box}{state}>{label}{count}</label></li>'


@lru_cache(maxsize=REMEMBERED, typed=True)
def _box_of(param: str, value: str, label: str) -> tuple[str, str]:
    """What is the same whatever is counted, on every page of results."""
    return f'<input type="checkbox" name="{param}" value="{escape(value)}"', f"<span>{nbsp(label)}</span>"


def facet_rows(values: Sequence[FacetValueLike]) -> list[FacetRow]:
    """Chosen values first, then the others, each in the order received; the chosen ones stand at the first level."""
    parents = {item.value: item.parent for item in values}
    chosen = [FacetRow(item, 1) for item in values if item.selected]
    return chosen + [
        FacetRow(item, level_of(item.value, parents) if item.parent else 1) for item in values if not item.selected
    ]


def level_of(value: str, parents: Mapping[str, str | None]) -> int:
    """How deep a value stands among the listed ones; a loop of parents stops at the deepest level."""
    level = 1
    while level < FACET_LEVELS and (parent := parents.get(value)) in parents:
        value, level = str(parent), level + 1
    return level


@register.inclusion_tag("components/tally.html")
def tally(done: int, *, seeking: int = 0, shown: int = 12) -> dict[str, Any]:
    """Discs for those who did it, rings for those who seek; above `shown` the number alone tells the rest."""
    return {"done": done, "seeking": seeking, "discs": range(min(done, shown)), "rings": range(min(seeking, shown))}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, number: int, pages: int, *, param: str = "page") -> dict[str, Any]:
    """Page numbers that keep the rest of the address; nothing when there is one page."""
    parameters = context["request"].GET if "request" in context else QueryDict()
    links = [
        (n, page_query(parameters, n, param=param) if isinstance(n, int) else "") for n in page_numbers(number, pages)
    ]
    beside = {n: page_query(parameters, n, param=param) for n in (number - 1, number + 1) if 1 <= n <= pages}
    return {
        "number": number,
        "pages": pages,
        "links": links,
        "previous": beside.get(number - 1, ""),
        "next": beside.get(number + 1, ""),
    }


def page_numbers(number: int, pages: int) -> list[int | str]:
    """« 1 … 4 5 6 … 9 »: the ends, the neighbours and a mark for what is left out."""
    return list(Paginator(range(pages), 1).get_elided_page_range(number, on_each_side=1, on_ends=1))


def page_query(parameters: QueryDict, number: int, *, param: str) -> str:
    """The query string of a page; the first one needs no parameter."""
    changed = parameters.copy()
    changed.pop(param, None)
    if number != 1:
        changed[param] = str(number)
    return f"?{changed.urlencode()}"


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Structured data in a script element that nothing typed can close."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag
def or_unknown(value: Any) -> SafeString:
    """A fact, or « non renseigné dans l’enquête » when it is missing; zero is a fact."""
    if value is None or value in ("", [], ()):
        return mark_safe('<span class="quiet">non renseigné dans l’enquête</span>')
    return nbsp(value)


@register.filter
def is_list(value: object) -> bool:
    """Whether a fact holds several texts."""
    return isinstance(value, list | tuple)
