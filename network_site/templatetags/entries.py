"""Records in a list, drawn here and not by templates: a page of results has twenty. `{% load entries %}`.

Each tag is the whole of one template of `templates/components/`, which lists its options. An entry is an `<article>` to
put in `<ul class="entries"><li>`.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, Protocol

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from network_site.templatetags.components import icon
from network_site.templatetags.typography import counted, day, nbsp, wj

register = template.Library()

Options = Context | Mapping[str, Any]
"""What the templates list at their top."""

Read = Callable[[str], Any]
"""Name → value in a card; None where it has none."""

LEVEL = 3
"""Of the heading."""

REPORTS = '<span class="dot"></span>'
SEEKERS = '<span class="dot dot--ring"></span>'


@register.simple_tag(takes_context=True)
def report_entry(context: Options) -> SafeString:
    read = _reader(context["card"])
    actors, place, year = _joined(read("actors") or ()), _escaped(read("place")), _escaped(read("year"))
    standing = _escaped(read("standing"))
    facts = [
        (icon("people"), actors),
        (icon("pin"), place),
        (icon("calendar"), year or "Date non renseignée"),
        (icon("check"), f"Vérifié le {day(verified)}" if (verified := read("verified")) else ""),
        (icon("mail"), "Référent joignable" if read("reachable") else ""),
    ]
    return _entry(
        context,
        kicker=_spans(
            [standing and f"<b>{standing}</b>", _escaped(read("nature")), *map(_escaped, read("stages") or ())]
        ),
        line=f'<p class="meta dots">{_spans([actors, place, year])}</p>',
        more=_needs(context, read) + _common(read),
        side=_facts(facts) + _comparison(context, read),
    )


def _needs(context: Options, read: Read) -> str:
    if context.get("form") != "lead" or not (needs := read("needs")):
        return ""
    listed = {"items": needs, "label": "Besoins auxquels ce retour répond"}
    return render_to_string("components/tags.html", listed)


def _common(read: Read) -> str:
    common = read("common")
    return f'<p class="small">En commun&nbsp;: {_joined(common)}</p>' if common else ""


def _comparison(context: Options, read: Read) -> str:
    """The box that chooses the report."""
    form, permanent = _escaped(context.get("compare")), _escaped(read("permanent_id"))
    if not (form and permanent):
        return ""
    title = context["title"]
    plain = strip_tags(title)
    said = plain if hasattr(title, "__html__") else _escaped(plain)
    return (
        f'<li class="noprint"><label class="check"><input type="checkbox" name="rex" value="{permanent}" '
        f'id="rex-{permanent}" form="{form}" autocomplete="off"><span>Comparer<span class="vh">&nbsp;: {said}</span>'
        "</span></label></li>"
    )


@register.simple_tag(takes_context=True)
def need_entry(context: Options) -> SafeString:
    read = _reader(context["card"])
    reports, seekers, question = read("reports"), read("seekers"), read("question")
    answered = "" if reports is None else counted(reports, "retour y répond,retours y répondent")
    sought = counted(seekers, "collectivité cherche,collectivités cherchent") if seekers else ""
    return _entry(
        context,
        kicker=_spans(["Besoin", *map(_escaped, read("stages") or ())]),
        line="" if reports is None else f'<p class="meta">{counted(reports, "retour,retours")}</p>',
        more=f'<p class="meta">«&nbsp;{nbsp(question)}&nbsp;»</p>' if question else "",
        side=_facts([(REPORTS, answered), (SEEKERS, sought)]),
    )


@register.simple_tag(takes_context=True)
def actor_entry(context: Options) -> SafeString:
    read = _reader(context["card"])
    place = nbsp(read("place") or "")
    facts = [
        (icon("pin"), place),
        (icon("people"), _number(read("population"), "habitant,habitants")),
        (REPORTS, _number(read("reports"), "retour,retours")),
        (icon("people"), _number(read("networks"), "réseau,réseaux")),
        (icon("mail"), "Référent joignable" if read("reachable") else ""),
    ]
    return _entry(context, kicker=_spans([_escaped(read("type")) or "Acteur"]), line=_place(place), side=_facts(facts))


@register.simple_tag(takes_context=True)
def network_entry(context: Options) -> SafeString:
    read = _reader(context["card"])
    place, scope = _escaped(read("place")), _escaped(str(read("scope") or "").lower())
    members = _number(read("members"), "membre présent,membres présents")
    facts = [
        (icon("pin"), place),
        (icon("people"), f"{members} sur Relais" if members else ""),
        (REPORTS, _number(read("reports"), "retour lié,retours liés")),
    ]
    kicker = _spans([f"Réseau {scope}" if scope else "Réseau", _escaped(read("category"))])
    return _entry(context, kicker=kicker, line=_place(place), side=_facts(facts))


_DRAWN: Mapping[str, Callable[[Options], SafeString]] = {
    "report": report_entry,
    "need": need_entry,
    "actor": actor_entry,
    "network": network_entry,
}


class EntryLike(Protocol):
    """What is read of a result to draw it."""

    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def card(self) -> Any: ...
    @property
    def why(self) -> Iterable[str]: ...


@register.simple_tag
def entry_items(entries: Iterable[EntryLike], kind: str, *, compare: str = "") -> SafeString:
    """The `<li>` of a whole list of one kind, « report » for instance: what the templates above draw one by one."""
    draw = _DRAWN[kind]
    items = (
        draw(
            {
                "url": entry.url,
                "title": entry.title,
                "text": entry.text,
                "card": entry.card,
                "why": entry.why,
                "compare": compare,
            }
        )
        for entry in entries
    )
    return mark_safe("".join(f"<li>{item}</li>" for item in items))  # noqa: S308 - entries escape what they draw


def _entry(context: Options, *, kicker: str, line: str, side: str, more: str = "") -> SafeString:
    """Every piece is escaped. `line` stands for `side` where the entry has a form of its own."""
    form, text, url = context.get("form"), context.get("text"), _escaped(context["url"])
    level = _escaped(context.get("level") or LEVEL)
    variant = f" entry--{_escaped(form)}" if form else ""
    said = f'<p class="entry__text">{nbsp(text)}</p>' if text and form != "short" else ""
    beside = "" if form else f'<div class="entry__side"><ul>{side}</ul></div>'
    return mark_safe(  # noqa: S308 - every piece is escaped
        f'<article class="entry{variant}"><div class="stack gap-2"><p class="kicker">{kicker}</p>'
        f'<h{level} class="entry__title"><a href="{url}">{wj(nbsp(context["title"]))}</a></h{level}>'
        f"{said}{line if form else ''}{more}{_reasons(context.get('why') or ())}</div>{beside}</article>"
    )


def _reasons(why: Iterable[str]) -> str:
    reasons = " · ".join(map(nbsp, why))
    return f'<p class="meta"><b>Pourquoi ce résultat&nbsp;:</b> {reasons}</p>' if reasons else ""


def _reader(card: Any) -> Read:
    """A card is a mapping or an object."""
    return card.get if isinstance(card, Mapping) else lambda name: getattr(card, name, None)


def _escaped(value: Any) -> str:
    """Nothing for nothing. As `conditional_escape`, which is made for lazy texts and slower."""
    if not value:
        return ""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _joined(values: Iterable[object]) -> str:
    return ", ".join(map(_escaped, values))


def _number(value: int | None, forms: str) -> str:
    return counted(value, forms) if value else ""


def _place(place: str) -> str:
    return f'<p class="meta">{place}</p>' if place else ""


def _spans(pieces: Iterable[str]) -> str:
    return "".join(f"<span>{piece}</span>" for piece in pieces if piece)


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    """Lines with their drawing."""
    return "".join(f"<li>{drawing}<span>{said}</span></li>" for drawing, said in facts if said)
