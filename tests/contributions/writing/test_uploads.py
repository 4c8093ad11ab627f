"""Hostile files are built here, and refused; honest ones lose what tells where and by whom they were made."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contributions.writing import uploads
from contributions.writing.uploads import clean_document, clean_image

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "green").save(kept, format=kind, **options)
    return kept.getvalue()


def photo_with_position() -> bytes:
    exif = Image.Exif()
    exif[MAKE] = "Appareil de Camille"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (48.0, 51.0, 24.0)
    return picture(exif=exif.tobytes())


def word(*, members: dict[str, bytes] | None = None, after: bytes = b"") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **(members or {})}
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue() + after


def open_text(mime: str = "application/vnd.oasis.opendocument.text") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", "<document/>")
    return kept.getvalue()


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + body + b"\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def pixel_bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def lying_bomb() -> bytes:
    """A Word document that unfolds to more than it says."""
    honest = word(members={"word/media/zeros.xml": b"\0" * 20_000_000})
    said = struct.pack("<I", 20_000_000)
    return honest.replace(said, struct.pack("<I", 2000))


def test_a_photo_keeps_its_pixels_and_loses_where_and_by_whom():
    kept = clean_image(sent("Ma photo d'été.JPG", photo_with_position()))
    image = Image.open(io.BytesIO(kept.content.read()))
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(GPS) == {}
    assert image.size == (20, 40)  # upright, as its orientation said
    assert (kept.name, kept.mime) == ("Ma_photo_dété.jpg", "image/jpeg")


@pytest.mark.parametrize(("kind", "name"), [("PNG", "plan.png"), ("WEBP", "vue.webp"), ("JPEG", "vue.jpeg")])
def test_the_usual_formats_are_accepted(kind, name):
    assert clean_image(sent(name, picture(kind))).mime == f"image/{kind.lower()}"


def test_a_large_photo_is_made_as_small_as_the_page():
    kept = clean_image(sent("grande.jpg", picture(size=(4000, 1000))))
    assert Image.open(io.BytesIO(kept.content.read())).size == (2400, 600)


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"PK\x03\x04 archive", word()])
def test_what_hides_behind_a_photo_is_left_behind(content):
    kept = clean_image(sent("photo.jpg", picture() + content)).content.read()
    assert content not in kept


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "type"),
        ("dessin.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type"),
        ("image.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1);", "type"),
        ("image.jpg", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1);", "type"),
        ("photo.png", picture("JPEG"), "extension"),
        ("photo.html", picture("JPEG"), "extension"),
        ("photo.php", picture("PNG"), "extension"),
        ("bombe.png", pixel_bomb(), "type"),
        ("coupee.jpg", picture(size=(800, 800))[:3000], "broken"),
        ("vide.jpg", b"", "empty"),
        ("page.jpg", b"<html>photo</html>", "type"),
        ("document.jpg", pdf(), "type"),
    ],
)
def test_what_is_no_photo_is_refused(name, content, code):
    with pytest.raises(ValidationError) as refused:
        clean_image(sent(name, content))
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


def test_a_photo_of_more_pixels_than_a_camera_takes_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIXELS", 100)
    with pytest.raises(ValidationError, match="trop grande"):
        clean_image(sent("photo.jpg", picture()))


def test_a_file_that_is_too_heavy_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_IMAGE", 2 * uploads.MEGABYTE)
    with pytest.raises(ValidationError, match="dépasse 2 Mo"):
        clean_image(sent("photo.jpg", b"\0" * (2 * uploads.MEGABYTE + 1)))


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("Délibération.pdf", pdf(), "application/pdf"),
        ("plan.pdf", pdf(b"2 0 obj << /Length 4 >>\nstream\n/JS \nendstream\nendobj"), "application/pdf"),
        ("note.docx", word(), WORD),
        ("note.odt", open_text(), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_usual_documents_are_kept_as_they_came(name, content, mime):
    kept = clean_document(sent(name, content))
    assert kept.mime == mime
    assert kept.content.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>", "type"),
        ("programme.exe", b"MZ" + b"\0" * 100, "type"),
        ("page.pdf", b"<html><script>alert(1)</script></html>", "type"),
        ("retarde.pdf", b"\n<script>alert(1)</script>\n" + pdf(), "type"),
        ("script.pdf", pdf(b"2 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"), "polyglot"),
        ("lance.pdf", pdf(b"2 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "polyglot"),
        ("deux.pdf", pdf() + word(), "polyglot"),
        ("note.docx", pdf(), "type"),
        ("note.docx", b"#!/bin/sh\n" + word(), "type"),
        ("note.docx", word()[:-10], "broken"),
        ("tableur.xlsx", word(), "broken"),
        ("note.odt", open_text("text/html"), "extension"),
        ("macro.docx", word(members={"word/vbaProject.bin": b"macro"}), "macro"),
        ("chemin.docx", word(members={"../../etc/passwd": b"root"}), "path"),
        ("bombe.docx", word(members={"word/zeros.xml": b"\0" * 20_000_000}), "bomb"),
        ("menteuse.docx", lying_bomb(), "broken"),
        ("foule.docx", word(members={f"word/{number}.xml": b"" for number in range(3001)}), "bomb"),
        ("vide.pdf", b"", "empty"),
    ],
)
def test_what_is_no_plain_document_is_refused(name, content, code):
    with pytest.raises(ValidationError) as refused:
        clean_document(sent(name, content))
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.jpg", "passwd.jpg"),
        ("..jpg", "fichier.jpg"),
        ("a b'c\"d.jpg", "a_bcd.jpg"),
        ("x" * 300 + ".jpg", "x" * 100 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert clean_image(sent(name, picture())).name == kept
