"""Permanent identifiers ``AAAA-NNNN``: given once, never reused, resolving for ever."""

import re
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PATTERN = r"\d{4}-\d{4}"
validate_permanent_id = RegexValidator(rf"^{PATTERN}$", _("Quatre chiffres, un tiret, quatre chiffres."))
ATTEMPTS = 10
LAST_NUMBER = 9999


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
        year, number = map(int, re.fullmatch(r"(\d{4})-(\d{4})", value).groups())  # type: ignore[union-attr]  # validated
        self.get_or_create(year=year, number=number)


class PermanentId(models.Model):
    """An identifier that was given. The row stays when the report goes, so that ``/rex/…`` answers 410 and not 404."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(auto_now_add=True)

    objects = PermanentIdManager()

    class Meta:
        verbose_name = _("identifiant permanent")
        verbose_name_plural = _("identifiants permanents")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="permanent_id_once")
        ]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:04d}"
