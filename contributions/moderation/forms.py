"""What moderators and invited reviewers type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network_site.public_forms import ReadableField

REASON_LENGTH = 1500


class ReasonForm(forms.Form):
    """The reason that the author reads, where a decision needs one. Also what Wagtail's admin asks."""

    comment = ReadableField(
        label=_("Pourquoi"),
        help_text=_("L’auteur lit ce texte tel quel. 1 500 caractères au plus."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "field__control"}),
        error_messages={
            "required": _("Dites pourquoi : l’auteur en a besoin pour continuer."),
            "max_length": _("Ce texte compte %(show_value)d caractères : raccourcissez-le à %(limit_value)d."),
        },
    )
