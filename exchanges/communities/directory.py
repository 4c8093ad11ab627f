"""The members' directory: people who accepted to be listed, with facets. Members alone read it; no address is in it."""

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.models import Membership
from actors.rights import Person, actors_of
from exchanges.communities.models import DirectoryEntry, Language
from exchanges.conversations.models import Correspondent
from exchanges.memory_facets import Facet, Named, Values, chosen_in, counted, fits
from network_site.groups import is_moderator
from practices.models import Need

PER_PAGE = 20
TITLE = _("Annuaire des membres")
"""What a message to one of them is about."""
CONSENT = _(
    "J’accepte que les membres connectés de Relais voient mon nom, ma fonction, ma collectivité et ce que j’ai écrit "
    "sur cette fiche, et qu’ils m’écrivent par Relais sans voir mon adresse. Je peux la retirer à tout moment."
)
FACETS: Final = (
    Facet(_("Besoin connu"), "besoin"),
    Facet(_("Région"), "region"),
    Facet(_("Langue"), "langue"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the directory; `values` are what the facets count."""

    entry: DirectoryEntry
    actors: tuple[str, ...]
    values: Values

    @property
    def name(self) -> str:
        return self.entry.user.get_full_name()

    @property
    def takes_messages(self) -> bool:
        """From a member. Somebody who never had a conversation has refused nothing."""
        correspondent: Correspondent | None = getattr(self.entry.user, "correspondent", None)
        return correspondent is None or correspondent.is_open_to_members

    @property
    def needs(self) -> list[str]:
        return [need.label for need in self.values["besoin"].values()]

    @property
    def languages(self) -> list[str]:
        return [language.label for language in self.values["langue"].values()]


@dataclass(frozen=True, slots=True)
class Directory:
    """`everyone` is how many people are listed, filters apart."""

    page: "Page[Listed]"
    total: int
    everyone: int
    facets: tuple[Facet, ...]
    is_filtered: bool


def may_read(user: Person) -> bool:
    """Confirmed members of an actor, and the moderators."""
    return user.is_authenticated and (actors_of(user).exists() or is_moderator(user))


def read_directory(parameters: QueryDict) -> Directory:
    """Four queries, whatever the directory holds: it is counted in memory, for it grows with the members only."""
    people = everyone()
    chosen = chosen_in(parameters, FACETS)
    found = [person for person in people if fits(person.values, chosen)]
    values = [person.values for person in people]
    return Directory(
        page=Paginator(found, PER_PAGE).get_page(parameters.get("page")),
        total=len(found),
        everyone=len(people),
        facets=tuple(counted(facet, values, chosen) for facet in FACETS),
        is_filtered=any(chosen.values()),
    )


def everyone() -> list[Listed]:
    """Those who are listed and still belong to an actor, by name."""
    confirmed = Membership.objects.confirmed().select_related("actor__territory__region")
    entries = (
        listed()
        .order_by("user__last_name", "user__first_name", "pk")
        .prefetch_related(
            Prefetch("expertises", Need.objects.filter(live=True)),
            Prefetch("user__memberships", confirmed.filter(actor__live=True), to_attr="confirmed_memberships"),
        )
    )
    return [_listed(entry) for entry in entries]


def listed() -> QuerySet[DirectoryEntry]:
    """The cards of those who still belong to an actor, with what they chose about messages."""
    members = Membership.objects.confirmed().values("user")
    return DirectoryEntry.objects.filter(user__in=members).select_related("user__correspondent")


def _listed(entry: DirectoryEntry) -> Listed:
    actors = [membership.actor for membership in entry.user.confirmed_memberships]  # type: ignore[attr-defined]  # prefetched above
    places = [actor.territory for actor in actors if actor.territory]
    regions = {place.region or place for place in places if place.region or place.kind == "region"}
    return Listed(
        entry=entry,
        actors=tuple(actor.name for actor in actors),
        values={
            "besoin": {need.slug: Named(need.label) for need in entry.expertises.all()},
            "region": {region.code: Named(region.name) for region in regions},
            "langue": {code.value: Named(str(code.label)) for code in Language if code.value in entry.languages},
        },
    )
