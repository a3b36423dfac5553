"""PDFs joined into one volume: tags, headings, places and links go with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from book import packed, printed
from book.tags import Tags, links
from model import cited

#: Where a link leads is kept under this name until all pages are there.
TARGET = "/BookTarget"
SIZE = 8

name = NameObject


class Volume:
    """A PDF that grows part by part; `finish` makes its links once all are there."""

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self.writer = PdfWriter()
        self.tags = Tags(self.writer, cited.record().language)
        self.places: dict[tuple[str, str], Any] = {}
        self.heading: Any = None
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        self.font = self.writer._add_object(
            DictionaryObject({name(key): name(value) for key, value in font.items()})
        )

    @staticmethod
    def count(pdf: Path) -> int:
        """How many pages a PDF has."""
        return len(PdfReader(pdf).pages)

    def add(
        self, pdf: Path, page: str, title: str, sections: Sequence[str], part: str = ""
    ) -> None:
        """Join one printed page of the book; ``part`` begins with it, if one does.

        ``sections`` are the titles below the page's own, in their order: the printer's own list has
        them without the space where a line ends. Raises ``RuntimeError`` where it has another
        number of them.
        """
        reader = PdfReader(pdf)
        first = len(self.writer.pages)
        for sheet in reader.pages:
            for link in links(sheet):
                self._hold(link, page)
        for sheet in reader.pages:
            self.writer.add_page(sheet)
        self._keep_places(reader, page, first)
        if part:
            self.heading = self._heading(part, first)
        top = self._heading(title, first, self.heading)
        self._keep_sections(reader, page, sections, first, top)
        self.tags.add(reader, self.writer.pages[first:])

    def _hold(self, link: Any, page: str) -> None:
        """Replace where a link leads by the page and anchor in the book, or by an address."""
        action = link.pop("/A", None)
        inside = link.pop("/Dest", None)
        if inside is not None:
            anchor = unquote(str(inside).removeprefix("/"))
            link[name(TARGET)] = TextStringObject(f"{page}#{anchor}")
        elif action is not None:
            address = str(action.get_object().get("/URI", ""))
            link[name(TARGET)] = TextStringObject(self._target(address))

    def _target(self, address: str) -> str:
        if address.startswith(printed.INSIDE):
            return address.removeprefix(printed.INSIDE)
        parts = urlsplit(address)
        if parts.scheme != "file":
            return address
        path = Path(unquote(parts.path)).relative_to(self.site).as_posix()
        return f"{path}#{unquote(parts.fragment)}" if parts.fragment else path

    def _keep_places(self, reader: PdfReader, page: str, first: int) -> None:
        """Every named place of the part, under the page's name."""
        start = self.writer.pages[first]
        self.places[page, ""] = _place(start, 0, float(start.mediabox.top))
        for anchor, place in reader.named_destinations.items():
            number = reader.get_destination_page_number(place)
            if number is not None and number >= 0:
                where = self.writer.pages[first + number]
                left, top = float(place.left or 0), float(place.top or 0)
                self.places[page, unquote(anchor.removeprefix("/"))] = _place(where, left, top)

    def _keep_sections(
        self, reader: PdfReader, page: str, sections: Sequence[str], first: int, top: Any
    ) -> None:
        """What stands under a page's title in the panel of headings."""
        # The printer's own list begins with the title; its sections are in the list that follows.
        below = [each for each in reader.outline if isinstance(each, list)]
        found = [item for each in below for item in each if not isinstance(item, list)]
        if len(found) != len(sections):
            raise RuntimeError(
                f"{page or 'the contents'}: {len(sections)} sections, {len(found)} printed"
            )
        for section, item in zip(sections, found, strict=True):
            number = reader.get_destination_page_number(item)
            if number is not None and number >= 0:
                self._heading(section, first + number, top)

    def _heading(self, title: str, page: int, parent: Any = None) -> Any:
        return self.writer.add_outline_item(
            title=title, page_number=page, parent=parent, is_open=False
        )

    def finish(self) -> None:
        """Links, tags, numbers of pages and what the file says of itself.

        Raises ``RuntimeError`` naming a link whose page or place is not in the volume.
        """
        for number, sheet in enumerate(self.writer.pages, 1):
            for link in links(sheet):
                self._lead(link)
            self._number(sheet, number)
        for (page, anchor), place in sorted(self.places.items(), key=lambda pair: pair[0]):
            if page:
                whole = f"{page}#{anchor}" if anchor else page
                self.writer.add_named_destination_array(TextStringObject(whole), place)
        self.tags.finish()
        about = cited.record()
        self.writer.metadata = {
            "/Title": about.title,
            "/Author": ", ".join(about.authors),
            "/Subject": about.abstract,
            "/Keywords": ", ".join(about.keywords),
        }
        self.writer.root_object[name("/ViewerPreferences")] = DictionaryObject(
            {name("/DisplayDocTitle"): BooleanObject(True)}
        )
        self.writer.page_mode = "/UseOutlines"

    def _lead(self, link: Any) -> None:
        target = str(link.pop(TARGET, ""))
        page, _, anchor = target.partition("#")
        if (place := self.places.get((page, anchor))) is not None:
            link[name("/Dest")] = place
        elif printed.AWAY.match(target):
            link[name("/A")] = DictionaryObject(
                {name("/S"): name("/URI"), name("/URI"): TextStringObject(target)}
            )
        elif target:
            raise RuntimeError(f"a link leads to {target}, which is not in the volume")

    def _number(self, sheet: Any, number: int) -> None:
        """Write the page's number under its text; it is no part of what is read aloud."""
        text = str(number)
        middle = float(sheet.mediabox.width) / 2 - 0.28 * SIZE * len(text)
        resources = sheet["/Resources"].get_object()
        fonts = resources.setdefault(name("/Font"), DictionaryObject()).get_object()
        fonts[name("/BookNumber")] = self.font
        line = (
            f"Q /Artifact <</Type /Pagination>> BDC q BT /BookNumber {SIZE} Tf 0.3 g "
            f"{middle:.1f} 24 Td ({text}) Tj ET Q EMC"
        )
        old = sheet.raw_get("/Contents")
        contents = list(old) if isinstance(old, ArrayObject) else [old]
        sheet[name("/Contents")] = ArrayObject([self._drawn("q"), *contents, self._drawn(line)])

    def _drawn(self, commands: str) -> Any:
        stream = DecodedStreamObject()
        stream.set_data(commands.encode())
        return self.writer._add_object(stream)

    def write(self, path: Path) -> None:
        """Write the volume."""
        with path.open("wb") as file:
            packed.write(self.writer, file)


def _place(sheet: Any, left: float, top: float) -> Any:
    at = [FloatObject(round(left, 2)), FloatObject(round(top, 2)), NullObject()]
    return ArrayObject([sheet.indirect_reference, name("/XYZ"), *at])


# The trees of long pages are deep, and pypdf follows them by recursion.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
