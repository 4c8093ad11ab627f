"""Runs the registered jobs when they are due. Any number of workers may run; each may be killed at any time."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

from django.db import DatabaseError, close_old_connections

from network_site.job_runs import JobRun
from network_site.jobs import Job, registered

logger = logging.getLogger(__name__)

TICK_SECONDS = 5.0


def beat() -> None:
    """Does nothing: the start that the worker writes down for this job is its heartbeat."""


HEARTBEAT = Job(name="worker.heartbeat", run=beat, every=timedelta(seconds=30))


def last_heartbeat() -> datetime | None:
    """When a worker was last known to be alive; None when none ever ran."""
    return JobRun.objects.last_start(HEARTBEAT.name)


def never() -> bool:
    return False


def run_due_jobs(*, stopping: Callable[[], bool] = never) -> int:
    """Run what is due, once; returns how many jobs ran. `stopping` is asked before each."""
    ran = 0
    for job in JobRun.objects.due([HEARTBEAT, *registered()]):
        if stopping():
            break
        if JobRun.objects.claim(job):
            run(job)
            ran += 1
    return ran


def run(job: Job) -> None:
    """Run a claimed job. A failure is written down and waits for the next period; the other jobs go on."""
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 - one room's failing job must not stop the others
        # Only the kind and the place are kept: the text may quote an address (a duplicate key, a refused recipient).
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("job %s failed: %s\n%s", job.name, type(error).__name__, place)  # noqa: TRY400 - see above
        JobRun.objects.finish(job, error=type(error).__name__)
    else:
        JobRun.objects.finish(job)


def work(stop: Event) -> None:
    """Run jobs until `stop` is set. A database that is away is waited for."""
    while not stop.is_set():
        close_old_connections()
        try:
            run_due_jobs(stopping=stop.is_set)
        except DatabaseError as error:
            logger.warning("worker waits for the database: %s", type(error).__name__)
        stop.wait(TICK_SECONDS)
