"""What a moderator writes when deciding of a text that found no report."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from network_site.vocabulary import Term
from practices.models import Need
from search.journal import decisions
from search.journal.wording import validate_wording
from search.journal_models import UnansweredSearch

Done = str | Promise

DRAFTED = _("Ajouté à un brouillon : quelqu’un doit encore le publier.")
"""Someone's changes wait there already, or the person may not publish."""


def needs() -> Any:
    return Need.objects.filter(live=True).order_by("label")


class DecisionForm(forms.Form):
    """`decide` does what the form says and returns what to tell; a refusal becomes an error of the form."""

    def __init__(self, *args: Any, asked: UnansweredSearch, user: Any, **kwargs: Any) -> None:
        self.asked, self.user = asked, user
        super().__init__(*args, **kwargs)

    def decided(self) -> Done | None:
        """What to tell, or None where the form holds errors."""
        if not self.is_valid():
            return None
        try:
            return self.decide()
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def decide(self) -> Done:
        raise NotImplementedError


class LinkForm(DecisionForm):
    need = forms.ModelChoiceField(label=_("Besoin"), queryset=Need.objects.none())
    question = forms.CharField(
        label=_("Question à ajouter à ce besoin"),
        max_length=250,
        validators=[validate_wording],
        help_text=_("Avec ses accents, comme on la pose à un collègue. Elle est visible sur la page du besoin."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs()  # type: ignore[attr-defined]  # a ModelChoiceField, see above
        self.initial = {"question": self.asked.text, "need": self.asked.need_id}

    def decide(self) -> Done:
        published = decisions.link(self.asked, **self.cleaned_data, by=self.user)
        return _("La question est ajoutée au besoin.") if published else DRAFTED


class TermField(forms.ChoiceField):
    """A term of any vocabulary that the person may change, grouped by vocabulary; gives the term."""

    def offer(self, user: Any) -> None:
        self.choices = [("", _("Choisir un terme")), *_groups(user)]

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        model, _separator, pk = written.partition(":")
        return apps.get_model(model)._base_manager.get(pk=pk)


def _groups(user: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    vocabularies = [model for model in apps.get_models() if issubclass(model, Term)]
    for model in sorted(vocabularies, key=_plural):
        if decisions.may(user, "change", model):
            rows = model._base_manager.order_by("label").values_list("pk", "label")
            yield _plural(model), [(f"{model._meta.label}:{pk}", label) for pk, label in rows]  # noqa: SLF001 - Django documents Model._meta


def _plural(model: type[Term]) -> str:
    return str(capfirst(model._meta.verbose_name_plural))  # noqa: SLF001 - Django documents Model._meta


class SynonymForm(DecisionForm):
    term = TermField(label=_("Terme"))
    word = forms.CharField(
        label=_("Mot ou sigle à ajouter"),
        max_length=150,
        validators=[validate_wording],
        help_text=_("La recherche le comprendra comme le terme lui-même."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].offer(self.user)  # type: ignore[attr-defined]  # a TermField, see above
        self.initial = {"word": self.asked.text}

    def decide(self) -> Done:
        published = decisions.add_synonym(self.asked, **self.cleaned_data, by=self.user)
        return _("Le mot est ajouté au terme.") if published else DRAFTED


class PublishForm(DecisionForm):
    wording = forms.CharField(
        label=_("Formulation publique"),
        min_length=5,
        max_length=150,
        validators=[validate_wording],
        help_text=_("Comme on le dirait à un collègue, sans nom de personne ni adresse."),
    )
    need = forms.ModelChoiceField(
        label=_("Besoin le plus proche"),
        queryset=Need.objects.none(),
        required=False,
        help_text=_("S’il y en a un, le tableau public mène à ses pratiques."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs()  # type: ignore[attr-defined]  # a ModelChoiceField, see above
        self.initial = {"wording": self.asked.wording, "need": self.asked.need_id}

    def decide(self) -> Done:
        decisions.publish(self.asked, **self.cleaned_data, by=self.user)
        return _("La formulation est publiée sur le tableau des besoins sans réponse.")
