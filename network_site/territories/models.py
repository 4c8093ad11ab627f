"""Territories under their official codes, and the record of the public data that was loaded."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Territories found by the codes that public data uses."""

    def by_insee(self, code: str, *, kind: str) -> "Territory | None":
        """The territory of an INSEE code. The kind is needed: 93 is both a département and a région."""
        return self.filter(kind=kind, code=code).first()

    def by_siren(self, siren: str) -> "Territory | None":
        """The EPCI or the commune of a SIREN; the list has none for départements, régions and overseas communes."""
        return self.filter(siren=siren).first() if siren else None

    def within(self, container: "Territory") -> "TerritoryQuerySet":
        """The territory itself and all that it wholly contains."""
        containers = ("pk", *Territory.CONTAINERS)
        return self.filter(models.Q(*((name, container.pk) for name in containers), _connector=models.Q.OR))


class Territory(models.Model):
    """A commune, an EPCI à fiscalité propre, a département or a région (Code officiel géographique).

    The containers are stored on every territory, so that no walk up is needed. One is empty when it is not wholly
    true (an EPCI over two départements) or does not exist: a collectivité d'outre-mer stands at the level of
    départements and belongs to no région, an island commune may have no EPCI. The population is empty where INSEE
    counts nobody.
    """

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        EPCI = "epci", _("intercommunalité")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")

    class EpciType(models.TextChoices):
        CC = "CC", _("communauté de communes")
        CA = "CA", _("communauté d’agglomération")
        CU = "CU", _("communauté urbaine")
        METROPOLE = "METRO", _("métropole")
        LYON = "MET69", _("métropole à statut de collectivité")

    CONTAINERS: ClassVar[tuple[str, ...]] = ("epci", "departement", "region")

    slug_code = models.CharField(_("code"), max_length=24, primary_key=True, editable=False)
    """« commune-38185 »: the kind and the official code, the identity of a territory here and in addresses."""
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code officiel"), max_length=9, help_text=_("Code INSEE, ou SIREN d’un EPCI."))
    name = models.CharField(_("nom"), max_length=120, db_index=True)
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    epci = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("EPCI"))
    departement = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("département")
    )
    region = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("région")
    )
    epci_type = models.CharField(_("statut de l’EPCI"), max_length=5, choices=EpciType.choices, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, db_index=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        ordering: ClassVar[list[str]] = ["name", "slug_code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_kind_and_code"),
        ]

    def __str__(self) -> str:
        """Communes say their département: more than 1,400 names are borne by several."""
        if self.kind == self.Kind.COMMUNE and self.departement_id:
            return f"{self.name} ({self.departement_id.removeprefix('departement-')})"
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug_code = self.slug_code_for(self.kind, self.code)
        super().save(*args, **kwargs)

    @staticmethod
    def slug_code_for(kind: str, code: str) -> str:
        return f"{kind}-{code}"

    def ancestors_codes(self) -> tuple[str, ...]:
        """The codes of the territory and of all that contain it, the smallest first. Costs no query."""
        containers = (self.epci_id, self.departement_id, self.region_id)
        return (self.slug_code, *(code for code in containers if code))


class LoadedSource(models.Model):
    """A file of public data that was loaded: what it is, under which licence, and which version.

    The digest makes a second load of the same file cost nothing, and the rest is what a page must say of its source.
    """

    name = models.SlugField(_("nom"), unique=True)
    digest = models.CharField(_("empreinte"), max_length=64)
    title = models.CharField(_("titre"), max_length=200, blank=True)
    publisher = models.CharField(_("producteur"), max_length=200, blank=True)
    url = models.URLField(_("adresse"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    edition = models.CharField(_("millésime"), max_length=20, blank=True)
    loaded_at = models.DateTimeField(_("chargée le"), auto_now=True)

    class Meta:
        verbose_name = _("source de données")
        verbose_name_plural = _("sources de données")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.title or self.name} {self.edition}".strip()
