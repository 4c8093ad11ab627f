"""Choosing among hundreds of actors or référents in the admin, by typing a part of a name.

Wagtail offers a search only for models that its own engine indexes.
"""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class TextFilterForm(BaseFilterForm):
    """Looks where the list of these snippets looks: `search_fields` of its viewset."""

    q = forms.CharField(label=_("Rechercher"), required=False, max_length=100)

    def filter(self, objects: Any) -> Any:
        typed = self.cleaned_data.get("q", "").strip()
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        fields = objects.model.snippet_viewset.search_fields
        return objects.filter(reduce(or_, (Q(**{f"{field}__icontains": typed}) for field in fields)))


class TextChooseView(ChooseView):
    filter_form_class = TextFilterForm


class TextChooseResultsView(ChooseResultsView):
    filter_form_class = TextFilterForm


class TextChooserViewSet(SnippetChooserViewSet):
    choose_view_class = TextChooseView
    choose_results_view_class = TextChooseResultsView
