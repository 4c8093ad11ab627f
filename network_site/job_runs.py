"""When each background job last ran: the row that lets several workers share the jobs without doubling them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network_site.jobs import Job


class JobRunManager(models.Manager["JobRun"]):
    def due(self, jobs: list[Job]) -> list[Job]:
        """The jobs whose period has passed since their last start; one query, and nothing is written."""
        now = timezone.now()
        started = dict(self.values_list("name", "started_at"))
        return [job for job in jobs if not (last := started.get(job.name)) or last <= now - job.every]

    def claim(self, job: Job) -> bool:
        """Write that the job starts now; False when another worker has just done so."""
        now = timezone.now()
        self.get_or_create(name=job.name)
        due = self.filter(Q(started_at=None) | Q(started_at__lte=now - job.every), name=job.name)
        return bool(due.update(started_at=now))

    def finish(self, job: Job, *, error: str = "") -> None:
        self.filter(name=job.name).update(ended_at=timezone.now(), error=error)

    def last_start(self, name: str) -> datetime | None:
        return self.filter(name=name).values_list("started_at", flat=True).first()


class JobRun(models.Model):
    """The last run of one job. ``error`` is the kind of the last failure, empty after a success."""

    name = models.CharField(_("tâche"), max_length=100, unique=True)
    started_at = models.DateTimeField(_("commencée le"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)
    error = models.CharField(_("erreur"), max_length=120, blank=True)

    objects: ClassVar[JobRunManager] = JobRunManager()

    class Meta:
        verbose_name = _("tâche de fond")
        verbose_name_plural = _("tâches de fond")

    def __str__(self) -> str:
        return self.name
