"""What the two editorial groups may do. Administrators may do everything."""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from network_site.accounts.models import User
from network_site.vocabulary import EditorialSnippet

MODERATION: Final = "Modération"
EDITING: Final = "Édition"

WRITE: Final = ("add", "change", "view")
DECIDE: Final = (*WRITE, "delete", "publish", "lock", "unlock")

OTHER_MODELS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    MODERATION: {
        "actors.membership": ("view", "change"),
        "actors.referent": (*WRITE, "delete"),
        "contact.message": ("view", "change", "delete"),
        "freshness.linkcheck": ("view", "change"),
        "search.expansion": (*WRITE, "delete"),
        "search.outbox": ("view", "change"),
        "search.searchcount": ("view",),
        "search.unansweredsearch": ("view", "change"),
        "wagtailredirects.redirect": (*WRITE, "delete"),
    },
    EDITING: {"actors.referent": WRITE, "freshness.linkcheck": ("view", "change"), "search.expansion": WRITE},
}
"""Group → model → actions, for what is not an editorial snippet."""


def is_moderator(user: User | AnonymousUser) -> bool:
    """Whether the person decides what is published: a member of the group, or an administrator. One query at most."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name=MODERATION).exists()


def moderators() -> QuerySet[User]:
    """Whom to write to; the administrators of a site that has no moderator yet."""
    active = User.objects.filter(is_active=True).order_by("pk")
    members = active.filter(groups__name=MODERATION)
    return members if members.exists() else active.filter(is_superuser=True)


def editorial_models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if issubclass(model, EditorialSnippet))


def grants(group: str) -> Iterator[tuple[type[Model], tuple[str, ...]]]:
    """Every model that the group may act on, with the actions."""
    for model in editorial_models():
        yield model, DECIDE if group == MODERATION else WRITE
    for label, actions in OTHER_MODELS[group].items():
        yield apps.get_model(label), actions


def grant(name: str) -> Group:
    """Give the group its permissions, and take back those on our models that it should not have."""
    group, _created = Group.objects.get_or_create(name=name)
    wanted = Q(pk__in=[])
    managed = []
    for model, actions in grants(name):
        content_type = ContentType.objects.get_for_model(model)
        managed.append(content_type)
        codenames = [f"{action}_{content_type.model}" for action in actions]
        wanted |= Q(content_type=content_type, codename__in=codenames)
    kept = group.permissions.exclude(content_type__in=managed)
    group.permissions.set([*kept, *Permission.objects.filter(wanted)])
    return group
