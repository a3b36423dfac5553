"""Demand for compute: adoption, season and noise; tasks, their size, their training cycles."""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    definition,
    level,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec.core import Block, Definition, Initial, Law

demand_at_maturity = parameter(
    "demand_at_maturity",
    r"\bar A",
    "GPU_hour",
    "GPU-hours a day that users want at the reference price when adoption is complete",
    POSITIVE,
    "demand_at_maturity",
)
adoption_speed = parameter(
    "adoption_speed",
    r"\gamma_a",
    "1/calendar_year",
    "speed of logistic adoption",
    Domain(0, 14),
    "adoption_speed",
)
adoption_midpoint = parameter(
    "adoption_midpoint",
    r"t_a",
    "calendar_year",
    "age at which half of the users have come",
    Domain(-20, 50),
    "adoption_midpoint",
)
demand_growth = parameter(
    "demand_growth",
    r"g_A",
    "1/calendar_year",
    "trend growth of demand beside adoption",
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
reference_price = parameter(
    "reference_price",
    r"p_0",
    "USD/GPU_hour",
    "compute price at which demand is stated",
    POSITIVE,
    "gpu_price",
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

demand_noise = shock("demand_noise", r"\xi_A", "surprise in demand")
size_noise = shock("size_noise", r"\xi_h", "surprise in GPU-hours per task")
cycle_noise = shock("cycle_noise", r"\xi_c", "surprise in training cycles per task")

years = definition("years", "y", "calendar_year", "age of the network in years")
adoption = level("adoption", r"a", "1", "share of the users who have come", SHARE)
log_demand_shock = level("log_demand_shock", r"x_A", "1", "log of demand over its trend")
demand_scale = level(
    "demand_scale", "A", "GPU_hour", "GPU-hours a day wanted at the reference price", NOT_NEGATIVE
)
task_size = level("task_size", r"h_\tau", "GPU_hour/task", "GPU-hours per task today", POSITIVE)
task_cycles = level(
    "task_cycles", r"c_\tau", "training_cycle/task", "training cycles per task today", POSITIVE
)


def _lognormal(mean: sp.Expr, sigma: sp.Expr, draw: sp.Expr) -> sp.Expr:
    """A draw whose expectation is ``mean`` whatever ``sigma`` is."""
    return mean * sp.exp(sigma * draw - sigma**2 / 2)


def demand() -> Block:
    """The day's demand at the reference price and the day's mix of tasks."""
    season = 1 + season_size * sp.sin(2 * sp.pi * (a.day + 1) * a.one_day / season_period)
    return Block(
        "demand",
        "A new day: users come, the season turns, the mix of tasks moves.",
        (
            Definition(years, (a.day + 1) * a.day_in_years),
            Law(a.day, a.day + 1),
            Law(adoption, adoption_at(years)),
            Law(
                log_demand_shock,
                demand_persistence * log_demand_shock
                + demand_volatility * sp.sqrt(1 - demand_persistence**2) * demand_noise,
            ),
            Law(
                demand_scale,
                demand_at_maturity
                * adoption_at(years)
                * sp.exp(demand_growth * years)
                * season
                * sp.exp(log_demand_shock - demand_volatility**2 / 2),
            ),
            Law(task_size, _lognormal(gpu_hours_per_task, workload_volatility, size_noise)),
            Law(task_cycles, _lognormal(cycles_per_task, workload_volatility, cycle_noise)),
        ),
    )


def adoption_at(age: sp.Expr) -> sp.Expr:
    """The logistic curve of adoption."""
    return 1 / (1 + sp.exp(-adoption_speed * (age - adoption_midpoint)))


def initial() -> tuple[Initial, ...]:
    """Day 0: adoption on its curve, no surprise yet."""
    start = adoption_at(sp.Integer(0))
    return (
        Initial(a.day, sp.Integer(0)),
        Initial(adoption, start),
        Initial(log_demand_shock, sp.Integer(0)),
        Initial(demand_scale, demand_at_maturity * start),
        Initial(task_size, gpu_hours_per_task),
        Initial(task_cycles, cycles_per_task),
    )
