"""Model fields shared by the rooms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinesFormField(forms.CharField):
    """A list edited as a text area, one entry a line. Empty lines and repeated entries are dropped."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, *, max_lines: int, line_length: int, **kwargs: Any) -> None:
        self.max_lines, self.line_length = max_lines, line_length
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a CharField that yields lines
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.max_lines:
            raise ValidationError(_("%(count)d lignes au plus.") % {"count": self.max_lines})
        for line in value:
            if len(line) > self.line_length:
                raise ValidationError(
                    _("« %(start)s… » est trop long : %(length)d caractères au plus par ligne.")
                    % {"start": line[:40], "length": self.line_length}
                )

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)


class LinesField(models.JSONField):
    """A short list of short texts, stored as JSON and edited one entry a line."""

    def __init__(self, *args: Any, max_lines: int = 100, line_length: int = 300, **kwargs: Any) -> None:
        self.max_lines, self.line_length = max_lines, line_length
        options: dict[str, Any] = {"default": list, "blank": True}
        super().__init__(*args, **options | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        own = {"blank": self.blank, "max_lines": self.max_lines, "line_length": self.line_length}
        return name, path, args, kwargs | own

    def formfield(self, **kwargs: Any) -> Any:
        options: dict[str, Any] = {
            "form_class": LinesFormField,
            "max_lines": self.max_lines,
            "line_length": self.line_length,
            "required": not self.blank,
        }
        # JSONField adds its encoder, which a list of lines has no use for.
        return models.Field.formfield(self, **options | kwargs)
