"""What editors do all day, one action at a time on an object drawn by a seed."""

import random

from practices.models import ExperienceReportPage, Need, ReportIndexPage

ACTIONS = ("create", "edit", "edit", "withdraw", "publish", "delete", "rename_need")
FEWEST = 10
"""Reports below which none is deleted any more."""


def perform(action: str, *, seed: int) -> None:
    chance = random.Random(seed)
    if action == "create":
        create(f"Retour {seed}", slug=f"retour-{seed}")
    elif action == "rename_need":
        need = chance.choice(list(Need.objects.order_by("pk")))
        need.label = f"Besoin renommé {seed}"
        need.save()
    elif reports := list(ExperienceReportPage.objects.order_by("pk")):
        _change(chance.choice(reports), action, seed=seed, may_delete=len(reports) > FEWEST)


def create(title: str, *, slug: str) -> ExperienceReportPage:
    index = ReportIndexPage.objects.get()
    page = ExperienceReportPage(title=title, slug=slug, summary=f"Un résumé de {title}.")
    index.add_child(instance=page)
    page.needs.set(Need.objects.order_by("pk")[: 1 + page.pk % 2])
    page.save_revision().publish()
    return page


def _change(report: ExperienceReportPage, action: str, *, seed: int, may_delete: bool) -> None:
    if action == "edit":
        report.title = f"{report.title.partition(' · ')[0]} · {seed}"
        report.save_revision().publish()
    elif action == "withdraw":
        report.unpublish()
    elif action == "publish":
        report.save_revision().publish()
    elif may_delete:
        report.delete()
