"""Files that people send: told by their content and not by their name, made safe, or refused with a reason.

`clean_image` and `clean_document` give a file that may be kept, or raise ValidationError in French. An image is
decoded and encoded again: what is kept is pixels, without position, camera, comment nor anything appended. A document
is kept as it came, if it is of a kind without scripts and unfolds to a reasonable size; it is always a download.
"""

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MEGABYTE: Final = 1024 * 1024
LARGEST_IMAGE: Final = 10 * MEGABYTE
LARGEST_DOCUMENT: Final = 10 * MEGABYTE
MOST_PIXELS: Final = 40_000_000
"""A camera of today; decoded, it takes 160 MB for a moment."""
LONGEST_SIDE: Final = 2400
"""Pixels of what is kept: twice the width of the page."""
NAME_LENGTH: Final = 100

IMAGES: Final = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}
"""Pillow's formats that are read, and the extensions under which they may come."""

OPEN_DOCUMENTS: Final = {
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
OFFICE_DOCUMENTS: Final = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
}
PDF: Final = "application/pdf"
DOCUMENTS: Final = (".pdf", *OPEN_DOCUMENTS, *OFFICE_DOCUMENTS)

MOST_UNFOLDED: Final = 100 * MEGABYTE
MOST_RATIO: Final = 100
"""How much bigger than itself an archive may be: office documents stay under twenty."""
MOST_MEMBERS: Final = 3000

PDF_STREAMS: Final = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
"""Pictures and fonts: packed bytes, where any three letters come up by chance."""
SCRIPTED_PDF: Final = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)\b")
MARKUP: Final = re.compile(rb"<(?:script|svg|html|iframe|object|embed)\b|<!doctype\b|javascript:", re.IGNORECASE)

NOT_AN_IMAGE = _("Ce fichier n’est pas une photo lisible. Envoyez un fichier JPEG, PNG ou WebP.")
NEITHER = _(
    "Ce fichier n’est ni une photo ni un document accepté. Enregistrez-le en JPEG, PNG ou WebP si c’est une photo, "
    "en PDF si c’est un document, puis envoyez-le."
)
NOT_A_DOCUMENT = _("Ce fichier n’est pas un document accepté : envoyez un PDF, docx, xlsx, pptx, odt, ods ou odp.")
TWO_THINGS = _("Ce fichier contient autre chose qu’un document. Enregistrez-le de nouveau en PDF, puis envoyez-le.")
TOO_UNFOLDED = _("Ce document est trop gros une fois ouvert. Enregistrez-le de nouveau, ou envoyez un PDF.")
EMPTY = _("Ce fichier est vide.")


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What may be kept: the bytes, a name that says what they are, their type."""

    content: ContentFile
    name: str
    mime: str


def clean_image(file: UploadedFile) -> CleanFile:
    """A photo, decoded and encoded again without anything else. Raises ValidationError."""
    content = read(file, most=LARGEST_IMAGE)
    kind = image_format(content, extension=extension_of(file))
    picture = decode(content, kind)
    kept = encode(picture, kind)
    extension = IMAGES[kind][0]
    return CleanFile(ContentFile(kept), safe_name(file, extension), Image.MIME[kind])


def clean_document(file: UploadedFile) -> CleanFile:
    """A PDF or an office document without scripts. Raises ValidationError."""
    content = read(file, most=LARGEST_DOCUMENT)
    extension = extension_of(file)
    if extension == ".pdf":
        mime = check_pdf(content)
    elif extension in DOCUMENTS:
        mime = check_archive(content, extension)
    else:
        raise ValidationError(NOT_A_DOCUMENT, code="type")
    return CleanFile(ContentFile(content), safe_name(file, extension), mime)


def read(file: UploadedFile, *, most: int) -> bytes:
    """The whole file, which is never longer in memory than what is accepted."""
    content: bytes = file.read(most + 1)
    if not content:
        raise ValidationError(EMPTY, code="empty")
    if len(content) > most:
        size = _("Ce fichier dépasse %(limit)d Mo : envoyez-en un plus léger.")
        raise ValidationError(size, code="size", params={"limit": most // MEGABYTE})
    return content


def extension_of(file: UploadedFile) -> str:
    return PurePath(file.name or "").suffix.lower()


def safe_name(file: UploadedFile, extension: str) -> str:
    """The name that people gave, without anything that a system could take for a path or a command."""
    stem = get_valid_filename(PurePath(file.name or "fichier").stem.lstrip(".-") or "fichier")
    return f"{stem[:NAME_LENGTH]}{extension}"


# --- images ---------------------------------------------------------------------------------------------------------


def image_format(content: bytes, *, extension: str) -> str:
    """Pillow's name of the format that the first bytes tell, if the name of the file tells the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=list(IMAGES)) as image:
                kind, pixels = str(image.format), image.width * image.height
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            is_named_so = any(extension in names for names in IMAGES.values())
            raise ValidationError(NOT_AN_IMAGE if is_named_so else NEITHER, code="type") from error
    if extension not in IMAGES[kind]:
        raise ValidationError(
            _("Ce fichier est une image %(kind)s sous un autre nom. Renommez-le, par exemple « photo%(extension)s »."),
            code="extension",
            params={"kind": kind, "extension": IMAGES[kind][0]},
        )
    if pixels > MOST_PIXELS:
        raise ValidationError(_("Cette image est trop grande : réduisez-la à 40 millions de pixels."), code="pixels")
    return kind


def decode(content: bytes, kind: str) -> Image.Image:
    """All its pixels, upright and no larger than a page shows."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return upright.convert("RGBA" if "A" in upright.getbands() and kind != "JPEG" else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(NOT_AN_IMAGE, code="broken") from error


def encode(picture: Image.Image, kind: str) -> bytes:
    """Pixels alone: a new image has none of the information that came with the old one."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    kept = io.BytesIO()
    bare.save(kept, format=kind, **({"quality": 85, "optimize": True} if kind == "JPEG" else {}))
    return kept.getvalue()


# --- documents ------------------------------------------------------------------------------------------------------


def check_pdf(content: bytes) -> str:
    """A PDF from its first byte, and nothing else as well. A script inside a packed part is not seen: documents are
    handed over as downloads, and PDF readers ask before they run one.
    """
    if not content.startswith(b"%PDF-") or not any(PDF in match.mime_type for match in kinds(content)):
        raise ValidationError(NOT_A_DOCUMENT, code="type")
    if SCRIPTED_PDF.search(PDF_STREAMS.sub(b"", content)) or MARKUP.search(content[:1024]) or ends_as_archive(content):
        raise ValidationError(TWO_THINGS, code="polyglot")
    return PDF


def ends_as_archive(content: bytes) -> bool:
    """Whether a program that opens archives would find one here, as it reads them from their end."""
    return zipfile.is_zipfile(io.BytesIO(content))


def kinds(content: bytes) -> list[puremagic.main.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(content)
    except puremagic.PureError:
        return []


def check_archive(content: bytes, extension: str) -> str:
    """An office document: an archive from its first byte to its last that holds what its name says."""
    if not content.startswith(b"PK\x03\x04"):
        raise ValidationError(NOT_A_DOCUMENT, code="type")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_members(archive, len(content))
            mime = document_mime(archive, extension)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValidationError(NOT_A_DOCUMENT, code="broken") from error
    if MARKUP.search(content[-1024:]):
        raise ValidationError(TWO_THINGS, code="polyglot")
    return mime


def check_members(archive: zipfile.ZipFile, size: int) -> None:
    """What it holds is counted from what it says, then from what it gives: a bomb lies about its size."""
    members = archive.infolist()
    said = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or said > MOST_UNFOLDED or said > max(size * MOST_RATIO, MEGABYTE):
        raise ValidationError(TOO_UNFOLDED, code="bomb")
    for member in members:
        name = member.filename.lower()
        if name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs", ".zip", ".jar")) or "scripts/" in name:
            raise ValidationError(TWO_THINGS, code="macro")
        check_path(member.filename)
    unfolded = 0
    for member in members:
        with archive.open(member) as stream:
            while piece := stream.read(MEGABYTE):
                unfolded += len(piece)
                if unfolded > MOST_UNFOLDED:
                    raise ValidationError(TOO_UNFOLDED, code="bomb")


def check_path(name: str) -> None:
    if name.startswith(("/", "\\")) or ".." in PurePath(name).parts:
        raise ValidationError(TWO_THINGS, code="path")


def document_mime(archive: zipfile.ZipFile, extension: str) -> str:
    """What the archive says that it is. Raises ValidationError when its name says otherwise."""
    if extension in OPEN_DOCUMENTS:
        wanted = OPEN_DOCUMENTS[extension]
        found = archive.read("mimetype").decode("ascii", "replace").strip()
    else:
        wanted, part = OFFICE_DOCUMENTS[extension]
        archive.getinfo("[Content_Types].xml")
        archive.getinfo(part)
        found = wanted
    if found != wanted:
        raise ValidationError(
            _("Ce fichier n’est pas ce que dit son nom. Enregistrez-le de nouveau."), code="extension"
        )
    return wanted
