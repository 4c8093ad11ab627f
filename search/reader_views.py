"""What helps a reader choose: the guided path, the comparison, the territories alike. Thin edges, no query."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from network_site.territories.models import Territory
from practices.lookalikes import POINTS, RULES
from practices.reading.lookalikes import lookalikes_of_territory
from search.comparison import LONGEST, PARAMETER, Comparison
from search.documents import Kind
from search.forms import QuestionField, SearchForm, SuggestionForm
from search.path import STEP, GuidedPath, step_of
from search.places import find_places

PLACE = "territoire"
LONGEST_PLACE = 100
"""Characters: the longest name of a French commune has 45."""


@require_safe
def guided_path(request: HttpRequest) -> HttpResponse:
    """« Par où commencer ? ». Every choice has its address, so that back, reload and share work by themselves."""
    form = SearchForm(request.GET, kind=Kind.REPORTS)
    form.is_valid()  # a number of page is no concern here
    if form.is_too_long:
        return _too_long(request, form)
    guided = GuidedPath(form.query(), step_of(request.GET.get(STEP, "")))
    status = HTTPStatus.SERVICE_UNAVAILABLE if guided.results is None else HTTPStatus.OK
    return render(request, "search/path.html", {"path": guided}, status=status)


def _too_long(request: HttpRequest, form: SuggestionForm) -> HttpResponse:
    context = {
        "title": _("Une question plus courte, s’il vous plaît"),
        "reasons": [reason for reasons in form.errors.values() for reason in reasons],
        "form": form,
        "again": reverse("search:path"),
        "action": reverse("search:results"),
        "parameters": [],
    }
    return render(request, "search/refused.html", context, status=HTTPStatus.BAD_REQUEST)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three reports side by side."""
    form = SuggestionForm(request.GET)
    asked = [each.strip() for each in request.GET.getlist(PARAMETER) if each.strip()]
    if not form.is_valid() or any(len(each) > LONGEST for each in asked):
        return render(request, "search/comparison_refused.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    comparison = Comparison(asked, text=form.cleaned_data["q"])
    return render(request, "search/comparison.html", {"comparison": comparison})


class PlaceForm(forms.Form):
    """The name or the code of a territory as typed, or the one chosen among those found."""

    q = QuestionField()
    territoire = forms.CharField(required=False, max_length=24)

    def clean_q(self) -> str:
        """A whole question belongs to the search."""
        text: str = self.cleaned_data["q"]
        if len(text) > LONGEST_PLACE:
            raise forms.ValidationError(
                gettext_lazy("Un nom de territoire ou un code suffit : %(limit)d caractères au plus."),
                params={"limit": LONGEST_PLACE},
            )
        return text


@require_safe
def lookalikes(request: HttpRequest) -> HttpResponse:
    """« Des territoires qui nous ressemblent », for the territory of the address or the one looked for."""
    form = PlaceForm(request.GET)
    if not form.is_valid():
        return render(request, "search/lookalikes.html", {"form": form, **_rules()}, status=HTTPStatus.BAD_REQUEST)
    code, text = form.cleaned_data["territoire"], form.cleaned_data["q"]
    territory = Territory.objects.select_related("departement", "region").filter(pk=code).first() if code else None
    places, total = find_places(text) if text else ([], 0)
    if total == 1:
        return redirect(f"{reverse('search:lookalikes')}?{urlencode({PLACE: places[0].pk})}")
    context = {"form": form, "territory": territory, "places": places, "total": total, **_rules()}
    if territory:
        context["reading"] = lookalikes_of_territory(territory)
    return render(request, "search/lookalikes.html", context)


def _rules() -> dict[str, Any]:
    """How the list is made, from the very table that makes it."""
    return {"rules": [(text, POINTS[ground]) for ground, text in RULES]}
