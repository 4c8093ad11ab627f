"""What makes a complete report found and linked: questions, keywords, frames of reference, links, inspirations."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from contributions.writing.forms.base import Lines, Rows, SectionForm, ShortText, Terms, as_rows
from contributions.writing.models import Values
from practices.models import (
    CompassLever,
    CompassPrinciple,
    DoughnutDimension,
    EssentialNeed,
    ExperienceReportPage,
    Hazard,
    MobilisedActor,
    ReportActor,
    ReportGoal,
    ReportReference,
    ReportReuse,
    ResourceType,
    SustainableGoal,
    Trigger,
)
from practices.models.permanent_ids import PATTERN
from practices.reading import published_reports

MOST_KEYWORDS, KEYWORD_LENGTH = 10, 60
SELECT = {"class": "field__control"}


class QuestionsForm(SectionForm):
    """The words under which colleagues look for it."""

    slug = "questions"
    heading = _("Les questions de tous les jours")
    lede = _("Ce que vous demanderait un collègue au téléphone : c’est avec ces mots que l’on cherche.")
    page_fields: ClassVar = ("questions",)
    expected: ClassVar = ("questions",)

    def prepare(self) -> None:
        self.fields |= {
            "questions": Lines(
                label=_("À quelles questions ce retour répond-il ?"),
                help_text=_(
                    "De cinq à dix, une par ligne. Exemples : « Que faire quand il fait trop chaud dans la cour de "
                    "l’école ? », « Combien coûte de retirer du bitume ? », « Comment convaincre les enseignants ? »"
                ),
                max_lines=60,
                line_length=250,
            ),
            "keywords": Lines(
                label=_("Mots-clés"),
                help_text=_(
                    "Un par ligne, dix au plus. Ce que les listes ne disent pas : un sigle, un outil, un lieu."
                ),
                max_lines=MOST_KEYWORDS,
                line_length=KEYWORD_LENGTH,
            ),
        }

    def fill(self, page: ExperienceReportPage) -> None:
        super().fill(page)
        if "keywords" in self.cleaned_data:
            page.tags.set(self.cleaned_data["keywords"])

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        return super().read(page, own=own) | {"keywords": ["\n".join(tag.name for tag in page.tags.all())]}


class FramesForm(SectionForm):
    """Where it stands among shocks, needs and goals. All of it is optional."""

    slug = "reperes"
    heading = _("Les repères")
    lede = _("Cochez ce qui est évident, laissez le reste.")
    page_fields: ClassVar = (
        *("hazards", "triggers", "essential_needs", "mobilised_actors", "resource_type"),
        *("principles", "levers", "doughnut"),
    )

    def prepare(self) -> None:
        effects = [("", _("Pas concerné, ou je ne sais pas")), ("?", _("Concerné, effet non évalué"))]
        effects += [(str(value), capfirst(label)) for value, label in ReportGoal.Effect.choices]
        self.fields |= {
            "hazards": Terms(Hazard, label=_("Aléas et stress chroniques")),
            "triggers": Terms(Trigger, label=_("Ce qui vous a mis en mouvement")),
            "essential_needs": Terms(EssentialNeed, label=_("Besoins essentiels concernés")),
            "mobilised_actors": Terms(MobilisedActor, label=_("Qui s’est mobilisé")),
            "resource_type": forms.ModelChoiceField(
                ResourceType.objects.filter(live=True),
                label=_("Ce que vous partagez"),
                to_field_name="slug",
                required=False,
                empty_label=_("Rien de particulier"),
                widget=forms.Select(attrs=SELECT),
            ),
            "principles": Terms(CompassPrinciple, label=_("Principes de la boussole de la résilience")),
            "levers": Terms(CompassLever, label=_("Leviers de la boussole")),
            "doughnut": Terms(DoughnutDimension, label=_("Dimensions du Donut")),
        }
        for goal in SustainableGoal.objects.filter(live=True).order_by("number"):
            self.fields[f"goal-{goal.number}"] = forms.ChoiceField(
                choices=effects, label=str(goal), required=False, widget=forms.Select(attrs=SELECT)
            )

    def fill(self, page: ExperienceReportPage) -> None:
        super().fill(page)
        goals = {goal.number: goal for goal in SustainableGoal.objects.filter(live=True)}
        said = {number: self.cleaned_data.get(f"goal-{number}") for number in goals}
        page.report_goals.set(
            [
                ReportGoal(goal=goals[number], effect=None if effect == "?" else int(effect), sort_order=number)
                for number, effect in said.items()
                if effect
            ]
        )

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        values = super().read(page, own=own)
        for row in page.report_goals.all():
            values[f"goal-{row.goal.number}"] = ["?" if row.effect is None else str(row.effect)]
        return values


class WebAddress(ShortText):
    """An address that a reader may follow; « www.… » is completed."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        URLValidator(schemes=["http", "https"], message=_("Écrivez une adresse comme https://exemple.fr/page"))(address)
        return address


def link_fields() -> dict[str, forms.Field]:
    return {
        "url": WebAddress(label=_("Adresse"), length=500),
        "label": ShortText(label=_("Intitulé"), length=250),
    }


LINKS = Rows(
    "links",
    _("Liens pour aller plus loin"),
    link_fields,
    most=10,
    key="url",
    asks=_("Donnez l’adresse de ce lien, ou effacez son intitulé."),
)


class ReportField(ShortText):
    """A published report, by its identifier or any address that holds it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = re.search(PATTERN, text)
        slug = text.rstrip("/").rpartition("/")[2]
        report = (
            published_reports().filter(permanent_id=found[0]).first()
            if found
            else published_reports().filter(slug=slug).first()
        )
        if report is None:
            raise ValidationError(_("Aucun retour publié ne porte cet identifiant. Exemple : 2023-0014"))
        return report


def inspiration_fields() -> dict[str, forms.Field]:
    return {
        "report": ReportField(
            label=_("Identifiant ou adresse du retour"), help_text=_("Exemple : 2023-0014"), length=200
        ),
        "adaptations": ShortText(label=_("Ce que vous avez adapté"), length=300),
    }


INSPIRATIONS = Rows(
    "inspirations",
    _("Nous nous sommes inspirés de…"),
    inspiration_fields,
    most=5,
    key="report",
    asks=_("Dites de quel retour il s’agit, ou effacez cette ligne."),
    help_text=_(
        "Son référent reçoit un courriel pour le confirmer ; son retour affiche alors « repris par » le vôtre."
    ),
)


class ActorField(ShortText):
    """An organisation of the directory, by its name."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        actor = Actor.objects.filter(live=True, name__iexact=text).first()
        if actor is None:
            raise ValidationError(
                _("« %(name)s » n’est pas encore dans l’annuaire : vérifiez son nom, ou citez-la dans le contexte."),
                params={"name": text[:60]},
            )
        return actor


def partner_fields() -> dict[str, forms.Field]:
    roles = [("", _("Choisir")), *((value, capfirst(label)) for value, label in ReportActor.Role.choices)]
    return {
        "actor": ActorField(label=_("Nom dans l’annuaire"), length=150, list="acteurs"),
        "role": forms.ChoiceField(
            label=_("Son rôle"), choices=roles, required=False, widget=forms.Select(attrs=SELECT)
        ),
    }


PARTNERS = Rows(
    "partners",
    _("Partenaires, financeurs, appuis"),
    partner_fields,
    most=10,
    key="actor",
    asks=_("Dites de quel organisme il s’agit, ou effacez cette ligne."),
)


class LinksForm(SectionForm):
    """With whom, after whom, and where to read more."""

    slug = "liens"
    heading = _("Les liens")
    lede = _("Avec qui vous l’avez fait, qui vous a inspirés, où en lire plus.")
    rows: ClassVar = (INSPIRATIONS, PARTNERS, LINKS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(INSPIRATIONS.most):
            name = INSPIRATIONS.input_name(number, "report")
            report = cleaned.get(name)
            if report is not None and report.pk == self.draft.page_id:
                self.add_error(name, _("C’est ce retour lui-même : choisissez-en un autre."))
        return cleaned

    def fill(self, page: ExperienceReportPage) -> None:
        self.fill_inspirations(page)
        self.fill_partners(page)
        self.fill_links(page)

    def fill_inspirations(self, page: ExperienceReportPage) -> None:
        """A link that was confirmed stays so."""
        known = {row.inspired_by_id: row for row in page.inspirations.all()}
        confirmed = dict(ReportReuse.objects.filter(page=page.pk).values_list("inspired_by", "confirmed_at"))
        rows: list[ReportReuse] = []
        for line in self.lines(INSPIRATIONS):
            if line["report"] is not None:
                row = known.get(line["report"].pk) or ReportReuse(inspired_by=line["report"])
                row.adaptations, row.sort_order = line["adaptations"], len(rows)
                row.confirmed_at = confirmed.get(line["report"].pk)
                rows.append(row)
        page.inspirations.set(rows)

    def fill_partners(self, page: ExperienceReportPage) -> None:
        """The organisation of the writer is told elsewhere, and stays first."""
        mine = self.draft.text("actor")
        rows = [part for part in page.report_actors.all() if part.actor.slug == mine]
        for line in self.lines(PARTNERS):
            if line["actor"] is not None and line["actor"].slug != mine:
                role = line["role"] or ReportActor.Role.PARTNER.value
                rows.append(ReportActor(actor=line["actor"], role=role, sort_order=len(rows)))
        page.report_actors.set(rows)

    def fill_links(self, page: ExperienceReportPage) -> None:
        """Sources and documents stay; links are those of the form."""
        kept = [row for row in page.references.all() if row.role == ReportReference.Role.SOURCE or row.document_id]
        known = {row.url: row for row in page.references.all() if row not in kept}
        for line in self.lines(LINKS):
            if line["url"]:
                row = known.get(line["url"]) or ReportReference(url=line["url"], role=ReportReference.Role.LINK)
                row.label, row.sort_order = line["label"], len(kept)
                kept.append(row)
        page.references.set(kept)

    @classmethod
    def read(cls, page: ExperienceReportPage, *, own: ReportActor | None) -> Values:
        inspirations = [
            {"report": row.inspired_by.permanent_id, "adaptations": row.adaptations} for row in page.inspirations.all()
        ]
        others = [part for part in page.report_actors.all() if own is None or part.actor_id != own.actor_id]
        partners = [{"actor": part.actor.name, "role": part.role} for part in others]
        links = [
            {"url": row.url, "label": row.label}
            for row in page.references.all()
            if row.role == ReportReference.Role.LINK and not row.document_id
        ]
        return as_rows(INSPIRATIONS, inspirations) | as_rows(PARTNERS, partners) | as_rows(LINKS, links)
