"""What a visitor fills in to follow a search, or to find their alerts again."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.alerts.models import Alert
from exchanges.alerts.subscribing import parameters_of
from network_site.public_forms import PublicForm
from search.forms import SearchForm
from search.queries import SearchQuery


class AddressField(forms.EmailField):
    def __init__(self, *, help_text: Any) -> None:
        super().__init__(
            label=_("Votre adresse e-mail"),
            help_text=help_text,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "field__control"}),
            error_messages={
                "required": _("Indiquez votre adresse e-mail."),
                "invalid": _("Cette adresse semble incomplète. Exemple : prenom.nom@exemple.fr"),
            },
        )


class AlertForm(PublicForm):
    """The search comes with the form, as its address; `query` is what it asks."""

    content_fields = ("recherche", "email", "rythme")

    recherche = forms.CharField(
        label=_("Recherche"),
        required=False,
        max_length=Alert.PARAMETERS_LENGTH,
        widget=forms.HiddenInput,
        error_messages={"max_length": _("Cette recherche a trop de filtres pour devenir une alerte. Retirez-en.")},
    )
    email = AddressField(help_text=_("Elle ne sert qu’à ces alertes. Exemple : prenom.nom@exemple.fr"))
    rythme = forms.ChoiceField(
        label=_("Un courriel au plus"),
        choices=Alert.Rhythm.choices,
        initial=Alert.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un rythme."),
            "invalid_choice": _("Choisissez « chaque jour » ou « chaque semaine »."),
        },
    )

    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="alerte_%s", **kwargs)

    def clean_recherche(self) -> str:
        """The same search as an address in the one order; a text too long is refused by the search itself."""
        form = SearchForm(QueryDict(self.cleaned_data["recherche"]))
        form.is_valid()
        if form.is_too_long:
            raise ValidationError([str(error) for error in form.errors["q"]])
        self.query = form.query()
        return parameters_of(self.query)


class LinkForm(PublicForm):
    """Asks for the link to one's alerts."""

    content_fields = ("email",)

    email = AddressField(help_text=_("Celle à laquelle vos alertes arrivent. Exemple : prenom.nom@exemple.fr"))


class RhythmForm(forms.Form):
    """The rhythm of one alert, on the page of one's alerts."""

    alerte = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    rythme = forms.ChoiceField(
        label=_("Un courriel au plus"),
        choices=Alert.Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un rythme.")},
    )

    @classmethod
    def of(cls, alert: Alert) -> Self:
        return cls(initial={"alerte": alert.pk, "rythme": alert.rhythm}, auto_id=f"alerte-{alert.pk}-%s")
