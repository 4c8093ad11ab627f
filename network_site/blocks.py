"""The blocks an editor composes a standard page with.

Each block has one template in `templates/blocks/` and renders one element that stands directly in the reading
column: the page includes `blocks/body.html`, which adds no wrapper, so that the rhythm of `.prose` applies.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]
ANCHOR_MAX_LENGTH = 60


def anchor_for(text: str) -> str:
    """ASCII fragment identifier, never empty, so that a heading or a term can always be linked to."""
    return slugify(text.replace("’", "-").replace("'", "-"))[:ANCHOR_MAX_LENGTH].strip("-") or "partie"


def with_anchor(value: Mapping[str, Any], *, source: str) -> str:
    """The anchor kept by the editor, or the one its text gives until the block is saved once."""
    return str(value.get("anchor") or anchor_for(str(value.get(source) or "")))


class HeadingValue(blocks.StructValue):
    @property
    def anchor_id(self) -> str:
        return with_anchor(self, source="text")


class DefinitionValue(blocks.StructValue):
    @property
    def anchor_id(self) -> str:
        return with_anchor(self, source="term")


class AnchoredBlock(blocks.StructBlock):
    """Writes the anchor down at the first save: a later rewording does not break the links made to it."""

    ANCHOR_SOURCE = ""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["anchor"] = anchor_for(with_anchor(cleaned, source=self.ANCHOR_SOURCE))
        return cleaned


def anchor_field() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Ancre"),
        max_length=ANCHOR_MAX_LENGTH,
        required=False,
        help_text=_("Ce qui suit le # dans un lien vers cet endroit. Laissez vide : Relais la déduit du texte."),
    )


class HeadingBlock(AnchoredBlock):
    ANCHOR_SOURCE = "text"

    text = blocks.CharBlock(label=_("Intertitre"), max_length=120)
    level = blocks.ChoiceBlock(label=_("Niveau"), choices=[("h2", _("Partie")), ("h3", _("Sous-partie"))], default="h2")
    anchor = anchor_field()

    class Meta:
        label = _("Intertitre")
        icon = "title"
        template = "blocks/heading.html"
        value_class = HeadingValue


class DefinitionBlock(AnchoredBlock):
    ANCHOR_SOURCE = "term"

    term = blocks.CharBlock(label=_("Terme"), max_length=120)
    definition = blocks.TextBlock(label=_("Définition"), max_length=1000)
    source = blocks.CharBlock(label=_("Source"), max_length=200, help_text=_("Qui le dit : un organisme, un texte."))
    source_url = blocks.URLBlock(label=_("Adresse de la source"), required=False)
    anchor = anchor_field()

    class Meta:
        label = _("Définition")
        icon = "openquote"
        value_class = DefinitionValue


class DefinitionsBlock(blocks.StructBlock):
    items = blocks.ListBlock(DefinitionBlock(), label=_("Définitions"), min_num=1)

    class Meta:
        label = _("Liste de définitions")
        icon = "list-ul"
        template = "blocks/definitions.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Citation"), max_length=1000, help_text=_("Sans guillemets : la page les ajoute."))
    author = blocks.CharBlock(label=_("Auteur"), max_length=200, required=False)

    class Meta:
        label = _("Citation")
        icon = "openquote"
        template = "blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Texte"), features=RICH_TEXT_FEATURES)

    class Meta:
        label = _("Encadré")
        icon = "info-circle"
        template = "blocks/notice.html"


class DescribedImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Texte de remplacement"),
        max_length=250,
        help_text=_("Ce que l’image apprend à une personne qui ne la voit pas. Obligatoire."),
    )
    caption = blocks.CharBlock(label=_("Légende"), max_length=250, required=False)
    credit = blocks.CharBlock(label=_("Crédit"), max_length=120, required=False)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "blocks/image.html"


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("Chiffre"), max_length=20)
    label = blocks.CharBlock(label=_("Ce qu’il compte"), max_length=160)


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=120, default="En chiffres")
    items = blocks.ListBlock(FigureBlock(), label=_("Chiffres"), min_num=1, max_num=12)
    source = blocks.CharBlock(label=_("Source"), max_length=200, required=False)

    class Meta:
        label = _("En chiffres")
        icon = "order"
        template = "blocks/figures.html"


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=250)
    publisher = blocks.CharBlock(label=_("Éditeur et date"), max_length=200, required=False)
    url = blocks.URLBlock(label=_("Adresse"), required=False)


class SourcesBlock(blocks.StructBlock):
    items = blocks.ListBlock(SourceBlock(), label=_("Sources"), min_num=1)

    class Meta:
        label = _("Sources")
        icon = "link"
        template = "blocks/sources.html"


class KnownLostBlock(blocks.StructBlock):
    """What the survey says beside what was lost of it: a reader never takes a gap for an answer."""

    known = blocks.RichTextBlock(label=_("Ce que l’enquête dit"), features=RICH_TEXT_FEATURES)
    lost = blocks.RichTextBlock(label=_("Ce qui a été perdu"), features=RICH_TEXT_FEATURES, required=False)

    class Meta:
        label = _("Connu et perdu")
        icon = "warning"
        template = "blocks/known_lost.html"


BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("heading", HeadingBlock()),
    ("paragraph", blocks.RichTextBlock(label=_("Texte"), features=RICH_TEXT_FEATURES, icon="pilcrow")),
    ("known_lost", KnownLostBlock()),
    ("definitions", DefinitionsBlock()),
    ("figures", FiguresBlock()),
    ("quote", QuoteBlock()),
    ("notice", NoticeBlock()),
    ("image", DescribedImageBlock()),
    (
        "table",
        TypedTableBlock(
            [("text", blocks.CharBlock(label=_("Texte"), required=False))],
            label=_("Tableau"),
            template="blocks/table.html",
        ),
    ),
    ("sources", SourcesBlock()),
]


class BodyBlock(blocks.StreamBlock):
    """The body of a page: `StreamField(BodyBlock(BODY_BLOCKS))`.

    Refuses two equal anchors: no link could tell them apart.
    """

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        repeated = [anchor for anchor, count in Counter(body_anchors(cleaned)).items() if count > 1]
        if repeated:
            raise blocks.StreamBlockValidationError(
                non_block_errors=[
                    ValidationError(
                        _("Deux endroits de la page portent la même ancre : %(anchors)s. Changez l’une des deux."),
                        params={"anchors": ", ".join(sorted(repeated))},
                    )
                ]
            )
        return cleaned


def body_anchors(body: Any) -> list[str]:
    """Every fragment identifier that a stream value prints, in reading order."""
    found: list[str] = []
    for child in body:
        if child.block_type == "heading":
            found.append(child.value.anchor_id)
        elif child.block_type == "definitions":
            found += [item.anchor_id for item in child.value["items"]]
    return found
