"""The kernel: the printed day in a loop over days and trajectories, as text of LLVM.

One function, ``advance``, takes the states of a range of trajectories through a number of days.
All its arrays keep the trajectories side by side, ``width`` of them in one instruction. The draws
are made inside, or read from an array. What it takes is listed in `ARGUMENTS`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from llvmlite import ir

from model.compile.machine import NUMBER, WORD, Translator, elementary_translator, functions
from model.compile.python import printed
from model.spec.core import Block
from model.spec.economy import Economy

POINTER = ir.PointerType()

#: What ``advance`` takes, in order. ``n`` trajectories, a multiple of the width, are the last
#: axis of what is read; what is kept may be a part of wider rows.
ARGUMENTS: dict[str, ir.Type] = {
    "parameters": POINTER,  # (parameters, n)
    "schedules": POINTER,  # (schedules, n): values in force on all these days
    "states": POINTER,  # (states, n), moved on in place
    "shocks": POINTER,  # (shocks, days, n), or null: draw them from the seed
    "runs": POINTER,  # (n,): number of each trajectory's run
    "draws": POINTER,  # scratch, (shocks, days + SPARE, width)
    "today": POINTER,  # scratch, (states and observables, width)
    "places": POINTER,  # (days,): row of ``out`` for each day, or -1
    "columns": POINTER,  # (kept,): which of states and observables are kept
    "out": POINTER,  # (kept, rows, out_n): the kept
    "seed": WORD,
    "day": WORD,  # days that have passed already
    "days": WORD,
    "kept": WORD,
    "rows": WORD,
    "n": WORD,
    "out_n": WORD,
}
BLOCK = 4  # days that one turn of the generator draws
LANES = 8  # trajectories side by side, at most; of fewer the generator makes several turns
SPARE = (LANES + 1) * BLOCK  # days drawn beyond those asked for, at most


def kernel_source(economy: Economy, width: int) -> str:
    """The text of ``advance`` for an economy, ``width`` trajectories side by side.

    ``width`` divides `LANES`.
    """
    module = ir.Module(f"{economy.name}_{width}")
    advance = ir.Function(module, ir.FunctionType(ir.VoidType(), ARGUMENTS.values()), "advance")
    for argument, name in zip(advance.args, ARGUMENTS, strict=True):
        argument.name = name
        if argument.type == POINTER:
            argument.add_attribute("noalias")
    _Kernel(economy, width, module, advance).write()
    # llvmlite knows no "willreturn", without which no call is taken out of the loop.
    return str(module).replace("nounwind readnone", "nounwind willreturn memory(none)")


def block_instructions(economy: Economy, block: Block, width: int = 1) -> str:
    """The instructions of one block alone, as a function of its inputs, to be read."""
    module = ir.Module(block.name)
    text = functions(printed(economy, "math").source)
    day = Translator(module, width, text, {})
    results = ir.LiteralStructType([day.of(NUMBER)] * len(block.equations))
    function = ir.Function(
        module, ir.FunctionType(results, [day.of(NUMBER)] * len(block.inputs)), block.name
    )
    for argument, symbol in zip(function.args, block.inputs, strict=True):
        argument.name = symbol.name
    day.builder = ir.IRBuilder(function.append_basic_block("day"))
    values = day.call(f"{block.name}_block", function.args)
    together = ir.Constant(results, ir.Undefined)
    for place, value in enumerate(values):
        together = day.builder.insert_value(together, day.typed(value, NUMBER), place)
    day.builder.ret(together)
    return re.sub(r"(?<=\S) {2,}", " ", str(function).replace('"', "").replace("%.", "%"))


class _Kernel:
    """Writes the body of ``advance``."""

    def __init__(
        self, economy: Economy, width: int, module: ir.Module, advance: ir.Function
    ) -> None:
        self.economy, self.width = economy, width
        text = functions(printed(economy, "math").source)
        self.printed = Translator(module, width, text, {})
        self.turns = elementary_translator(module, LANES)
        self.b = ir.IRBuilder(advance.append_basic_block())
        self.printed.builder = self.turns.builder = self.b
        self.given = dict(zip(ARGUMENTS, advance.args, strict=True))

    def write(self) -> None:
        groups = self.b.udiv(self.given["n"], _word(self.width))
        with self._loop(_word(0), groups) as group:
            self._group(self.b.mul(group, _word(self.width)))
        self.b.ret_void()

    def _group(self, lanes: ir.Value) -> None:
        """One group of trajectories, those from number ``lanes`` on, through all days."""
        given, economy, today = self.given, self.economy, self.given["today"]
        states, fixed, scheduled = (
            [self._load(given[name], self._at(row, lanes)) for row in range(len(symbols))]
            for name, symbols in (
                ("states", economy.states),
                ("parameters", economy.parameters),
                ("schedules", economy.schedules),
            )
        )
        self._store_today(states, 0)
        draws, shock_step, day_step = self._draws(lanes)
        with self._loop(_word(0), given["days"]) as day:
            opening = [
                self._load(today, _word(row * self.width)) for row in range(len(economy.states))
            ]
            drawn = [
                self._load(
                    draws, self.b.add(self.b.mul(_word(z), shock_step), self.b.mul(day, day_step))
                )
                for z in range(len(economy.shocks))
            ]
            values = self.printed.call("step", [*opening, *fixed, *scheduled, *drawn])
            self._keep(day, lanes, [self.printed.typed(value, NUMBER) for value in values])
        for row in range(len(economy.states)):
            value = self._load(today, _word(row * self.width))
            self._store(value, given["states"], self._at(row, lanes))

    def _keep(self, day: ir.Value, lanes: ir.Value, values: list[ir.Value]) -> None:
        """Store the states; and on a day with a row the rest, and copy the kept columns to it."""
        b, given = self.b, self.given
        states = len(self.economy.states)
        self._store_today(values[:states], 0)
        place = b.load(b.gep(given["places"], [day], source_etype=WORD), typ=WORD)
        with b.if_then(b.icmp_signed(">=", place, _word(0))):
            self._store_today(values[states:], states)
            with self._loop(_word(0), given["kept"]) as kept:
                column = b.load(b.gep(given["columns"], [kept], source_etype=WORD), typ=WORD)
                value = self._load(given["today"], b.mul(column, _word(self.width)))
                row = b.add(b.mul(kept, given["rows"]), place)
                self._store(value, given["out"], b.add(b.mul(row, given["out_n"]), lanes))

    def _store_today(self, values: Sequence[ir.Value], first: int) -> None:
        """Store values as the columns of today from number ``first`` on."""
        for column, value in enumerate(values, first):
            self._store(value, self.given["today"], _word(column * self.width))

    def _draws(self, lanes: ir.Value) -> tuple[ir.Value, ir.Value, ir.Value]:
        """Where the draws of the first day are, and the steps to the next process and day."""
        b, given = self.b, self.given
        none = b.icmp_unsigned("==", given["shocks"], ir.Constant(POINTER, None))
        drawn = BLOCK * LANES // self.width  # days at a time
        first = b.udiv(given["day"], _word(BLOCK))
        skipped = b.urem(given["day"], _word(BLOCK))
        times = b.udiv(b.add(b.add(skipped, given["days"]), _word(drawn - 1)), _word(drawn))
        process_step = b.mul(times, _word(BLOCK * LANES))
        with b.if_then(none), self._loop(_word(0), times) as time:
            block = b.add(first, b.mul(time, _word(LANES // self.width)))
            self._draw(block, b.mul(time, _word(BLOCK * LANES)), lanes, process_step)
        made = b.gep(given["draws"], [b.mul(skipped, _word(self.width))], source_etype=NUMBER)
        read = b.gep(given["shocks"], [lanes], source_etype=NUMBER)
        return (
            b.select(none, made, read),
            b.select(none, process_step, b.mul(given["days"], given["n"])),
            b.select(none, _word(self.width), given["n"]),
        )

    def _draw(self, block: ir.Value, start: ir.Value, lanes: ir.Value, step: ir.Value) -> None:
        """Draw four days or more of every process, as `model.draws.draws` does."""
        b = self.b
        loaded = self._load(self.given["runs"], lanes, WORD)
        run = self._picked(loaded, [lane % self.width for lane in range(LANES)])
        turn = self._in_all_turns(b.add(block, _word(1)))
        later = [lane // self.width for lane in range(LANES)]
        turn = b.add(turn, ir.Constant(turn.type, later))
        seed = self._in_all_turns(self.given["seed"])
        for z, symbol in enumerate(self.economy.shocks):
            process = self.turns.constant(zlib.crc32(symbol.name.encode()), WORD)
            words = self.turns.call("philox", [turn, run, seed, process])
            pairs = (self.turns.call("normals", words[i : i + 2]) for i in (0, 2))
            place = b.add(b.mul(_word(z), step), start)
            for day, value in enumerate(value for pair in pairs for value in pair):
                self._store_turns(value, b.add(place, _word(day * self.width)))

    def _store_turns(self, value: ir.Value, place: ir.Value) -> None:
        """Store one day's draws of the runs side by side, and those of turns after it."""
        for turn in range(LANES // self.width):
            first = turn * self.width
            made = self._picked(value, range(first, first + self.width))
            self._store(made, self.given["draws"], self.b.add(place, _word(first * BLOCK)))

    def _in_all_turns(self, word: ir.Value) -> ir.Value:
        return self._picked(word, [0] * LANES)

    def _picked(self, value: ir.Value, lanes: Sequence[int]) -> ir.Value:
        """These lanes of a value, one after another; a number alone is one lane."""
        if not isinstance(value.type, ir.VectorType):
            one = ir.Constant(ir.VectorType(value.type, 1), ir.Undefined)
            value = self.b.insert_element(one, value, _word(0))
        if len(lanes) == 1:
            return self.b.extract_element(value, _word(lanes[0]))
        places = ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), list(lanes))
        return self.b.shuffle_vector(value, ir.Constant(value.type, ir.Undefined), places)

    def _at(self, row: int, lanes: ir.Value) -> ir.Value:
        """Where row ``row`` of an array of rows of ``n`` has these lanes."""
        return self.b.add(self.b.mul(_word(row), self.given["n"]), lanes)

    def _load(self, array: ir.Value, place: ir.Value, scalar: ir.Type = NUMBER) -> ir.Value:
        address = self.b.gep(array, [place], source_etype=scalar)
        return self.b.load(address, align=8, typ=self.printed.of(scalar))

    def _store(self, value: ir.Value, array: ir.Value, place: ir.Value) -> None:
        self.b.store(value, self.b.gep(array, [place], source_etype=NUMBER), align=8)

    @contextmanager
    def _loop(self, start: ir.Value, end: ir.Value) -> Iterator[ir.Value]:
        """Repeat what is written inside, for a counter from ``start`` to before ``end``."""
        b = self.b
        before = b.block
        head, body, done = (b.append_basic_block(name) for name in ("head", "body", "done"))
        b.branch(head)
        b.position_at_end(head)
        counter = b.phi(WORD)
        counter.add_incoming(start, before)
        b.cbranch(b.icmp_signed("<", counter, end), body, done)
        b.position_at_end(body)
        yield counter
        counter.add_incoming(b.add(counter, _word(1)), b.block)
        b.branch(head)
        b.position_at_end(done)


def _word(value: int) -> ir.Constant:
    return ir.Constant(WORD, value)
