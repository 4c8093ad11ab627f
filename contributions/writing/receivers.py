"""What writing does when something happens to a report."""

from typing import Any

from contributions.writing import files
from practices.models import ExperienceReportPage


def open_documents(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Documents that only moderators could open are those of a published report now."""
    if isinstance(instance, ExperienceReportPage):
        files.open_documents(instance)
