"""The tree of tags of a volume: what a reader that speaks hears, part after part.

`pypdf` joins pages and drops that tree. Here each part's tree becomes a section of one document,
its numbers and names shifted so that no two parts share one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

name = NameObject


class Tags:
    """The tree that grows with the volume; `finish` puts it into the file."""

    def __init__(self, writer: PdfWriter, language: str) -> None:
        self.writer = writer
        self.language = TextStringObject(language)
        self.sections = ArrayObject()
        self.numbers = ArrayObject()
        self.next_number = 0
        self.names: list[tuple[bytes, Any]] = []
        self.parts = 0
        self.tree = DictionaryObject({name("/Type"): name("/StructTreeRoot")})
        self.tree_at = writer._add_object(self.tree)
        document = DictionaryObject(
            {
                name("/Type"): name("/StructElem"),
                name("/S"): name("/Document"),
                name("/P"): self.tree_at,
                name("/Lang"): self.language,
                name("/K"): self.sections,
            }
        )
        self.document_at = writer._add_object(document)
        self.tree[name("/K")] = self.document_at

    def add(self, reader: PdfReader, sheets: Sequence[Any]) -> None:
        """Take over the tree of a part whose pages are ``sheets`` of the volume.

        Raises ``RuntimeError`` if the part has no tags.
        """
        catalog: Any = reader.trailer["/Root"]
        if "/StructTreeRoot" not in catalog:
            raise RuntimeError("a page was printed without tags")
        tree: Any = catalog.raw_get("/StructTreeRoot").clone(self.writer).get_object()
        self._shift(reader, sheets)
        for number, elements in pairs(tree["/ParentTree"], "/Nums"):
            self.numbers += [NumberObject(int(number) + self.next_number), elements]
        self.next_number += int(tree["/ParentTreeNextKey"])
        prefix = f"{self.parts:03}-".encode()
        for element in elements_of(tree["/K"]):
            rename(element, prefix)
        if "/IDTree" in tree:
            found = pairs(tree["/IDTree"], "/Names")
            self.names += [(prefix + raw(key), element) for key, element in found]
        for root in several(tree["/K"]):
            section = root.get_object()
            section[name("/S")] = name("/Sect")
            section[name("/P")] = self.document_at
            self.sections.append(section.indirect_reference or self.writer._add_object(section))
        self.parts += 1

    def _shift(self, reader: PdfReader, sheets: Sequence[Any]) -> None:
        """Pages and links find their tags by number."""
        for before, sheet in zip(reader.pages, sheets, strict=True):
            if "/StructParents" in before:  # pypdf leaves it out of its copy
                number = int(str(before["/StructParents"])) + self.next_number
                sheet[name("/StructParents")] = NumberObject(number)
            for link in links(sheet):
                if "/StructParent" in link:
                    number = int(link["/StructParent"]) + self.next_number
                    link[name("/StructParent")] = NumberObject(number)

    def finish(self) -> None:
        """Put the tree into the file, and say that the file has one."""
        add = self.writer._add_object
        numbers = DictionaryObject({name("/Nums"): self.numbers})
        self.tree[name("/ParentTree")] = add(numbers)
        self.tree[name("/ParentTreeNextKey")] = NumberObject(self.next_number)
        rows = ArrayObject()
        for key, element in sorted(self.names, key=lambda pair: pair[0]):
            rows += [ByteStringObject(key), element]
        self.tree[name("/IDTree")] = add(DictionaryObject({name("/Names"): rows}))
        root: Any = self.writer.root_object
        root[name("/StructTreeRoot")] = self.tree_at
        root[name("/MarkInfo")] = DictionaryObject({name("/Marked"): BooleanObject(True)})
        root[name("/Lang")] = self.language


def links(sheet: Any) -> list[Any]:
    """The links of a page."""
    return [each.get_object() for each in sheet.get("/Annots") or []]


def several(value: Any) -> list[Any]:
    """One value or a list, as a list."""
    found = value.get_object()
    return list(found) if isinstance(found, list) else [value]


def pairs(tree: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a tree of numbers or names, whatever its depth."""
    node = tree.get_object()
    rows = node.get(leaf, [])
    yield from zip(rows[::2], rows[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from pairs(kid, leaf)


def elements_of(root: Any) -> Iterator[Any]:
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


def raw(key: Any) -> bytes:
    """A name as it is in the file."""
    return key if isinstance(key, bytes) else str(key).encode("latin-1")


def rename(element: Any, prefix: bytes) -> None:
    """Shift the names by which cells of tables point to their headings."""
    if "/ID" in element:
        element[name("/ID")] = ByteStringObject(prefix + raw(element["/ID"]))
    for attributes in several(element.get("/A", ArrayObject())):
        found = attributes.get_object()
        if isinstance(found, dict) and "/Headers" in found:
            renamed = [ByteStringObject(prefix + raw(each)) for each in found["/Headers"]]
            found[name("/Headers")] = ArrayObject(renamed)
