"""From a draft to the page of a report, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contributions.writing import files, people
from contributions.writing.forms import SECTIONS, STEPS, SectionForm
from contributions.writing.forms.flash import ContactForm
from contributions.writing.models import Draft, Values
from network_site.vocabulary import Origin
from practices.models import ExperienceReportPage, ReportIndexPage

FILES = "fichiers"
"""The page of the files stands among the sections."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the report from being sent, and where it is put right."""

    section: str
    anchor: str
    label: str | Promise
    message: str


def sections_of(draft: Draft) -> tuple[type[SectionForm], ...]:
    return SECTIONS if draft.is_complete_format else STEPS


def checked(draft: Draft, user: Any) -> list[SectionForm]:
    """Every section, checked. What a flash draft holds of a complete one is kept and not read."""
    forms = [section(draft.typed(), draft=draft, user=user) for section in sections_of(draft)]
    for form in forms:
        form.full_clean()
    return forms


def problems(forms: Sequence[SectionForm]) -> list[Problem]:
    return [
        Problem(form.slug, form[name].auto_id, form.fields[name].label or "", str(message))
        for form in forms
        for name, messages in form.errors.items()
        if name in form.fields
        for message in messages
    ]


def file_problems(draft: Draft) -> list[Problem]:
    """Pictures that do not yet say what they show or whose they are."""
    said = _("Dites ce que montre « %(name)s », et de qui est l’image.")
    return [
        Problem(FILES, f"fichier-{each.pk}", _("Photos et documents"), said % {"name": each.name})
        for each in files.untold(draft)
    ]


def base_page(draft: Draft) -> ExperienceReportPage:
    """What the draft is written upon: the last version of the report that it became or changes, or an empty page."""
    if draft.page is not None:
        page: ExperienceReportPage = draft.page.get_latest_revision_as_object()
        return page
    return ExperienceReportPage(origin=Origin.CONTRIBUTION, classification_origin=Origin.CONTRIBUTION, live=False)


def fill(page: ExperienceReportPage, draft: Draft, forms: Sequence[SectionForm]) -> ExperienceReportPage:
    """Write on the page all that is right in the draft."""
    page.format = draft.format
    for form in forms:
        form.fill(page)
    return page


def preview_page(draft: Draft, user: Any) -> ExperienceReportPage:
    """The page as it would be, with the chosen référent, saved nowhere."""
    forms = checked(draft, user)
    page = fill(base_page(draft), draft, forms)
    contact = contact_of(forms).cleaned_data
    chosen = people.chosen_referent(user, choice=contact.get("referent", ""), actor=contact.get("actor"))
    people.put_first(page, chosen)
    page.title = page.title or _("Retour sans titre")
    if page.pk is None:
        page.slug = slugify(page.title)[:200] or "brouillon"
        page.set_url_path(index_page())
    return page


def index_page() -> ReportIndexPage:
    return ReportIndexPage.objects.get()


def name_people(page: ExperienceReportPage, forms: Sequence[SectionForm], *, user: Any) -> None:
    """The référent that was chosen; this writes a record, so it is done only when the report is sent."""
    contact = contact_of(forms).cleaned_data
    people.set_referent(page, choice=contact["referent"], user=user, actor=contact["actor"])


def contact_of(forms: Sequence[SectionForm]) -> ContactForm:
    return next(form for form in forms if isinstance(form, ContactForm))


def emptied(draft: Draft, user: Any) -> Values:
    """Nothing, for each input of the draft's format; what a flash draft holds of a complete one is left alone."""
    names = {name for section in sections_of(draft) for name in section(draft=draft, user=user).fields}
    return {name: [] for name in names if name in draft.data}


def data_of(page: ExperienceReportPage, user: Any) -> Values:
    """What a writer would have typed to get this page."""
    mine = set(people.writing_for(user).values_list("pk", flat=True))
    own = next((part for part in page.report_actors.all() if part.actor_id in mine), None)
    values: Values = {}
    for section in SECTIONS:
        values |= section.read(page, own=own)
    return {name: texts for name, texts in values.items() if any(texts)}
