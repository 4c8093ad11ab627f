"""« Nous nous sommes inspirés de… »: once both reports are public, the référents of the first confirm it by a link."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.rights import referents_of
from network_site.mail import outbox
from network_site.signed_links import Payload, make_link, read_link
from practices.models import ExperienceReportPage, ReportActor, ReportReuse

SALT: Final = "writing.inspiration"
VALID_FOR: Final = timedelta(days=90)


def ask(page: ExperienceReportPage) -> None:
    """Write to the référents of each report that this one says it took from; each is asked once."""
    reuses = ReportReuse.objects.filter(page=page.pk, confirmed_at=None).select_related("inspired_by", "page")
    for reuse in reuses:
        for person in people_to_ask(reuse.inspired_by):
            outbox.queue(
                f"reuse/{reuse.page_id}/{reuse.inspired_by_id}/{person.pk}",
                to=person.email,
                template="reuse",
                context={"reuse": reuse, "url": f"{settings.WAGTAILADMIN_BASE_URL}{path_of(reuse)}"},
            )


def people_to_ask(report: ExperienceReportPage) -> list[Any]:
    parts = report.report_actors.filter(role=ReportActor.Role.LEAD).select_related("actor")
    found = {person.pk: person for part in parts for person in referents_of(part.actor)}
    return list(found.values())


def path_of(reuse: ReportReuse) -> str:
    token = make_link({"page": reuse.page_id, "inspired_by": reuse.inspired_by_id}, salt=SALT, stamp=reuse.confirmed_at)
    return reverse("writing:inspiration", args=[token])


def read(token: str) -> ReportReuse:
    """The link between two reports that the token is about. Raises LinkRefused."""
    payload = read_link(token, salt=SALT, max_age=VALID_FOR, stamp=state_of)
    return found(payload)


def found(payload: Payload) -> ReportReuse:
    return ReportReuse.objects.select_related("page", "inspired_by").get(**keys(payload))


def keys(payload: Payload) -> dict[str, int]:
    return {"page_id": payload["page"], "inspired_by_id": payload["inspired_by"]}


def state_of(payload: Payload) -> object:
    """What the stamp of the link is compared with; None once the writer has taken the link back."""
    row = ReportReuse.objects.filter(**keys(payload), page__live=True).values_list("confirmed_at").first()
    return None if row is None else str(row[0])


@transaction.atomic
def confirm(reuse: ReportReuse) -> None:
    """On the page and in its last version, which the next edition starts from."""
    held = ReportReuse.objects.select_for_update().get(pk=reuse.pk)
    held.confirmed_at = timezone.localdate()
    held.save(update_fields=["confirmed_at"])
    revision = held.page.latest_revision
    if revision is not None:
        for row in revision.content.get("inspirations", []):
            if row.get("inspired_by") == held.inspired_by_id:
                row["confirmed_at"] = held.confirmed_at.isoformat()
        revision.save(update_fields=["content"])
