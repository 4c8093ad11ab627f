"""What belonging to an actor allows: every room asks here, nobody reads `Membership` for a right."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from actors.membership.models import Membership
from actors.models import Actor
from network_site.accounts.models import User

Person = User | AnonymousUser

REFERENT = Membership.Role.REFERENT
WRITERS = (Membership.Role.REFERENT, Membership.Role.CONTRIBUTOR)
"""The roles that may write in the name of the actor; an observer reads."""


def actors_of(user: Person, *roles: str) -> QuerySet[Actor]:
    """The actors that the person belongs to, with one of the roles if some are given; one query when it is read."""
    if not user.is_authenticated:
        return Actor.objects.none()
    mine = Membership.objects.confirmed().filter(user=user)
    if roles:
        mine = mine.filter(role__in=roles)
    return Actor.objects.filter(pk__in=mine.values("actor"))


def is_member_of(user: Person, actor: Actor | None) -> bool:
    return actor is not None and actors_of(user).filter(pk=actor.pk).exists()


def is_referent_of(user: Person, actor: Actor | None) -> bool:
    return actor is not None and actors_of(user, REFERENT).filter(pk=actor.pk).exists()


def referents_of(actor: Actor) -> QuerySet[User]:
    """The accounts to write to about the actor; whether a name may be shown is another question (`Referent`)."""
    memberships = Membership.objects.confirmed().filter(actor=actor, role=REFERENT)
    return User.objects.filter(pk__in=memberships.values("user")).order_by("pk")


def signed_in(request: HttpRequest) -> User:
    """The person behind a view that `login_required` protects, for the type checker as for a forgotten decorator."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
