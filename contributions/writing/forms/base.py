"""What the sections of the form have in common: how typed text becomes fields, and fields become a page and back."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from contributions.writing.models import Draft, Values
from network_site.fields import LinesFormField
from network_site.public_forms import ReadableField, readable, require
from network_site.vocabulary import Term
from practices.models import ExperienceReportPage, ReportActor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # the type that gettext_lazy gives, known to the stubs only

Text: TypeAlias = "str | _StrPromise"

CONTROL = {"class": "field__control"}
TEXT_ERRORS = {
    "required": _("Répondez en quelques mots."),
    "max_length": _("%(show_value)d caractères : raccourcissez ce texte à %(limit_value)d."),
}


class LongText(ReadableField):
    """A text of several paragraphs. `rows` is its height before anything is typed; `missing` says, of a required one,
    what is asked.
    """

    def __init__(
        self,
        *,
        label: Text,
        length: int,
        help_text: Text = "",
        required: bool = False,
        missing: Text = TEXT_ERRORS["required"],
        rows: int = 5,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_length=length,
            widget=forms.Textarea(attrs={**CONTROL, "rows": rows}),
            error_messages=TEXT_ERRORS | {"required": missing},
        )


class ShortText(ReadableField):
    """A text of one line, with `missing` as above."""

    def __init__(
        self,
        *,
        label: Text,
        length: int,
        help_text: Text = "",
        required: bool = False,
        missing: Text = TEXT_ERRORS["required"],
        **attrs: str,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_length=length,
            widget=forms.TextInput(attrs=CONTROL | attrs),
            error_messages=TEXT_ERRORS | {"required": missing},
        )


BULLET = re.compile(r"[•·▪◦*–-]\s+(?!\d)")


def without_bullet(line: str) -> str:
    found = BULLET.match(line)
    return line[found.end() :] if found else line


class Lines(LinesFormField):
    """A few sentences, one a line. The page sets its own bullets before them: those of a pasted list are left out."""

    widget = forms.Textarea(attrs={**CONTROL, "rows": 5})

    def __init__(self, *, label: Text, help_text: Text, max_lines: int, line_length: int) -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_lines=max_lines, line_length=line_length)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # as LinesFormField says
        lines = value.splitlines() if isinstance(value, str) else value or []
        return super().to_python([without_bullet(line.strip()) for line in lines])


class Number(forms.DecimalField):
    """As people write it: « 35 000 € », « 1,5 »."""

    def __init__(self, *, label: Text, help_text: Text = "", digits: int = 12, places: int = 0) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            min_value=0,
            max_digits=digits,
            decimal_places=places,
            widget=forms.TextInput(attrs={**CONTROL, "inputmode": "decimal" if places else "numeric"}),
            error_messages={
                "invalid": _("Écrivez un nombre, par exemple 35 000."),
                "min_value": _("Écrivez un nombre positif."),
                "max_decimal_places": _("%(max)s chiffre(s) après la virgule au plus."),
                "max_digits": _("Ce nombre est trop grand."),
                "max_whole_digits": _("Ce nombre est trop grand."),
            },
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]|€|euros?$", "", value).replace(",", ".")
        return super().to_python(value)


class WholeNumber(Number):
    """A small one, such as a number of months."""

    def __init__(self, *, label: Text, help_text: Text = "", most: int, least: int = 0) -> None:
        super().__init__(label=label, help_text=help_text, digits=5)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is not None and not self.least <= number <= self.most:
            raise ValidationError(
                _("Un nombre de %(least)d à %(most)d."), params={"least": self.least, "most": self.most}
            )
        return None if number is None else int(number)


DAY_OR_MONTH = _("Exemple : 03/2021 ou 15/03/2021")


class Day(forms.DateField):
    """A day, or a month when the day is forgotten."""

    def __init__(self, *, label: Text, help_text: Text = DAY_OR_MONTH) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            input_formats=["%d/%m/%Y", "%m/%Y", "%Y-%m-%d", "%Y-%m"],
            widget=forms.TextInput(attrs=CONTROL),
            error_messages={"invalid": _("Écrivez une date comme 03/2021 ou 15/03/2021.")},
        )


class Terms(forms.ModelMultipleChoiceField):
    """Terms of a vocabulary, named by their address so that a draft can be read."""

    def __init__(
        self, vocabulary: type[Term], *, label: Text, help_text: Text = "", most: int = 0, required: bool = False
    ) -> None:
        super().__init__(
            vocabulary.objects.filter(live=True),
            label=label,
            help_text=help_text,
            required=required,
            to_field_name="slug",
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choisissez-en au moins un."),
                "invalid_choice": _("« %(value)s » n’est plus dans la liste : choisissez-en un autre."),
            },
        )
        self.most = most

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if self.most and len(chosen) > self.most:
            raise ValidationError(_("Choisissez-en %(most)d au plus.") % {"most": self.most})
        return chosen


def choice(
    choices: Sequence[tuple[Any, Text]], *, label: Text, help_text: Text = "", required: bool = False, coerce: Any = str
) -> forms.TypedChoiceField:
    """One among a few, all seen at once."""
    return forms.TypedChoiceField(
        choices=choices,
        label=label,
        help_text=help_text,
        required=required,
        coerce=coerce,
        empty_value=None if coerce is int else "",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse dans la liste."),
        },
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """A short table: `fields` makes the inputs of one line, named `<name>-<number>-<field>`.

    `key` is the input without which a line cannot be kept, and `asks` what is said where it alone is missing.
    """

    name: str
    legend: Text
    fields: Any
    most: int
    key: str
    asks: Text
    help_text: Text = ""

    def input_name(self, number: int, field: str) -> str:
        return f"{self.name}-{number}-{field}"

    def count(self, typed: "MultiValueDict[str, str]") -> int:
        """Lines to show: those that hold something and one more."""
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,2}})-")
        filled = [int(found[1]) for name, texts in typed.lists() if any(texts) and (found := pattern.match(name))]
        return min(max(filled, default=-1) + 2, self.most)


class SectionForm(forms.Form):
    """One part of the form. `draft` and `user` say what is already known and what may be chosen.

    Bound, it checks; unbound, it shows what the draft holds without finding fault.
    """

    slug: ClassVar[str]
    heading: ClassVar[Text]
    lede: ClassVar[Text] = ""
    page_fields: ClassVar[tuple[str, ...]] = ()
    """Inputs that are fields of the report under the same name."""
    rows: ClassVar[tuple[Rows, ...]] = ()
    expected: ClassVar[tuple[str, ...]] = ()
    """Inputs that readers of such a report look for: none is compulsory, each is a next thing to tell."""
    FOLDED: ClassVar[tuple[str, ...]] = ()
    """Inputs that are filled in beforehand, under a line that unfolds."""

    def __init__(self, typed: "MultiValueDict[str, str] | None" = None, *, draft: Draft, user: Any) -> None:
        self.draft, self.user = draft, user
        super().__init__(typed)
        source = draft.typed() if typed is None else typed
        for rows in self.rows:
            for number in range(max(rows.count(source), rows.count(draft.typed()))):
                for name, field in rows.fields().items():
                    self.fields[rows.input_name(number, name)] = field
        self.prepare()
        if typed is None:
            typed_before = {
                name: field.widget.value_from_datadict(source, MultiValueDict(), name)
                for name, field in self.fields.items()
                if any(draft.data.get(name, ()))
            }
            self.initial = {**self.initial, **typed_before}

    def prepare(self) -> None:
        """What depends on the draft or its writer."""

    def shown(self) -> list[forms.BoundField]:
        """The questions, without tables and what is folded under a line."""
        grouped = {name for rows in self.rows for name in self.fields if name.startswith(f"{rows.name}-")}
        return [self[name] for name in self.fields if name not in grouped and name not in self.FOLDED]

    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOLDED if self.is_asked(name)]

    def is_asked(self, name: str) -> bool:
        """A choice without anything to choose is not a question."""
        return name in self.fields and getattr(self.fields[name], "choices", True) != []

    @property
    def unfolds(self) -> bool:
        """Whether what is folded needs the writer."""
        return any(name in self.FOLDED for name in self.errors)

    def still_to_tell(self) -> Iterator[Text]:
        """Labels of what readers look for and nothing says yet."""
        for name in self.expected:
            if not any(self.draft.data.get(name, ())):
                yield self.fields[name].label or ""

    def kept(self, posted: "MultiValueDict[str, str]") -> Values:
        """What people typed in these inputs, and boxes that were all unchecked."""
        names = [
            name
            for name, field in self.fields.items()
            if name in posted or isinstance(field.widget, forms.CheckboxSelectMultiple)
        ]
        return {name: [readable(text) for text in posted.getlist(name)] for name in names}

    def tables(self) -> Iterator[tuple[Rows, list[list[forms.BoundField]]]]:
        for rows in self.rows:
            names = list(rows.fields())
            numbers = [n for n in range(rows.most) if rows.input_name(n, names[0]) in self.fields]
            yield rows, [[self[rows.input_name(number, name)] for name in names] for number in numbers]

    def clean(self) -> dict[str, Any]:
        """A line that says something says of what: nothing that was typed is dropped without a word."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for rows, lines in self.tables():
            for number, line in enumerate(lines):
                if any(cleaned.get(field.name) for field in line):
                    require(self, rows.input_name(number, rows.key), rows.asks)
        return cleaned

    def lines(self, rows: Rows) -> Iterator[dict[str, Any]]:
        """The lines of a table that hold something and have nothing wrong."""
        names = list(rows.fields())
        for number in range(rows.most):
            inputs = {name: rows.input_name(number, name) for name in names}
            if all(each in self.cleaned_data for each in inputs.values()):
                line = {name: self.cleaned_data[each] for name, each in inputs.items()}
                if any(line.values()):
                    yield line

    def fill(self, page: ExperienceReportPage) -> None:
        """Write on the page what is right; what is wrong or missing leaves the page as it is."""
        for name in self.page_fields:
            if name in self.cleaned_data:
                value = self.cleaned_data[name]
                setattr(page, name, list(value) if isinstance(self.fields[name], Terms) else value)

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:  # noqa: ARG003 - some sections need it
        """What a writer would have typed to get this page; `own` is the part that the writer's organisation played."""
        return {name: as_typed(getattr(page, name)) for name in cls.page_fields}


def as_typed(value: Any) -> list[str]:
    """A value of a page as its inputs hold it."""
    if hasattr(value, "all"):
        return [term.slug for term in value.all()]
    match value:
        case None:
            text = ""
        case Term():
            text = value.slug
        case list():
            text = "\n".join(value)
        case datetime.date():
            text = value.strftime("%d/%m/%Y")
        case Decimal():
            text = f"{value.normalize():f}".replace(".", ",")
        case _:
            text = str(value)
    return [text]


def as_rows(rows: Rows, lines: Sequence[dict[str, Any]]) -> Values:
    """The lines of a table as its inputs hold them."""
    return {
        rows.input_name(number, name): as_typed(value)
        for number, line in enumerate(lines[: rows.most])
        for name, value in line.items()
    }
