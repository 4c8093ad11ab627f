from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

REVIEW_PERIOD = timedelta(hours=6)
FORGETTING_PERIOD = timedelta(days=1)


def rounds_to_answer(request: HttpRequest) -> dict[str, Any] | None:
    """For « Mon compte »: the reports that the person is asked about."""
    from contributions.freshness.reviewing import open_rounds

    rounds = list(open_rounds(request.user))  # type: ignore[arg-type]  # the page is for signed-in people
    return {"rounds": rounds} if rounds else None


def claims_to_decide(request: HttpRequest) -> dict[str, Any] | None:
    """For « Mon compte »: how many people say that they are référents of what is the person's to confirm."""
    from contributions.freshness.claims import open_claims

    number = len(open_claims(request.user))  # type: ignore[arg-type]  # likewise
    return {"number": number} if number else None


class FreshnessConfig(AppConfig):
    """Keeping reports true: review rhythm, confirmations, claims, links that still answer."""

    name = "contributions.freshness"
    verbose_name = _("Fraîcheur")

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from contributions.freshness import claims, history, reviewing, telling
        from contributions.freshness.links import showing
        from contributions.moderation import findings, timeline
        from network_site import jobs, member_home
        from practices.models import ExperienceReportPage
        from practices.reading import links

        jobs.register("freshness.review", run=reviewing.run, every=REVIEW_PERIOD)
        member_home.register("freshness", template="freshness/member_section.html", context=rounds_to_answer, order=15)
        member_home.register("claims", template="freshness/claims_section.html", context=claims_to_decide, order=16)
        jobs.register("freshness.forget_claims", run=claims.forget_old, every=FORGETTING_PERIOD)
        links.register(showing.last_seen_dead)
        findings.register("dead-links", label=_("Liens qui ne répondent plus"), read=showing.of_reviews, order=30)
        timeline.register("freshness", history.steps_of)
        page_published.connect(reviewing.published, sender=ExperienceReportPage, dispatch_uid="freshness-published")
        page_unpublished.connect(telling.taken_away, sender=ExperienceReportPage, dispatch_uid="freshness-unpublished")
