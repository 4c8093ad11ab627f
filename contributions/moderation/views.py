"""Pages of the review: the moderators' queue, one report to read, and what its author follows."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions.moderation import comparing, decisions, findings, queue, timeline, unkept
from contributions.moderation.decisions import Decision
from contributions.moderation.fields import LABELS, WHOLE, expected, is_told
from contributions.moderation.forms import DecisionForm, InvitationForm, OpinionForm, said_by
from contributions.moderation.models import Opinion, Remark, Review
from contributions.moderation.rights import may_follow, moderators_only
from contributions.moderation.submission import latest_review, remarks_for
from network_site.public_forms import readable
from practices.models import ExperienceReportPage
from practices.reading.report import read_report

STATES = (Review.Outcome.WAITING, Review.Outcome.ASKED, Review.Outcome.REFUSED, Review.Outcome.PUBLISHED)
STATE_SLUGS = {"a-relire": Review.Outcome.WAITING} | {str(state.value): state for state in STATES if state.value}


@moderators_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The queue. An unknown filter is left out rather than refused: the page is a list of work, not an address."""
    state = STATE_SLUGS.get(request.GET.get("etat", ""), Review.Outcome.WAITING)
    report_format = request.GET.get("format", "")
    if report_format not in ExperienceReportPage.Format.values:
        report_format = ""
    order = request.GET.get("tri", "")
    order = order if order in queue.ORDERS else "anciens" if state == Review.Outcome.WAITING else "recents"
    reviews = queue.chosen(outcome=state, report_format=report_format, order=order)
    page = Paginator(reviews, queue.PER_PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"url": f"?etat={slug}", "label": capfirst(each.label), "count": None, "current": each == state}
        for slug, each in STATE_SLUGS.items()
    ]
    context = {
        "tabs": tabs,
        "page": page,
        "lines": queue.lines(cast(Any, page.object_list)),
        "state": next(slug for slug, each in STATE_SLUGS.items() if each == state),
        "formats": ExperienceReportPage.Format.choices,
        "format": report_format,
        "order": order,
    }
    return render(request, "moderation/queue.html", context)


@moderators_only
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it will be read, what changed, and the decision on it."""
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    if request.method != "POST":
        return show(request, report)
    read = latest_review(report)
    form = decision_form(report, read, user=request.user, typed={}, data=request.POST)
    if read is None:
        form.add_error(None, _("Ce retour n’a jamais été proposé à la relecture : il n’y a rien à décider."))
    if read is None or not form.is_valid():
        return show(request, report, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return decide(request, report, read, form=form)


def decide(request: HttpRequest, report: ExperienceReportPage, read: Review, *, form: DecisionForm) -> HttpResponse:
    """Whoever comes second is told so, and what was typed is still there."""
    said = form.cleaned_data
    try:
        decisions.decide(
            read,
            decision=Decision(said["decision"]),
            user=request.user,
            revision_id=said["revision"],
            comment=said["comment"],
            remarks=form.remarks(),
        )
    except decisions.AlreadyDecidedError as error:
        return already_decided(request, report, error.review, form=form)
    except decisions.ChangedSinceError:
        form.add_error(None, _("Ce retour a changé pendant que vous le lisiez. Rien n’est décidé : relisez-le."))
        return show(request, report, form=form, status=HTTPStatus.CONFLICT)
    if said["decision"] == Decision.KEEP:
        messages.success(request, _("Vos remarques sont gardées. L’auteur ne les voit pas encore."))
        return back(request, report, kept=unkept.WORD_AND_REMARKS)
    messages.success(request, _("C’est fait. L’auteur est prévenu par courriel."))
    return leave(request, report)


def back(request: HttpRequest, report: ExperienceReportPage, *, kept: Collection[str] = ()) -> HttpResponse:
    """To the page of the review, where what was typed and is not among the fields that are `kept` is still there."""
    unkept.set_aside(request, report.pk, kept=kept)
    return redirect("moderation:review", pk=report.pk)


def leave(request: HttpRequest, report: ExperienceReportPage) -> HttpResponse:
    """To the next review, unless an opinion is typed that is still to be kept."""
    typed = unkept.of(request, report.pk).get("text", "").strip()
    kept = Opinion.objects.filter(page=report, author=request.user.pk).values_list("text", flat=True).first()
    if readable(typed) == (kept or ""):
        return redirect("moderation:queue")
    messages.info(request, _("Votre avis n’est pas encore gardé : il est tel que vous l’avez écrit."))
    return back(request, report, kept=unkept.WORD_AND_REMARKS)


@moderators_only
@require_POST
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the version to compare with."""
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    page = back(request, report)
    page["Location"] += f"?{urlencode({'comparer': request.POST.get('comparer', '')})}#changements"
    return page


def already_decided(
    request: HttpRequest, report: ExperienceReportPage, done: Review, *, form: DecisionForm
) -> HttpResponse:
    state = done.get_outcome_display()
    if done.finished_by_id == request.user.pk:
        messages.info(request, _("C’était déjà fait : ce retour est « %(state)s ».") % {"state": state})
        return leave(request, report)
    by = done.finished_by or _("Un autre modérateur")
    form.add_error(
        None,
        _("%(person)s a décidé avant vous : ce retour est « %(state)s ». Rien n’est fait deux fois.")
        % {"person": by, "state": state},
    )
    return show(request, report, form=form, status=HTTPStatus.CONFLICT)


def decision_form(
    report: ExperienceReportPage, read: Review | None, *, user: Any, typed: Mapping[str, str], data: Any = None
) -> DecisionForm:
    """`typed` and not kept, by name of field, before `data` answers it."""
    remarks = list(Remark.objects.filter(review=read)) if read else []
    mine = said_by(remark for remark in remarks if remark.author_id == user.pk)
    others = any(remark.author_id != user.pk and remark.sent_at is None for remark in remarks)
    return DecisionForm(data, said=mine, others_said=others, initial={**typed, "revision": report.latest_revision_id})


def show(
    request: HttpRequest,
    report: ExperienceReportPage,
    *,
    form: DecisionForm | None = None,
    opinion_form: OpinionForm | None = None,
    invitation_form: InvitationForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The page of a review; a form that is given is one that was refused, and the others hold what was typed."""
    read = latest_review(report)
    typed = unkept.of(request, report.pk)
    refused = form or opinion_form or invitation_form
    form = form or decision_form(report, read, user=request.user, typed=typed)
    draft = report.get_latest_revision_as_object()
    first = [WHOLE, *(name for name in LABELS if name and (name in expected(draft) or is_told(draft, name)))]
    others = form.bound_remarks(name for name in LABELS if name not in first)
    previous, following = queue.neighbours(read) if read else (None, None)
    opinions = list(Opinion.objects.filter(page=report).select_related("author", "reviewer"))
    mine = next((opinion for opinion in opinions if opinion.author_id == request.user.pk), None)
    signature = mine.signature if mine else request.user.get_full_name()  # type: ignore[union-attr]  # a moderator
    context = {
        "page": draft,
        "report": report,
        "reading": read_report(draft, draft=True),
        "review": read,
        "form": form,
        "refused": refused,
        "typed": form.typed() if form.is_bound or unkept.WORD_AND_REMARKS & typed.keys() else [],
        "revision": report.latest_revision_id,
        "remark_fields": form.bound_remarks(first),
        "other_fields": others,
        "others_said": any(field.value() for field in others),
        "others_remarks": others_remarks(read, user=request.user),
        "comparison": comparing.compare(report, asked=request.GET.get("comparer", "")),
        "found": findings.of([read])[read.pk] if read else [],
        "previous": previous,
        "following": following,
        "steps": timeline.steps_of(report),
        "opinions": opinions,
        "opinion_form": opinion_form
        or OpinionForm(initial={"text": mine.text if mine else "", "signature": signature} | typed),
        "invitation_form": invitation_form or InvitationForm(initial=typed),
        "reviewers": report.invited_reviewers.select_related("invited_by"),
    }
    return render(request, "moderation/review.html", context, status=status)


def others_remarks(read: Review | None, *, user: Any) -> list[Remark]:
    """Those of other people on this version, which would leave with a request."""
    if read is None:
        return []
    return list(read.remarks.exclude(author=user).select_related("reviewer", "author"))


@login_required
@never_cache
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a report, for its author, the members of its actors and the moderators; nobody else learns that
    it exists.
    """
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    if not may_follow(request.user, report):
        raise Http404
    remarks = [(LABELS[field], found) for field, found in remarks_for(report).items()]
    context = {
        "report": report,
        "title": report.get_latest_revision_as_object().title,
        "review": latest_review(report),
        "remarks": remarks,
        "steps": timeline.steps_of(report),
    }
    return render(request, "moderation/follow.html", context)
