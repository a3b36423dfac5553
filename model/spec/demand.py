"""Demand for compute: when the market opens, adoption, cycle and noise; tasks and their size.

Demand is stated in dollars a day at the outside price, as peers report it. Outside, compute gets
cheaper with hardware, and moves with the common cycle.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    definition,
    level,
    levels,
    parameter,
    parameters,
    shock,
)
from model.spec import accounts as a
from model.spec import cycle
from model.spec.core import Block, Definition, Initial, Law

opening_day = parameter(
    "opening_day",
    r"t_o",
    "1",
    "day on which the market for compute opens",
    Domain(1, 36500, whole=True),
    "opening_day",
)
usage_at_maturity = parameter(
    "usage_at_maturity",
    r"\bar A",
    "USD/calendar_year",
    "dollars a year that users spend at the outside price when adoption is complete",
    POSITIVE,
    "usage_at_maturity",
)
adoption_speed = parameter(
    "adoption_speed",
    r"\gamma_a",
    "1/calendar_year",
    "speed of logistic adoption",
    Domain(0, 100, open_low=True),
    "adoption_speed",
)
adoption_midpoint = parameter(
    "adoption_midpoint",
    r"t_a",
    "calendar_year",
    "time from the opening to the day on which half of the users have come",
    Domain(-20, 50),
    "adoption_midpoint",
)
demand_growth = parameter(
    "demand_growth",
    r"g_A",
    "1/calendar_year",
    "trend growth of demand once nine in ten users have come",
    Domain(-2, 2),
    "demand_growth",
)
season_size = parameter(
    "season_size",
    r"s_A",
    "1",
    "amplitude of the season in demand",
    Domain(0, 1, open_high=True),
    "season_size",
)
season_period = parameter(
    "season_period", r"\tau_s", "day", "length of the season", Domain(2, 365), "season_period"
)
demand_volatility = parameter(
    "demand_volatility",
    r"\sigma_A",
    "1",
    "standard deviation of log demand around its trend",
    Domain(0, 2),
    "demand_volatility",
)
demand_persistence = parameter(
    "demand_persistence",
    r"\rho_A",
    "1",
    "part of a demand shock that is left a day later",
    Domain(0, 1, open_high=True),
    "demand_persistence",
)
demand_elasticity = parameter(
    "demand_elasticity",
    r"\varepsilon",
    "1",
    "price elasticity of the demand for compute",
    Domain(0.05, 5),
    "demand_elasticity",
)
demand_load = parameter(
    "demand_load",
    r"\beta_A",
    "1",
    "log change of demand with one standard deviation of the common cycle",
    Domain(-2, 2),
    "demand_load",
)
hardware_load = parameter(
    "hardware_load",
    r"\beta_o",
    "1",
    "log change of the outside price with one standard deviation of the common cycle",
    Domain(-2, 2),
    "hardware_load",
)
hardware_cost_trend = parameter(
    "hardware_cost_trend",
    r"g_c",
    "1/calendar_year",
    "yearly fall of the outside price and of the cost of running a GPU",
    Domain(-1, 1),
    "hardware_cost_trend",
)
outside_price = parameters(
    "outside_price",
    r"\bar p^{o}",
    "USD/GPU_hour",
    "price of an hour of {} GPUs outside the network, at launch",
    POSITIVE,
    "outside_price",
    over=a.CLASSES,
)
gpu_hours_per_task = parameter(
    "gpu_hours_per_task",
    r"\bar h_\tau",
    "GPU_hour/task",
    "mean GPU-hours of a task",
    POSITIVE,
    "gpu_hours_per_task",
)
cycles_per_task = parameter(
    "cycles_per_task",
    r"\bar c_\tau",
    "training_cycle/task",
    "mean training cycles of a task",
    POSITIVE,
    "cycles_per_task",
)
workload_volatility = parameter(
    "workload_volatility",
    r"\sigma_\tau",
    "1",
    "standard deviation of the log size of the day's mean task",
    Domain(0, 2),
    "workload_volatility",
)

demand_noise = shock("demand_noise", r"\xi_A", "surprise in demand that is its own")
size_noise = shock("size_noise", r"\xi_h", "surprise in GPU-hours per task")
task_noise = shock("task_noise", r"\xi_c", "surprise in training cycles per task")

opening = definition("opening", r"1_o", "1", "one once the market for compute is open", SHARE)
open_years = definition(
    "open_years", "y_o", "calendar_year", "years since the market for compute opened"
)
mature_years = definition(
    "mature_years", "y_m", "calendar_year", "years since nine in ten users have come", NOT_NEGATIVE
)
price_index = definition(
    "price_index",
    r"\iota^{o}",
    "1",
    "outside price of compute over what it was at launch",
    POSITIVE,
)
shock_today = definition("shock_today", r"x_{A,t}", "1", "log of demand over its trend today")
market_open = level("market_open", "o", "1", "one if the market for compute is open", SHARE)
adoption = level("adoption", r"a", "1", "share of the users who have come", SHARE)
log_demand_shock = level("log_demand_shock", r"x_A", "1", "log of demand over its trend")
demand_scale = level(
    "demand_scale",
    "A",
    "USD",
    "dollars that users would spend today at the outside price",
    NOT_NEGATIVE,
)
price_outside = levels(
    "price_outside",
    r"p^{o}",
    "USD/GPU_hour",
    "price of an hour of {} GPUs outside the network",
    POSITIVE,
    over=a.CLASSES,
)
cost_index = level(
    "cost_index", r"\iota", "1", "cost of running a GPU over its cost at launch", POSITIVE
)
task_size = level("task_size", r"h_\tau", "GPU_hour/task", "GPU-hours per task today", POSITIVE)
task_cycles = level(
    "task_cycles", r"c_\tau", "training_cycle/task", "training cycles per task today", POSITIVE
)


def _lognormal(mean: sp.Expr, sigma: sp.Expr, draw: sp.Expr) -> sp.Expr:
    """A draw whose expectation is ``mean`` whatever ``sigma`` is."""
    return mean * sp.exp(sigma * draw - sigma**2 / 2)


def demand() -> Block:
    """The day's demand, the price outside, and the day's mix of tasks."""
    season = 1 + season_size * sp.sin(2 * sp.pi * a.day * a.one_day / season_period)
    return Block(
        "demand",
        "Users come, the season turns, the mix of tasks moves.",
        (
            Definition(a.years, a.day * a.day_in_years),
            Definition(opening, sp.Piecewise((1, sp.Ge(a.day, opening_day)), (0, True))),
            Definition(open_years, (a.day - opening_day) * a.day_in_years),
            Definition(mature_years, sp.Max(0, open_years - adoption_midpoint - time_to_mature())),
            Definition(
                price_index,
                sp.exp(hardware_load * cycle.cycle - hardware_cost_trend * a.years),
            ),
            Definition(
                shock_today,
                demand_persistence * log_demand_shock
                + demand_volatility * sp.sqrt(1 - demand_persistence**2) * demand_noise,
            ),
            Law(market_open, opening),
            Law(adoption, opening * adoption_at(open_years)),
            Law(log_demand_shock, shock_today),
            Law(
                demand_scale,
                usage_at_maturity
                * a.day_in_years
                * opening
                * adoption_at(open_years)
                * sp.exp(demand_growth * mature_years)
                * season
                * sp.exp(shock_today - demand_volatility**2 / 2 + demand_load * cycle.cycle),
            ),
            *(
                Law(
                    price_outside[c],
                    outside_price[c] * price_index,
                )
                for c in a.CLASSES
            ),
            Law(cost_index, sp.exp(-hardware_cost_trend * a.years)),
            Law(task_size, _lognormal(gpu_hours_per_task, workload_volatility, size_noise)),
            Law(task_cycles, _lognormal(cycles_per_task, workload_volatility, task_noise)),
        ),
    )


def adoption_at(age: sp.Expr) -> sp.Expr:
    """The logistic curve of adoption, by the age of the market."""
    return 1 / (1 + sp.exp(-adoption_speed * (age - adoption_midpoint)))


def time_to_mature() -> sp.Expr:
    """Time from the midpoint of adoption to nine tenths of it."""
    return sp.log(9) / adoption_speed


def initial() -> tuple[Initial, ...]:
    """Day 0: the market is closed, no surprise yet."""
    zero = sp.Integer(0)
    return (
        *(Initial(each, zero) for each in (market_open, adoption, log_demand_shock, demand_scale)),
        *(Initial(price_outside[c], outside_price[c]) for c in a.CLASSES),
        Initial(cost_index, sp.Integer(1)),
        Initial(task_size, gpu_hours_per_task),
        Initial(task_cycles, cycles_per_task),
    )
