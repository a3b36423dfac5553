"""A PDF with its small objects packed and compressed, which `pypdf` leaves in the open.

The tags of a long book are some hundred thousand small objects. PDF 1.5 keeps many of them in one
compressed stream, with a table of where each lies.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    NameObject,
    NumberObject,
    StreamObject,
)

#: Objects in one stream: more pack better, and are slower to open one by one.
GROUP = 200


def _stream(kind: str, data: bytes, **entries: Any) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    packed = made.flate_encode()
    packed[NameObject("/Type")] = NameObject(kind)
    for key, value in entries.items():
        packed[NameObject(f"/{key}")] = value
    return packed


def write(writer: PdfWriter, file: BinaryIO) -> None:
    """Write what ``writer`` holds; streams stand by themselves, all else is packed."""
    held = {n: each for n, each in enumerate(writer._objects, 1) if each is not None}
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def put(number: int, each: Any) -> None:
        rows[number] = (1, file.tell(), 0)
        file.write(f"{number} 0 obj\n".encode())
        each.write_to_stream(file)
        file.write(b"\nendobj\n")

    for number, each in held.items():
        if isinstance(each, StreamObject):
            put(number, each)
    after = len(writer._objects) + 1
    small = [number for number, each in held.items() if not isinstance(each, StreamObject)]
    for group in (small[at : at + GROUP] for at in range(0, len(small), GROUP)):
        head, body = [], BytesIO()
        for place, number in enumerate(group):
            head.append(f"{number} {body.tell()}")
            held[number].write_to_stream(body)
            body.write(b"\n")
            rows[number] = (2, after, place)
        start = " ".join(head).encode() + b"\n"
        counts = {"N": NumberObject(len(group)), "First": NumberObject(len(start))}
        put(after, _stream("/ObjStm", start + body.getvalue(), **counts))
        after += 1
    begin = file.tell()
    rows[after] = (1, begin, 0)
    table = b"".join(struct.pack(">BIH", *rows.get(n, (0, 0, 0))) for n in range(after + 1))
    entries = {
        "Size": NumberObject(after + 1),
        "W": ArrayObject([NumberObject(1), NumberObject(4), NumberObject(2)]),
        "Root": writer.root_object.indirect_reference,
    }
    if writer._info is not None:
        entries["Info"] = writer._info.indirect_reference
    put(after, _stream("/XRef", table, **entries))
    file.write(f"startxref\n{begin}\n%%EOF\n".encode())
