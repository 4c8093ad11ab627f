"""The text of a mail that was written in HTML only, without the history that mail programs quote under it."""

import re
from html.parser import HTMLParser

SILENT = frozenset({"head", "script", "style", "title", "template"})
BREAKING = frozenset({"br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "hr"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source"})
QUOTES = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OLK_SRC_BODY|protonmail_quote"
)
"""Marks that mail programs put on what they quote: ids or classes."""


class MailText(HTMLParser):
    """Keeps lines and list marks; stops at the first quotation that is the answered mail."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silence: list[str] = []
        """The open elements whose content is left out."""
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if QUOTES.search(f"{values.get('class') or ''} {values.get('id') or ''}"):
            self.is_over = True
        if tag in VOID or not self.silence:
            if tag in BREAKING:
                self.parts.append("\n- " if tag == "li" else "\n")
            if tag not in SILENT and tag != "blockquote":
                return
        if tag not in VOID and (self.silence or tag in SILENT or tag == "blockquote"):
            self.silence.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silence:
            if tag in self.silence:
                while self.silence.pop() != tag:
                    pass
        elif tag in BREAKING and tag != "li":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silence and not self.is_over:
            self.parts.append(re.sub(r"[^\S\u00a0]+", " ", data))


def text_of(html: str) -> str:
    """Plain lines, at most one empty line between two."""
    reader = MailText()
    reader.feed(html)
    reader.close()
    lines = [line.strip(" \u00a0") for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
