"""A list edited one entry a line."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from network_site.fields import LinesField, LinesFormField


def form_field(**options: Any) -> LinesFormField:
    return LinesFormField(**{"max_lines": 3, "line_length": 10, "required": False} | options)


def test_empty_and_repeated_lines_are_dropped() -> None:
    assert form_field().clean("  eau \n\neau\r\nsols") == ["eau", "sols"]


@pytest.mark.parametrize(("text", "message"), [("a\nb\nc\nd", "3 lignes"), ("un deux trois", "trop long")])
def test_limits_are_said_in_french(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        form_field().clean(text)


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), unique=True))
def test_what_is_shown_reads_back_as_it_was(lines: list[str]) -> None:
    field = form_field(max_lines=10_000, line_length=10_000)
    assert field.clean(field.prepare_value(lines)) == lines
    assert not field.has_changed(lines, field.prepare_value(lines))


def test_the_model_field_passes_its_limits_to_the_form() -> None:
    field = LinesField(max_lines=2, line_length=5).formfield()
    assert (field.max_lines, field.line_length) == (2, 5)
