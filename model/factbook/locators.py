"""What a source's locator names: repositories with commit and path, papers, and pages of sites.

A locator is a sentence that a person wrote. What can be opened in it is found by its form; nothing
is looked up, so a link may have died since.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Endings that a site's name never has: words with them are files.
FILES = ("csv", "js", "md", "sol", "sh", "ts", "txt")
PLACE = re.compile(
    r"""
      (?<![\w/.:-])(?P<repository>\w[\w.-]*/[\w.-]*\w)
          (?:@(?P<commit>[0-9a-f]{7,40})(?:(?::(?P<path>[\w./-]*\w))|(?!\w))|:(?P<newest>[\w./-]*\w))
    | (?<!\w)@(?P<again>[0-9a-f]{7,40}):(?P<then>[\w./-]*\w)
    | (?<=\band[ ])(?P<also>[\w/-]+(?:/[\w-]+)*\.(?:csv|js|md|sol|ts))(?!\w)
    | arXiv[ ](?P<paper>\d{4}\.\d{4,5})
    | (?<![\w/.:@-])(?P<site>(?:[a-z0-9-]+\.)+(?P<ending>[a-z]{2,}))(?P<page>/[\w./-]*)?
    """,
    re.X,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that can be opened: where its words stand in the locator, and its address.

    ``repository``, ``commit`` and ``path`` are empty for a site or a paper; a repository that is
    named without a commit is the newest.
    """

    start: int
    end: int
    link: str
    repository: str = ""
    commit: str = ""
    path: str = ""


def places(locator: str) -> tuple[Place, ...]:
    """All that a locator names, in the order of its words; empty if it gives no address."""
    found: list[Place] = []
    for match in PLACE.finditer(locator):
        part = match.groupdict(default="")
        start, end = match.span()
        before = next((p for p in reversed(found) if p.repository), None)
        if part["repository"]:
            path = part["path"] or part["newest"]
            found.append(_in(part["repository"], part["commit"], path, start, end))
        elif part["again"] and before:
            found.append(_in(before.repository, part["again"], part["then"], start, end))
        elif part["also"] and before:
            found.append(_in(before.repository, before.commit, part["also"], start, end))
        elif part["paper"]:
            found.append(Place(start, end, f"https://arxiv.org/abs/{part['paper']}"))
        elif part["site"] and part["ending"] not in FILES:
            found.append(Place(start, end, f"https://{part['site']}{part['page']}"))
    return tuple(found)


def _in(repository: str, commit: str, path: str, start: int, end: int) -> Place:
    at = f"{'blob' if path else 'tree'}/{commit or 'HEAD'}"
    link = f"https://github.com/{repository}/{at}/{path}".rstrip("/")
    return Place(start, end, link, repository, commit, path)
