"""Printed text is parsed by many threads at once without a fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import model
from model.compile.ieee import as_processors_do
from model.compile.python import printed
from model.compile.syntax import compiled, parsed


def test_threads_may_parse_and_compile_beside_each_other() -> None:
    text = printed(model.economy("announced"), "math").source

    def once(number: int) -> int:
        tree = as_processors_do(text) if number % 2 else parsed(text)
        return len(compiled(tree, f"<text {number}>").co_consts)

    with ThreadPoolExecutor(8) as pool:
        assert min(pool.map(once, range(32))) > 0
