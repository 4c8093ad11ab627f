"""What this part knows of a person, and how it forgets it. Read by `exchanges.privacy`."""

from typing import Any

from exchanges.communities.models import DirectoryEntry, Facilitator, JoinRequest
from network_site.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """Everything the person wrote here, as plain values."""
    card = DirectoryEntry.objects.filter(user=user).first()
    return {
        "annuaire": card
        and {
            "fonction": card.role,
            "texte": card.about,
            "besoins": [need.label for need in card.expertises.all()],
            "langues": card.language_names,
            "accord": card.consent,
            "accord_le": card.consented_at.isoformat(),
        },
        "animation_de_reseaux": [
            {"reseau": claim.network.name, "message": claim.message, "demande_le": claim.asked_at.isoformat()}
            for claim in Facilitator.objects.filter(user=user).select_related("network")
        ],
        "demandes_d_adhesion": [
            {
                "reseau": request.network.name,
                "acteur": request.actor.name,
                "message": request.message,
                "demande_le": request.asked_at.isoformat(),
            }
            for request in JoinRequest.objects.filter(user=user).select_related("network", "actor")
        ],
    }


def forget(user: User) -> None:
    """The memberships of actors stay: they are theirs, not the person's."""
    for model in (DirectoryEntry, Facilitator, JoinRequest):
        model._default_manager.filter(user=user).delete()
