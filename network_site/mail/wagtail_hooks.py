"""The outbox in the admin, for administrators: addresses are personal data."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from network_site.mail.models import OutgoingMail
from network_site.record_admin import RecordActionView, RecordPolicy, RecordViewSet


class AdministratorsPolicy(RecordPolicy):
    """The same rights, for superusers only: no group may be given them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_superuser) and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission(actions).filter(is_superuser=True)


register_permission_policy(OutgoingMail, AdministratorsPolicy(OutgoingMail))


class RetryView(RecordActionView):
    question = _("Ce courriel sera envoyé de nouveau dans la minute, avec tous ses essais.")
    done = _("Le courriel est remis en tête de la file.")

    def act(self) -> None:
        self.object.retry()


class OutgoingMailViewSet(RecordViewSet):
    model = OutgoingMail
    icon = "mail"
    menu_label = _("Courriels envoyés")
    menu_order = 900
    add_to_settings_menu = True
    list_display: ClassVar[list[Any]] = [
        "__str__",
        "to",
        Column("get_state_display", label=_("État")),
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    ]
    inspect_view_fields: ClassVar[list[str]] = [
        "key", "to", "subject", "text", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error",
    ]  # fmt: skip
    act_view_class = RetryView
    act_label = _("Relancer")
    act_icon = "rotate"

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: the page of groups does not offer what only administrators may do."""
        return Permission.objects.none()


@hooks.register("register_admin_viewset")
def register_outbox() -> OutgoingMailViewSet:
    return OutgoingMailViewSet()
