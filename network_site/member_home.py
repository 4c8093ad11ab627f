"""« Mon compte » (/compte/): one page whose sections the rooms bring. Fill in `AppConfig.ready()`.

    member_home.register("writing", template="writing/member_section.html", context=drafts_of, order=20)

`context` is called with the request of a signed-in person and gives what the template shows, as a dict; `None` leaves
the section out. A template begins with an `<h2>` in a `<section>`. This module holds no model, so that any `apps.py`
may import it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; the lowest `order` comes first."""

    name: str
    template: str
    context: Callable[[HttpRequest], Context | None]
    order: int


_registry: dict[str, Section] = {}


def register(name: str, *, template: str, context: Callable[[HttpRequest], Context | None], order: int) -> None:
    """Declare a section. Raises ValueError for a name that another section holds."""
    section = Section(name=name, template=template, context=context, order=order)
    if _registry.setdefault(name, section) != section:
        raise ValueError(f"Section {name} is registered twice.")


def sections() -> list[Section]:
    return sorted(_registry.values(), key=lambda section: (section.order, section.name))


@login_required
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """Everything that concerns the person, and nothing of anybody else."""
    found = [(section.template, section.context(request)) for section in sections()]
    shown = [(template, context) for template, context in found if context is not None]
    return render(request, "network_site/member_home.html", {"sections": shown})
