"""Logs for machines: one JSON object a line, with the request's identifier and nobody's data.

Named by the production settings. The texts of errors quote what they refuse (« Key (email)=(…) already exists »), so
of an error only its kind and its place are written; addresses of people and questions are cut from every message.
Django quotes the whole path of a request that it refuses, which may hold the token of a password or of a conversation:
the line of `network_site.observation` names the view under the same identifier.
"""

import ipaddress
import re
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from network_site.request_id import request_id

_QUERY = re.compile(r"\?[^\s'\"]*")
_MAIL = re.compile(r"[^\s@<>\"'(=:]+@[^\s@<>\"'),;:]+")
_NETWORK_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_MAYBE_IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,}(?:%\w+)?")
QUOTING_PATHS = ("django.request", "django.security")
"""Loggers that write the address of a request, or what an intruder gave for one, and those below them."""
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def without_personal_data(text: str) -> str:
    """The same text without questions, mail addresses and network addresses."""
    text = _MAYBE_IPV6.sub(_without_ipv6, _MAIL.sub("…@…", _QUERY.sub("?…", text)))
    return _NETWORK_ADDRESS.sub("…", text)


def _without_ipv6(found: re.Match[str]) -> str:
    """The mask, where it is an address but for the punctuation of the sentence."""
    text = found.group()
    address = text.partition("%")[0]
    if address.count(":") < 2 or not address.strip(":"):
        return text
    for tried in (address, address.rstrip(".:"), address.lstrip(".:"), address.strip(".:"), address[:-1], address[1:]):
        try:
            ipaddress.IPv6Address(tried)
        except ValueError:
            continue
        return address.replace(tried, "…")
    return text


def without_what_it_quotes(text: str) -> str:
    """Django's own words, « Not Found: … »; nothing of a text that does not set apart what it quotes."""
    said, colon, _quoted = text.partition(": ")
    return f"{said}: …" if colon else "…"


class DiscreetJsonFormatter(JsonFormatter):
    """Time, level, logger, message and request; extra fields that the call gave by name."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__("{levelname}{name}{message}", style="{", rename_fields=names, timestamp=True)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        message = str(log_data.get("message", ""))
        if str(log_data.get("logger", "")).startswith(QUOTING_PATHS):
            message = without_what_it_quotes(message)
        log_data["message"] = without_personal_data(message)
        if identifier := request_id.get():
            log_data["request_id"] = identifier
        for unsafe in ("request", "server_time", "sinfo"):  # Django passes the whole request along
            log_data.pop(unsafe, None)
        return super().process_log_record(log_data)

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802 - logging's own name
        kind, _error, place = ei
        return "".join(traceback.format_tb(place)) + (kind.__name__ if kind else "")

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's own name
        return ""
