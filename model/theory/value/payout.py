"""Buying and burning as a payout: what it equals, and what it costs to pay too much.

A network is worth V after it pays out D dollars, and has S tokens. Before the payout a token is
worth (V + D)/S. Everything here is one payout; a stream is one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import by_meaning, only_root
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import supply

FIGURE = "fig-payout"
paid_out = theoretical("paid_out", r"D_0", "USD", "dollars that are paid out to holders", POSITIVE)
value_after = theoretical(
    "value_after", r"V_1", "USD", "value of the network after it has paid out", POSITIVE
)
price_ex_payout = theoretical(
    "price_ex_payout", r"P_1", "USD/AI", "price of a token after the payout", POSITIVE
)
held_share = theoretical("held_share", r"f_0", "1", "share of all tokens that a holder has", SHARE)
held_share_after = theoretical(
    "held_share_after", r"f_1", "1", "share of all tokens that a holder has afterwards", SHARE
)
cash_of_seller = theoretical(
    "cash_of_seller", r"D_f", "USD", "dollars a holder gets who sells in proportion", NOT_NEGATIVE
)
overpaid = theoretical(
    "overpaid", r"\pi_x", "1", "what a purchase pays over the fair price, as a share of it",
    NOT_NEGATIVE)  # fmt: skip
gain = theoretical("gain_of_stayers", r"\gamma_P", "1", "relative gain of those who keep tokens")

CUM = (value_after + paid_out) / supply
SOLD = paid_out / (value_after + paid_out)
EQUAL = sp.Eq(price_ex_payout, value_after / supply + paid_out / supply, evaluate=False)
REPLICATE = sp.And(
    sp.Eq(cash_of_seller, held_share * paid_out, evaluate=False),
    sp.Eq(held_share_after, held_share, evaluate=False),
)
OVERPAY = sp.Eq(
    gain,
    -overpaid * paid_out / ((1 + overpaid) * value_after + overpaid * paid_out),
    evaluate=False,
)


def after_burn(price: sp.Expr) -> sp.Expr:
    """The price once D dollars have bought at ``price`` and all that was bought is burned."""
    return value_after / (supply - paid_out / price)


def _equal(statement: sp.Basic) -> Iterator[Step]:
    yield identity(
        "At the price that includes the payout D dollars burn this part of the supply.",
        (paid_out / CUM) / supply,
        SOLD,
    )
    yield identity(
        "What is left shares the value after the payout: the price does not move.",
        after_burn(CUM),
        CUM,
    )
    yield only_root(
        "Sellers part with a token for what it is worth afterwards. There is one such price, at "
        "which the tokens that are not burned are worth what the network is: that of a token "
        "after a distribution, and the part of D that it is paid.",
        statement,
        sp.Eq(price_ex_payout * (supply - paid_out / price_ex_payout), value_after),
    )


def _equal_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    symbols = (price_ex_payout, value_after, supply, paid_out)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        value, tokens, cash = (10 ** draw.uniform(0, 6) for _ in range(3))
        # The price at which a seller does not care whether he sells now or keeps.
        most = 1000 * (value + cash) / tokens
        fair = brentq(lambda p, v=value, s=tokens, d=cash: v / (s - d / p) - p,
                      cash / tokens * (1 + 1e-14), most, xtol=1e-300, rtol=1e-14)  # fmt: skip
        worst = max(worst, abs(off(fair, value, tokens, cash)))
    return Evidence("the price that leaves sellers indifferent: relative", count, worst, 1e-8)


def _replicate(statement: sp.Basic) -> Iterator[Step]:
    tokens = held_share * supply
    parts = {part.lhs: part for part in statement.args}
    cash = by_meaning(
        "Who sells D/(V + D) of his tokens into the purchase gets his share of the payout.",
        parts[cash_of_seller],
        sp.Mul(tokens, SOLD, CUM, evaluate=False),
    )
    share = by_meaning(
        "The supply shrinks by the same part, so his share of it is what it was.",
        parts[held_share_after],
        tokens * (1 - SOLD) / (supply - paid_out / CUM),
    )
    yield from (cash, share)
    yield all_of("He has his share of both, and can do it again.", statement, cash, share)


def replicated(periods: int, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """A burn and a seller in proportion: values, payouts, cash and share after each period."""
    tokens, held = 1.0, 0.03
    rows = []
    for _ in range(periods):
        value, cash = np.exp(draw.normal(0, 0.5)), np.exp(draw.normal(-2, 0.5))
        price = (value + cash) / tokens
        sold = held * cash / (value + cash)
        tokens, held = tokens - cash / price, held - sold
        rows.append((value, cash, sold * price, held / tokens))
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def _replicate_in_numbers(statement: sp.Basic) -> Evidence:
    draw, periods, worst = np.random.default_rng(7), 50, 0.0
    symbols = (cash_of_seller, held_share_after, held_share, paid_out)
    ratios = [sp.lambdify(symbols, each.lhs / each.rhs - 1, "numpy") for each in statement.args]
    for _ in range(4):
        _, cash, got, share = replicated(periods, draw)
        worst = max(worst, *(float(abs(each(got, share, 0.03, cash)).max()) for each in ratios))
    return Evidence("four paths of 50 random payouts: relative", 4 * periods, worst, 1e-9)


def _overpay(statement: sp.Basic) -> Iterator[Step]:
    dear = (1 + overpaid) * CUM
    yield identity(
        "At a price of (1 + x) times the fair one the same dollars burn this part of the supply.",
        paid_out / dear / supply,
        SOLD / (1 + overpaid),
    )
    yield by_meaning(
        "Those who stay gain the price afterwards over the fair one, less one: less than nothing.",
        statement,
        after_burn(dear) / CUM - 1,
    )


def _overpay_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 200, 0.0
    off = sp.lambdify((gain, overpaid, paid_out, value_after), statement.lhs - statement.rhs)
    for _ in range(count):
        # Stayers and sellers share all there is, so what stayers lose the sellers win.
        dear, cash, value = draw.uniform((0.05, 0.1, 0.5), (1, 1, 5))
        price = value + cash
        sellers = cash / ((1 + dear) * price)
        lost = (cash - sellers * price) / ((1 - sellers) * price)
        worst = max(worst, abs(off(-lost, dear, cash, value)))
    return Evidence("what sellers win beyond the fair price, per stayer", count, worst, 1e-12)


def claims() -> tuple[Claim, ...]:
    """Invariance, replication, and the price of paying too much."""
    one, half = sp.Integer(1), sp.Rational(1, 2)
    point = {value_after: one, paid_out: one, supply: one, overpaid: half, held_share: half}
    fair = Assumption("fair-price", "the purchase pays the price that includes the payout")
    whole = Assumption("all-burned", "every dollar buys and every token bought is burned")
    same = Assumption("value-given", "the way of paying does not change the value of the network")
    dearer = after_burn(2 * CUM).subs(point)
    return (
        Claim(
            "burning-equals-distributing",
            "Buying and burning is worth to a holder what a distribution is worth",
            "A burn leaves the price where it was before the payout; a distribution takes the "
            "price down by what it pays. Either way a holder has the same. Burning creates no "
            "value: it pays out value that has been earned.",
            (fair, whole, same),
            EQUAL,
            _equal,
            _equal_in_numbers,
            {
                "fair-price": lambda: Counterexample(
                    "let the network be worth 1 after paying 1, with one token, and pay twice the "
                    "fair price: those who stay have 4/3 and not 2",
                    sp.Eq(dearer, EQUAL.rhs.subs(point)),
                ),
                "all-burned": lambda: Counterexample(
                    "let only half of what is bought be burned and the other half be lost to "
                    "others: those who stay have 4/3 and not 2",
                    sp.Eq(value_after.subs(point) / (1 - half / 2), EQUAL.rhs.subs(point)),
                ),
                "value-given": lambda: Counterexample(
                    "let a burn leave a value of 3/2, because fewer tokens are easier to sell",
                    sp.Eq(sp.Rational(3, 2) / (1 - half), EQUAL.rhs.subs(point)),
                ),
            },
            "one payout; no taxes, no costs of trading",
            literature=("modigliani1958cost", "miller1961dividend"),
            shown_in="fig-replication",
            owner="Miller and Modigliani 1961, payout policy does not matter, place not looked up",
        ),
        Claim(
            "sellers-replicate-dividends",
            "Who sells in proportion turns burns into a dividend",
            "A holder who sells the part of his tokens that the payout is of the whole receives "
            "his dividend and keeps his share of the network, payout after payout.",
            (fair, whole),
            REPLICATE,
            _replicate,
            _replicate_in_numbers,
            {
                "fair-price": lambda: Counterexample(
                    "let half of the fair price be paid: the same tokens bring half the cash",
                    sp.Eq((held_share * supply * SOLD * CUM / 2).subs(point), half),
                ),
                "all-burned": lambda: Counterexample(
                    "let what is bought go to others: his share falls to a quarter",
                    sp.Eq((held_share * (1 - SOLD)).subs(point), half),
                ),
            },
            "any path of values and payouts",
            literature=("miller1961dividend",),
            shown_in="fig-replication",
            owner="Miller and Modigliani 1961, payout policy does not matter, place not looked up",
        ),
        Claim(
            "overpaying-costs-the-stayers",
            "Paying more than the fair price takes from those who stay",
            "What a purchase pays too much goes to those who sell to it.",
            (whole, same),
            OVERPAY,
            _overpay,
            _overpay_in_numbers,
            {
                "all-burned": lambda: Counterexample(
                    "let what is bought be kept for nobody's use and count as outstanding: those "
                    "who stay have 1 of 2 whatever was paid",
                    sp.Eq((value_after / supply / CUM - 1).subs(point), OVERPAY.rhs.subs(point)),
                ),
                "value-given": lambda: Counterexample(
                    "let a purchase half over the fair price attract users worth 1/2",
                    sp.Eq((sp.Rational(3, 2) / (1 - SOLD / (1 + overpaid)) / 2 - 1).subs(point),
                          OVERPAY.rhs.subs(point)),
                ),
            },
            "any markup that leaves tokens, also a negative one: buying below the fair price gains",
            literature=("placeholder2020buyback",),
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
