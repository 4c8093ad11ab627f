"""What anybody may propose to change: texts that say what was done, never who may be named or how it is classified."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Field

from actors.models import Actor
from network_site.fields import LinesField
from practices.models import ExperienceReportPage

OF_REPORT: Final = (
    "title",
    "summary",
    "context",
    "objectives",
    "action",
    "governance",
    "stakeholders",
    "legal_frame",
    "results",
    "limits",
    "lessons",
    "success_factors",
    "barriers",
    "transfer_advice",
    "preconditions",
    "cost_note",
    "staff_note",
)
OF_ACTOR: Final = ("name", "full_name", "description", "website")

Target = ExperienceReportPage | Actor


def title_of(target: Target) -> str:
    return target.name if isinstance(target, Actor) else target.title


def path_of(target: Target) -> str:
    return target.get_absolute_url() if isinstance(target, Actor) else target.permanent_path


def names_of(target: Target) -> tuple[str, ...]:
    return OF_ACTOR if isinstance(target, Actor) else OF_REPORT


def field_of(target: Target, name: str) -> "Field[Any, Any]":
    return target._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001 - Django documents Model._meta


def label_of(target: Target, name: str) -> str:
    label = str(field_of(target, name).verbose_name)
    return label[:1].upper() + label[1:]


def text_of(target: Target, name: str) -> str:
    """What the field says, as one text; a list of lines is one line each."""
    value = getattr(target, name)
    return "\n".join(value) if isinstance(value, list) else value.replace("\r\n", "\n")


def set_text(target: Target, name: str, text: str) -> None:
    is_list = isinstance(field_of(target, name), LinesField)
    setattr(target, name, [line.strip() for line in text.splitlines() if line.strip()] if is_list else text)


def digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]


def digests(target: Target) -> str:
    """What each field said when the form was shown: `title:0f3a… summary:…`."""
    return " ".join(f"{name}:{digest(text_of(target, name))}" for name in names_of(target))


def read_digests(text: str) -> Mapping[str, str]:
    return dict(pair.split(":", 1) for pair in text.split() if ":" in pair)
