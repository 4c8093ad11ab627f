"""Decisions on a published report: confirmed, to check, archived, merged. Each is written in Wagtail's journal."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices.models import EditorialStatus, ExperienceReportPage


def confirm(report: ExperienceReportPage, *, on: date, user: Any = None) -> None:
    """« Toujours exact »: verified that day, and whatever doubt there was is gone. Text and versions do not change."""
    report.verified_at = on
    _decide(report, EditorialStatus.PUBLISHED, "practices.confirm", user=user, fields=["verified_at"])


def mark_to_check(report: ExperienceReportPage, *, user: Any = None) -> None:
    """Nobody confirmed it in time."""
    _decide(report, EditorialStatus.TO_CHECK, "practices.to_check", user=user)


def archive(report: ExperienceReportPage, *, user: Any = None) -> None:
    """It stays readable and citable, and is no longer proposed to those who search."""
    _decide(report, EditorialStatus.ARCHIVED, "practices.archive", user=user)


def reopen(report: ExperienceReportPage, *, user: Any = None) -> None:
    """Back to « publié », without saying that anything was verified."""
    _decide(report, EditorialStatus.PUBLISHED, "practices.reopen", user=user)


@transaction.atomic
def merge(report: ExperienceReportPage, *, into: ExperienceReportPage, user: Any = None) -> None:
    """Both addresses of `report` lead to the other one for ever, as do those that already led to it.

    Raises:
        ValidationError: the other one is this one, is not published, or was itself merged.
    """
    if into.pk == report.pk or not into.live or into.merged_into_id is not None:
        raise ValidationError(_("Choisissez un autre retour publié, qui n’a pas été fusionné lui-même."))
    report.merged_into = into
    report.unpublish(user=user)
    report.merged.update(merged_into=into)
    _decide(report, EditorialStatus.MERGED, "practices.merge", user=user, fields=["merged_into"])


@transaction.atomic
def _decide(
    report: ExperienceReportPage, status: EditorialStatus, action: str, *, user: Any, fields: list[str] | None = None
) -> None:
    """Only what was decided is saved: an object read a while ago brings nothing else back."""
    report.editorial_status = status
    report.save(clean=False, update_fields=["editorial_status", *(fields or [])])
    log(report, action, user=user)
