"""« État de ce retour » in the admin: what a moderator decides of a published report, with a reason where readers
are told one.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from contributions.freshness import telling
from contributions.freshness.standing_form import StandingForm
from network_site.groups import is_moderator
from practices import editorial, publication
from practices.models import EditorialStatus, ExperienceReportPage

DECISIONS = {
    EditorialStatus.PUBLISHED.value: editorial.reopen,
    EditorialStatus.TO_CHECK.value: editorial.mark_to_check,
    EditorialStatus.ARCHIVED.value: editorial.archive,
}


class StandingView(WagtailAdminTemplateMixin, FormView):
    template_name = "freshness/admin/standing.html"
    form_class = StandingForm
    page_title = gettext_lazy("État de ce retour")
    header_icon = "history"
    report: ExperienceReportPage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_moderator(request.user):
            raise PermissionDenied
        self.report = get_object_or_404(ExperienceReportPage, pk=kwargs["pk"], live=True)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.report.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        report = {"url": reverse("wagtailadmin_pages:edit", args=[self.report.pk]), "label": self.report.title}
        return [*super().get_breadcrumbs_items(), report, {"url": "", "label": self.get_page_title()}]

    def get_initial(self) -> dict[str, Any]:
        return {"decision": self.report.editorial_status, "title": self.report.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"report": self.report}

    def form_valid(self, form: StandingForm) -> HttpResponse:
        try:
            self.decide(form)
        except ValidationError as error:
            form.add_error("into", error)
            return self.form_invalid(form)
        messages.success(self.request, _("C’est fait."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[self.report.pk]))

    @transaction.atomic
    def decide(self, form: StandingForm) -> None:
        decision, user = form.cleaned_data["decision"], self.request.user
        if decision == StandingForm.REMOVED:
            title, reason = form.cleaned_data["title"], form.cleaned_data["reason"]
            publication.remove(self.report, title=title, reason=reason, user=user)
        elif decision == EditorialStatus.MERGED:
            editorial.merge(self.report, into=form.cleaned_data["into"], user=user)
        else:
            was_archived = self.report.is_archived
            DECISIONS[decision](self.report, user=user)
            if self.report.is_archived and not was_archived:
                telling.archived(self.report)
