"""The public board of needs that no report answers yet."""

from typing import Any

from django.views.generic import ListView

from search.journal_models import UnansweredSearch


class UnansweredView(ListView):
    """Wordings that a moderator published, most asked first."""

    template_name = "search/unanswered.html"
    context_object_name = "asked"
    paginate_by = 50

    def get_queryset(self) -> Any:
        return UnansweredSearch.objects.published()
