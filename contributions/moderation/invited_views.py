"""Asking people without an account, what they may do with their link, and the signed opinions."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from contributions.moderation import remarking, unkept
from contributions.moderation.fields import LABELS
from contributions.moderation.forms import InvitationForm, InvitedForm, OpinionForm, said_by
from contributions.moderation.models import InvitedReviewer, Opinion, Remark
from contributions.moderation.rights import moderators_only
from contributions.moderation.submission import open_review
from contributions.moderation.views import back, show
from network_site import signed_links
from practices.models import ExperienceReportPage
from practices.reading.report import read_report


@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What the secret link opens: one report to read and to speak of, nothing to decide."""
    try:
        reviewer = remarking.reviewer_of(token)
    except signed_links.LinkRefused as error:
        return signed_links.refusal(request, error)
    InvitedReviewer.objects.filter(pk=reviewer.pk).update(seen_at=timezone.now())
    review = open_review(reviewer.page)
    if review is None:
        return render(request, "moderation/invited_over.html", {"report": reviewer.page})
    opinion = Opinion.objects.filter(reviewer=reviewer).first()
    form = InvitedForm(
        request.POST or None,
        said=said_by(Remark.objects.filter(review=review, reviewer=reviewer)),
        initial={"opinion": opinion.text if opinion else ""},
    )
    if request.method == "POST" and form.is_valid():
        remarking.keep_remarks(review, form.remarks(), reviewer=reviewer)
        remarking.keep_invited_opinion(reviewer, text=form.cleaned_data["opinion"])
        messages.success(request, _("Merci. Vos remarques sont gardées ; vous pouvez encore les changer."))
        return redirect("moderation:invited", token=token)
    draft = review.revision.as_object()
    context = {
        "page": draft,
        "reading": read_report(draft, draft=True),
        "reviewer": reviewer,
        "form": form,
        "remark_fields": form.bound_remarks(LABELS),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "moderation/invited.html", context, status=status)


@moderators_only
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return show(request, report, invitation_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    remarking.invite(report, user=request.user, **form.cleaned_data)
    messages.success(request, _("Le lien part par courriel dans la minute."))
    return back(request, report, kept=unkept.INVITATION)


@moderators_only
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a link; what its holder has said stays."""
    reviewer = get_object_or_404(InvitedReviewer.objects.select_related("page"), pk=pk)
    InvitedReviewer.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Le lien de %(name)s n’ouvre plus rien.") % {"name": reviewer.name})
    return back(request, reviewer.page)


@moderators_only
@require_POST
def give_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return show(request, report, opinion_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    remarking.keep_opinion(report, user=request.user, **form.cleaned_data)
    messages.success(request, _("Votre avis est gardé."))
    return back(request, report, kept=unkept.OPINION)


@moderators_only
@require_POST
def show_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an opinion public, or hide it again."""
    opinion = get_object_or_404(Opinion.objects.select_related("page"), pk=pk)
    opinion.shown_at = None if opinion.shown_at else timezone.now()
    opinion.save(update_fields=["shown_at"])
    return back(request, opinion.page)
