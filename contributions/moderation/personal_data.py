"""What reviewing knows of a member: what they submitted, remarked and signed."""

from typing import Any

from contributions.moderation.models import Opinion, Remark, Review
from network_site.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """JSON types only."""
    return {
        "submitted": [
            {"report": review.page.permanent_id, "outcome": review.outcome, "at": review.started_at.isoformat()}
            for review in Review.objects.filter(submitted_by=user)
        ],
        "remarks": [
            {"field": remark.field, "text": remark.text, "at": remark.created_at.isoformat()}
            for remark in Remark.objects.filter(author=user)
        ],
        "opinions": [
            {"text": opinion.text, "signature": opinion.signature, "at": opinion.created_at.isoformat()}
            for opinion in Opinion.objects.filter(author=user)
        ],
    }


def forget(user: User) -> None:
    """Remarks and public opinions stay, for the reports they are about; nobody is named beside them any more."""
    Opinion.objects.filter(author=user).update(signature="", author=None)
    Remark.objects.filter(author=user).update(author=None)
    Review.objects.filter(submitted_by=user).update(submitted_by=None)
