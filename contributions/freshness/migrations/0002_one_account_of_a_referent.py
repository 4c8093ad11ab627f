"""The référent records that members made of themselves join those that actors confirmed: one link is enough."""

from typing import Any

from django.db import migrations


def take_over(apps: Any, _schema_editor: Any) -> None:
    """Where both link a record, what the actor confirmed stays."""
    Kept = apps.get_model("freshness", "ReferentAccount")
    known = set(Kept.objects.values_list("referent", flat=True))
    own = apps.get_model("writing", "OwnReferent").objects.exclude(referent__in=known)
    Kept.objects.bulk_create(Kept(user_id=link.user_id, referent_id=link.referent_id) for link in own.iterator())


class Migration(migrations.Migration):
    dependencies = [("freshness", "0001_initial"), ("writing", "0001_drafts")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
