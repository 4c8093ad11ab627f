"""Admin listings of records that people read and act on but never write: messages received, mails sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy


class RecordPolicy(ModelPermissionPolicy):
    """Who may view may read; who may change may act. Nobody may add, edit or delete from the admin."""

    PERMISSIONS: ClassVar[dict[str, str]] = {"view": "view", "act": "change"}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.PERMISSIONS and super().user_has_permission(user, self.PERMISSIONS[action])

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission(
            [self.PERMISSIONS[name] for name in actions if name in self.PERMISSIONS]
        )


class RecordIndexView(IndexView):
    act_url_name = ""
    act_label = ""
    act_icon = ""
    list_related: Sequence[str] = ()

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related(*self.list_related)

    def get_list_more_buttons(self, instance: Model) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("act") and instance.can_act:  # type: ignore[attr-defined]  # RecordViewSet asks it of its model
            url = reverse(self.act_url_name, args=(instance.pk,))
            buttons.append(MenuItem(self.act_label, url=url, icon_name=self.act_icon, priority=10))
        return buttons


class RecordInspectView(InspectView):
    act_url_name = ""
    act_label = ""
    act_icon = ""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """As the list shows it: the time of here and not UTC, nothing and not « None »; a text with its lines."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return timezone.localtime(value)
        if isinstance(value, str) and isinstance(field, TextField):
            return linebreaksbr(value)
        return "" if value is None else value

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_more_buttons)
        if self.user_has_permission("act") and self.object.can_act:
            url = reverse(self.act_url_name, args=(self.object.pk,))
            buttons.append(Button(self.act_label, url=url, icon_name=self.act_icon, priority=5))
        return buttons


class RecordActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks for a confirmation (GET), then acts (POST) and goes back to the list."""

    permission_required = "act"
    template_name = "network_site/record_action.html"
    http_method_names = ["get", "post", "head", "options"]
    object: Any
    model: type[Model] = Model
    index_url_name = ""
    act_label = ""
    question: Any = ""
    done: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.act_label)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        records = {"url": self.index_url, "label": capfirst(self.model._meta.verbose_name_plural)}  # noqa: SLF001 - Django documents Model._meta
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), records, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"question": self.question, "act_label": self.act_label, "index_url": self.index_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.act()
        messages.success(request, self.done)
        return HttpResponseRedirect(self.index_url)

    def act(self) -> None:
        raise NotImplementedError

    @property
    def index_url(self) -> str:
        return reverse(self.index_url_name)


class RecordViewSet(ModelViewSet):
    """List, read, one action. The model has a `can_act` property: whether the action makes sense for this record."""

    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    act_view_class: type[RecordActionView]
    act_label: Any = _("Agir")
    act_icon = "check"
    list_related: Sequence[str] = ()
    """Foreign keys that the list shows."""
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: ClassVar[list[str]] = []

    def act_kwargs(self) -> dict[str, Any]:
        return {"act_url_name": self.get_url_name("act"), "act_label": self.act_label, "act_icon": self.act_icon}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**self.act_kwargs(), list_related=self.list_related, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**self.act_kwargs(), **kwargs)

    @property
    def act_view(self) -> Any:
        return self.act_view_class.as_view(
            model=self.model, index_url_name=self.get_url_name("index"), act_label=self.act_label, header_icon=self.icon
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Only the pages that exist for a record: no form to add, edit or delete one is served."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("act/<int:pk>/", self.act_view, name="act"),
        ]
