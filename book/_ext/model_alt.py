"""Alternative texts: a figure says itself what it shows, in its file; the page repeats it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

_DESCRIPTION = re.compile(r"<dc:description>(.*?)</dc:description>", re.S)


class AltTexts(SphinxTransform):
    """Give an image without text the description that its SVG file carries."""

    default_priority = 5  # before Sphinx collects and copies images

    def apply(self, **_: Any) -> None:
        """Read each local SVG."""
        for image in self.document.findall(nodes.image):
            if image.get("alt") or not image["uri"].endswith(".svg"):
                continue
            name = image["uri"]
            here = Path(self.env.doc2path(self.env.docname)).parent
            places = (Path(name), here / name, Path(self.env.srcdir) / name.lstrip("/"))
            path = next((p for p in places if p.is_file()), None)
            found = _DESCRIPTION.search(path.read_text("utf-8")) if path else None
            if found:
                image["alt"] = unescape(" ".join(found[1].split()))
