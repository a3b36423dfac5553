"""PDFs joined into one volume: tags, headings, places and links go with them.

`pypdf` joins pages and drops the tree of tags, so that tree is taken over here: each part's tree
becomes a section of one document, with its numbers and names shifted out of each other's way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from book import printed
from model import cited

#: Where a link leads is kept under this name until all pages are there.
TARGET = "/BookTarget"
SIZE = 8


def name(text: str) -> Any:
    """A name of PDF."""
    return NameObject(text)


class Volume:
    """A PDF that grows part by part; `finish` makes its links once all are there."""

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self.writer = PdfWriter()
        self.places: dict[tuple[str, str], Any] = {}
        self.ids: list[tuple[bytes, Any]] = []
        self.numbers = ArrayObject()
        self.next_number = 0
        self.parts = 0
        self.heading: Any = None
        self.tree = DictionaryObject({name("/Type"): name("/StructTreeRoot")})
        self.tree_at = self.writer._add_object(self.tree)
        self.sections = ArrayObject()
        self.document = DictionaryObject(
            {
                name("/Type"): name("/StructElem"),
                name("/S"): name("/Document"),
                name("/P"): self.tree_at,
                name("/Lang"): TextStringObject(cited.record().language),
                name("/K"): self.sections,
            }
        )
        self.document_at = self.writer._add_object(self.document)
        self.tree[name("/K")] = self.document_at

    @staticmethod
    def count(pdf: Path) -> int:
        """How many pages a PDF has."""
        return len(PdfReader(pdf).pages)

    def add(self, pdf: Path, page: str, title: str, part: str = "") -> None:
        """Join one printed page of the book; ``part`` begins with it, if one does."""
        reader = PdfReader(pdf)
        first = len(self.writer.pages)
        for sheet in reader.pages:
            for link in _links(sheet):
                self._hold(link, page)
        for sheet in reader.pages:
            self.writer.add_page(sheet)
        self._keep_places(reader, page, first)
        self._keep_headings(reader, title, part, first)
        self._keep_tags(reader, first)
        self.parts += 1

    def _hold(self, link: Any, page: str) -> None:
        """Replace where a link leads by the page and anchor in the book, or by an address."""
        action = link.pop("/A", None)
        inside = link.pop("/Dest", None)
        if inside is not None:
            link[name(TARGET)] = TextStringObject(f"{page}#{str(inside).removeprefix('/')}")
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

    def _keep_headings(self, reader: PdfReader, title: str, part: str, first: int) -> None:
        """The part and the title in the panel of headings, and what stands under the title."""
        if part:
            self.heading = self._heading(part, first)
        top = self._heading(title, first, self.heading)
        # The printer's own list begins with the title; its sections are in the list that follows.
        for below in (each for each in reader.outline if isinstance(each, list)):
            for item in below:
                if not isinstance(item, list):
                    number = reader.get_destination_page_number(item)
                    if number is not None and number >= 0:
                        self._heading(str(item.title), first + number, top)

    def _heading(self, title: str, page: int, parent: Any = None) -> Any:
        return self.writer.add_outline_item(
            title=title, page_number=page, parent=parent, is_open=False
        )

    def _keep_tags(self, reader: PdfReader, first: int) -> None:
        """The tree of tags as a section of the volume's."""
        catalog: Any = reader.trailer["/Root"]
        old: Any = catalog.get("/StructTreeRoot")
        if old is None:
            raise RuntimeError("a page was printed without tags")
        offset = self.next_number
        new: Any = catalog.raw_get("/StructTreeRoot").clone(self.writer).get_object()
        self.next_number += int(new["/ParentTreeNextKey"])
        for sheet in self.writer.pages[first:]:
            for holder, key in [
                (sheet, "/StructParents"),
                *((x, "/StructParent") for x in _links(sheet)),
            ]:
                if key in holder:
                    holder[name(key)] = NumberObject(int(holder[key]) + offset)
        for number, elements in _pairs(new["/ParentTree"], "/Nums"):
            self.numbers += [NumberObject(int(number) + offset), elements]
        prefix = f"{self.parts:03}-".encode()
        for element in _elements(new["/K"]):
            _rename(element, prefix)
        if "/IDTree" in new:
            self.ids += [(prefix + _raw(key), e) for key, e in _pairs(new["/IDTree"], "/Names")]
        for root in _several(new.raw_get("/K")):
            section = root.get_object()
            section[name("/S")] = name("/Sect")
            section[name("/P")] = self.document_at
            indirect = section.indirect_reference or self.writer._add_object(section)
            self.sections.append(indirect)

    def finish(self) -> None:
        """Links, tree, numbers of pages and what the file says of itself."""
        for number, sheet in enumerate(self.writer.pages, 1):
            for link in _links(sheet):
                self._lead(link)
            self._number(sheet, number)
        for (page, anchor), place in sorted(self.places.items(), key=lambda pair: pair[0]):
            if page and anchor:
                self.writer.add_named_destination_array(TextStringObject(f"{page}#{anchor}"), place)
        self.tree[name("/ParentTree")] = self.writer._add_object(
            DictionaryObject({name("/Nums"): self.numbers})
        )
        self.tree[name("/ParentTreeNextKey")] = NumberObject(self.next_number)
        names = ArrayObject()
        for key, element in sorted(self.ids, key=lambda pair: pair[0]):
            names += [ByteStringObject(key), element]
        self.tree[name("/IDTree")] = self.writer._add_object(
            DictionaryObject({name("/Names"): names})
        )
        root: Any = self.writer._root_object
        root[name("/StructTreeRoot")] = self.tree_at
        root[name("/MarkInfo")] = DictionaryObject({name("/Marked"): BooleanObject(True)})
        root[name("/Lang")] = TextStringObject(cited.record().language)
        root[name("/ViewerPreferences")] = DictionaryObject(
            {name("/DisplayDocTitle"): BooleanObject(True)}
        )
        about = cited.record()
        self.writer.metadata = {
            "/Title": about.title,
            "/Author": ", ".join(about.authors),
            "/Subject": about.abstract,
            "/Keywords": ", ".join(about.keywords),
        }
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
        stream = DecodedStreamObject()
        stream.set_data(
            f"/Artifact <</Type /Pagination>> BDC q BT /BookNumber {SIZE} Tf 0.3 g "
            f"{middle:.1f} 24 Td ({text}) Tj ET Q EMC".encode()
        )
        resources = sheet["/Resources"].get_object()
        fonts = resources.setdefault(name("/Font"), DictionaryObject()).get_object()
        fonts[name("/BookNumber")] = self._font()
        before = DecodedStreamObject()
        before.set_data(b"q")
        after = DecodedStreamObject()
        after.set_data(b"Q")
        add = self.writer._add_object
        old = sheet.raw_get("/Contents")
        contents = list(old) if isinstance(old, ArrayObject) else [old]
        sheet[name("/Contents")] = ArrayObject([add(before), *contents, add(after), add(stream)])

    def _font(self) -> Any:
        if not hasattr(self, "_helvetica"):
            self._helvetica = self.writer._add_object(
                DictionaryObject(
                    {
                        name("/Type"): name("/Font"),
                        name("/Subtype"): name("/Type1"),
                        name("/BaseFont"): name("/Helvetica"),
                    }
                )
            )
        return self._helvetica

    def write(self, path: Path) -> None:
        """Write the volume."""
        self.writer.write(path)


def _links(sheet: Any) -> list[Any]:
    return [each.get_object() for each in sheet.get("/Annots") or []]


def _place(sheet: Any, left: float, top: float) -> Any:
    at = [FloatObject(round(left, 2)), FloatObject(round(top, 2)), NullObject()]
    return ArrayObject([sheet.indirect_reference, name("/XYZ"), *at])


def _several(value: Any) -> list[Any]:
    found = value.get_object()
    return list(found) if isinstance(found, list) else [value]


def _pairs(tree: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a tree of numbers or names, whatever its depth."""
    node = tree.get_object()
    rows = node.get(leaf, [])
    yield from zip(rows[::2], rows[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from _pairs(kid, leaf)


def _elements(root: Any) -> Iterator[Any]:
    """Every element of a tree of tags."""
    waiting = [root]
    while waiting:
        found = waiting.pop().get_object()
        if isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            if "/K" in found:
                waiting.append(found["/K"])


def _raw(key: Any) -> bytes:
    return key if isinstance(key, bytes) else str(key).encode("latin-1")


def _rename(element: Any, prefix: bytes) -> None:
    """Shift the names by which cells of tables point to their headings."""
    if "/ID" in element:
        element[name("/ID")] = ByteStringObject(prefix + _raw(element["/ID"]))
    for attributes in _several(element.get("/A", ArrayObject())):
        found = attributes.get_object()
        if isinstance(found, dict) and "/Headers" in found:
            renamed = [ByteStringObject(prefix + _raw(each)) for each in found["/Headers"]]
            found[name("/Headers")] = ArrayObject(renamed)


# The trees of long pages are deep, and pypdf follows them by recursion.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
