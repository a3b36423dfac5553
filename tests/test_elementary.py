"""exp, log, sin, power and normal draws: how exact they are, and that nothing else is in them."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable, Iterator

import mpmath
import numpy as np
import pytest
from scipy import stats

from model import elementary
from model.elementary import exp, log, normals, philox, power, sin

POINTS = 4000
INF, NAN = np.inf, np.nan
LEAST = 5e-324

# NumPy computes the branch that is not taken too, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:(overflow|invalid value|divide):RuntimeWarning")


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(20))


def units(got: np.ndarray, true: Callable[..., mpmath.mpf], *given: np.ndarray) -> np.ndarray:
    """Errors in units of the last place of the true values, which are worked out to 200 bits."""
    errors = []
    with mpmath.workprec(200):
        for value, *arguments in zip(got.tolist(), *(g.tolist() for g in given), strict=True):
            exact = true(*map(mpmath.mpf, arguments))
            errors.append(float(abs(value - exact)) / np.spacing(abs(float(exact))))
    return np.array(errors)


EXP = {
    "all": generator().uniform(-708, 709, POINTS),
    "near 0": generator().uniform(-1, 1, POINTS),
    "edges": np.array([-708, -707.9999, 708.9999, 709, math.log(2) / 2, -math.log(2) / 2]),
    "tiny": np.array([LEAST, -LEAST, 1e-300, -1e-300, 1e-17, -1e-17, 2.0**-53]),
}


@pytest.mark.parametrize("x", EXP.values(), ids=EXP)
def test_exp_is_within_two_units_in_the_last_place(x: np.ndarray) -> None:
    assert units(exp(x), mpmath.exp, x).max() < 2


LOG = {
    "all": np.exp(generator().uniform(-708, 709, POINTS)),
    "around 1": generator().uniform(0.5, 2, POINTS),
    "close to 1": 1 + generator().uniform(-1, 1, POINTS) * 2.0 ** -np.linspace(1, 52, POINTS),
    "around the root of 2": generator().uniform(1.4, 1.43, POINTS),
    "subnormal": generator().integers(1, 2**52, POINTS).astype(np.uint64).view(float),
    "edges": np.array([LEAST, 2.2250738585072014e-308, 1.7976931348623157e308, 1 - 2.0**-53]),
}


@pytest.mark.parametrize("x", LOG.values(), ids=LOG)
def test_log_is_within_one_unit_in_the_last_place(x: np.ndarray) -> None:
    assert units(log(x), mpmath.log, x).max() < 1


def test_sin_is_within_three_units_in_the_last_place_of_a_turn() -> None:
    x = np.concatenate([generator().uniform(-np.pi, np.pi, POINTS), [LEAST, 1e-300, 1e-9, np.pi]])
    assert units(sin(x), mpmath.sin, x).max() < 3


def test_sin_far_out_is_within_3e_16() -> None:
    draw = generator()
    whole = draw.integers(-3_183_000, 3_183_000, POINTS)
    for x in (draw.uniform(-1e7, 1e7, POINTS), whole * np.pi, (whole + 0.5) * np.pi):
        with mpmath.workprec(200):
            pairs = zip(sin(x).tolist(), x.tolist(), strict=True)
            gaps = [abs(got - mpmath.sin(given)) for got, given in pairs]
        assert max(gaps) < 3e-16


def test_the_error_of_power_grows_with_the_logarithm() -> None:
    draw = generator()
    far, near = np.exp(draw.uniform(-300, 300, POINTS)), draw.uniform(0.999, 1.001, POINTS)
    x = np.concatenate([far, near])
    size = draw.uniform(-700, 700, 2 * POINTS) * draw.uniform(0, 1, 2 * POINTS) ** 3
    y = size / np.log(x)
    assert (units(power(x, y), mpmath.power, x, y) / (1 + np.abs(size))).max() < 2


EDGES: list[tuple[Callable[..., np.ndarray], tuple[float, ...], float]] = [
    (exp, (0.0,), 1.0),
    (exp, (-0.0,), 1.0),
    (exp, (INF,), INF),
    (exp, (-INF,), 0.0),
    (exp, (NAN,), NAN),
    (exp, (709.0001,), INF),
    (exp, (1e300,), INF),
    (exp, (-708.0001,), 0.0),
    (exp, (-740.0,), 0.0),
    (exp, (-1e300,), 0.0),
    (log, (1.0,), 0.0),
    (log, (0.0,), -INF),
    (log, (-0.0,), -INF),
    (log, (INF,), INF),
    (log, (-INF,), NAN),
    (log, (-1.0,), NAN),
    (log, (-LEAST,), NAN),
    (log, (NAN,), NAN),
    (sin, (0.0,), 0.0),
    (sin, (-0.0,), 0.0),  # the one sign that is lost
    (sin, (INF,), NAN),
    (sin, (NAN,), NAN),
    (power, (0.0, 0.0), 1.0),
    (power, (0.0, 2.5), 0.0),
    (power, (0.0, -1.0), INF),
    (power, (1.0, 1e300), 1.0),
    (power, (7.0, 0.0), 1.0),
    (power, (INF, 0.5), INF),
    (power, (INF, -0.5), 0.0),
    (power, (NAN, 1.0), NAN),
    (power, (-2.0, 3.0), NAN),
    (power, (2.0, NAN), NAN),
    (power, (2.0, 1e300), INF),
    (power, (2.0, -1e300), 0.0),
]


@pytest.mark.parametrize(("function", "given", "expected"), EDGES)
def test_at_the_edges(
    function: Callable[..., np.ndarray], given: tuple[float, ...], expected: float
) -> None:
    got = float(function(*(np.array([value]) for value in given))[0])
    assert math.isnan(got) if math.isnan(expected) else got == expected
    assert math.isnan(expected) or math.copysign(1, got) == math.copysign(1, expected)


def test_an_array_is_its_entries_one_by_one() -> None:
    x = generator().uniform(0, 50, (7, 3))
    for function in (exp, log, sin):
        each = [function(np.array([value]))[0] for value in x.ravel()]
        np.testing.assert_array_equal(function(x), np.reshape(each, x.shape))


def words(*values: int) -> list[np.ndarray]:
    return [np.array([value], np.uint64) for value in values]


@pytest.mark.parametrize("seed", [0, 7, 2**32, 2**64 - 1])
@pytest.mark.parametrize("process", [0, 123_456_789, 2**32 - 1])
@pytest.mark.parametrize("run", [0, 1, 2**63, 2**64 - 1])
def test_philox_is_numpys(seed: int, process: int, run: int) -> None:
    block = np.arange(1, 51, dtype=np.uint64)
    ours = np.stack(philox(block, *words(run, seed, process)), axis=-1).ravel()
    key, counter = (np.array(v, np.uint64) for v in ([seed, process], [0, run, 0, 0]))
    theirs = np.random.Philox(key=key, counter=counter).random_raw(200)
    np.testing.assert_array_equal(ours, theirs)


def test_philox_is_its_authors() -> None:
    """The known answer for a counter and a key of zeros in Random123, the authors' own code."""
    made = [int(word[0]) for word in philox(*words(0, 0, 0, 0))]
    assert made == [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B]


def normal_pairs(count: int) -> np.ndarray:
    """Normal pairs from the first ``count`` blocks of one run, shape (2, 2 count)."""
    made = philox(np.arange(1, count + 1, dtype=np.uint64), *words(0, 5, 9))
    return np.concatenate([normals(*made[:2]), normals(*made[2:])], axis=1)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return normal_pairs(250_000)


@pytest.mark.parametrize(
    # By the moments of the standard normal law, E z^2k = (2k - 1)!!.
    ("moment", "expected", "variance"),
    [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96), (6, 15, 10170)],
)
def test_normals_have_the_moments_of_the_law(
    drawn: np.ndarray, moment: int, expected: float, variance: float
) -> None:
    for numbers in drawn:
        bound = 4 * math.sqrt(variance / len(numbers))  # passed once in 16,000 times by chance
        assert abs((numbers**moment).mean() - expected) < bound


def test_normals_follow_the_law(drawn: np.ndarray) -> None:
    """Kolmogorov's and Smirnov's test refuses the true law once in a thousand times."""
    for numbers in drawn:
        assert stats.kstest(numbers, "norm").pvalue > 1e-3
        assert stats.kstest(numbers + 0.01, "norm").pvalue < 1e-3


def test_the_tail_is_that_of_the_law(drawn: np.ndarray) -> None:
    for numbers in drawn:
        for limit in (2.0, 3.0, 4.0):
            expected = 2 * stats.norm.sf(limit) * len(numbers)
            beyond = np.count_nonzero(np.abs(numbers) > limit)
            assert abs(beyond - expected) < 4 * math.sqrt(expected)


def test_the_two_normals_of_a_pair_are_independent(drawn: np.ndarray) -> None:
    """Neither they nor their squares correlate, and their quadrant says nothing of their size."""
    bound = 4 / math.sqrt(drawn.shape[1])
    first, second = drawn
    for one, other in (
        (first, second),
        (first**2, second**2),
        (first**2, second),
        (np.abs(first), np.abs(second)),
        (first * second, first**2 + second**2),
    ):
        assert abs(np.corrcoef(one, other)[0, 1]) < bound
    angle = np.arctan2(second, first) / (2 * np.pi) + 0.5
    assert stats.kstest(angle, "uniform").pvalue > 1e-3
    assert stats.kstest((first**2 + second**2) / 2, "expon").pvalue > 1e-3


def test_normals_are_the_textbooks_to_the_last_digits() -> None:
    first, second = generator().integers(0, 2**64, (2, POINTS), np.uint64)
    made = normals(first, second)
    with mpmath.workprec(200):
        for one, other, *numbers in zip(*(a.tolist() for a in (first, second, *made)), strict=True):
            radius = mpmath.sqrt(-2 * mpmath.log(1 - mpmath.mpf(one >> 12) / 2**52))
            turn = 2 * mpmath.pi * mpmath.mpf(other >> 12) / 2**52
            for got, true in zip(numbers, (mpmath.cos(turn), mpmath.sin(turn)), strict=True):
                assert abs(got - radius * true) < 4e-16 * (1 + radius)


def test_every_word_gives_a_finite_number() -> None:
    ends = np.array([0, 2**12 - 1, 2**12, 2**62, 2**63 - 1, 2**63, 2**64 - 1], np.uint64)
    for numbers in normals(*(grid.ravel() for grid in np.meshgrid(ends, ends))):
        assert np.isfinite(numbers).all()
        assert np.abs(numbers).max() < 8.5  # the root of 2 · 52 · ln 2


# What IEEE 754 rounds in one way only, and what moves or compares bits.
EXACT = (
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub),
    *(ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor),
    *(ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq),
)
PLAIN = (
    *(ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.Return, ast.Expr, ast.Constant),
    *(ast.Name, ast.Load, ast.Store, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call),
    *(ast.For, ast.Subscript),  # of the fixed loop, and of type hints
)
BITWISE = {"bits", "number"}  # these alone look at NumPy's arrays from inside


def breaches(text: str) -> Iterator[str]:
    """What a text of straight-line functions uses beyond exact operations and its own functions."""
    tree = ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    own = {function.name for function in functions} | {"where", "sqrt"}
    for function in functions:
        if function.name in BITWISE:
            continue
        for node in ast.walk(function):
            if not isinstance(node, EXACT + PLAIN):
                yield f"{function.name}: {type(node).__name__}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) not in own | {"range"}:
                yield f"{function.name} calls {ast.unparse(node.func)}"
            if isinstance(node, ast.For) and not _counted(node.iter):
                yield f"{function.name} repeats {ast.unparse(node.iter)}"


def _counted(loop: ast.expr) -> bool:
    return (
        isinstance(loop, ast.Call)
        and ast.unparse(loop.func) == "range"
        and all(isinstance(a, ast.Constant) for a in loop.args)
    )


TEXT = inspect.getsource(elementary)


def test_only_exact_operations_are_used() -> None:
    assert not list(breaches(TEXT))
    assert elementary.sqrt is np.sqrt
    assert elementary.where is np.where


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("exp(y * log(x))", "np.exp(y * log(x))"),
        ("exp(y * log(x))", "x**y"),
        ("exp(y * log(x))", "math.pow(x, y)"),
        ("range(10)", "range(seed)"),
        ("r2 = r * r", "r2 = r @ r"),
        ("r2 = r * r", "r2 = r % r"),
        ("r2 = r * r", "r2 = fma(r, r, 0.0)"),
        ("r2 = r * r", "r2 = sum([r * r])"),
        ("r2 = r * r", "r2 = r * r if r.any() else r"),
    ],
)
def test_another_operation_would_be_seen(was: str, becomes: str) -> None:
    assert was in TEXT
    assert list(breaches(TEXT.replace(was, becomes)))
