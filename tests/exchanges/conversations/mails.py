"""Real mails as mail programs write them, built with the standard library."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from exchanges.conversations.notices import SEPARATOR


def mail(
    text: str | None = "Oui, avec plaisir. Appelons-nous.",
    *,
    to: str = "reply+1-1-a@reponses.relais.example",
    sender: str = "Rémi Répondant <referent@denain.example>",
    message_id: str | None = "<1@denain.example>",
    html: str | None = None,
    **headers: str,
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"] = headers.pop("Subject", "Re: Cours oasis")
    if message_id is not None:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    if html is not None and text is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message


def quoted(
    answer: str, *, header: str = "Le jeu. 26 nov. 2026 à 10:12, Zoé, par Relais <x@y.example> a écrit :"
) -> str:
    lines = [SEPARATOR, "", "Bonjour,", "", "Zoé vous écrit par Relais."]
    return f"{answer}\n\n{header}\n\n" + "\n".join(f"> {line}" for line in lines)


def bounce(*, to: str, status: str = "5.1.1", action: str = "failed", **headers: str) -> bytes:
    """What a mail server answers: RFC 3464, with the return address that ours carried."""
    fields: dict[str, Any] = {"From": "MAILER-DAEMON@mx.example", "Message-ID": "<bounce@mx.example>", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return (
        f"Return-Path: <>\r\n{head}To: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; referent@denain.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b--\r\n"
    ).encode()
