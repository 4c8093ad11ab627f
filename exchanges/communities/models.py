"""What a network does on Relais: who runs it, who asks to join, its portal; and the people who accept to be listed."""

from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MESSAGE_LENGTH = 500
REASON_LENGTH = 500


class Language(models.TextChoices):
    """The languages in which European networks and their people are known to work."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
    GERMAN = "de", _("allemand")
    SPANISH = "es", _("espagnol")
    ITALIAN = "it", _("italien")
    DUTCH = "nl", _("néerlandais")
    PORTUGUESE = "pt", _("portugais")
    CATALAN = "ca", _("catalan")
    BASQUE = "eu", _("basque")
    BRETON = "br", _("breton")
    CREOLE = "gcf", _("créole")
    ARABIC = "ar", _("arabe")
    SIGNS = "lsf", _("langue des signes française")


class Community(models.Model):
    """How a network lives here. Made when somebody first has something to say of it: absent, nothing is claimed."""

    TITLE_LENGTH = 120
    INTRODUCTION_LENGTH = 600
    FILTERS_LENGTH = 1000

    network = models.OneToOneField("actors.Network", on_delete=models.CASCADE, related_name="community")
    accepts_requests = models.BooleanField(_("on peut demander ici à le rejoindre"), default=False)
    languages = models.JSONField(_("langues de travail"), default=list, blank=True)
    title = models.CharField(_("titre du portail"), max_length=TITLE_LENGTH, blank=True)
    introduction = models.TextField(_("présentation du portail"), max_length=INTRODUCTION_LENGTH, blank=True)
    filters = models.CharField(_("recherche enregistrée"), max_length=FILTERS_LENGTH, blank=True)
    """The part of an address after « ? », as `search.addresses` writes it; empty: the network's own needs."""

    class Meta:
        default_permissions = ()
        verbose_name = _("vie d’un réseau")
        verbose_name_plural = _("vie des réseaux")

    def __str__(self) -> str:
        return self.title or str(self.network)

    @property
    def language_names(self) -> list[str]:
        return names_of(self.languages)


def names_of(codes: list[str]) -> list[str]:
    """Known languages, in the order of the list whatever that of the codes."""
    return [str(language.label) for language in Language if language.value in codes]


class AgendaLink(models.Model):
    """A meeting of the network: what, when, and where to read more. Relais keeps no agenda of its own."""

    LABEL_LENGTH = 150
    MOST = 12

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="agenda")
    label = models.CharField(_("intitulé"), max_length=LABEL_LENGTH)
    on = models.DateField(_("date"))
    url = models.URLField(_("adresse"), max_length=300)

    class Meta:
        default_permissions = ()
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        ordering: ClassVar[list[str]] = ["on", "pk"]

    def __str__(self) -> str:
        return self.label


Row = TypeVar("Row", bound="Answered")


class AnsweredQuerySet(models.QuerySet[Row]):
    def waiting(self) -> Self:
        return self.filter(accepted_at=None, refused_at=None)

    def accepted(self) -> Self:
        return self.filter(accepted_at__isnull=False)


class Answered(models.Model):
    """Something that a person asks and that somebody accepts or refuses, once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("compte"), on_delete=models.CASCADE, related_name="+"
    )
    message = models.TextField(_("message"), max_length=MESSAGE_LENGTH, blank=True)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepté le"), null=True, blank=True, editable=False)
    refused_at = models.DateTimeField(_("refusé le"), null=True, blank=True, editable=False)
    reason = models.TextField(_("motif du refus"), max_length=REASON_LENGTH, blank=True, editable=False)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.refused_at is None

    def answer(self, *, accept: bool, reason: str = "") -> bool:
        """Write the answer; False when somebody has answered already, who is then right."""
        now = timezone.now()
        values = {"accepted_at": now} if accept else {"refused_at": now, "reason": reason}
        waiting = type(self)._default_manager.filter(pk=self.pk, accepted_at=None, refused_at=None)
        return bool(waiting.update(**values))


class FacilitatorQuerySet(AnsweredQuerySet["Facilitator"]):
    pass


class Facilitator(Answered):
    """A person who runs a network here (animateur): asked by the person, accepted by a moderator."""

    network = models.ForeignKey("actors.Network", on_delete=models.CASCADE, related_name="facilitators")

    objects = FacilitatorQuerySet.as_manager()

    class Meta(Answered.Meta):
        verbose_name = _("animation d’un réseau")
        verbose_name_plural = _("animations de réseaux")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "user"], name="facilitator_once")
        ]

    def __str__(self) -> str:
        return _("Animation n° %(number)s") % {"number": self.pk or "?"}


class JoinRequestQuerySet(AnsweredQuerySet["JoinRequest"]):
    pass


class JoinRequest(Answered):
    """An actor asks to become a member of a network, by one of its people."""

    network = models.ForeignKey("actors.Network", on_delete=models.CASCADE, related_name="join_requests")
    actor = models.ForeignKey("actors.Actor", on_delete=models.CASCADE, related_name="join_requests")

    objects = JoinRequestQuerySet.as_manager()

    class Meta(Answered.Meta):
        verbose_name = _("demande d’adhésion à un réseau")
        verbose_name_plural = _("demandes d’adhésion à des réseaux")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["network", "actor"],
                condition=models.Q(accepted_at=None, refused_at=None),
                name="one_waiting_join_request",
            )
        ]

    def __str__(self) -> str:
        return _("Demande n° %(number)s") % {"number": self.pk or "?"}


class DirectoryEntry(models.Model):
    """A member who accepts to be found by the other members, and for what. Absent: the person is not listed."""

    ROLE_LENGTH = 120
    ABOUT_LENGTH = 400
    MOST_EXPERTISES = 6

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="directory_entry")
    role = models.CharField(_("fonction"), max_length=ROLE_LENGTH)
    about = models.TextField(_("ce sur quoi on peut me solliciter"), max_length=ABOUT_LENGTH, blank=True)
    expertises = models.ManyToManyField("practices.Need", verbose_name=_("besoins que je connais"), blank=True)
    languages = models.JSONField(_("langues"), default=list, blank=True)
    consent = models.TextField(_("ce qui a été accepté"), editable=False)
    consented_at = models.DateTimeField(_("accepté le"), default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("fiche de l’annuaire")
        verbose_name_plural = _("fiches de l’annuaire")

    def __str__(self) -> str:
        return _("Fiche n° %(number)s") % {"number": self.pk or "?"}

    @property
    def language_names(self) -> list[str]:
        return names_of(self.languages)
