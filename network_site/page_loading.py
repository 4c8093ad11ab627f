"""The editorial pages of the catalogue (`pages.yaml`), loaded once and then left to the editors.

The file is checked whole before anything is written, by the very blocks that check an editor's work. A page is
written again only while nobody has changed it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Site

from network_site.loaded_pages import LoadedPage
from network_site.models import HomePage, StandardPage

TEXT_FIELDS = ("title", "introduction", "search_description")
Outcome = Literal["created", "updated", "unchanged", "kept", "deleted", "taken"]


class PagesError(Exception):
    """The file cannot be loaded; `problems` says where and why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as the file tells it. `body` is the stream as Wagtail stores it, checked and with its anchors."""

    slug: str
    texts: dict[str, str]
    body: list[dict[str, Any]]
    digest: str = field(compare=False)


def load_pages(path: Path) -> dict[str, Outcome]:
    """Load the file and tell what became of each page, by slug. Raises PagesError and then writes nothing."""
    entries = read_pages(path)
    with transaction.atomic():
        return {entry.slug: load(entry) for entry in entries}


def read_pages(path: Path) -> list[PageEntry]:
    """Every page of the file. Raises PagesError with every problem, not only the first."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PagesError([f"{path.name} : {error}"]) from error
    pages = content.get("pages") if isinstance(content, dict) else None
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        raise PagesError([f"{path.name} : une liste « pages » est attendue."])
    entries, problems = [], list(repeated_slugs(pages))
    for page in pages:
        try:
            entries.append(read_page(page))
        except PagesError as error:
            problems += [f"{path.name}, page « {page.get('slug')} » : {problem}" for problem in error.problems]
    if problems:
        raise PagesError(problems)
    return entries


def repeated_slugs(pages: list[dict[str, Any]]) -> Iterator[str]:
    slugs = [page.get("slug") for page in pages]
    yield from (f"La page « {slug} » est décrite deux fois." for slug in dict.fromkeys(slugs) if slugs.count(slug) > 1)


def read_page(page: dict[str, Any]) -> PageEntry:
    unknown = set(page) - {"slug", "body", *TEXT_FIELDS}
    if unknown:
        raise PagesError([f"clés inconnues : {', '.join(sorted(unknown))}."])
    texts = {name: str(page.get(name, "")).strip() for name in TEXT_FIELDS}
    body = read_body(page.get("body") or [])
    check_fields(StandardPage(slug=page.get("slug", ""), body=json.dumps(body), **texts))
    return PageEntry(slug=page["slug"], texts=texts, body=body, digest=digest([texts, without_ids(body)]))


def check_fields(page: StandardPage) -> None:
    problems = [
        f"{name} : {len(getattr(page, name))} caractères, {limit} au plus."
        for name in TEXT_FIELDS
        if (limit := getattr(StandardPage, name).field.max_length) and len(getattr(page, name)) > limit
    ]  # Django checks the length of a text area in forms only
    if problems:
        raise PagesError(problems)
    try:
        page.clean_fields(exclude={"path", "depth", "locale", "content_type", "draft_title", "body"})
    except ValidationError as error:
        raise PagesError([f"{name} : {' '.join(texts)}" for name, texts in error.message_dict.items()]) from error


def read_body(items: Any) -> list[dict[str, Any]]:
    """Blocks written `- heading: {…}`, checked as in the editor and given their anchors."""
    block = StandardPage.body.field.stream_block
    problems = [
        f"bloc {number} : « type: valeur » est attendu, avec un type parmi {', '.join(block.child_blocks)}."
        for number, item in enumerate(items, 1)
        if not (isinstance(item, dict) and len(item) == 1 and next(iter(item)) in block.child_blocks)
    ]
    if problems:
        raise PagesError(problems)
    stream = block.to_python([{"type": kind, "value": value} for item in items for kind, value in item.items()])
    try:
        return list(block.get_prep_value(block.clean(stream)))
    except ValidationError as error:
        raise PagesError(list(block_problems(error))) from error


def block_problems(error: ValidationError) -> Iterator[str]:
    """One sentence per block that Wagtail refuses."""
    errors = getattr(error, "block_errors", None) or {}
    for index, block_error in sorted(errors.items()):
        yield f"bloc {index + 1} : {json.dumps(block_error.as_json_data(), ensure_ascii=False, default=str)}"
    yield from (str(text) for text in getattr(error, "non_block_errors", []))


def load(entry: PageEntry) -> Outcome:
    """Create or rewrite one page, unless somebody has had a hand in it."""
    known = LoadedPage.objects.filter(catalogue_id=entry.slug).first()
    page = StandardPage.objects.filter(catalogue_id=entry.slug).first()
    if page is None:
        return "deleted" if known else create(entry)
    if known and known.entry_digest == entry.digest:
        return "unchanged"
    if known is None or not page.live or known.page_digest != page_digest(page):
        return "kept"
    write(page, entry)
    return "updated"


def create(entry: PageEntry) -> Outcome:
    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    if home.get_children().filter(slug=entry.slug).exists():
        return "taken"
    page = StandardPage(slug=entry.slug, catalogue_id=entry.slug, live=False, **entry.texts)
    home.add_child(instance=page)
    write(page, entry)
    return "created"


def write(page: StandardPage, entry: PageEntry) -> None:
    """Publish the entry's texts as a revision by nobody, and remember how the page was left."""
    for name, text in entry.texts.items():
        setattr(page, name, text)
    page.body = json.dumps(entry.body)
    page.save_revision().publish()
    digests = {"entry_digest": entry.digest, "page_digest": page_digest(StandardPage.objects.get(pk=page.pk))}
    LoadedPage.objects.update_or_create(catalogue_id=entry.slug, defaults=digests)


def page_digest(page: StandardPage) -> str:
    """Of what an editor sees, drafts included: a change that is not published yet counts as a change."""
    latest = page.get_latest_revision_as_object()
    body = latest.body.stream_block.get_prep_value(latest.body)
    return digest([[getattr(latest, name) for name in TEXT_FIELDS], without_ids(list(body))])


def digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def without_ids(content: Any) -> Any:
    """Without the identifiers that Wagtail draws at random for each block."""
    if isinstance(content, dict):
        return {key: without_ids(value) for key, value in content.items() if key != "id"}
    return [without_ids(item) for item in content] if isinstance(content, list) else content
