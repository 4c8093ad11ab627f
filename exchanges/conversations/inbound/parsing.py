"""From the bytes of a mail to what Relais needs of it. Pure: nothing is looked up and nothing is written.

Everything here was typed by somebody else: a part that cannot be read is left out, and never raises.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses
from typing import Any

from mailparser_reply import EmailMessage as QuotedMail

from exchanges.conversations.inbound.html_text import text_of
from exchanges.conversations.notices import SEPARATOR
from network_site.public_forms import readable

MOST_BYTES = 10 * 1024 * 1024
"""A larger mail is answered by an explanation; only its head is read."""
MOST_TEXT = 60_000
"""Characters looked at: a person's answer is at the top."""
MOST_LINES = 400
OUTLINE_WIDTH = 120
HEADER_WIDTH = 250
MOST_FILES = 5
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "To", "Cc")
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autorespond-Subject", "X-Auto-Reply")
AUTOMATIC_PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:r[ée]ponse\s+automatique|absence\s+du\s+bureau|message\s+d[’']absence|absente?\s*:|automatic\s+reply"
    r"|out\s+of\s+(?:the\s+)?office|auto(?:matique)?\s*:)",
    re.IGNORECASE,
)
POSTMASTERS = frozenset({"mailer-daemon", "postmaster"})
PERMANENT = re.compile(r"^\s*5\.\d+\.\d+")
QUOTE_START = re.compile(
    r"\s*(?:-{3,}\s*(?:message|mail|e-mail)\s(?:d[’']origine|original|transf[ée]r[ée])"
    r"|-{3,}\s*original\smessage|le\s.{4,200}?\sa\sécrit\s?:?\s*$)",
    re.IGNORECASE,
)
"""What French mail programs write above the mail they quote, where the library does not know it."""


@dataclass(frozen=True, slots=True)
class InboundFile:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class InboundMail:
    """`text` is what the person wrote, without what was quoted under it nor the signature."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    text: str = ""
    files: tuple[InboundFile, ...] = ()
    is_automatic: bool = False
    is_bounce: bool = False
    is_lasting: bool = False
    """For a bounce: the address will not work later either."""
    is_too_large: bool = False


def parse(raw: bytes) -> InboundMail:
    if len(raw) > MOST_BYTES:
        head = BytesHeaderParser(policy=policy.default).parsebytes(raw[: 256 * 1024])
        return replace(envelope(head, raw), is_automatic=is_automatic(head), is_too_large=True)
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    bounce = is_bounce(message)
    return replace(
        envelope(message, raw),
        text="" if bounce else written_text(message),
        files=() if bounce else tuple(files_of(message)),
        is_automatic=is_automatic(message),
        is_bounce=bounce,
        is_lasting=bounce and is_lasting(message),
    )


def envelope(message: EmailMessage, raw: bytes) -> InboundMail:
    return InboundMail(
        message_id=header(message, "Message-ID") or f"<{hashlib.sha256(raw).hexdigest()}>",
        sender=next(iter(addresses(message, "From")), ""),
        recipients=tuple(address for name in RECIPIENT_HEADERS for address in addresses(message, name)),
    )


def header(message: Any, name: str) -> str:
    """A header as text; empty when it is missing or cannot be read."""
    try:
        return str(message.get(name) or "").strip()
    except (ValueError, IndexError, AttributeError, TypeError):  # what the standard library raises on broken headers
        return ""


def addresses(message: EmailMessage, name: str) -> Iterator[str]:
    """The addresses of every header of this name, in small letters."""
    try:
        values = [str(value) for value in message.get_all(name, [])]
    except (ValueError, IndexError, AttributeError, TypeError):
        return
    for _name, address in getaddresses(values):
        if "@" in address:
            yield address.strip().lower()


def is_automatic(message: EmailMessage) -> bool:
    """Written by a machine: an absence, a mailing list… RFC 3834, and what older programs say instead."""
    submitted = header(message, "Auto-Submitted").lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or any(message.get(name) for name in AUTOMATIC_HEADERS)
        or header(message, "Precedence").lower() in AUTOMATIC_PRECEDENCES
        or AUTOMATIC_SUBJECT.match(header(message, "Subject"))
    )


def is_bounce(message: EmailMessage) -> bool:
    """A mail system says that ours did not arrive: RFC 3464, or a mail without return address from a postmaster."""
    if message.get_content_type() == "multipart/report" and "feedback" not in str(message.get_params() or "").lower():
        return "disposition" not in str(message.get_params() or "").lower()  # a receipt is not a failure
    sender = next(iter(addresses(message, "From")), "")
    return header(message, "Return-Path") == "<>" and sender.partition("@")[0] in POSTMASTERS


def is_lasting(message: EmailMessage) -> bool:
    """Failed for good (5.x.x), and not merely late."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                failed = header(block, "Action").lower() == "failed"
                if failed and PERMANENT.match(header(block, "Status")):
                    return True
    return False


def written_text(message: EmailMessage) -> str:
    plain, html = body(message, "plain"), body(message, "html")
    text = plain if plain.strip() else text_of(html[: 4 * MOST_TEXT])
    return without_quotes(readable(text)[:MOST_TEXT])


def body(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body(preferencelist=(kind,))
        return "" if part is None else str(part.get_content())
    except (LookupError, ValueError, AttributeError, TypeError):  # an unknown charset, a broken encoding
        return ""


def without_quotes(text: str) -> str:
    """What was written above the quoted mail, without its signature; the whole when only a signature is left."""
    lines = [line.strip() for line in text.partition(SEPARATOR)[0].strip().split("\n")[:MOST_LINES]]
    written = [line for line in lines[: quote_start(lines)] if not line.startswith(">")]
    kept = "\n".join(written).strip().split("\n")
    return "\n".join(kept[: lines_of_answer(kept)]).strip()


def quote_start(lines: list[str]) -> int:
    """The line where the quoted mail is announced; mail programs break this one in two when it is long."""
    for number, line in enumerate(lines):
        both = f"{line[:HEADER_WIDTH]} {''.join(lines[number + 1 : number + 2])[:HEADER_WIDTH]}"
        if QUOTE_START.match(line[:HEADER_WIDTH]) or QUOTE_START.match(both):
            return number
    return len(lines)


def lines_of_answer(lines: list[str]) -> int:
    """How many of the first lines are the answer. The library sees their beginnings only: on long lines it is slow."""
    outline = "\n".join(line[:OUTLINE_WIDTH].rstrip() for line in lines)
    replies = QuotedMail(text=outline, languages=["fr", "en"], keep_hyphen_lists=True).read().replies
    answer = (replies[0].body or replies[0].full_body) if replies else outline
    return answer.count("\n") + 1 if answer and outline.startswith(answer) else len(lines)


def files_of(message: EmailMessage) -> Iterator[InboundFile]:
    """What was joined on purpose: images inside the text (logos of signatures) are not."""
    joined = (part for part in message.iter_attachments() if part.get_content_disposition() == "attachment")
    for _number, part in zip(range(MOST_FILES), joined, strict=False):
        try:
            content = part.get_payload(decode=True)
        except (ValueError, AttributeError, TypeError):
            continue
        if isinstance(content, bytes) and content:
            yield InboundFile(name=readable(part.get_filename() or "piece-jointe")[:120], content=content)


def same_address(one: str, other: str) -> bool:
    return bool(one) and one.strip().lower() == other.strip().lower()
