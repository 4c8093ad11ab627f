"""Logs for machines: one JSON object a line, with the request's identifier and nobody's data.

Named by the production settings. The texts of errors quote what they refuse (« Key (email)=(…) already exists »), so
of an error only its kind and its place are written; addresses of people and questions are cut from every message.
"""

import re
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from network_site.request_id import request_id

_QUERY = re.compile(r"\?[^\s'\"]*")
_MAIL = re.compile(r"[^\s@<>\"'(=:]+@[^\s@<>\"'),;:]+")
_NETWORK_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def without_personal_data(text: str) -> str:
    """The same text without questions, mail addresses and network addresses."""
    return _NETWORK_ADDRESS.sub("…", _MAIL.sub("…@…", _QUERY.sub("?…", text)))


class DiscreetJsonFormatter(JsonFormatter):
    """Time, level, logger, message and request; extra fields that the call gave by name."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__("{levelname}{name}{message}", style="{", rename_fields=names, timestamp=True)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        log_data["message"] = without_personal_data(str(log_data.get("message", "")))
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
