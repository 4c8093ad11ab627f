"""The messages in the admin, for the people who may handle them (`contact.view_message`, `contact.change_message`)."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.permissions import register_permission_policy

from network_site.contact.models import Message
from network_site.record_admin import RecordActionView, RecordPolicy, RecordViewSet

register_permission_policy(Message, RecordPolicy(Message))


class MessageFilterSet(WagtailFilterSet):
    handled = django_filters.ChoiceFilter(
        label=_("État"), choices=[("non", _("À traiter")), ("oui", _("Traité"))], method="filter_handled"
    )

    class Meta:
        model = Message
        fields: ClassVar = ["subject"]

    def filter_handled(self, messages: Any, _name: str, value: str) -> Any:
        return messages.filter(handled_at__isnull=value == "non")


class HandleView(RecordActionView):
    question = _("Marquer ce message comme traité ? Il sera supprimé un an après.")
    done = _("Le message est marqué comme traité.")

    def act(self) -> None:
        self.object.mark_handled(by=self.request.user)


class MessageViewSet(RecordViewSet):
    model = Message
    name = "contact_messages"
    icon = "mail"
    menu_label = _("Messages reçus")
    menu_order = 600
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["__str__", "page", "created_at", "handled_at", "handled_by"]
    list_related = ("handled_by",)
    filterset_class = MessageFilterSet
    inspect_view_fields: ClassVar[list[str]] = [
        "subject", "text", "page", "email", "created_at", "handled_at", "handled_by",
    ]  # fmt: skip
    act_view_class = HandleView
    act_label = _("Marquer comme traité")


@hooks.register("register_admin_viewset")
def register_messages() -> MessageViewSet:
    return MessageViewSet()
