"""Factories of the kernel: territories, accounts, pages of text, files."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from network_site.accounts.models import User
from network_site.groups import EDITING, MODERATION, grant
from network_site.models import HomePage, StandardPage
from network_site.territories.models import Territory


def home_page() -> HomePage:
    """The one that the first migration made."""
    return HomePage.objects.get()


class TermFactory(DjangoModelFactory):
    """What the factories of all vocabularies share; a draft is `live=False`."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(live=False)
        hostile = factory.Trait(label="<script>alert('terme')</script>", definition="<script>alert('sens')</script>")

    slug: Any = factory.Sequence("terme-{}".format)
    label: Any = factory.Sequence("Terme {}".format)
    definition = "Ce que cela veut dire."
    order: Any = factory.Sequence(lambda number: number % 1000)


class PageFactory(DjangoModelFactory):
    """A page under its parent: `parent=`, by default the home page. Many-to-many and child relations are arguments."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(live=False, has_unpublished_changes=True)

    title: Any = factory.Sequence("Page {}".format)
    slug: Any = factory.Sequence("page-{}".format)

    @classmethod
    def default_parent(cls) -> Page:
        return home_page()

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        parent = kwargs.pop("parent", None) or cls.default_parent()
        return parent.add_child(instance=model_class(*args, **kwargs))


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    introduction = "Ce que dit cette page, en une phrase."


class TerritoryFactory(DjangoModelFactory):
    """A commune; the traits make what contains it."""

    class Meta:
        model = Territory

    class Params:
        epci_kind = factory.Trait(kind="epci", epci_type="METRO", siren=factory.SelfAttribute("code"))
        departement_kind = factory.Trait(kind="departement", code=factory.Sequence("D{:02}".format))
        region_kind = factory.Trait(kind="region", code=factory.Sequence("R{:02}".format))

    kind = "commune"
    code = factory.Sequence("{:05}".format)
    name = factory.Sequence("Commune {}".format)
    population = 6500


class UserFactory(DjangoModelFactory):
    """A member; the password is « relais-essai ».

    `UserFactory(moderator=True)`, `UserFactory(referent_of=actor)`, `contributor_of`, `observer_of`, `administrator`,
    `verified` (may sign in with the password rather than by `force_login`).
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        administrator = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence("personne-{}@exemple.fr".format)
    password = factory.django.Password("relais-essai")

    @factory.post_generation
    def verified(user: User, create: bool, wanted: bool | None, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        """The address is confirmed: the person may sign in with the password."""
        if wanted:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

    @factory.post_generation
    def moderator(user: User, create: bool, wanted: bool | None, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        if wanted:
            user.groups.add(grant(MODERATION))

    @factory.post_generation
    def editor(user: User, create: bool, wanted: bool | None, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        if wanted:
            user.groups.add(grant(EDITING))

    @factory.post_generation
    def referent_of(user: User, create: bool, actor: Any, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        join(user, actor, role="referent")

    @factory.post_generation
    def contributor_of(user: User, create: bool, actor: Any, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        join(user, actor, role="contributor")

    @factory.post_generation
    def observer_of(user: User, create: bool, actor: Any, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        join(user, actor, role="observer")


def join(user: User, actor: Any, *, role: str) -> None:
    """A confirmed membership, where an actor is given."""
    if actor:
        actor.memberships.create(user=user, role=role, confirmed_at=timezone.now(), proof="moderator")


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = get_image_model()

    title = factory.Sequence("Image {}".format)
    file = factory.django.ImageField(width=80, height=60)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = get_document_model()

    title = factory.Sequence("Document {}".format)
    file = factory.django.FileField(filename="bilan.pdf", data=b"%PDF-1.4")
