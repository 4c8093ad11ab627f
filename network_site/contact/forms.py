"""The contact form: short, forgiving, and closed to robots without a puzzle for people."""

import time
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from network_site.contact.models import Message, Subject, is_local_path

SALT = "contact.form"
FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 60 * 60
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TOO_FAST = _("Le formulaire est parti trop vite pour être sûr qu’une personne l’a écrit. Envoyez-le de nouveau.")
TOO_OLD = _("Le formulaire était ouvert depuis trop longtemps. Votre message est intact : envoyez-le de nouveau.")
TRAPPED = _("Ce champ doit rester vide. Effacez-le, puis envoyez de nouveau.")


def readable(text: str) -> str:
    """Without what nobody types: control characters, and those that turn the reading direction of what follows.

    A line break counts for one character, as in the browser's own limit.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in DIRECTION_CONTROLS))


class ReadableField(forms.CharField):
    """Says that a text is too long instead of letting the browser cut what is pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(readable(value) if isinstance(value, str) else value)


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


def local_path(text: str, *, host: str) -> str:
    """The path of an address of this site, pasted whole or not; other texts as they are."""
    try:
        parts = urlsplit(text)
    except ValueError:  # an unclosed IPv6 bracket, for instance
        return text
    return parts._replace(scheme="", netloc="").geturl() or "/" if parts.netloc and parts.netloc == host else text


class ContactForm(forms.ModelForm[Message]):
    """Nothing typed is lost: every refusal shows the form again, filled in, with a fresh token."""

    text = ReadableField(
        label=_("Votre message"),
        help_text=_("2 000 caractères au plus. N’écrivez pas d’information personnelle sur d’autres personnes."),
        max_length=Message.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "class": "field__control"}),
        error_messages={
            "required": _("Écrivez votre message."),
            "max_length": _("Votre message compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d."),
        },
    )
    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_("Pour vous répondre. Elle n’est ni affichée ni cédée. Exemple : prenom.nom@exemple.fr"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "field__control"}),
        error_messages={"invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr")},
    )
    page = ReadableField(
        label=_("Page concernée"),
        help_text=_("Son adresse sur ce site, si votre message porte sur une page. Exemple : /retours/"),
        required=False,
        max_length=Message.PAGE_LENGTH,
        widget=forms.TextInput(attrs={"class": "field__control"}),
        error_messages={"max_length": _("Cette adresse est trop longue : %(limit_value)d caractères au plus.")},
    )
    website = forms.CharField(
        label=_("Ne remplissez pas ce champ"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "class": "field__control"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    message_token: UUID
    """What names the message; known once the form is valid."""

    class Meta:
        model = Message
        fields: ClassVar = ["subject", "page", "text", "email"]
        widgets: ClassVar = {"subject": forms.Select(attrs={"class": "field__control"})}
        error_messages: ClassVar = {
            "subject": {
                "required": _("Choisissez le sujet de votre message."),
                "invalid_choice": _("Choisissez un sujet dans la liste."),
            }
        }

    def __init__(self, *args: Any, host: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.host = host
        self.initial["token"] = FormToken.issue()

    def renew_token(self) -> None:
        """The form comes back with a token that its next sending may use."""
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed["token"] = FormToken.issue()
        self.data = renewed

    def clean_page(self) -> str:
        return local_path(self.cleaned_data["page"], host=self.host)

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
        self.message_token = token.for_content(*(str(cleaned.get(name, "")) for name in self.Meta.fields))
        return cleaned


def initial_from(query: Any, *, host: str) -> dict[str, str]:
    """What a link may fill in (`?sujet=probleme&page=/retours/x/`); what it must not is left out silently."""
    subject, page = query.get("sujet", ""), local_path(readable(query.get("page", "")), host=host)
    initial = {"subject": subject} if subject in Subject.values else {}
    return initial | ({"page": page} if is_local_path(page) and len(page) <= Message.PAGE_LENGTH else {})
