"""The pages of the catalogue are loaded once, and never over an editor's work."""

import re

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import Resolver404, resolve
from wagtail.models import Page

from network_site.accounts.models import User
from network_site.contact.models import Subject
from network_site.models import StandardPage
from network_site.page_loading import PagesError, load_pages, read_pages

pytestmark = pytest.mark.django_db
PAGES = settings.RELAIS_CATALOGUE_DIR / "pages.yaml"

SMALL = """
pages:
- slug: essai
  title: Un essai
  introduction: Une phrase.
  body:
  - heading: {text: Une partie, level: h2}
  - paragraph: <p>Un mot.</p>
"""


@pytest.fixture
def write(tmp_path):
    def written(text=SMALL):
        path = tmp_path / "pages.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def edited(**changes):
    """An editor's draft, published or not."""
    page = StandardPage.objects.get(slug="essai")
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision(user=User.objects.create_user("editrice@exemple.fr"))


def test_the_pages_of_the_site_load_and_read_well(client):
    assert set(load_pages(PAGES).values()) == {"created"}
    assert set(load_pages(PAGES).values()) == {"unchanged"}
    page = StandardPage.objects.get(slug="glossaire")
    assert page.live
    assert not page.has_unpublished_changes
    assert sum(len(block.value["items"]) for block in page.body if block.block_type == "definitions") >= 40


def test_a_change_of_the_file_reaches_an_untouched_page(write):
    load_pages(write())
    assert load_pages(write(SMALL.replace("Un mot.", "Deux mots."))) == {"essai": "updated"}
    page = StandardPage.objects.get(slug="essai")
    assert "Deux mots." in str(page.body)
    assert page.slug == page.catalogue_id == "essai"


@pytest.mark.parametrize("publish", [True, False])
def test_an_editors_change_is_kept_even_as_a_draft(write, publish):
    load_pages(write())
    revision = edited(introduction="Mieux dit.")
    if publish:
        revision.publish()
    assert load_pages(write(SMALL.replace("Un mot.", "Deux mots."))) == {"essai": "kept"}
    latest = StandardPage.objects.get(slug="essai").get_latest_revision_as_object()
    assert latest.introduction == "Mieux dit."
    assert "Un mot." in str(latest.body)


def test_an_editor_who_has_left_still_counts(write):
    load_pages(write())
    edited(introduction="Mieux dit.").publish()
    User.objects.all().delete()
    assert load_pages(write(SMALL.replace("Un mot.", "Deux mots."))) == {"essai": "kept"}


def test_a_new_address_is_kept_and_the_text_follows(write):
    load_pages(write())
    edited(slug="ailleurs").publish()
    assert load_pages(write(SMALL.replace("Un mot.", "Deux mots."))) == {"essai": "updated"}
    assert "Deux mots." in str(StandardPage.objects.get(slug="ailleurs").body)


def test_a_page_taken_offline_or_deleted_stays_so(write):
    load_pages(write())
    StandardPage.objects.get(slug="essai").unpublish()
    assert load_pages(write(SMALL.replace("Un mot.", "Deux mots."))) == {"essai": "kept"}
    StandardPage.objects.get(slug="essai").delete()
    assert load_pages(write()) == {"essai": "deleted"}
    assert not StandardPage.objects.exists()


def test_somebody_elses_page_at_this_address_is_left_alone(write):
    home = Page.objects.get(depth=2)
    home.add_child(instance=StandardPage(title="La mienne", slug="essai"))
    assert load_pages(write()) == {"essai": "taken"}
    assert StandardPage.objects.get().title == "La mienne"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pages: [", "pages.yaml"),
        ("[]", "une liste « pages » est attendue"),
        ("pages: [3]", "une liste « pages » est attendue"),
        (SMALL + SMALL.replace("pages:", ""), "décrite deux fois"),
        (SMALL.replace("title:", "titre:"), "clés inconnues : titre"),
        (SMALL.replace("Un essai", "''"), "title"),
        (SMALL.replace("essai\n", "un essai\n", 1), "slug"),
        (SMALL.replace("Une phrase.", "x" * 700), "introduction"),
        (SMALL.replace("level: h2", "level: h9"), "bloc 1"),
        (SMALL.replace("paragraph:", "paragraphe:"), "bloc 2 : « type: valeur » est attendu"),
        (SMALL + "  - heading: {text: Une partie, level: h2}", "même ancre"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_bad_file_is_refused_whole_and_says_where(write, text, problem):
    with pytest.raises(PagesError) as error:
        load_pages(write(text))
    assert problem in str(error.value)
    assert not StandardPage.objects.exists()


def test_every_problem_is_told_at_once(write):
    with pytest.raises(PagesError) as error:
        read_pages(write(SMALL.replace("Un essai", "''") + SMALL.replace("pages:", "").replace("h2", "h9")))
    assert len(error.value.problems) == 3


def test_the_command_tells_what_became_of_each_page(write, capsys):
    call_command("load_pages", write())
    assert "Page « essai » : créée." in capsys.readouterr().out
    with pytest.raises(CommandError, match="rien n’a été écrit"):
        call_command("load_pages", write("[]"))
    with pytest.raises(CommandError, match=r"absent\.yaml"):
        call_command("load_pages", write().with_name("absent.yaml"))


def texts(content):
    """Every text of the file, with the key it stands under."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from ((key, value),) if isinstance(value, str) else texts(value)
    elif isinstance(content, list):
        for item in content:
            yield from (("", item),) if isinstance(item, str) else texts(item)


CONTENT = yaml.safe_load(PAGES.read_text(encoding="utf-8"))
TEXTS = [text for key, text in texts(CONTENT) if key not in {"url", "source_url"}]


def test_the_texts_follow_french_typography():
    straight = [text for text in TEXTS if re.search(r"\w'\w", text)]
    breakable = [found for text in TEXTS for found in re.findall(r".{0,20}(?:\S [:;?!»%]|« ).{0,20}", text)]
    assert (straight, breakable) == ([], [])


def test_the_texts_hold_no_address_of_a_person():
    assert not [text for text in TEXTS if re.search(r"\S@\S|\b0\d(?:[ .]\d\d){4}\b", text)]


def test_internal_links_lead_somewhere():
    load_pages(PAGES)
    slugs = {page["slug"] for page in CONTENT["pages"]}
    subjects = set(Subject.values)
    for link in set(re.findall(r'href="(/[^"]*)"', "".join(TEXTS))):
        path, _hash, anchor = link.partition("#")
        path, _mark, query = path.partition("?")
        first = path.strip("/").split("/")[0]
        if first in slugs:
            body = StandardPage.objects.get(slug=first).body
            assert not anchor or anchor in {block.value.anchor_id for block in body if block.block_type == "heading"}
        else:
            assert is_served(path), link
        assert not query or query.removeprefix("sujet=") in subjects, link


def is_served(path):
    """Whether the address belongs to a room, and not to Wagtail's catch-all."""
    try:
        return resolve(path).view_name != "wagtail_serve"
    except Resolver404:
        return False
