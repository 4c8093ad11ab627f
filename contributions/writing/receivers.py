"""What writing does when something happens to a report."""

from typing import Any

from contributions.writing import files, inspirations
from practices.models import ExperienceReportPage


def when_published(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Documents that only moderators could open are everybody's now, and the reports that inspired it are told."""
    if isinstance(instance, ExperienceReportPage):
        files.open_documents(instance)
        inspirations.ask(instance)
