"""What a moderator decides of a report that readers know."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network_site.public_forms import require
from practices.models import EditorialStatus, ExperienceReportPage
from practices.models.permanent_ids import validate_permanent_id


class StandingForm(forms.Form):
    """A standing, or the removal; each asks for what its readers need."""

    REMOVED = "retire"

    decision = forms.ChoiceField(
        label=_("Ce retour est"),
        choices=[*EditorialStatus.choices, (REMOVED, _("retiré"))],
        widget=forms.RadioSelect,
    )
    into = forms.CharField(
        label=_("Fusionné dans"),
        help_text=_("L’identifiant permanent de l’autre retour, par exemple 2024-0031. Ses adresses y mèneront."),
        required=False,
        max_length=9,
        validators=[validate_permanent_id],
    )
    title = forms.CharField(
        label=_("Titre affiché à la place du retour retiré"),
        help_text=_("À reformuler si le titre lui-même ne doit plus se lire."),
        required=False,
        max_length=255,
    )
    reason = forms.CharField(label=_("Motif affiché à la place du retour retiré"), required=False, max_length=300)

    def clean_into(self) -> ExperienceReportPage | None:
        given = self.cleaned_data["into"]
        found = ExperienceReportPage.objects.filter(permanent_id=given).first() if given else None
        if given and found is None:
            raise ValidationError(_("Aucun retour ne porte cet identifiant."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        if decision == EditorialStatus.MERGED:
            require(self, "into", _("Dites dans quel retour."))
        if decision == self.REMOVED:
            require(self, "reason", _("Dites pourquoi : ceux qui ont cité ce retour le liront."))
        return cleaned
