"""From a valid form to one correction, and the mails that tell of it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from actors.rights import referents_of
from contributions.amendments.fields import Target
from contributions.amendments.forms import AmendmentForm
from contributions.amendments.models import Amendment
from network_site import signed_links
from network_site.addresses import absolute
from network_site.groups import moderators
from network_site.mail import outbox
from practices.models import ReportActor

SALT: Final = "amendments.answer-address"
CONFIRM_WITHIN: Final = timedelta(days=7)
MAILED_PER_HOUR: Final = 30
"""Beyond, corrections are kept all the same and one mail an hour says so."""
ADDRESS_KEPT_FOR: Final = timedelta(days=90)


@transaction.atomic
def propose(form: AmendmentForm) -> Amendment:
    """Store the correction of a valid form once, however often it is sent, and tell of it."""
    target = form.target
    said = {
        "actor" if isinstance(target, Actor) else "report": target,
        "changes": form.changed(),
        "reason": form.cleaned_data["reason"],
        "email": form.cleaned_data["email"],
    }
    amendment, created = Amendment.objects.get_or_create(token=form.message_token, defaults=said)
    if created:
        announce(amendment)
        if amendment.email:
            ask_to_confirm(amendment)
    return amendment


def actors_of(target: Target) -> list[Actor]:
    """Whose référents decide, as `deciding.decidable_by` says: those who carried the report."""
    if isinstance(target, Actor):
        return [target]
    leads = target.report_actors.filter(role=ReportActor.Role.LEAD).select_related("actor")
    return [part.actor for part in leads]


def deciders(target: Target) -> list[Any]:
    """Référents and moderators, each person once."""
    people = {user.pk: user for actor in actors_of(target) for user in referents_of(actor)}
    return list((people | {user.pk: user for user in moderators()}).values())


def announce(amendment: Amendment) -> None:
    """Tell those who may decide; the proposer's own address stays on the site."""
    recent = Amendment.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count()
    flooded = recent > MAILED_PER_HOUR
    step = f"amendment/flood/{timezone.now():%Y%m%d%H}" if flooded else f"amendment/{amendment.pk}/proposed"
    template = "amendment_flood" if flooded else "amendment_proposed"
    path = reverse("amendments:list") if flooded else amendment.get_absolute_url()
    tell(deciders(amendment.target), amendment, step=step, template=template, path=path)


def tell(people: Iterable[Any], amendment: Amendment, *, step: str, template: str, path: str) -> None:
    context = {"amendment": amendment, "title": amendment.target_name, "url": absolute(path)}
    for person in people:
        outbox.queue(f"{step}/{person.pk}", to=person.email, template=template, context=context)


def ask_to_confirm(amendment: Amendment) -> None:
    token = signed_links.make_link({"amendment": amendment.pk}, salt=SALT, stamp=stamp_of(amendment))
    url = absolute(reverse("amendments:confirm", args=[token]))
    context = {"amendment": amendment, "title": amendment.target_name, "url": url}
    key = f"amendment/{amendment.pk}/confirm"
    outbox.queue(key, to=amendment.email, template="amendment_confirm", context=context)


def stamp_of(amendment: Amendment | None) -> object:
    """Spent once the address is confirmed, or erased."""
    return (amendment.pk, amendment.email) if amendment and not amendment.email_confirmed_at else None


def amendment_of(token: str) -> Amendment:
    """Raises LinkRefused: forged, older than a week, or already used."""
    said = signed_links.read_link(
        token,
        salt=SALT,
        max_age=CONFIRM_WITHIN,
        stamp=lambda payload: stamp_of(Amendment.objects.filter(pk=payload["amendment"]).first()),
    )
    return Amendment.objects.get(pk=said["amendment"])


@transaction.atomic
def confirm(amendment: Amendment) -> None:
    """The address is that of its owner: the answer may go there, at once where it is already known."""
    held = Amendment.objects.select_for_update().get(pk=amendment.pk)
    held.email_confirmed_at = timezone.now()
    held.save(update_fields=["email_confirmed_at"])
    answer(held)


def answer(amendment: Amendment) -> None:
    """Write to who proposed it, once it is decided and the address is confirmed; then forget the address."""
    if amendment.is_waiting or not amendment.email or amendment.email_confirmed_at is None:
        return
    context = {"amendment": amendment, "title": amendment.target_name, "url": absolute(amendment.target_path)}
    key = f"amendment/{amendment.pk}/answer"
    outbox.queue(key, to=amendment.email, template="amendment_answer", context=context)
    amendment.email = ""
    amendment.save(update_fields=["email"])


def forget_addresses() -> int:
    """An address that was not confirmed, or a correction that nobody decided, does not keep it for ever."""
    old = Amendment.objects.filter(created_at__lt=timezone.now() - ADDRESS_KEPT_FOR).exclude(email="")
    return old.update(email="")
