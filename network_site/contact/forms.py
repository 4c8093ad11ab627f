"""The contact form: short, forgiving, and closed to robots without a puzzle for people."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from network_site.contact.models import Message, Subject, is_local_path
from network_site.public_forms import PublicForm, ReadableField, readable


def local_path(text: str, *, host: str) -> str:
    """The path of an address of this site, pasted whole or not; other texts as they are."""
    try:
        parts = urlsplit(text)
    except ValueError:  # an unclosed IPv6 bracket, for instance
        return text
    return parts._replace(scheme="", netloc="").geturl() or "/" if parts.netloc and parts.netloc == host else text


class ContactForm(PublicForm, forms.ModelForm[Message]):
    """A question, or a remark on a page of the site."""

    content_fields = ("subject", "page", "text", "email")

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

    def clean_page(self) -> str:
        return local_path(self.cleaned_data["page"], host=self.host)


def initial_from(query: Any, *, host: str) -> dict[str, str]:
    """What a link may fill in (`?sujet=probleme&page=/retours/x/`, `texte=…`); what it must not is left out."""
    subject, page = query.get("sujet", ""), local_path(readable(query.get("page", "")), host=host)
    text = readable(query.get("texte", ""))
    initial = {"subject": subject} if subject in Subject.values else {}
    initial |= {"text": text} if text and len(text) <= Message.TEXT_LENGTH else {}
    return initial | ({"page": page} if is_local_path(page) and len(page) <= Message.PAGE_LENGTH else {})
