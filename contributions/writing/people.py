"""Who writes, in whose name, and who can be asked about the report."""

from typing import Any

from django.utils.translation import gettext as _

from actors.models import Actor, Referent
from actors.rights import WRITERS, actors_of
from contributions.freshness.models import ReferentAccount
from contributions.writing import places
from contributions.writing.models import Draft
from network_site.vocabulary import Origin
from practices.models import ExperienceReportPage, ReportActor, ReportReferent

ME = "moi-"
SAME = "inchanges"
RECORD = "fiche-"
OWN_CHOICES = (
    (Referent.Visibility.PUBLIC, _("Moi, et mon nom est visible de tous")),
    (Referent.Visibility.MEMBERS, _("Moi, et mon nom n’est visible que des membres du réseau")),
    (Referent.Visibility.RELAY, _("Moi, sans afficher mon nom : on m’écrit par Relais")),
)


def writing_for(user: Any) -> "Any":
    """The organisations in whose name the person may publish."""
    return actors_of(user, *WRITERS).filter(live=True).select_related("territory__departement").order_by("name")


def prefilled(user: Any, actors: Any) -> dict[str, str]:
    """What the only organisation of the person tells; nothing when there is none or a choice."""
    mine = list(actors[:2])
    initial = {"role": ReportActor.Role.LEAD.value}
    if len(mine) == 1:
        initial["actor"] = mine[0].slug
        if mine[0].territory:
            initial["location"] = places.label(mine[0].territory)
    return initial


def referent_choices(draft: Draft, user: Any) -> list[tuple[str, str]]:
    """Oneself in three ways; those whom the report names already; the other référents of one's organisations."""
    own = [(f"{ME}{visibility}", str(text)) for visibility, text in OWN_CHOICES]
    named = draft.page is not None and draft.page.report_referents.exists()
    kept = [(SAME, _("Les mêmes personnes qu’aujourd’hui"))] if named else []
    others = [(f"{RECORD}{referent.pk}", name_for_colleagues(referent)) for referent in colleagues(user)]
    return [*kept, *own, *others]


def colleagues(user: Any) -> "Any":
    """The référents of one's organisations, but oneself and those who took their name back."""
    if not user.is_authenticated:
        return Referent.objects.none()
    mine = actors_of(user, *WRITERS)
    others = Referent.objects.filter(actor__in=mine, withdrawn_at=None).exclude(account__user=user)
    return others.exclude(visibility=Referent.Visibility.RELAY).exclude(name="").select_related("actor")[:20]


def name_for_colleagues(referent: Referent) -> str:
    """Members of the network may read these names; relay-only ones are never offered."""
    return ", ".join(text for text in (referent.name, referent.role) if text)


def wants_a_name(choice: str) -> bool:
    """Whether the choice shows the name of the account to somebody."""
    return choice in {f"{ME}{Referent.Visibility.PUBLIC}", f"{ME}{Referent.Visibility.MEMBERS}"}


def set_lead(page: ExperienceReportPage, *, actor: Actor, role: str) -> None:
    """The organisation of the writer with its role, first; the others stay."""
    others = [part for part in page.report_actors.all() if part.actor_id != actor.pk]
    mine = next((part for part in page.report_actors.all() if part.actor_id == actor.pk), None) or ReportActor()
    mine.actor, mine.role = actor, role
    parts = [mine, *others]
    for number, part in enumerate(parts):
        part.sort_order = number
    page.report_actors.set(parts)


def set_referent(page: ExperienceReportPage, *, choice: str, user: Any, actor: Actor | None) -> None:
    """Name the chosen person on the report, as an unsaved row; a record of one's own is saved."""
    referent = chosen_referent(user, choice=choice, actor=actor)
    if referent is not None and choice.startswith(ME):
        keep_own(referent, user)
    put_first(page, referent)


def chosen_referent(user: Any, *, choice: str, actor: Actor | None) -> Referent | None:
    """The person of that choice, with nothing saved yet; None leaves the report with those that it names."""
    if choice.startswith(RECORD):
        return colleagues_record(user, choice)
    return own_referent(user, actor=actor, visibility=choice.removeprefix(ME)) if choice.startswith(ME) else None


def put_first(page: ExperienceReportPage, referent: Referent | None) -> None:
    """Whom readers know already stays; of a report that was never published, the last choice is the only one."""
    if referent is not None:
        named = page.report_referents.all() if page.first_published_at else []
        rows = [row for row in named if row.referent_id != referent.pk]
        page.report_referents.set([ReportReferent(referent=referent, sort_order=0), *rows])


def colleagues_record(user: Any, choice: str) -> Referent | None:
    number = choice.removeprefix(RECORD)
    return next((each for each in colleagues(user) if str(each.pk) == number), None)


def own_referent(user: Any, *, actor: Actor | None, visibility: str) -> Referent:
    """The record of the person in this organisation, with the visibility just chosen, not saved.

    A name that was taken back stays so: its record is left to the moderators, and another one is made.
    """
    known = ReferentAccount.objects.filter(user=user, referent__actor=actor, referent__withdrawn_at=None)
    own = known.select_related("referent").order_by("pk").first()
    referent = own.referent if own else Referent(actor=actor, origin=Origin.CONTRIBUTION)
    referent.name, referent.visibility, referent.confirmed = user.get_full_name(), visibility, True
    return referent


def keep_own(referent: Referent, user: Any) -> None:
    is_new = referent.pk is None
    referent.save()
    if is_new:
        ReferentAccount.objects.create(user=user, referent=referent)
