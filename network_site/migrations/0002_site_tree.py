"""The home page in place of Wagtail's welcome page, and Wagtail's two groups and its workflow under French names."""

from typing import Any

from django.db import migrations

GROUPS = {"Moderators": "Modération", "Editors": "Édition"}
WORKFLOW = {"Moderators approval": "Relecture par la modération"}


def build(apps: Any, schema_editor: Any) -> None:
    content_type = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model="homepage", app_label="network_site"
    )[0]
    Page = apps.get_model("wagtailcore.Page")
    Page.objects.filter(depth=2, slug="home").delete()
    locale = apps.get_model("wagtailcore.Locale").objects.first()
    home = apps.get_model("network_site.HomePage").objects.create(
        title="Relais, le réseau de coopération des collectivités",
        draft_title="Relais, le réseau de coopération des collectivités",
        slug="accueil",
        heading="De quoi votre territoire a-t-il besoin ?",
        lede="D’autres collectivités ont essayé, réussi ou renoncé. "
        "Elles racontent ce qu’elles ont appris et répondent à leurs pairs.",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/accueil/",
        show_in_menus=False,
        locale=locale,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site = apps.get_model("wagtailcore.Site")
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Relais")
    rename(apps, GROUPS, WORKFLOW)


def undo(apps: Any, schema_editor: Any) -> None:
    apps.get_model("wagtailcore.Site").objects.all().delete()
    apps.get_model("network_site.HomePage").objects.all().delete()
    rename(apps, {new: old for old, new in GROUPS.items()}, {new: old for old, new in WORKFLOW.items()})


def rename(apps: Any, groups: dict[str, str], workflows: dict[str, str]) -> None:
    for old, new in groups.items():
        apps.get_model("auth.Group").objects.filter(name=old).update(name=new)
    for old, new in workflows.items():
        apps.get_model("wagtailcore.Workflow").objects.filter(name=old).update(name=new)
        apps.get_model("wagtailcore.Task").objects.filter(name=old).update(name=new)


class Migration(migrations.Migration):
    # The groups are renamed once every Wagtail migration that looks them up by their English name has run.
    dependencies = [
        ("network_site", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0002_initial_data"),
        ("wagtailimages", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(build, undo)]
