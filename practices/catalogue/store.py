"""Bringing the database to what the catalogue says, without undoing what anyone did in the admin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published, published

from network_site.territories.loading import SOURCE_NAME as TERRITORIES
from network_site.territories.models import LoadedSource, Territory
from practices.catalogue import fields
from practices.catalogue.models import CatalogueEntry
from practices.catalogue.records import Record, territory_codes, wanted_records
from practices.catalogue.schema import validate
from practices.catalogue.source import Problem, digest_of, read_directory
from practices.models import PermanentId, ReportIndexPage

Outcome = Literal["created", "updated", "unchanged", "kept", "deleted"]


class CatalogueError(Exception):
    """The catalogue cannot be loaded: ``problems`` says all that is wrong. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Source:
    """A set of files that a room loads, as `LoadedSource` remembers it."""

    name: str
    title: str
    licence: str = "Licence Ouverte 2.0"


SOURCE: Final = Source("catalogue", "Catalogue initial de Relais")


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to one object: the fields written, or those left as an editor wanted them."""

    outcome: Outcome
    record: Record
    fields: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class LoadReport:
    """What a load did, or would do."""

    same_files: bool = False
    lines: list[Line] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def having(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]


def load_catalogue(directory: Path, *, dry_run: bool = False) -> LoadReport:
    """Check the whole catalogue, then load it in one transaction; a dry run undoes that transaction.

    Raises:
        CatalogueError: something is wrong in the files, or they contradict the database; nothing was written.
    """
    digest = _digest(directory)
    if not dry_run and is_loaded(SOURCE, digest):
        return LoadReport(same_files=True)  # These very files were found right.
    documents, problems = read_directory(directory)
    problems += validate(documents)
    if problems:
        raise CatalogueError(sorted(problems))
    return bring(list(wanted_records(documents)), SOURCE, digest=digest, dry_run=dry_run)


def is_loaded(source: Source, digest: str) -> bool:
    """Whether these very files were found right and loaded."""
    return LoadedSource.objects.filter(name=source.name, digest=digest).exists()


def bring(records: list[Record], source: Source, *, digest: str, dry_run: bool = False) -> LoadReport:
    """Bring the database to what records that are known to be right say, in one transaction.

    Raises:
        CatalogueError: the records contradict the database; nothing was written.
    """
    with transaction.atomic():
        report = _Load(records).run()
        remembered = {"title": source.title, "licence": source.licence, "digest": digest}
        LoadedSource.objects.update_or_create(name=source.name, defaults=remembered)
        transaction.set_rollback(dry_run)
    return report


def _digest(directory: Path) -> str:
    """Of the files and of the territories that they name."""
    territories = LoadedSource.objects.filter(name=TERRITORIES).values_list("digest", flat=True)
    return fields.digest([digest_of(directory), *territories])


class _Load:
    """One pass over the records: make what is missing, then compare and write field by field."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.identities = fields.Identities()
        loaded = CatalogueEntry.objects.filter(model__in={record.model for record in records})
        self.entries = {(entry.model, entry.catalogue_id): entry for entry in loaded}
        self.made: dict[tuple[str, str], models.Model] = {}
        self.written: list[models.Model] = []
        self.report = LoadReport()
        self.now = timezone.now()

    def run(self) -> LoadReport:
        problems = [*self._territory_problems(), *self._permanent_id_problems()]
        if problems:
            raise CatalogueError(problems)
        with disable_reference_index_auto_update():  # Wagtail would write it at each of the six saves of a page.
            for record in self.records:
                if self._is_missing(record):
                    self._guarded(self._make, record)
            for record in self.records:
                self.report.lines.append(self._guarded(self._bring, record))
        for instance in self.written:
            ReferenceIndex.create_or_update_for_object(instance)
        known = {(record.model, record.catalogue_id) for record in self.records}
        self.report.absent = [str(entry) for key, entry in self.entries.items() if key not in known]
        return self.report

    # --- What only the database can tell ---

    def _territory_problems(self) -> Iterator[Problem]:
        known = set(Territory.objects.filter(pk__in=self._codes()).values_list("pk", flat=True))
        for record in self.records:
            for code in territory_codes(record):
                if code not in known:
                    yield record.node.problem(f"territoire inconnu : « {code} » (load_territories est-il passé ?).")

    def _codes(self) -> set[str]:
        return {code for record in self.records for code in territory_codes(record)}

    def _permanent_id_problems(self) -> Iterator[Problem]:
        taken = {str(identifier) for identifier in PermanentId.objects.all()}
        for record in self.records:
            identifier = record.fixed.get("permanent_id")
            if identifier in taken and self._is_missing(record):
                yield record.node.problem(f"l’identifiant permanent {identifier} a déjà été donné.")

    def _guarded(self, step: Any, record: Record) -> Any:
        """Run a step; what the models refuse becomes a problem with its place."""
        try:
            return step(record)
        except ValidationError as error:
            details = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            raise CatalogueError(
                record.node.problem(f"« {record.catalogue_id} » est refusé. {name} : {' '.join(messages)}")
                for name, messages in details.items()
            ) from error

    # --- Making ---

    def _is_missing(self, record: Record) -> bool:
        """Neither in the database nor deleted from it by someone."""
        key = (record.model, record.catalogue_id)
        return key not in self.entries and record.catalogue_id not in self.identities.keys(record.model)

    def _make(self, record: Record) -> None:
        """Create an object with all but its relations inside its own kind, which come when all exist."""
        model = apps.get_model(record.model)
        instance = model(catalogue_id=record.catalogue_id, **record.fixed)
        if isinstance(instance, DraftStateMixin):
            instance.first_published_at = instance.last_published_at = self.now
        for name, value in self._wanted(record).items():
            if not fields.names_itself(model, name):
                fields.write(instance, name, value, identities=self.identities)
        self._insert(instance)
        self.identities.add(record.model, record.catalogue_id, key=instance.pk)
        self.made[record.model, record.catalogue_id] = instance

    def _insert(self, instance: models.Model) -> None:
        if isinstance(instance, Page):
            PermanentId.objects.reserve(instance.permanent_id)
            _index_page().add_child(instance=instance)
        else:
            instance.full_clean()
            instance.save()

    def _wanted(self, record: Record) -> dict[str, Any]:
        return fields.resolved(apps.get_model(record.model), record.values, identities=self.identities)

    # --- Comparing ---

    def _bring(self, record: Record) -> Line:
        key = (record.model, record.catalogue_id)
        if key in self.made:
            return self._finish(record, instance=self.made[key])
        if record.catalogue_id not in self.identities.keys(record.model):
            return Line("deleted", record)
        entry = self.entries.get(key) or CatalogueEntry(model=record.model, catalogue_id=record.catalogue_id)
        return self._compare(record, entry=entry)

    def _finish(self, record: Record, *, instance: models.Model) -> Line:
        model = type(instance)
        wanted = self._wanted(record)
        for name in (name for name in wanted if fields.names_itself(model, name)):
            fields.write(instance, name, wanted[name], identities=self.identities)
            fields.commit(instance, name)
        if isinstance(instance, DraftStateMixin):
            _record_publication(instance)
        self.written.append(instance)
        CatalogueEntry.objects.create(
            model=record.model,
            catalogue_id=record.catalogue_id,
            digests={name: fields.digest(value) for name, value in wanted.items()},
        )
        return Line("created", record)

    def _compare(self, record: Record, *, entry: CatalogueEntry) -> Line:
        key = self.identities.keys(record.model)[record.catalogue_id]
        instance = apps.get_model(record.model)._base_manager.get(pk=key)
        wanted = self._wanted(record)
        current = {name: fields.read(instance, name, identities=self.identities) for name in wanted}
        loaded = entry.digests
        verdicts = {name: verdict(wanted[name], current=current[name], loaded=loaded.get(name)) for name in wanted}
        changed = tuple(name for name, answer in verdicts.items() if answer == "update")
        kept = tuple(name for name, answer in verdicts.items() if answer == "keep")
        if changed and _is_draft(instance):
            return Line("kept", record, changed + kept, "un brouillon n’est pas publié")
        self._update(instance, {name: wanted[name] for name in changed})
        digests = {name: fields.digest(value) for name, value in wanted.items() if name not in kept}
        if entry.digests != entry.digests | digests:
            entry.digests |= digests
            entry.save()
        if kept:
            return Line("kept", record, kept, "modifié dans l’administration")
        return Line("updated" if changed else "unchanged", record, changed)

    def _update(self, instance: models.Model, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            fields.write(instance, name, value, identities=self.identities)
        if values:
            self._publish(instance)

    def _publish(self, instance: models.Model) -> None:
        """Save what changed and put it online, with a revision in the history where the model keeps one."""
        if isinstance(instance, DraftStateMixin):
            instance.save_revision().publish()
        else:
            instance.full_clean()
            instance.save()
        self.written.append(instance)


def verdict(wanted: Any, *, current: Any, loaded: str | None) -> Literal["same", "update", "keep"]:
    """What to do with a field: a value that someone changed since the last load is theirs.

    ``loaded`` is the digest of what the last load wrote; a field that no load wrote is filled only while empty.
    """
    if wanted == current:
        return "same"
    untouched = fields.digest(current) == loaded if loaded else current in ("", None, [], False)
    return "update" if untouched else "keep"


def _is_draft(instance: models.Model) -> bool:
    return isinstance(instance, DraftStateMixin) and (not instance.live or instance.has_unpublished_changes)


def _record_publication(instance: Any) -> None:
    """Give a new object, saved as live, the first revision and the history of a publication.

    ``save_revision().publish()`` ends in the same state, but reads the revision back and saves all twice more, which
    makes the first load three times longer.
    """
    revision = instance.save_revision(clean=False, changed=False)
    type(instance)._base_manager.filter(pk=instance.pk).update(live_revision=revision)
    log(instance=instance, action="wagtail.publish", revision=revision, content_changed=True)
    published.send(sender=type(instance), instance=instance, revision=revision)
    if isinstance(instance, Page):
        page_published.send(sender=type(instance), instance=instance, revision=revision)


def _index_page() -> ReportIndexPage:
    index = ReportIndexPage.objects.first()
    if index is None:
        raise CatalogueError([Problem("reports.yaml", 1, "la page « Retours d’expérience » a été supprimée du site.")])
    return index
