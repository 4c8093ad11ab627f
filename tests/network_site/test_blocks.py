"""What an editor composes a page with, and how it is drawn."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage
from wagtail.blocks import StreamBlockValidationError
from wagtail.images import get_image_model

from network_site.blocks import BODY_BLOCKS, BodyBlock, anchor_for, body_anchors

BODY = BodyBlock(BODY_BLOCKS)


def stream(*items):
    return BODY.to_python([{"type": kind, "value": value} for kind, value in items])


def drawn(*items):
    return " ".join(render_to_string("blocks/body.html", {"body": stream(*items)}).split())


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("heading", {"text": "L’eau & nous", "level": "h2"}, '<h2 id="l-eau-nous">L’eau &amp; nous</h2>'),
        ("heading", {"text": "Un", "level": "h3", "anchor": "deux"}, '<h3 id="deux">Un</h3>'),
        ("paragraph", "<p>Un <b>mot</b></p>", "<p>Un <b>mot</b></p>"),
        ("quote", {"text": "Un mot", "author": "Ana"}, '<figcaption class="meta">Ana</figcaption>'),
        ("quote", {"text": "<b>"}, "«&nbsp;&lt;b&gt;&nbsp;»"),
        ("notice", {"title": "Un titre", "text": "<p>Un mot</p>"}, "<strong>Un titre</strong>"),
        ("figures", {"items": [{"number": "70", "label": "villes"}]}, '<span class="n">70</span><span>villes</span>'),
        ("figures", {"items": [{"number": "1", "label": "x"}], "source": "Ici"}, '<p class="meta">Ici</p>'),
        ("sources", {"items": [{"title": "T", "publisher": "P"}]}, "<li><span>T, P</span></li>"),
        ("sources", {"items": [{"title": "T", "url": "https://a.fr"}]}, '<a href="https://a.fr">T</a>'),
        ("known_lost", {"known": "<p>Su</p>", "lost": "<p>Perdu</p>"}, "Ce qui a été perdu"),
    ],
)  # fmt: skip
def test_a_block_is_drawn(kind, value, expected):
    assert expected in drawn((kind, value))


def test_nothing_lost_is_not_announced():
    assert "Ce qui a été perdu" not in drawn(("known_lost", {"known": "<p>Su</p>", "lost": ""}))


def test_a_definition_can_be_linked_to_and_says_its_source():
    item = {"term": "EPCI", "definition": "Un groupement.", "source": "le code"}
    page = drawn(("definitions", {"items": [item, item | {"term": "PETR", "source_url": "https://a.fr"}]}))
    assert '<div id="epci"> <dt>EPCI</dt>' in page
    assert '<p class="meta">le code</p>' in page
    assert '<a href="https://a.fr">le code</a>' in page


def test_a_table_has_headers_both_ways_and_is_reached_by_keyboard():
    page = drawn(
        ("table", {
            "columns": [{"type": "text", "heading": "Quoi"}, {"type": "text", "heading": "Combien"}],
            "rows": [{"values": ["Un", "2"]}],
            "caption": "Un tableau",
        })
    )  # fmt: skip
    assert '<th scope="col">Quoi</th>' in page
    assert '<th scope="row">Un</th><td>2</td>' in page
    assert 'role="region" tabindex="0" aria-label="Un tableau"' in page
    assert "<caption>Un tableau</caption>" in page


@pytest.mark.django_db
# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <function SpooledTemporaryFile")
def test_an_image_needs_a_text_and_shows_its_credit(tmp_path):
    PillowImage.new("RGB", (20, 10), "green").save(tmp_path / "a.png")
    content = ContentFile((tmp_path / "a.png").read_bytes(), name="a.png")
    image = get_image_model().objects.create(title="Une cour", file=content)
    block = BODY.child_blocks["image"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": image.pk, "alt": ""}))
    value = {"image": image.pk, "alt": "Des enfants sous un arbre", "caption": "La cour", "credit": "Ana"}
    page = drawn(("image", value))
    assert 'alt="Des enfants sous un arbre"' in page
    assert "La cour — Ana" in page


def test_an_anchor_stays_when_the_heading_is_reworded():
    saved = BODY.clean(stream(("heading", {"text": "Avant", "level": "h2"})))
    stored = BODY.get_prep_value(saved)
    stored[0]["value"]["text"] = "Après"
    assert body_anchors(BODY.clean(BODY.to_python(stored))) == ["avant"]


def test_an_anchor_typed_by_hand_becomes_a_valid_one():
    saved = BODY.clean(stream(("heading", {"text": "Avant", "level": "h2", "anchor": "Où ça ?"})))
    assert body_anchors(saved) == ["ou-ca"]


def test_two_equal_anchors_are_refused_and_named():
    definition = {"term": "Avant", "definition": "d", "source": "s"}
    body = stream(("heading", {"text": "Avant", "level": "h2"}), ("definitions", {"items": [definition]}))
    with pytest.raises(StreamBlockValidationError) as error:
        BODY.clean(body)
    assert "avant" in str(error.value.non_block_errors)


@pytest.mark.parametrize(
    "item",
    [
        ("heading", {"text": "", "level": "h2"}),
        ("heading", {"text": "x", "level": "h1"}),
        ("definitions", {"items": []}),
        ("definitions", {"items": [{"term": "x", "definition": "y", "source": ""}]}),
        ("sources", {"items": [{"title": "x", "url": "javascript:alert(1)"}]}),
        ("paragraph", ""),
    ],
)
def test_what_is_missing_or_wrong_is_refused(item):
    with pytest.raises(ValidationError):
        BODY.clean(stream(item))


@given(st.text(max_size=200))
def test_an_anchor_is_never_empty_and_always_usable(text):
    anchor = anchor_for(text)
    assert anchor
    assert len(anchor) <= 60
    assert anchor_for(anchor) == anchor
