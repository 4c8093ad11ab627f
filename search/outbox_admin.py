"""Changes that have not reached the search yet, in the admin: how late, why, and « Réessayer »."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from network_site.record_admin import RecordActionView, RecordPolicy, RecordViewSet
from search import outbox
from search.models import Outbox

register_permission_policy(Outbox, RecordPolicy(Outbox))


class RetryView(RecordActionView):
    question = _("Ce changement sera envoyé à la recherche tout de suite, avec tous ses essais.")
    done = _("Le changement est repris : s’il figure encore dans la liste, sa dernière erreur dit pourquoi.")

    def act(self) -> None:
        Outbox.objects.filter(pk=self.object.pk).retry()
        outbox.drain()


class OutboxViewSet(RecordViewSet):
    model = Outbox
    name = "search_outbox"
    url_prefix = "recherches/en-attente"
    icon = "history"
    menu_label = _("Changements en attente")
    list_display: ClassVar[list[Any]] = [
        "key",
        Column("get_state_display", label=_("État")),
        "created_at",
        "attempts",
        "next_attempt_at",
    ]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["key"]
    inspect_view_fields: ClassVar[list[str]] = [
        "key", "created_at", "attempts", "next_attempt_at", "given_up_at", "last_error",
    ]  # fmt: skip
    act_view_class = RetryView
    act_label = _("Réessayer")
    act_icon = "rotate"
