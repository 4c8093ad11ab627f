"""Jobs run when due, once each, and one that fails stops nothing."""

import os
import signal
from datetime import timedelta
from threading import Event, Timer

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from network_site import jobs, worker
from network_site.job_runs import JobRun
from network_site.mail import outbox

pytestmark = pytest.mark.django_db
HOURLY = timedelta(hours=1)


@pytest.fixture
def registry(monkeypatch):
    """An empty registry: only what the test registers runs, in the test's own transaction, which a close would end."""
    monkeypatch.setattr(jobs, "_registry", {})
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


@pytest.fixture
def ran(registry):
    runs: list[str] = []
    jobs.register("a.first", run=lambda: runs.append("first"), every=HOURLY)
    return runs


def test_the_site_registers_its_own_jobs():
    names = {job.name for job in jobs.registered()}
    assert {"mail.deliver", "mail.forget", "contact.delete_handled"} <= names


@pytest.mark.parametrize("every", [timedelta(0), timedelta(seconds=-1)])
def test_a_period_is_positive(registry, every):
    with pytest.raises(ValueError, match="positive"):
        jobs.register("a.job", run=print, every=every)


def test_a_name_is_taken_once_but_may_be_registered_again_by_its_owner(registry):
    jobs.register("a.job", run=print, every=HOURLY)
    jobs.register("a.job", run=print, every=HOURLY)
    with pytest.raises(ValueError, match="twice"):
        jobs.register("a.job", run=list, every=HOURLY)


def test_a_due_job_runs_once_per_period(ran):
    assert worker.run_due_jobs() == 2  # the job and the heartbeat
    assert worker.run_due_jobs() == 0
    JobRun.objects.update(started_at=timezone.now() - HOURLY)
    assert worker.run_due_jobs() == 2
    assert ran == ["first", "first"]


def test_two_workers_share_a_job_without_doubling_it(ran):
    job = jobs.registered()[0]
    assert JobRun.objects.due([job]) == [job]
    assert JobRun.objects.claim(job)
    assert not JobRun.objects.claim(job)
    assert ran == []


def test_a_job_that_another_worker_takes_first_is_left_to_it(ran, monkeypatch):
    monkeypatch.setattr(type(JobRun.objects), "claim", lambda _runs, _job: False)
    assert worker.run_due_jobs() == 0
    assert ran == []


def test_a_job_that_fails_is_written_down_without_its_text_and_the_next_one_runs(ran, caplog):
    address = "lecteur@exemple.fr"

    def fail():
        raise RuntimeError(address)

    jobs.register("a.a_failing", run=fail, every=HOURLY)
    worker.run_due_jobs()
    assert ran == ["first"]
    assert JobRun.objects.get(name="a.a_failing").error == "RuntimeError"
    assert JobRun.objects.get(name="a.first").error == ""
    assert "RuntimeError" in caplog.text
    assert "in fail" in caplog.text
    assert address not in caplog.text


def test_an_error_is_cleared_by_the_next_success(ran):
    job = jobs.registered()[0]
    JobRun.objects.create(name=job.name, error="RuntimeError")
    worker.run_due_jobs()
    assert JobRun.objects.get(name=job.name).error == ""
    assert str(JobRun.objects.get(name=job.name)) == "a.first"


def test_the_heartbeat_says_that_a_worker_lives(registry):
    assert worker.last_heartbeat() is None
    worker.run_due_jobs()
    seen = worker.last_heartbeat()
    assert seen
    assert seen <= timezone.now()


def test_once_delivers_what_waits(mailoutbox):
    outbox.queue("event/1", to="lecteur@exemple.fr", subject="Objet", text="Texte")
    call_command("worker", once=True)
    assert [mail.subject for mail in mailoutbox] == ["Objet"]


def test_sigterm_ends_the_worker_after_the_job_under_way(registry, monkeypatch):
    monkeypatch.setattr(worker, "TICK_SECONDS", 30)
    runs: list[str] = []

    def stopped():
        os.kill(os.getpid(), signal.SIGTERM)
        runs.append("ended")

    before = signal.getsignal(signal.SIGTERM)
    jobs.register("a.stopped", run=stopped, every=HOURLY)
    jobs.register("a.then", run=lambda: runs.append("then"), every=HOURLY)
    call_command("worker")
    assert runs == ["ended"]
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_database_that_is_away_is_waited_for(registry, monkeypatch, caplog):
    stop, calls = Event(), []

    def run_due_jobs(**_options):
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("connection to 10.0.0.1 refused")
        stop.set()

    monkeypatch.setattr(worker, "run_due_jobs", run_due_jobs)
    monkeypatch.setattr(worker, "TICK_SECONDS", 0)
    guard = Timer(20, stop.set)
    guard.start()
    worker.work(stop)
    guard.cancel()
    assert len(calls) == 2
    assert "OperationalError" in caplog.text
    assert "10.0.0.1" not in caplog.text
