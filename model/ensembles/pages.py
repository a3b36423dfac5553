"""What the pages of a Parquet file say they unpack to, read before any of them is unpacked.

The list at the end of a file may say less than the pages themselves, and a reader believes these.
Their heads are in Thrift's compact protocol, of which only what a head can hold is read.
"""

from __future__ import annotations

from typing import Any

WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "FLOAT": 4, "DOUBLE": 8}
_UNPACKED, _PACKED = 2, 3  # fields of a head: bytes of its page
_KINDS = (5, 7, 8)  # fields of a head: what a page holds, a dictionary among them
_LONGEST, _DEEPEST = 10, 4  # bytes of a whole number, and heads within heads


def taken(content: bytes, about: Any) -> int:
    """Bytes that a file unpacks to, at least, by its list and by its pages.

    ``about`` is the list as pyarrow reads it. Raises ValueError for what holds no numbers.
    """
    group, total = about.row_group(0), 0
    for place in range(group.num_columns):
        column = group.column(place)
        width = WIDTHS.get(column.physical_type)
        if width is None:
            raise ValueError(f"{column.path_in_schema} holds {column.physical_type}, not numbers")
        unpacked, numbers = _of_pages(content, column)
        total += max(unpacked, column.total_uncompressed_size)
        total += max(numbers, column.num_values) * width
    return total


def _of_pages(content: bytes, column: Any) -> tuple[int, int]:
    """Bytes and numbers of the pages of a column, by their heads."""
    at = column.data_page_offset
    if column.has_dictionary_page:
        at = min(at, column.dictionary_page_offset)
    end, unpacked, numbers = at + column.total_compressed_size, 0, 0
    if not 0 <= at <= end <= len(content):
        raise ValueError(f"{column.path_in_schema} is not within the file")
    while at < end:
        head, at = _head(content, at)
        if min(head[_UNPACKED], head[_PACKED]) < 0:
            raise ValueError(f"a page of {column.path_in_schema} has less than no bytes")
        at += head[_PACKED]
        unpacked += head[_UNPACKED]
        numbers += sum(head[kind][1] for kind in _KINDS if kind in head)
    return unpacked, numbers


def _head(content: bytes, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """The fields of a head by their numbers, and where it ends."""
    fields: dict[int, Any] = {}
    number = 0
    while content[at]:
        step, kind = divmod(content[at], 16)
        at += 1
        if not step:
            step, at = _signed(content, at)
            number = 0
        number += step
        value: Any = None
        if kind in (1, 2):  # true, false
            value = kind == 1
        elif kind in (4, 5, 6):  # whole numbers
            value, at = _signed(content, at)
        elif kind == 8:  # bytes
            length, at = _unsigned(content, at)
            at += length
        elif kind == 12 and depth < _DEEPEST:
            value, at = _head(content, at, depth + 1)
        else:
            raise ValueError("the head of a page is not one")
        fields[number] = value
    return fields, at + 1


def _unsigned(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(_LONGEST):
        value |= (content[at + place] & 127) << 7 * place
        if content[at + place] < 128:
            return value, at + place + 1
    raise ValueError("the head of a page is not one")


def _signed(content: bytes, at: int) -> tuple[int, int]:
    value, at = _unsigned(content, at)
    return value >> 1 ^ -(value & 1), at
