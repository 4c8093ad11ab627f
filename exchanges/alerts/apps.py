from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs, member_home

MATCHED_EVERY = timedelta(seconds=15)
SENT_EVERY = timedelta(minutes=15)
FORGOTTEN_EVERY = timedelta(days=1)


class AlertsConfig(AppConfig):
    """Searches that tell what is new, by mail or by feed, without an account."""

    name = "exchanges.alerts"
    verbose_name = _("Alertes")

    def ready(self) -> None:
        from exchanges.alerts import digests, percolator, personal_data, subscribing  # models are loaded after apps
        from network_site.vocabulary import slug_changed
        from search.indexing import documents_written

        documents_written.connect(percolator.note_arrivals, dispatch_uid="alerts-note-arrivals")
        slug_changed.connect(subscribing.follow_renamed, dispatch_uid="alerts-follow-renamed")
        jobs.register("alerts.match", run=percolator.match_arrivals, every=MATCHED_EVERY)
        jobs.register("alerts.send", run=digests.send_due, every=SENT_EVERY)
        jobs.register("alerts.forget_unconfirmed", run=subscribing.forget_unconfirmed, every=FORGOTTEN_EVERY)
        member_home.register(
            "alerts", template="alerts/member_section.html", context=personal_data.member_section, order=60
        )
