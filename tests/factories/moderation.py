"""Reports on their way through the review, and the people who take part."""

from typing import Any

from contributions.moderation import decisions
from contributions.moderation.decisions import Decision
from contributions.moderation.models import Review
from contributions.moderation.submission import submit_for_review
from network_site.accounts.models import User
from network_site.groups import MODERATION, grant
from practices.models import ExperienceReportPage
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory


def moderator(**fields: Any) -> User:
    user: User = UserFactory(**fields)
    user.groups.add(grant(MODERATION))
    return user


def draft(**fields: Any) -> ExperienceReportPage:
    """A report that a form has saved: one revision, nothing public."""
    report: ExperienceReportPage = ExperienceReportPageFactory(draft=True, flash=True, **fields)
    report.save_revision()
    return report


def submitted(*, by: Any = None, **fields: Any) -> Review:
    author = by or UserFactory()
    return submit_for_review(draft(owner=author, **fields), user=author)


def new_version(report: ExperienceReportPage, **changes: Any) -> ExperienceReportPage:
    """One more revision of the report, as a form would save it."""
    latest = report.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(latest, name, value)
    latest.save_revision()
    return ExperienceReportPage.objects.get(pk=report.pk)


def decide(review: Review, what: str, *, by: Any, comment: str = "", **remarks: str) -> Review:
    """What a moderator who has just read the latest version decides: `decide(review, "demander", by=…, action="…")`."""
    return decisions.decide(
        review, decision=Decision(what), user=by, revision_id=review.revision_id, comment=comment, remarks=remarks
    )
