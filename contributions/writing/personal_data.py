"""What writing knows of a member: drafts. Names on reports are the affair of `contributions.freshness`."""

from typing import Any

from contributions.writing import files
from contributions.writing.models import Draft
from network_site.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """JSON types only."""
    return {
        "drafts": [
            {
                "title": draft.title,
                "state": draft.state,
                "saved_at": draft.saved_at.isoformat(),
                "report": draft.page.permanent_id if draft.page else None,
                "text": draft.data,
                "files": [each.name for each in draft.files.all()],
            }
            for draft in Draft.objects.filter(owner=user).select_related("page").prefetch_related("files")
        ],
    }


def forget(user: User) -> None:
    """Drafts go with their files. What was published stays its actor's."""
    for draft in Draft.objects.filter(owner=user):
        files.remove_all(draft)
        draft.delete()
