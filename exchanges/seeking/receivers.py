"""A report that was written for a sought need answers it once it is published."""

from typing import Any

from contributions.writing.models import Draft
from exchanges.seeking import deciding, reading
from practices.models import ExperienceReportPage


def report_published(instance: ExperienceReportPage, **_signal: Any) -> None:
    """Whoever began it from « Nous l’avons fait »."""
    drafts = Draft.objects.filter(page=instance, origin__startswith=reading.ORIGIN).select_related("owner")
    for draft in drafts:
        sought = reading.sought_of_origin(draft.origin)
        if sought is not None:
            deciding.answer(sought, instance, by=draft.owner, written_for_it=True)
