"""Try wrong statements on every proof and write what the page *Claims* prints.

``python -m benchmarks.wrong_statements``: some minutes on two cores.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import yaml

from model.experiments.wrong_statements import STORED, Tried, summary, tried
from model.theory.registry import TOPICS


def _topic(topic: str) -> list[Tried]:
    return list(tried(topic))


def main() -> None:
    """Count, with a line for each module, and store."""
    found = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for topic, each in zip(TOPICS, pool.map(_topic, TOPICS), strict=True):
            found[topic] = each
            refused = sum(one.by == "proof" for one in each)
            print(f"{topic:32}{refused:4} of {len(each):3} refused by proof", flush=True)
    text = yaml.safe_dump(summary(found), sort_keys=False, allow_unicode=True, width=100)
    STORED.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
