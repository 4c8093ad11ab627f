"""What is typed on a page of several tasks and not kept: each of its buttons sends the whole page, and what the button
was not for is back at its place when the page is shown again.

It waits in the session, where nobody else reads it.
"""

from collections.abc import Collection

from django.http import HttpRequest, QueryDict


def of(request: HttpRequest, page: str) -> QueryDict:
    """What the request brings, or else what was set aside, which is given back once. `page` is its key."""
    return request.POST if request.method == "POST" else QueryDict(request.session.pop(page, ""))


def set_aside(request: HttpRequest, page: str, *, names: Collection[str]) -> None:
    """The fields of these names, until the page is shown again."""
    typed = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name in names:
            typed.setlist(name, values)
    request.session[page] = typed.urlencode()
