"""Its rows are in `freshness.ReferentAccount`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("freshness", "0002_one_account_of_a_referent"), ("writing", "0001_drafts")]

    operations = [migrations.DeleteModel(name="OwnReferent")]
