"""Parts of addresses that several rooms read: `<permanent_id:permanent_id>` and `<day:day>`."""

from datetime import date

from django.urls import register_converter

from practices.models.permanent_ids import PATTERN


class PermanentIdConverter:
    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """`2026-10-14`; an impossible day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


def register() -> None:
    """Called once, when the app is ready: before any room declares its addresses."""
    register_converter(PermanentIdConverter, "permanent_id")
    register_converter(DayConverter, "day")
