from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext_lazy as _

from network_site import jobs, member_home

DAILY = timedelta(days=1)


class ConversationsConfig(AppConfig):
    """Messages between people, relayed without showing an address."""

    name = "exchanges.conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        from actors.models import Membership
        from exchanges.conversations import checks, digest, personal_data, reading, retention, waiting
        from exchanges.conversations.inbound import receiving
        from exchanges.conversations.models import Correspondent
        from network_site.accounts.models import User

        checks.register_checks()
        jobs.register("conversations.deliver_waiting", run=waiting.redeliver_waiting, every=DAILY)
        jobs.register("conversations.remind", run=waiting.remind_silent, every=DAILY)
        jobs.register("conversations.offer_fallback", run=waiting.offer_fallbacks, every=DAILY)
        jobs.register("conversations.refused_mails", run=waiting.notice_refused_mails, every=timedelta(hours=1))
        jobs.register("conversations.digest", run=digest.send_digests, every=DAILY)
        jobs.register("conversations.delete_old", run=retention.delete_old, every=DAILY)
        jobs.register("conversations.forget_received", run=receiving.forget_old, every=DAILY)
        member_home.register(
            "messages", template="conversations/member_section.html", context=reading.member_section, order=30
        )
        post_save.connect(waiting.on_membership_saved, sender=Membership, dispatch_uid="conversations.membership")
        post_save.connect(waiting.on_mailbox_saved, sender=Correspondent, dispatch_uid="conversations.mailbox")
        pre_delete.connect(personal_data.on_user_deleted, sender=User, dispatch_uid="conversations.account")
