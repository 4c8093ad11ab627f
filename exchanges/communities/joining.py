"""An actor joins a network: the request, the answer, the membership. Each step mails those concerned once."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Network, NetworkMembership
from exchanges.communities.models import Facilitator, JoinRequest
from exchanges.communities.rights import facilitators_of
from exchanges.conversations import waiting
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.groups import moderators
from network_site.mail import outbox


def ask_to_join(network: Network, *, actor: Actor, user: User, message: str) -> JoinRequest:
    """One request waits for each actor, however often it is sent; those who answer are told once."""
    with transaction.atomic():
        request, created = JoinRequest.objects.waiting().get_or_create(
            network=network, actor=actor, defaults={"user": user, "message": message}
        )
        if created:
            for person in facilitators_of(network) or moderators():
                _mail(request, "asked", person, path=reverse("communities:run", args=[network.slug]))
    return request


def answer_request(request: JoinRequest, *, by: User, accept: bool, reason: str = "") -> bool:
    """False when somebody was faster: nothing is done twice."""
    with transaction.atomic():
        if not request.answer(accept=accept, reason=reason):
            return False
        if accept:
            admit(request.network, request.actor, by=by)
        request.refresh_from_db()
        _mail(request, "accepted" if accept else "refused", request.user, path=request.network.get_absolute_url())
    return True


def admit(network: Network, actor: Actor, *, by: User) -> None:
    """Write the membership into the published network and into its latest version, so that no draft takes it back."""
    NetworkMembership.objects.get_or_create(network=network, actor=actor)
    has_draft = network.has_unpublished_changes
    latest = network.get_latest_revision_as_object()
    if actor.pk not in {membership.actor_id for membership in latest.memberships.all()}:
        latest.memberships.add(NetworkMembership.objects.get(network=network, actor=actor))
    revision = latest.save_revision(user=by, log_action=True)
    if not has_draft:
        revision.publish(user=by, skip_permission_checks=True)  # whoever runs the network need be no editor


def ask_to_run(network: Network, *, user: User, message: str) -> Facilitator:
    """A refused person may ask again: the row is theirs, and waits anew."""
    with transaction.atomic():
        claim, created = Facilitator.objects.get_or_create(network=network, user=user, defaults={"message": message})
        asked_again = claim.refused_at is not None
        if asked_again:
            claim.refused_at, claim.reason, claim.message, claim.asked_at = None, "", message, timezone.now()
            claim.save(update_fields=["refused_at", "reason", "message", "asked_at"])
        for moderator in moderators() if created or asked_again else ():
            outbox.queue(
                f"networks/run/{claim.pk}/asked/{claim.asked_at.isoformat()}/{moderator.pk}",
                to=moderator.email,
                template="network_run_asked",
                context={"claim": claim, "url": absolute(reverse("communities:claims"))},
            )
    return claim


def answer_claim(claim: Facilitator, *, accept: bool, reason: str = "") -> bool:
    with transaction.atomic():
        if not claim.answer(accept=accept, reason=reason):
            return False
        claim.refresh_from_db()
        if accept:
            waiting.deliver_to_network(claim.network)
        step, name = ("accepted", "communities:run") if accept else ("refused", "communities:claim")
        outbox.queue(
            f"networks/run/{claim.pk}/{step}/{claim.asked_at.isoformat()}",
            to=claim.user.email,
            template=f"network_run_{step}",
            context={"claim": claim, "url": absolute(reverse(name, args=[claim.network.slug]))},
        )
    return True


def _mail(request: JoinRequest, step: str, person: User, *, path: str) -> None:
    outbox.queue(
        f"networks/join/{request.pk}/{step}/{person.pk}",
        to=person.email,
        template=f"network_join_{step}",
        context={"request": request, "url": absolute(path)},
    )
