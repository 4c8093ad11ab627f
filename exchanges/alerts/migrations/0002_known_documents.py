from typing import Any

from django.db import migrations
from django.utils import timezone

BATCH = 1000


def note_known_documents(apps: Any, _schema_editor: Any) -> None:
    """What the search knew before there were alerts is new to nobody."""
    Arrival = apps.get_model("alerts", "Arrival")
    keys = apps.get_model("search", "IndexedDocument").objects.values_list("key", flat=True)
    now = timezone.now()
    Arrival.objects.bulk_create([Arrival(key=key, matched_at=now) for key in keys], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ("alerts", "0001_initial"),
        ("search", "0001_initial"),
    ]

    operations = [migrations.RunPython(note_known_documents, migrations.RunPython.noop)]
