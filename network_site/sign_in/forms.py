"""allauth's forms in the words and the dress of Relais."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from network_site.accounts.models import User
from network_site.public_forms import PublicForm, ReadableField, readable
from network_site.sign_in.keys import KeyField, refusing

Words = Any
"""Texts that are translated when they are shown; Django’s types have a private name for them."""

EMAIL_EXAMPLE = _("Exemple : prenom.nom@exemple.fr")
PASSWORD_ADVICE = _("Douze caractères au moins. Quelques mots sans rapport entre eux se retiennent bien.")

LABELS: dict[str, Words] = {
    "login": _("Votre adresse e-mail"),
    "email": _("Votre adresse e-mail"),
    "password": _("Votre mot de passe"),
    "password1": _("Choisissez un mot de passe"),
    "password2": _("Le même mot de passe, une seconde fois"),
    "oldpassword": _("Votre mot de passe actuel"),
    "remember": _("Rester connecté sur cet appareil"),
    "code": _("Code à six chiffres"),
    "name": _("Nom de la clé"),
    "passwordless": _("M’en servir aussi sans mot de passe"),
}
HELP: dict[str, Words] = {
    "login": EMAIL_EXAMPLE,
    "email": EMAIL_EXAMPLE,
    "password": "",
    "password1": PASSWORD_ADVICE,
    "oldpassword": "",
    "remember": "",
    "code": _("Celui qu’affiche votre application en ce moment."),
    "name": _("Pour la reconnaître plus tard. Exemple : téléphone du bureau."),
    "passwordless": "",
}
INVALID_EMAIL = _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr")
REQUIRED: dict[str, Words] = {
    "login": _("Indiquez votre adresse e-mail."),
    "email": _("Indiquez votre adresse e-mail."),
    "password": _("Indiquez votre mot de passe."),
    "password1": _("Choisissez un mot de passe."),
    "password2": _("Tapez le mot de passe une seconde fois."),
    "oldpassword": _("Indiquez votre mot de passe actuel."),
    "code": _("Indiquez le code."),
    "name": _("Donnez un nom à la clé."),
    "first_name": _("Indiquez votre prénom."),
    "last_name": _("Indiquez votre nom."),
}
LONGEST: dict[str, int] = {"name": 80, "code": 32, "login": 254, "email": 254}
"""allauth takes more than these, and more than the columns hold."""
LONGEST_PASSWORD = 200


class PlainForm(forms.Form):
    """Comes before one of allauth's forms: labels, help, errors and limits from the tables above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            dress(name, field)


def dress(name: str, field: forms.Field) -> None:
    field.label = LABELS.get(name, field.label)
    field.help_text = str(HELP.get(name, field.help_text))
    if name in REQUIRED:
        field.error_messages["required"] = REQUIRED[name]
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = INVALID_EMAIL
        field.validators = [
            EmailValidator(message=INVALID_EMAIL) if isinstance(validator, EmailValidator) else validator
            for validator in field.validators
        ]
    limit(name, field)
    field.widget.attrs.pop("placeholder", None)
    if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
        field.widget.attrs["class"] = "field__control"


def limit(name: str, field: forms.Field) -> None:
    """A pasted text that is too long is told, not cut: no `maxlength` in the page."""
    longest = LONGEST_PASSWORD if "password" in name else LONGEST.get(name)
    if isinstance(field, forms.CharField) and longest:
        field.validators.append(MaxLengthValidator(longest))
    field.widget.attrs.pop("maxlength", None)


class LoginForm(PlainForm, account.LoginForm):
    pass


class NamedForm(forms.Form):
    """How a person is called; both parts are asked, since the référent of an actor must know who asks to join it."""

    first_name = ReadableField(
        label=_("Votre prénom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = ReadableField(
        label=_("Votre nom"),
        max_length=150,
        help_text=_("Lu par ceux avec qui vous travaillez sur Relais, jamais affiché au public sans votre accord."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class SignupForm(PublicForm, PlainForm, NamedForm, account.SignupForm):
    """Closed to robots as the contact form is, without a puzzle."""

    field_order = ["first_name", "last_name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("De préférence celle de votre collectivité. Exemple : prenom.nom@exemple.fr")


class ProfileForm(PlainForm, NamedForm, forms.ModelForm):
    class Meta:
        model = User
        fields: ClassVar = ["first_name", "last_name"]


class AddEmailForm(PlainForm, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse e-mail")


class ChangePasswordForm(PlainForm, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainForm, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainForm, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainForm, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainForm, account.ReauthenticateForm):
    pass


class AnyCodeForm(PlainForm):
    """Where a recovery code is taken as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code de vérification")
        self.fields["code"].help_text = _("Celui de votre application, ou un de vos codes de secours.")


class SecondFactorForm(AnyCodeForm, second_factor.AuthenticateForm):
    pass


class SecondFactorAgainForm(AnyCodeForm, second_factor.ReauthenticateForm):
    pass


class ActivateTOTPForm(PlainForm, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(PlainForm, passkeys.AddWebAuthnForm):
    """The device holds the key by now: a name that is too long is cut, rather than the key refused."""

    credential = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators = []

    def clean_name(self) -> str:
        return readable(str(super().clean_name()))[: LONGEST["name"]]

    def clean(self) -> dict[str, Any]:
        """A key whose extensions the list of keys could not read is not kept."""
        with refusing():
            cleaned = super().clean() or self.cleaned_data
            Authenticator(data=cleaned, type=Authenticator.Type.WEBAUTHN).wrap().is_passwordless  # noqa: B018
            return cleaned


class KnownKeyForm(forms.Form):
    """Comes before the forms of allauth that take a key which is known."""

    credential = KeyField()

    def clean_credential(self) -> Authenticator:
        with refusing():
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # allauth's, which comes after
            return found


class SignInKeyForm(KnownKeyForm, passkeys.LoginWebAuthnForm):
    pass


class SecondFactorKeyForm(KnownKeyForm, passkeys.AuthenticateWebAuthnForm):
    pass


class SecondFactorKeyAgainForm(KnownKeyForm, passkeys.ReauthenticateWebAuthnForm):
    pass


class EditPasskeyForm(PlainForm, passkeys.EditWebAuthnForm):
    pass
