"""Day 0 and the joint conditions of an economy, as text of LLVM beside that of the kernel.

A program without Python, such as a page of the book, needs them to begin a run: ``opening`` gives
the state on day 0, ``conditions`` which joint conditions the parameters hold. Both are translated
from the text that Python runs.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from llvmlite import ir

from model.compile.kernel import POINTER
from model.compile.machine import NUMBER, WORD, Translator, functions
from model.compile.printers import ScalarPrinter
from model.compile.python import printed
from model.spec.economy import Economy

#: The functions of the text; each reads the parameters, in the economy's order, and writes a row.
FUNCTIONS = ("opening", "conditions")


def conditions_source(economy: Economy) -> str:
    """The joint conditions as a Python function: parameters in, 1.0 for each that holds."""
    printer = ScalarPrinter()
    arguments = ", ".join(symbol.name for symbol in economy.parameters)
    holds = [f"(1.0 if {printer.doprint(c.expression)} else 0.0), " for c in economy.constraints]
    body = f'"""Which joint conditions hold."""\nreturn ({"".join(holds)})\n'
    return f"def conditions({arguments}):\n" + textwrap.indent(body, "    ")


def opening_source(economy: Economy) -> str:
    """The text of ``opening(parameters, states)`` and of ``conditions(parameters, flags)``.

    All rows are numbers of 64 bits: the parameters and the states in the economy's order, a flag
    of 1 or 0 for each of its joint conditions.
    """
    module = ir.Module(f"{economy.name}_opening")
    text = functions(f"{printed(economy, 'math').source}\n\n{conditions_source(economy)}")
    _write(module, Translator(module, 1, text, {}), economy, "opening", "initial")
    _write(module, Translator(module, 1, text, {}), economy, "conditions", "conditions")
    # llvmlite knows no "willreturn"; the kernel's text says it too.
    return str(module).replace("nounwind readnone", "nounwind willreturn memory(none)")


def _write(
    module: ir.Module, translator: Translator, economy: Economy, name: str, source: str
) -> None:
    """A function that reads a row of parameters and writes the results of a printed one."""
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER, POINTER]), name)
    given, made = function.args
    given.name, made.name = "parameters", "results"
    builder = translator.builder = ir.IRBuilder(function.append_basic_block())

    def address(row: ir.Value, place: int) -> ir.Value:
        return builder.gep(row, [ir.Constant(WORD, place)], source_etype=NUMBER)

    values = [
        builder.load(address(given, place), align=8, typ=NUMBER)
        for place in range(len(economy.parameters))
    ]
    results: Sequence[ir.Value] = translator.call(source, values)
    for place, value in enumerate(results):
        builder.store(translator.typed(value, NUMBER), address(made, place), align=8)
    builder.ret_void()
