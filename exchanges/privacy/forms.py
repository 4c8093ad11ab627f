from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contributions.writing.forms.base import CONTROL
from network_site.accounts.models import User


class DeletionForm(forms.Form):
    """The password again: a forgotten open session must not cost an account."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=CONTROL | {"autocomplete": "current-password"}),
        error_messages={"required": _("Indiquez votre mot de passe.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("Ce n’est pas le mot de passe de ce compte."))
        return password
