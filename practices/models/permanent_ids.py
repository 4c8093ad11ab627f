"""Permanent identifiers ``AAAA-NNNN``: given once, never reused, resolving for ever."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PATTERN = r"\d{4}-\d{4}"
validate_permanent_id = RegexValidator(rf"^{PATTERN}$", _("Quatre chiffres, un tiret, quatre chiffres."))
ATTEMPTS = 10
LAST_NUMBER = 9999


def _parts(value: str) -> dict[str, Any]:
    year, number = value.split("-")
    return {"year": int(year), "number": int(number)}


class PermanentIdManager(models.Manager["PermanentId"]):
    def allocate(self, year: int | None = None) -> str:
        """Reserve the next identifier of the year (the present one by default).

        Raises:
            OverflowError: the year has used its 9,999 numbers.
        """
        year = year or timezone.localdate().year
        for _attempt in range(ATTEMPTS):
            last = self.filter(year=year).aggregate(last=models.Max("number"))["last"] or 0
            if last >= LAST_NUMBER:
                raise OverflowError(f"no permanent identifier left for {year}")
            try:
                with transaction.atomic():
                    return str(self.create(year=year, number=last + 1))
            except IntegrityError:
                continue  # another process took that number
        raise IntegrityError(f"no free permanent identifier for {year} after {ATTEMPTS} attempts")

    def reserve(self, value: str) -> None:
        """Record an identifier chosen elsewhere, such as the catalogue's, so that it is not given again."""
        self.get_or_create(**_parts(value))

    def named(self, value: str) -> "models.QuerySet[PermanentId]":
        """The row of this identifier, or none."""
        return self.filter(**_parts(value))

    def bury(self, value: str, *, title: str, slug: str, reason: str = "") -> None:
        """Write the tombstone of a report that readers knew, under both its addresses."""
        told = {"title": title, "slug": slug, "reason": reason, "removed_at": timezone.now()}
        self.update_or_create(**_parts(value), defaults=told)

    def buried(self, slug: str) -> "PermanentId | None":
        """The last report that was removed from the address ``/retours/<slug>/``."""
        return self.filter(slug=slug, removed_at__isnull=False).order_by("removed_at").last()

    def revive(self, value: str) -> None:
        """The report may be read again."""
        self.named(value).exclude(removed_at=None).update(title="", slug="", reason="", removed_at=None)


class PermanentId(models.Model):
    """An identifier that was given. The row stays when the report goes, so that ``/rex/…`` answers 410 and not 404.

    Once the report is removed the row is its tombstone: a title, a date, a reason, and nothing else of what it said.
    ``slug`` is the end of its address, by which readers still come; no page shows it.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(_("titre affiché"), max_length=255, blank=True)
    slug = models.CharField(max_length=255, blank=True, db_index=True, editable=False)
    removed_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    objects = PermanentIdManager()

    class Meta:
        verbose_name = _("identifiant permanent")
        verbose_name_plural = _("identifiants permanents")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="permanent_id_once")
        ]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:04d}"
