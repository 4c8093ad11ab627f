"""Forms that anybody may send: forgiving with people, closed to robots without a puzzle.

See docs/decisions/0005-contact-without-network-addresses.md.
"""

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SALT = "contact.form"
FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 60 * 60
HOUR_SECONDS = 3600
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TOO_FAST = _("Le formulaire est parti trop vite pour être sûr qu’une personne l’a écrit. Envoyez-le de nouveau.")
TOO_OLD = _("Le formulaire était ouvert depuis trop longtemps. Votre message est intact : envoyez-le de nouveau.")
TRAPPED = _("Ce champ doit rester vide. Effacez-le, puis envoyez de nouveau.")


def readable(text: str) -> str:
    """Without what nobody types: control characters, and those that turn the reading direction of what follows.

    A line break counts for one character, as in the browser's own limit. The bullet of Word, which only its own font
    draws, becomes one that every font has.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\uf0b7", "•")
    return "".join(c for c in lines if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in DIRECTION_CONTROLS))


class ReadableField(forms.CharField):
    """Says that a text is too long instead of letting the browser cut what is pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(readable(value) if isinstance(value, str) else value)


def require(form: forms.BaseForm, name: str, message: str | Promise) -> None:
    """Ask, in `clean`, for what another answer makes necessary; of what was refused already nothing more is said."""
    if not form.cleaned_data.get(name) and name not in form.errors:
        form.add_error(name, str(message))


@dataclass(frozen=True, slots=True)
class FormToken:
    """Names one displayed form and says when it was displayed; signed, so that neither can be made up."""

    id: UUID
    age: float
    """In seconds."""

    @staticmethod
    def issue() -> str:
        return signing.dumps({"id": uuid4().hex, "at": time.time()}, salt=SALT)

    @classmethod
    def read(cls, text: str) -> "FormToken":
        """Raises ValidationError when it is forged or too old."""
        try:
            said = signing.loads(text, salt=SALT, max_age=LONGEST_SECONDS)
        except signing.BadSignature as error:  # an expired signature is one
            raise ValidationError(TOO_OLD, code="too_old") from error
        return cls(id=UUID(said["id"]), age=time.time() - said["at"])

    @property
    def is_too_fast(self) -> bool:
        return self.age < FASTEST_SECONDS

    def for_content(self, *content: str) -> UUID:
        """The same form with the same content gives the same name: sent twice it is one message, reworded it is two."""
        return uuid5(self.id, "\0".join(content))


class PublicForm(forms.Form):
    """Nothing typed is lost: every refusal shows the form again, filled in, with a fresh token.

    Its template shows `form.token`, and `components/honeypot.html` with `field=form.website`.
    """

    content_fields: ClassVar[Sequence[str]] = ()
    """The fields that make the message what it is: sent again with the same ones, it is the same message."""

    website = forms.CharField(
        label=_("Ne remplissez pas ce champ"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "class": "field__control"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    message_token: UUID
    """What names the message; known once the form is valid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = FormToken.issue()

    def renew_token(self) -> None:
        """The form comes back with a token that its next sending may use."""
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["token"] = FormToken.issue()
        self.data = renewed

    def clean_website(self) -> str:
        """The honeypot. A person whose password manager filled it in is told so, and loses nothing."""
        if self.cleaned_data["website"]:
            raise ValidationError(TRAPPED, code="trapped")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            token = FormToken.read(cleaned.get("token", ""))
        except ValidationError:
            self.renew_token()
            raise
        if token.is_too_fast and not self.errors:
            raise ValidationError(TOO_FAST, code="too_fast")
        self.message_token = token.for_content(*(str(cleaned.get(name, "")) for name in self.content_fields))
        return cleaned


@dataclass(frozen=True, slots=True)
class BrowserQuota:
    """How often one browser may do something. Kept in its session: no network address is stored or compared.

    A robot that throws its cookies away escapes this, and meets the other defences of the form.
    """

    session_key: str
    per_hour: int

    def recent(self, session: SessionBase) -> list[float]:
        """When this browser did it in the last hour, as Unix times."""
        since = time.time() - HOUR_SECONDS
        return [moment for moment in session.get(self.session_key, []) if moment > since]

    def is_spent(self, session: SessionBase) -> bool:
        return len(self.recent(session)) >= self.per_hour

    def count(self, session: SessionBase) -> None:
        session[self.session_key] = [*self.recent(session), time.time()]
