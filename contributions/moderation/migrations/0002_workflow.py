"""The workflow of reports: one task, attached to the page that holds them all."""

from typing import Any

from django.db import migrations

NAME = "Relecture des retours d’expérience"


def build(apps: Any, schema_editor: Any) -> None:
    content_type = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model="reviewtask", app_label="moderation"
    )[0]
    task = apps.get_model("moderation.ReviewTask").objects.create(name=NAME, content_type=content_type, active=True)
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=NAME, active=True)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    index = apps.get_model("practices.ReportIndexPage").objects.get()
    apps.get_model("wagtailcore.WorkflowPage").objects.update_or_create(
        page_id=index.pk, defaults={"workflow": workflow}
    )


def undo(apps: Any, schema_editor: Any) -> None:
    tasks = apps.get_model("moderation.ReviewTask").objects.all()
    workflows = apps.get_model("wagtailcore.Workflow").objects.filter(workflow_tasks__task__in=tasks.values("pk"))
    workflows.delete()
    tasks.delete()


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("practices", "0002_report_index"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(build, undo)]
