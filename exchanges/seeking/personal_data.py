"""What seeking and offering help know of a member."""

from typing import Any

from exchanges.seeking.models import Answer, SoughtNeed, Willingness
from network_site.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """JSON types only."""
    willing = Willingness.objects.filter(user=user).first()
    return {
        "sought": [
            {
                "actor": sought.actor.name,
                "need": sought.need.label,
                "context": sought.context,
                "until": sought.until.isoformat(),
                "state": sought.state,
                "submitted_at": sought.submitted_at.isoformat(),
            }
            for sought in SoughtNeed.objects.filter(author=user).select_related("actor", "need")
        ],
        "answers": [
            {"sought": answer.sought_id, "report": answer.report.permanent_id, "at": answer.created_at.isoformat()}
            for answer in Answer.objects.filter(by=user).select_related("report")
        ],
        "told_of_needs": {"consent": willing.consent_text, "consented_at": willing.consented_at.isoformat()}
        if willing
        else None,
    }


def forget(user: User) -> None:
    """What was published stays the actor's and loses its author; what nobody read goes."""
    mine = SoughtNeed.objects.filter(author=user)
    mine.filter(published_at=None).delete()
    mine.update(author=None)
    Answer.objects.filter(by=user).update(by=None)
    Willingness.objects.filter(user=user).delete()
