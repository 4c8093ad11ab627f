"""Telling référents that peers seek what they solved: who accepted it, at most once a week, never twice the same."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actors.rights import REFERENT, actors_of
from exchanges.seeking.models import SoughtNeed, SoughtNeedQuerySet, Willingness
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.mail import outbox
from network_site.signed_links import make_link, read_link
from practices.models import Need, ReportActor
from practices.reading.cards import published_reports

CONSENT: Final = _(
    "J’accepte que Relais m’écrive, une fois par semaine au plus, quand un pair cherche ce que nous avons déjà fait."
)
EVERY: Final = timedelta(days=7)
SALT, STOPPED_FOR = "seeking.stop", timedelta(days=3650)
MOST_TOLD: Final = 10


def choose(user: User, *, told: bool) -> None:
    """Date and text of the consent are kept as long as it stands."""
    if told:
        Willingness.objects.get_or_create(user=user, defaults={"consent_text": str(CONSENT)})
    else:
        Willingness.objects.filter(user=user).delete()


def tell_due() -> int:
    """Write to everybody whose week has passed and for whom there is something; the number of mails."""
    week_ago = timezone.now() - EVERY
    due = Willingness.objects.filter(user__is_active=True).exclude(mailed_at__gt=week_ago)
    return sum(tell(pk) for pk in due.values_list("pk", flat=True))


def tell(pk: int) -> bool:
    """One transaction writes the mail and how far it told; the lock keeps two workers from telling twice."""
    with transaction.atomic():
        willing = Willingness.objects.select_for_update().select_related("user").filter(pk=pk).first()
        if willing is None or (willing.mailed_at and willing.mailed_at > timezone.now() - EVERY):
            return False
        sought = list(news_for(willing)[:MOST_TOLD])
        if not sought:
            return False
        _mail(willing, sought)
        willing.told_until = max(each.published_at or willing.told_until for each in sought)
        willing.mailed_at = timezone.now()
        willing.save(update_fields=["told_until", "mailed_at"])
    return True


def news_for(willing: Willingness) -> "SoughtNeedQuerySet":
    """Open needs, published since, that a report led by the référent's own actors answers; the oldest first."""
    mine = actors_of(willing.user, REFERENT)
    led = ReportActor.objects.filter(actor__in=mine, role=ReportActor.Role.LEAD, page__in=published_reports())
    solved = Need.objects.filter(reports__in=led.values("page"))
    new = SoughtNeed.objects.open().filter(published_at__gt=willing.told_until, need__in=solved)
    return new.exclude(actor__in=mine).with_names().order_by("published_at", "pk")


def _mail(willing: Willingness, sought: list[SoughtNeed]) -> None:
    token = make_link({"willing": willing.pk}, salt=SALT, stamp=willing.consented_at)
    stop_url = absolute(f"{reverse('seeking:stop')}?{urlencode({'cle': token})}")
    outbox.queue(
        f"seeking/told/{willing.user_id}/{sought[-1].pk}",
        to=willing.user.email,
        template="seeking_told",
        context={"lines": [(str(each), absolute(each.get_absolute_url())) for each in sought], "stop_url": stop_url},
        headers={"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def willing_of(token: str) -> Willingness:
    """LinkRefused."""
    said = read_link(token, salt=SALT, max_age=STOPPED_FOR, stamp=lambda said: _consented_at(said["willing"]))
    return Willingness.objects.get(pk=said["willing"])


def _consented_at(pk: int) -> object:
    return Willingness.objects.filter(pk=pk).values_list("consented_at", flat=True).first()
