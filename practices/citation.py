"""How to cite a report: a sentence, BibTeX and CSL-JSON. Organisations are the authors; no person is named."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

PUBLISHER = "Relais"
BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\n": " ",
        "\r": " ",
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A version of a report. `address` is the permanent one, absolute."""

    permanent_id: str
    title: str
    authors: tuple[str, ...]
    version: date | None
    published: date | None
    address: str
    language: str

    @property
    def text(self) -> str:
        """The reference without its address, which the page adds as a link."""
        version = _(", version du %(date)s") % {"date": french_day(self.version)} if self.version else ""
        return _("%(authors)s, « %(title)s », %(publisher)s, retour d’expérience %(id)s%(version)s") % {
            "authors": ", ".join(self.authors) or _("Collectivité non identifiée"),
            "title": self.title,
            "publisher": PUBLISHER,
            "id": self.permanent_id,
            "version": version,
        }

    def bibtex(self) -> str:
        """An `@misc` entry; the braces around each author keep BibTeX from reading a name into a collectivité."""
        fields = {
            "title": f"{{{escaped(self.title)}}}",
            "author": " and ".join(f"{{{escaped(author)}}}" for author in self.authors),
            "year": str(self.published.year) if self.published else "",
            "publisher": PUBLISHER,
            "note": escaped(_("Retour d’expérience %(id)s") % {"id": self.permanent_id}),
            "language": self.language,
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{relais-{self.permanent_id},", *lines, "}", ""])

    def csl(self) -> list[dict[str, Any]]:
        """A CSL-JSON list of one item, as reference managers import it."""
        item: dict[str, Any] = {
            "id": f"relais-{self.permanent_id}",
            "type": "report",
            "title": self.title,
            "author": [{"literal": author} for author in self.authors],
            "publisher": PUBLISHER,
            "number": self.permanent_id,
            "language": self.language,
            "URL": self.address,
        }
        if self.published:
            item["issued"] = {"date-parts": [[self.published.year, self.published.month, self.published.day]]}
        return [item]


def escaped(text: str) -> str:
    return text.translate(BIBTEX_ESCAPES)


def french_day(day: date) -> str:
    """« 1er octobre 2026 », as plain text."""
    ordinal = "er" if day.day == 1 else ""
    return f"{day.day}{ordinal} {date_format(day, 'F Y')}"
