"""The command line: ``python -m model COMMAND --help``."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from model.commands import answers, ensemble, forecast, look, notebook, results, simulate, solve
from model.commands.parser import Parser
from model.commands.simulate import economy_argument
from model.commands.warned import warned
from model.gates import one_line

if TYPE_CHECKING:
    from model.spec.core import Block


#: Set in the environment, an unexpected error shows where it comes from.
TRACEBACK = "MODEL_TRACEBACK"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status.

    Bad input is one line on standard error and status 2; a claim that does not hold is 1; a stop
    from the keyboard is 130, and says what is kept.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack a letter of a name
            stream.reconfigure(errors="backslashreplace")
    chosen = _parser().parse_args(words)
    chosen.line = shlex.join(["python", "-m", "model", *words])
    try:
        with warned(chosen.name):
            chosen.command(chosen)
    except AssertionError as refuted:  # a claim of the model does not hold
        return _said(chosen, str(refuted), 1)
    except BrokenPipeError:  # the reader of our output, such as head, has gone
        sys.stderr.close()
    except KeyboardInterrupt:
        kept = getattr(chosen, "store", None)
        way_on = (
            f"what was finished is kept in {kept}: the same command goes on from there"
            if kept
            else "nothing was saved"
        )
        return _said(chosen, f"stopped; {way_on}", 130)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _said(chosen, explained(error), 2)
    return 0


def _said(chosen: argparse.Namespace, text: str, status: int) -> int:
    print(f"model {chosen.name}: {one_line(text)}", file=sys.stderr)
    return status


def explained(error: Exception) -> str:
    """What went wrong, in one line: the model's own words, or what they mean for a reader."""
    if type(error).__module__.partition(".")[0] == "model":
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        named = isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError))
        way_out = (
            "give the name of one that is there" if named else "free space or choose another place"
        )
        return f"{where}{error.strerror or error}: {way_out}"
    if isinstance(error, MemoryError):
        return "there is not enough memory: ask for fewer days, runs or points, or use ensemble"
    return (
        f"unexpected {type(error).__name__}: {error}; set {TRACEBACK}=1 to see where, and report it"
    )


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m model",
        description="A formal model of the $AI compute-network token economy.",
        epilog="Example: python -m model run --days 1825 --engine cadcad --out run.parquet",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        name: str, text: str, command: Callable[[argparse.Namespace], None]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(command=command, name=name)
        return sub

    simulate.add_to(add)
    ensemble.add_to(add)
    results.add_to(add)
    look.add_to(add)
    notebook.add_to(add)
    answers.add_to(add)
    solve.add_to(add)
    forecast.add_to(add)
    facts = add(
        "facts", "show a fact with its range, status and sources, or list all facts", _facts
    )
    facts.add_argument("id", nargs="?", help="id of one fact")
    parameters = add(
        "parameters", "list the parameters of an economy with defaults and domains", _parameters
    )
    economy_argument(parameters)
    parameters.add_argument("--votable", action="store_true", help="only those that votes change")
    equations = add("equations", "print the equations of one block, or of all", _equations)
    economy_argument(equations)
    equations.add_argument("block", nargs="?", help="name of one block")
    equations.add_argument("--format", choices=("text", "latex", "python"), default="text")
    claims = add("claims", "list the proved claims, or print one", _claims)
    claims.add_argument("id", nargs="?", help="id of one claim")
    claims.add_argument("--format", choices=("text", "latex", "theorem", "bibtex"), default="text")
    rests = add(
        "rests",
        "print what one fact, parameter, equation, claim or sentence rests on, "
        "and what falls if it is wrong; proves every claim first",
        _rests,
    )
    rests.add_argument("id", help="id, such as burn_bps, or parameter:burn_share")
    verify = add(
        "verify", "prove every claim, check it by numbers, and check a run's identities", _verify
    )
    economy_argument(verify)
    verify.add_argument(
        "--invariants",
        action="store_true",
        help="instead ask Z3 what holds in every state that the economy can reach",
    )
    return parser


def _facts(chosen: argparse.Namespace) -> None:
    from model.factbook import facts

    for fact in [facts[chosen.id]] if chosen.id is not None else facts.values():
        print(f"{fact.id:36}{fact.value:<14.6g}{fact.unit:24}{fact.status:11}{fact.info}")
        if chosen.id is not None:
            print(f"range: {fact.low:g} to {fact.high:g}; date: {fact.date}")
            if fact.bear is not None:
                print(f"bear: {fact.bear:g}; bull: {fact.bull:g}")
            for source in fact.sources:
                print(f"source: {source.title} ({source.locator}); {source.confidence}")
            print(f"note: {fact.note or 'none'}")


def _parameters(chosen: argparse.Namespace) -> None:
    from model.factbook import facts
    from model.interface import economy, parameters
    from model.labels import setting
    from model.parameter_sets import governed_by
    from model.quantities import quantity

    which = economy(chosen.economy)
    values = parameters(chosen.economy)
    named = setting(which, {s.name: values[s.name] for s in which.parameters})
    votable = governed_by(which)
    for record in map(quantity, which.parameters):
        if chosen.votable and record.name not in votable:
            continue
        value = named[record.name]
        shown = value if isinstance(value, str) else f"{value:.6g}"
        status = facts[record.fact].status if record.fact else "own"
        print(
            f"{record.name:32}{shown:<14}{record.unit:22}{status:11}{record.domain!s:32}"
            f"{record.info}"
        )


def _equations(chosen: argparse.Namespace) -> None:
    from model.compile import latex
    from model.compile.python import block_source
    from model.interface import economy

    printers: dict[str, Callable[[Block], str]] = {
        "text": latex.text,
        "latex": latex.align,
        "python": block_source,
    }
    which = economy(chosen.economy)
    blocks = which.blocks if chosen.block is None else [which.block(chosen.block)]
    print("\n\n".join(printers[chosen.format](block) for block in blocks))


def _claims(chosen: argparse.Namespace) -> None:
    from model.theory.registry import claims

    width = max(map(len, claims)) + 2
    for claim in [claims[chosen.id]] if chosen.id is not None else claims.values():
        if chosen.id is None:
            print(f"{claim.id:{width}}{claim.title}")
        else:
            printers = {
                "text": claim.text,
                "latex": claim.latex,
                "theorem": claim.theorem,
                "bibtex": claim.cite,
            }
            print(printers[chosen.format]())


def _rests(chosen: argparse.Namespace) -> None:
    from model.factbook import facts
    from model.rests import Sort, counted, graph, sources_of, warning

    graph(proofs=False).find(chosen.id)  # refuses an unknown one before the proofs
    whole = graph()
    for node in whole.find(chosen.id):
        print(f"{node.id} ({node.state})\n  {node.says}")
        if node.sort == Sort.FACT:
            print(f"Sources: {sources_of(facts[node.name])}")
        grounds, falls = whole.grounds(node.id), whole.falls(node.id)
        heads = f"Rests on {counted(grounds) or 'nothing else here'}", warning(whole, node.id)
        for head, found in zip(heads, (grounds, falls), strict=True):
            print(head, *(f"  {each.id:44}{each.state}" for each in found), sep="\n")


def _verify(chosen: argparse.Namespace) -> None:
    from model.interface import economy
    from model.verify import invariants, verify

    economy(chosen.economy)  # refuses an unknown one before the proofs
    for line in (invariants if chosen.invariants else verify)(chosen.economy):
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
