"""Forms about people: withdrawing one's name, and what a moderator decides then."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

from actors.models import Referent


class WithdrawForm(forms.Form):
    """« Retirer mon nom »: nothing is asked that must be answered."""

    note = forms.CharField(
        label=_("Un mot pour les modérateurs"),
        help_text=_("500 caractères au plus."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "field__control"}),
        error_messages={"max_length": _("500 caractères au plus : il y en a %(show_value)d.")},
    )


class ReferentForm(WagtailAdminModelForm):
    """The admin form. Once a name is withdrawn, those who may delete the record decide what becomes of it."""

    RESTORE, ERASE = "restore", "erase"

    decision = forms.ChoiceField(
        label=_("Le nom a été retiré"),
        choices=[
            ("", _("Le laisser masqué")),
            (ERASE, _("L’effacer définitivement")),
            (RESTORE, _("L’afficher de nouveau")),
        ],
        required=False,
    )
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Obligatoire pour afficher de nouveau un nom retiré."),
        required=False,
        max_length=300,
    )

    class Meta:
        model = Referent
        fields = ("name", "role", "actor", "visibility", "confirmed", "origin")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_decide = self.for_user is not None and self.for_user.has_perm("actors.delete_referent")
        if self.instance.withdrawn_at is None or not may_decide:
            del self.fields["decision"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("decision") == self.RESTORE and not cleaned.get("reason"):
            raise ValidationError({"reason": _("Dites pourquoi le nom revient.")})
        return cleaned

    def save(self, commit: bool = True) -> Referent:  # noqa: FBT001, FBT002 - Django's signature
        referent: Referent = super().save(commit=commit)
        decision = self.cleaned_data.get("decision")
        if commit and decision:
            referent.restore() if decision == self.RESTORE else referent.erase()
            log(referent, f"actors.{decision}_name", user=self.for_user, data={"reason": self.cleaned_data["reason"]})
        return referent
