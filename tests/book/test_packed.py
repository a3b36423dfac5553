"""A packed PDF holds what was put into it, in less room."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from book import packed

MANY = 2 * packed.GROUP + 7


@pytest.fixture
def writer() -> PdfWriter:
    """Two pages and more small objects than one stream takes, in a chain."""
    made = PdfWriter()
    made.add_blank_page(100, 200)
    made.add_blank_page(300, 400)
    made.metadata = {"/Title": "A (title) \\ with signs"}
    before = ArrayObject()
    for number in range(MANY):
        each = DictionaryObject(
            {NameObject("/N"): NumberObject(number), NameObject("/Before"): before}
        )
        before = made._add_object(each)  # type: ignore[assignment]
    made.root_object[NameObject("/Chain")] = before
    return made


def packed_bytes(writer: PdfWriter) -> bytes:
    file = BytesIO()
    packed.write(writer, file)
    return file.getvalue()


def test_all_is_read_back(writer: PdfWriter) -> None:
    reader = PdfReader(BytesIO(packed_bytes(writer)), strict=True)
    assert [float(page.mediabox.width) for page in reader.pages] == [100, 300]
    assert reader.metadata is not None
    assert reader.metadata.title == "A (title) \\ with signs"
    numbers = []
    at = reader.root_object["/Chain"]
    while isinstance(at, DictionaryObject):
        numbers.append(int(str(at["/N"])))
        at = at["/Before"]
    assert numbers == list(range(MANY))[::-1]


def test_the_table_says_where_each_object_lies(writer: PdfWriter) -> None:
    """Also its place in its stream, which some readers look up and others do not."""
    reader = PdfReader(BytesIO(packed_bytes(writer)))
    assert len(reader.xref_objStm) >= MANY
    heads = {}
    for stream in {stream for stream, _ in reader.xref_objStm.values()}:
        held = reader.get_object(stream)
        assert isinstance(held, DictionaryObject)
        words = held.get_data().split()[: 2 * int(str(held["/N"]))]  # type: ignore[attr-defined]
        heads[stream] = [int(word) for word in words[::2]]
    assert len(heads) >= 3
    for number, (stream, place) in reader.xref_objStm.items():
        assert heads[stream][place] == number


def test_it_takes_less_room(writer: PdfWriter) -> None:
    plain = BytesIO()
    writer.write(plain)
    assert len(packed_bytes(writer)) < len(plain.getvalue()) / 3


def test_the_same_file_is_written_again(writer: PdfWriter) -> None:
    assert packed_bytes(writer) == packed_bytes(writer)
