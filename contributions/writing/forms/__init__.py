"""The form of a report in sections. `SECTIONS` holds them all in order; a flash report has the first three."""

from contributions.writing.forms.base import SectionForm
from contributions.writing.forms.finding import FramesForm, LinksForm, QuestionsForm
from contributions.writing.forms.flash import ClassificationForm, ContactForm, EssentialsForm
from contributions.writing.forms.story import ContextForm, LessonsForm, MeansForm, ResultsForm

STEPS: tuple[type[SectionForm], ...] = (EssentialsForm, ClassificationForm, ContactForm)
"""The three steps of a flash report."""

SECTIONS: tuple[type[SectionForm], ...] = (
    EssentialsForm,
    ClassificationForm,
    ContactForm,
    ContextForm,
    MeansForm,
    ResultsForm,
    LessonsForm,
    QuestionsForm,
    LinksForm,
    FramesForm,
)

BY_SLUG = {section.slug: section for section in SECTIONS}

__all__ = ["BY_SLUG", "SECTIONS", "STEPS", "SectionForm"]
