"""Sending a draft: one page revision, one review, however many times the button is pressed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from contributions.moderation.submission import submit_for_review
from contributions.writing import files, reports, saving
from contributions.writing.models import Draft
from contributions.writing.reports import Problem
from practices.models import ExperienceReportPage


class NotReady(Exception):
    """The draft cannot be sent yet; `problems` says why, nothing of it is lost."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@transaction.atomic
def send(draft: Draft, *, user: Any) -> Draft:
    """Make the draft a revision of its report, and put it before the moderators. Raises NotReady.

    A draft already sent comes back as it is: a double click sends once.
    """
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if not held.is_open:
        return held
    forms = reports.checked(held, user)
    found = [*reports.problems(forms), *reports.file_problems(held)]
    if found:
        raise NotReady(found)
    page = reports.fill(reports.base_page(held), held, forms)
    reports.name_people(page, forms, user=user)
    files.put_on(page, held, user=user)
    page.verified_at = timezone.localdate()
    save_revision(page, user=user)
    held.page, held.state, held.sent_at = page, Draft.State.SENT, timezone.now()
    held.other_texts.all().delete()
    held.save()
    submit_for_review(page, user=user)
    return held


def save_revision(page: ExperienceReportPage, *, user: Any) -> None:
    """One revision. A new report is first put in its place, unpublished; a published one is left as it is.

    Until then its address follows its title.
    """
    if page.pk is None:
        page.owner, page.has_unpublished_changes = user, True
        reports.index_page().add_child(instance=page)
    elif page.first_published_at is None:
        page.slug = ""  # which Wagtail makes from the title
    page.save_revision(user=user, log_action=True)


@transaction.atomic
def reopen(draft: Draft, *, user: Any) -> Draft:
    """Write again in a draft that was sent, from what the report says now: what moderators took out stays out."""
    held = Draft.objects.select_for_update(of=("self",)).select_related("page").get(pk=draft.pk)
    if held.is_open or held.page is None:
        return held
    latest = held.page.get_latest_revision_as_object()
    held.state, held.format = Draft.State.WRITING, latest.format
    files.take_from(latest, held)
    told = reports.data_of(latest, user)
    saving.write(held, {**reports.emptied(held, user), **told}, tab="reprise")
    return held
