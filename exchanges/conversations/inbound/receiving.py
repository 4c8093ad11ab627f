"""What becomes of a mail that came in. Each is answered for by one outcome, and none by an address in a log."""

import hashlib
import logging
import re
from datetime import timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from exchanges.conversations import links, masked_addresses, posting, quota, waiting
from exchanges.conversations.inbound.parsing import InboundMail, parse, same_address
from exchanges.conversations.joined_files import clean_files
from exchanges.conversations.models import Message, Participant, ReceivedMail
from network_site.mail import outbox

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=365)
"""How long a mail is recognised when it comes again: longer than a masked address lives."""


class Outcome(StrEnum):
    RELAYED = "relayed"
    UNKNOWN = "unknown"
    """To no masked address of ours."""
    FORGED = "forged"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    WRONG_SENDER = "wrong_sender"
    AUTOMATIC = "automatic"
    BOUNCED = "bounced"
    LATE = "late"
    """A mail system that will try again."""
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    REFUSED = "refused"
    """Closed, blocked, or too much at once."""


class Explained(Exception):
    """The mail is not relayed, and its sender is told why."""

    def __init__(self, outcome: Outcome, reason: str | Promise) -> None:
        super().__init__(outcome)
        self.outcome, self.reason = outcome, reason


WRONG_SENDER = _(
    "Cette adresse n’est pas celle à laquelle Relais a écrit. Répondez depuis l’adresse qui a reçu notre courriel, ou "
    "sur le site."
)
EXPIRED = _("Cette conversation est trop ancienne pour y répondre par courriel. Répondez sur le site.")
TOO_LARGE = _("Votre courriel dépasse 10 Mo. Renvoyez-le sans pièce jointe lourde, ou répondez sur le site.")
EMPTY = _("Nous n’avons trouvé aucun texte au-dessus du message cité. Écrivez votre réponse au-dessus, ou sur le site.")
TOO_LONG = _("Votre réponse dépasse 5 000 caractères. Raccourcissez-la, ou joignez un document.")
ADDRESS_LEFT_OUT = _("[adresse non transmise]")
CLOSED = _("Cette conversation est fermée.")
BLOCKED = _("Votre correspondant ne souhaite plus vous lire.")


@transaction.atomic
def receive(raw: bytes) -> Outcome:
    """Handle one mail, whole or not at all; called again with the same bytes, it changes nothing."""
    mail = parse(raw)
    token = masked_addresses.token_in(mail.recipients)
    outcome = handle(mail, token=token) if token else Outcome.UNKNOWN
    logger.info("inbound mail: %s", outcome)
    return outcome


def handle(mail: InboundMail, *, token: str) -> Outcome:
    try:
        participant = masked_addresses.participant_of(token, now=timezone.now())
    except masked_addresses.Expired as error:
        participant, is_expired = error.participant, True
    except masked_addresses.Forged:
        return Outcome.FORGED
    else:
        is_expired = False
    received = remember(mail, token=token)
    if received is None:
        return Outcome.REPLAYED
    try:
        with transaction.atomic():
            outcome = decide(mail, participant, is_expired=is_expired)
    except Explained as refusal:
        outcome = refusal.outcome
        explain(mail, participant, reason=refusal.reason)
    received.outcome = outcome
    received.save(update_fields=["outcome"])
    return outcome


def remember(mail: InboundMail, *, token: str) -> ReceivedMail | None:
    """None for a mail that came before, refused or not: nobody is written to twice."""
    digest = hashlib.sha256(f"{mail.message_id}\0{token}".encode()).hexdigest()
    received, is_new = ReceivedMail.objects.get_or_create(digest=digest)
    return received if is_new else None


def decide(mail: InboundMail, participant: Participant, *, is_expired: bool) -> Outcome:
    """Raises Explained."""
    if mail.is_bounce:
        if mail.is_lasting and not is_expired:
            waiting.set_aside(participant.correspondent, now=timezone.now())
        return Outcome.BOUNCED if mail.is_lasting else Outcome.LATE
    if mail.is_automatic:
        return Outcome.AUTOMATIC
    if not same_address(mail.sender, participant.correspondent.address):
        raise Explained(Outcome.WRONG_SENDER, WRONG_SENDER)
    if is_expired:
        raise Explained(Outcome.EXPIRED, EXPIRED)
    if mail.is_too_large:
        raise Explained(Outcome.TOO_LARGE, TOO_LARGE)
    return relay(mail, participant)


def relay(mail: InboundMail, participant: Participant) -> Outcome:
    """Add the answer to the conversation, as the site would. Raises Explained."""
    text = without_own_address(mail.text, participant.correspondent.address)
    if not text:
        raise Explained(Outcome.EMPTY, EMPTY)
    if len(text) > Message.TEXT_LENGTH:
        raise Explained(Outcome.REFUSED, TOO_LONG)
    written = posting.Written(
        text=text,
        token=uuid5(NAMESPACE_URL, f"{participant.pk}/{mail.message_id}"),
        channel=Message.Channel.MAIL,
        files=joined(mail),
    )
    try:
        posting.answer(participant, written=written)
    except posting.Closed as error:
        raise Explained(Outcome.REFUSED, CLOSED) from error
    except posting.Blocked as error:
        raise Explained(Outcome.REFUSED, BLOCKED) from error
    except quota.QuotaSpent as error:
        raise Explained(Outcome.REFUSED, str(error)) from error
    return Outcome.RELAYED


def joined(mail: InboundMail) -> list[posting.JoinedFile]:
    """Raises Explained, which says what is wrong with which file."""
    try:
        return clean_files(SimpleUploadedFile(file.name, file.content) for file in mail.files)
    except ValidationError as error:
        raise Explained(Outcome.REFUSED, " ".join(error.messages)) from error


def without_own_address(text: str, address: str) -> str:
    """Mail programs sign by themselves: one's own address goes out by the site only, where one has typed it."""
    return re.sub(re.escape(address), str(ADDRESS_LEFT_OUT), text, flags=re.IGNORECASE).strip()


def explain(mail: InboundMail, participant: Participant, *, reason: str | Promise) -> None:
    """Write to whoever sent the mail, once a day at most, and say nothing of the conversation: it may be anybody. Only
    the participant is given its link, without which somebody who has no account could not answer on the site.

    No answer to a machine: two of them would write to each other for ever.
    """
    if not mail.sender or mail.is_automatic:
        return
    sender = hashlib.sha256(mail.sender.encode()).hexdigest()[:16]
    is_theirs = same_address(mail.sender, participant.correspondent.address)
    outbox.queue(
        f"conversations/explained/{participant.pk}/{localdate():%Y%m%d}/{sender}",
        to=mail.sender,
        template="conversation_explained",
        context={
            "reason": reason,
            "thread_url": links.thread_link(participant) if is_theirs else "",
            "inbox_url": links.absolute(reverse("conversations:inbox")),
        },
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    )


def forget_old() -> int:
    """Mails that can no longer come again: their masked address is dead."""
    deleted, _by_model = ReceivedMail.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
