"""Organisations, the networks they form, and the people named on their reports."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import Orderable

from actors.membership.domains import validate_domains
from actors.membership.models import Invitation, Membership
from network_site.fields import LinesField
from network_site.territories.models import Territory
from network_site.vocabulary import EditorialSnippet, ModeratedMixin, Origin, ProvenanceMixin, Term

__all__ = [
    "Actor",
    "ActorType",
    "Invitation",
    "Membership",
    "Network",
    "NetworkCategory",
    "NetworkMembership",
    "NetworkScope",
    "Referent",
    "TerritoryType",
]


class ActorType(Term):
    """What kind of organisation: collectivité, établissement public, association…"""

    class Meta(Term.Meta):
        verbose_name = _("type d’acteur")
        verbose_name_plural = _("types d’acteurs")


class TerritoryType(Term):
    """What kind of collectivité: commune, intercommunalité, métropole, PETR, département, région."""

    parent = models.ForeignKey(
        "self", verbose_name=_("type plus large"), null=True, blank=True, on_delete=models.SET_NULL
    )

    panels: ClassVar[list[Panel]] = [*Term.panels, FieldPanel("parent")]

    class Meta(Term.Meta):
        verbose_name = _("type de territoire")
        verbose_name_plural = _("types de territoires")


class NetworkScope(Term):
    """How far a network reaches: régional, national, européen, international."""

    class Meta(Term.Meta):
        verbose_name = _("échelle de réseau")
        verbose_name_plural = _("échelles de réseaux")


class NetworkCategory(Term):
    """The family of a network, in the five categories of the survey's section 07."""

    class Meta(Term.Meta):
        verbose_name = _("famille de réseau")
        verbose_name_plural = _("familles de réseaux")


class Actor(ModeratedMixin, ProvenanceMixin, EditorialSnippet):
    """An organisation: a collectivité or one of its partners."""

    template = "actors/actor_detail.html"
    context_object_name = "actor"

    name = models.CharField(_("nom"), max_length=150)
    full_name = models.CharField(_("nom complet"), max_length=200, blank=True)
    aliases = LinesField(
        verbose_name=_("autres noms"), help_text=_("Un par ligne : sigle, ancien nom…"), max_lines=20, line_length=150
    )
    type = models.ForeignKey(
        ActorType, verbose_name=_("type d’acteur"), on_delete=models.PROTECT, related_name="actors"
    )
    territory_type = models.ForeignKey(
        TerritoryType,
        verbose_name=_("type de territoire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actors",
        help_text=_("Pour une collectivité seulement."),
    )
    territory = models.ForeignKey(
        "territories.Territory",
        verbose_name=_("territoire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actors",
        help_text=_("Le territoire de la collectivité, ou celui où l’organisme agit."),
    )
    siren = models.CharField(
        _("SIREN"), max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}$", _("Neuf chiffres."))]
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    description = models.TextField(_("présentation"), max_length=1500, blank=True)
    website = models.URLField(_("site internet"), blank=True)
    mail_domains = LinesField(
        verbose_name=_("domaines des courriels"),
        help_text=_(
            "Ce qui suit le @ des adresses officielles, un domaine par ligne : grenoble.fr. Jamais affiché. Il prouve "
            "que la première personne à se présenter travaille là : n’y mettez que des domaines qui sont à cet acteur."
        ),
        max_lines=20,
        line_length=253,
        validators=[validate_domains],
    )
    to_confirm = LinesField(
        verbose_name=_("à confirmer"),
        help_text=_("Ce qui est probable mais pas prouvé, une mention par ligne. Affiché comme tel."),
        max_lines=20,
    )

    panels: ClassVar[list[Panel]] = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("type"),
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("mail_domains"),
        MultiFieldPanel(
            [FieldPanel("territory_type"), FieldPanel("territory"), FieldPanel("siren")], heading=_("Territoire")
        ),
        MultiFieldPanel(
            [
                FieldPanel("full_name"),
                FieldPanel("aliases"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading=_("Autres noms et position approchée"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("origin"), FieldPanel("sources"), FieldPanel("to_confirm")],
            heading=_("Provenance"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("acteur")
        verbose_name_plural = _("acteurs")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def inhabitants(self) -> int | None:
        """Those of its territory, where it is the collectivité of that territory: a PETR has but a part of its
        département, and an agency that acts in a région has none.
        """
        if self.territory is None or self.territory_type is None:
            return None
        kind = self.territory.kind
        is_part = kind in {Territory.Kind.DEPARTEMENT, Territory.Kind.REGION} and self.territory_type.slug != kind
        return None if is_part else self.territory.population

    def get_absolute_url(self) -> str:
        return reverse("actors:actor", args=[self.slug])

    def get_context(self) -> dict[str, Any]:
        from actors.reading import read_actor  # noqa: PLC0415 - it imports this module

        return super().get_context() | {"reading": read_actor(self)}


class Network(ModeratedMixin, ProvenanceMixin, EditorialSnippet):
    """A network of collectivités or a structure that helps them, with how to join it."""

    template = "actors/network_detail.html"
    context_object_name = "network"

    name = models.CharField(_("nom"), max_length=150)
    aliases = LinesField(verbose_name=_("autres noms"), help_text=_("Un par ligne."), max_lines=20, line_length=150)
    scope = models.ForeignKey(
        NetworkScope, verbose_name=_("échelle"), on_delete=models.PROTECT, related_name="networks"
    )
    category = models.ForeignKey(
        NetworkCategory, verbose_name=_("famille"), on_delete=models.PROTECT, related_name="networks"
    )
    actor = models.ForeignKey(
        Actor,
        verbose_name=_("fiche d’acteur"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="own_networks",
        help_text=_("Quand ce réseau est aussi un acteur du catalogue."),
    )
    region_name = models.CharField(_("région couverte"), max_length=100, blank=True)
    territories = ParentalManyToManyField(
        "territories.Territory",
        verbose_name=_("territoires couverts"),
        blank=True,
        related_name="networks",
        limit_choices_to={"kind__in": ["region", "departement"]},
        help_text=_("Pour un réseau régional."),
    )
    description = models.TextField(_("présentation"), max_length=1500, blank=True)
    how_to_join = models.TextField(_("comment le rejoindre"), max_length=600, blank=True)
    website = models.URLField(_("site internet"), blank=True)
    needs = ParentalManyToManyField(
        "practices.Need", verbose_name=_("besoins traités"), blank=True, related_name="networks"
    )
    themes = ParentalManyToManyField(
        "practices.Theme", verbose_name=_("thématiques"), blank=True, related_name="networks"
    )

    panels: ClassVar[list[Panel]] = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldRowPanel([FieldPanel("scope"), FieldPanel("category")]),
        FieldPanel("description"),
        FieldPanel("how_to_join"),
        FieldPanel("website"),
        FieldPanel("needs", widget=CheckboxSelectMultiple),
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        InlinePanel("memberships", label=_("Membre"), heading=_("Membres du réseau")),
        MultiFieldPanel(
            [
                FieldPanel("aliases"),
                FieldPanel("actor"),
                FieldPanel("region_name"),
                FieldPanel("territories"),
                FieldPanel("origin"),
                FieldPanel("sources"),
            ],
            heading=_("Autres noms, territoires et provenance"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actors:network", args=[self.slug])

    def get_context(self) -> dict[str, Any]:
        from actors.reading import read_network  # noqa: PLC0415 - it imports this module

        return super().get_context() | {"reading": read_network(self)}


class NetworkMembership(Orderable):
    """An actor that is a member of a network."""

    network = ParentalKey(Network, on_delete=models.CASCADE, related_name="memberships")
    actor = models.ForeignKey(
        Actor, verbose_name=_("acteur"), on_delete=models.CASCADE, related_name="network_memberships"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("membre")
        verbose_name_plural = _("membres")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "actor"], name="network_member_once")
        ]

    def __str__(self) -> str:
        return str(self.actor)


class ReferentQuerySet(models.QuerySet["Referent"]):
    """Which people may be named, in one place."""

    def named_publicly(self) -> "ReferentQuerySet":
        """Those whose name any visitor may read: public, not withdrawn, and confirmed where the site asks for it."""
        names = self.filter(visibility=Referent.Visibility.PUBLIC, withdrawn_at__isnull=True).exclude(name="")
        return names.filter(confirmed=True) if settings.RELAIS_HIDE_UNCONFIRMED_NAMES else names


class Referent(models.Model):
    """A person named on reports. The name lives here only: never copied into a text, a revision or an index."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("nom visible de tous")
        MEMBERS = "members", _("nom visible des membres")
        RELAY = "relay", _("joignable par relais, nom masqué")

    name = models.CharField(_("nom"), max_length=150, blank=True)
    role = models.CharField(_("fonction"), max_length=150, blank=True)
    actor = models.ForeignKey(
        Actor, verbose_name=_("acteur"), null=True, blank=True, on_delete=models.SET_NULL, related_name="referents"
    )
    visibility = models.CharField(
        _("visibilité du nom"), max_length=10, choices=Visibility.choices, default=Visibility.RELAY
    )
    confirmed = models.BooleanField(
        _("confirmé par la personne"),
        default=False,
        help_text=_("La personne a dit qu’elle accepte d’être nommée."),
    )
    origin = models.CharField(_("origine"), max_length=20, choices=Origin.choices, default=Origin.CONTRIBUTION)
    catalogue_id = models.CharField(max_length=120, unique=True, null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("nom retiré le"), null=True, blank=True, editable=False)

    objects = ReferentQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("actor"),
        FieldPanel("visibility"),
        FieldPanel("confirmed"),
        FieldPanel("origin"),
        FieldPanel("decision"),
        FieldPanel("reason"),
    ]

    class Meta:
        verbose_name = _("référent")
        verbose_name_plural = _("référents")
        ordering: ClassVar[list[str]] = ["actor__name", "pk"]

    def __str__(self) -> str:
        """Without the name: Wagtail copies this text into its journal, where a withdrawal could not reach it."""
        return _("Référent n° %(number)s (%(actor)s)") % {
            "number": self.pk or "?",
            "actor": self.actor or _("sans acteur"),
        }

    @property
    def is_named_publicly(self) -> bool:
        """The same rule as ``ReferentQuerySet.named_publicly``, for a record that is already loaded."""
        return bool(
            self.name
            and self.visibility == self.Visibility.PUBLIC
            and self.withdrawn_at is None
            and (self.confirmed or not settings.RELAIS_HIDE_UNCONFIRMED_NAMES)
        )

    @property
    def public_name(self) -> str:
        """The name where any visitor may read it, else ``""``."""
        return self.name if self.is_named_publicly else ""

    def withdraw(self, **save_options: Any) -> None:
        """Hide the name everywhere at once. A moderator then erases it or restores it."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"], **save_options)

    def restore(self) -> None:
        self.withdrawn_at = None
        self.save(update_fields=["withdrawn_at"])

    def erase(self) -> None:
        """Remove the name for good; the record stays, so that messages to the référent still find the actor."""
        self.name, self.role = "", ""
        self.save(update_fields=["name", "role"])
