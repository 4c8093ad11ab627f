"""Where a draft stands, said to its writer: its state, and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from contributions.moderation.fields import LABELS, WHOLE
from contributions.moderation.models import Review
from contributions.moderation.submission import remarks_for
from contributions.writing import reports
from contributions.writing.forms import SectionForm
from contributions.writing.models import Draft
from contributions.writing.remarks import IMAGES, INPUTS

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in a list. `dot` is full once somebody can read it."""

    draft: Draft
    state: Text
    detail: Text
    url: str
    is_public: bool


def listed(drafts: Iterable[Draft]) -> list[Listed]:
    """In three queries, whatever their number."""
    found = list(drafts)
    pages = [str(draft.page_id) for draft in found if draft.page_id]
    status = refusals(pages) | under_way(pages) if pages else {}
    return [list_line(draft, status.get(str(draft.page_id), "")) for draft in found]


def under_way(pages: Sequence[str]) -> dict[str, str]:
    """Keys of reports whose review waits for somebody → Wagtail's word for it."""
    reviews = WorkflowState.objects.active().filter(object_id__in=pages, content_type__app_label="practices")
    return dict(reviews.values_list("object_id", "status"))


def refusals(pages: Sequence[str]) -> dict[str, str]:
    """Keys of reports whose last review ended with a refusal, which is no state of Wagtail's."""
    last = dict(Review.objects.filter(page__in=pages).order_by("pk").values_list("page_id", "outcome"))
    return {str(page): outcome for page, outcome in last.items() if outcome == Review.Outcome.REFUSED}


def list_line(draft: Draft, review: str) -> Listed:
    is_public = bool(draft.page and draft.page.live)
    state, detail = state_of(draft, review)
    return Listed(draft, state, detail, draft.get_absolute_url(), is_public)


def state_of(draft: Draft, review: str) -> tuple[Text, Text]:
    """The state in two words, and what it means for the writer."""
    is_public = bool(draft.page and draft.page.live)
    if review == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("À compléter"), _("La relecture vous a laissé des remarques.")
    if review == Review.Outcome.REFUSED and not is_public:
        return _("Refusé"), _("La relecture vous a dit pourquoi. Vous pouvez le changer, puis l’envoyer de nouveau.")
    if draft.is_open:
        return state_of_open(is_public=is_public)
    if review == WorkflowState.STATUS_IN_PROGRESS:
        return _("En relecture"), _("Un modérateur le lit. Vous recevrez un courriel.")
    return state_of_settled(draft, is_public=is_public)


def state_of_open(*, is_public: bool) -> tuple[Text, Text]:
    if is_public:
        return _("Modification en cours"), _("La version publiée reste en ligne tant que vous n’envoyez rien.")
    return _("Brouillon"), _("Vous seul pouvez le lire.")


def state_of_settled(draft: Draft, *, is_public: bool) -> tuple[Text, Text]:
    """Nothing is under way: it is read, was read until moderators or editors took it away, or never was."""
    if is_public:
        return _("Publié"), _("Tout le monde peut le lire.")
    if draft.page and draft.page.first_published_at:
        return _("Plus en ligne"), _("Il a été publié, puis retiré ou fusionné : son adresse dit pourquoi.")
    return _("Envoyé"), _("Il n’est pas publié pour le moment.")


@dataclass(frozen=True, slots=True)
class Part:
    """A section in the list of what to do: `todo` are the labels still to fill in or to correct."""

    slug: str
    title: Text
    url: str
    todo: Sequence[Text]
    is_current: bool = False


def parts(draft: Draft, forms: Sequence[SectionForm]) -> list[Part]:
    """Every section with what is left to do in it; never a score."""
    told = [
        Part(form.slug, form.heading, section_url(draft, form.slug), tuple(dict.fromkeys(todo_of(form))))
        for form in forms
    ]
    untold = [problem.message for problem in reports.file_problems(draft)]
    return [*told, Part(reports.FILES, _("Photos et documents"), section_url(draft, reports.FILES), untold)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reviewers say of one field, and the section where its writer answers; `""` where there is none."""

    label: Text
    url: str
    remarks: Sequence[Any]


def asked(draft: Draft, forms: Sequence[SectionForm]) -> list[Asked]:
    """Every remark, those on the whole first: no section needs to be opened to know what is asked."""
    if draft.page is None:
        return []
    found = remarks_for(draft.page)
    first = sorted(found, key=lambda field: field != WHOLE)
    return [Asked(LABELS[field], section_of(draft, forms, field), found[field]) for field in first]


def section_of(draft: Draft, forms: Sequence[SectionForm], field: str) -> str:
    """The address of the section that has this field of the report."""
    if field == IMAGES and draft.is_open:
        return section_url(draft, reports.FILES)
    name = INPUTS.get(field, field)
    known = (form.slug for form in forms if name in form.fields or name in {rows.name for rows in form.rows})
    return next((section_url(draft, slug) for slug in known), "")


def todo_of(form: SectionForm) -> Iterable[Text]:
    for problem in reports.problems([form]):
        yield problem.label
    yield from form.still_to_tell()


def section_url(draft: Draft, slug: str) -> str:
    if slug == reports.FILES:
        return reverse("writing:files", args=[draft.pk])
    return reverse("writing:section", args=[draft.pk, slug])


def next_section(draft: Draft, slug: str) -> str | None:
    """The one that « Continuer » leads to; None after the last."""
    slugs = [section.slug for section in reports.sections_of(draft)]
    place = slugs.index(slug) if slug in slugs else len(slugs)
    return slugs[place + 1] if place + 1 < len(slugs) else None


def previous_section(draft: Draft, slug: str) -> str | None:
    slugs = [section.slug for section in reports.sections_of(draft)]
    place = slugs.index(slug) if slug in slugs else 0
    return slugs[place - 1] if place else None
