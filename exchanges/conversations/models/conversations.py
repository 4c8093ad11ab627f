"""A conversation between somebody who asks and the people who can answer."""

from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.conversations.models.people import Correspondent

NAME_LENGTH = 80


class Route(models.TextChoices):
    """To whom the first message went; the sender is told this and never an address. In order of preference."""

    PERSON = "person", _("à la personne à qui vous écrivez")
    FACILITATORS = "facilitators", _("aux personnes qui animent ce réseau")
    REFERENT = "referent", _("au référent")
    MEMBERS = "members", _("aux personnes de cette collectivité ou de cet organisme qui ont un compte")
    MAILBOX = "mailbox", _("à la boîte de l’institution")
    MODERATORS = "moderators", _("aux modérateurs de Relais, qui cherchent à qui le transmettre")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def confirmed(self) -> "ConversationQuerySet":
        """Without those that wait for a visitor to prove an address."""
        return self.filter(confirmed_at__isnull=False)

    def unanswered(self) -> "ConversationQuerySet":
        return self.confirmed().filter(answered_at=None, closed_at=None, refused_at=None)

    def to_transmit(self) -> "ConversationQuerySet":
        """The moderators' queue: nobody to deliver to is known yet."""
        return self.unanswered().filter(route=Route.MODERATORS)


class Conversation(models.Model):
    """``title`` and ``path`` say what it is about, as when it began; ``actor`` or ``network`` is who is asked."""

    class About(models.TextChoices):
        REPORT = "report", _("retour d’expérience")
        ACTOR = "actor", _("acteur")
        NETWORK = "network", _("réseau")
        NEED = "need", _("besoin")
        PERSON = "person", _("personne")

    TITLE_LENGTH = 200

    uuid = models.UUIDField(_("identifiant"), unique=True, default=uuid4, editable=False)
    about = models.CharField(_("porte sur un"), max_length=10, choices=About.choices)
    title = models.CharField(_("objet"), max_length=TITLE_LENGTH)
    path = models.CharField(_("page"), max_length=500, blank=True)
    actor = models.ForeignKey(
        "actors.Actor",
        verbose_name=_("acteur interrogé"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    network = models.ForeignKey(
        "actors.Network",
        verbose_name=_("réseau interrogé"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    route = models.CharField(_("transmis"), max_length=12, choices=Route.choices, blank=True)
    created_at = models.DateTimeField(_("commencée le"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("envoyée le"), null=True, editable=False)
    refused_at = models.DateTimeField(_("refusée le"), null=True, editable=False)
    answered_at = models.DateTimeField(_("première réponse le"), null=True, editable=False)
    last_message_at = models.DateTimeField(_("dernier message le"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("fermée le"), null=True, editable=False)
    closed_by = models.CharField(_("fermée par ce côté"), max_length=10, blank=True, editable=False)
    """One of `Participant.Side`, which alone may open it again; empty when moderators closed it."""
    reminded_at = models.DateTimeField(_("rappelée le"), null=True, editable=False)
    fallback_offered_at = models.DateTimeField(_("recours proposé le"), null=True, editable=False)
    fallback_at = models.DateTimeField(_("recours demandé le"), null=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering: ClassVar = ["-last_message_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["route", "answered_at"], name="conversations_waiting"),
            models.Index(fields=["actor", "route"], name="conversations_of_actor"),
        ]

    def __str__(self) -> str:
        """Without its title: who asks what of whom is nobody else's business."""
        return _("Conversation n° %(number)s") % {"number": self.pk or "?"}

    def get_absolute_url(self) -> str:
        return reverse("conversations:thread", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.refused_at is None

    @property
    def asked(self) -> str:
        """The name of who is asked."""
        return str(self.actor or self.network or "")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def with_people(self) -> "ParticipantQuerySet":
        return self.select_related("correspondent__user")


class Participant(models.Model):
    """A correspondent in one conversation. ``name`` is how the person signs; empty, the side says who it is."""

    class Side(models.TextChoices):
        ASKER = "asker", _("demande")
        ANSWERER = "answerer", _("répond")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="participants"
    )
    correspondent = models.ForeignKey(
        Correspondent, verbose_name=_("correspondant"), on_delete=models.PROTECT, related_name="participations"
    )
    side = models.CharField(_("côté"), max_length=8, choices=Side.choices)
    name = models.CharField(_("nom affiché"), max_length=NAME_LENGTH, blank=True)
    organisation = models.CharField(_("collectivité ou organisme"), max_length=NAME_LENGTH, blank=True)
    joined_at = models.DateTimeField(_("ajouté le"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("lu jusqu’au"), null=True, editable=False)
    muted_at = models.DateTimeField(_("en sourdine depuis"), null=True, editable=False)
    told_until = models.PositiveBigIntegerField(_("dernier message annoncé"), default=0, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "correspondent"], name="conversations_participant_once")
        ]

    def __str__(self) -> str:
        return _("Participant n° %(number)s") % {"number": self.pk or "?"}

    @property
    def is_asker(self) -> bool:
        return self.side == self.Side.ASKER

    @property
    def label(self) -> str:
        """« Camille Exemple, Ville de Denain »: what the other side reads. Never an address."""
        if self.name:
            return ", ".join(part for part in (self.name, self.organisation) if part)
        if self.correspondent.kind == Correspondent.Kind.INSTITUTION:
            return _("Boîte de l’institution, %(name)s") % {"name": self.organisation}
        if self.organisation:
            return _("Une personne de : %(name)s") % {"name": self.organisation}
        return str(_("Une personne qui n’est plus sur Relais"))

    def mark_read(self, *, now: datetime) -> None:
        self.read_at = now
        self.save(update_fields=["read_at"])


class Message(models.Model):
    """What somebody wrote, once for good. ``token`` names the form or the mail that it came by: none is twice."""

    TEXT_LENGTH = 5000

    class Channel(models.TextChoices):
        SITE = "site", _("sur le site")
        MAIL = "mail", _("par courriel")

    conversation = models.ForeignKey(
        Conversation, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(Participant, verbose_name=_("auteur"), on_delete=models.CASCADE, related_name="messages")
    text = models.TextField(_("texte"), max_length=TEXT_LENGTH)
    channel = models.CharField(_("voie"), max_length=4, choices=Channel.choices, default=Channel.SITE)
    token = models.UUIDField(_("envoi"), unique=True, editable=False)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(_("masqué le"), null=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return _("Message n° %(number)s") % {"number": self.pk or "?"}


def private_files() -> Storage:
    """Told by a function, so that migrations do not hold the place of one installation."""
    return storages["private"]


def private_path(_attachment: "Attachment", filename: str) -> str:
    """Under a name that nobody guesses: the file is given only by the page that checks who asks."""
    return f"conversations/{uuid4().hex}.{filename.rpartition('.')[2].lower()[:5]}"


def delete_all(files: list[Any]) -> None:
    for file in files:
        file.storage.delete(file.name)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def delete_with_files(self) -> None:
        """The rows now, the files once that is certain."""
        files = [attachment.file for attachment in self]
        self.delete()
        transaction.on_commit(partial(delete_all, files))


class Attachment(models.Model):
    """A file joined to a message, cleaned like those of reports."""

    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="attachments"
    )
    file: Any = models.FileField(_("fichier"), storage=private_files, upload_to=private_path, max_length=200)
    name = models.CharField(_("nom"), max_length=120)
    size = models.PositiveIntegerField(_("taille en octets"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return _("Pièce jointe n° %(number)s") % {"number": self.pk or "?"}
