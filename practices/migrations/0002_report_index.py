"""The page under which every report lives."""

from typing import Any

from django.db import migrations


def build(apps: Any, schema_editor: Any) -> None:
    content_type = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model="reportindexpage", app_label="practices"
    )[0]
    home = apps.get_model("network_site.HomePage").objects.get()
    number = home.numchild + 1
    apps.get_model("practices.ReportIndexPage").objects.create(
        title="Retours d’expérience",
        draft_title="Retours d’expérience",
        slug="retours",
        content_type=content_type,
        path=f"{home.path}{number:04d}",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}retours/",
        show_in_menus=True,
        locale=home.locale,
    )
    home.numchild = number
    home.save(update_fields=["numchild"])


def undo(apps: Any, schema_editor: Any) -> None:
    apps.get_model("practices.ReportIndexPage").objects.all().delete()
    apps.get_model("network_site.HomePage").objects.update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial"), ("network_site", "0002_site_tree")]
    operations = [migrations.RunPython(build, undo)]
