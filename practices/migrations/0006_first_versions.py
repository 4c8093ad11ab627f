"""The version that readers see today becomes the first one of each report."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def keep_present_versions(apps: Any, schema_editor: Any) -> None:
    Report = apps.get_model("practices", "ExperienceReportPage")
    Version = apps.get_model("practices", "PublishedVersion")
    for report in Report.objects.filter(live=True).exclude(live_revision=None).select_related("live_revision"):
        published_at = report.last_published_at or report.live_revision.created_at
        Version.objects.create(
            report=report,
            day=timezone.localdate(published_at),
            published_at=published_at,
            content=report.live_revision.content,
        )


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_standing")]

    operations = [migrations.RunPython(keep_present_versions, migrations.RunPython.noop)]
