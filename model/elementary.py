"""exp, log, sin, pow and normal draws from additions, multiplications and square roots alone.

IEEE 754 rounds those operations in one way only. So these functions give the same bits in plain
Python, in NumPy and in the compiled kernel, at any vector width and on any processor, which the
functions of a system's mathematical library do not. Errors stay below one unit in the last place
for `log`, two for `exp`, three for the sine and cosine in the draws. All engines take them from
this one text: NumPy runs it as it stands, on arrays; `model.elementary_scalar` runs it on single
numbers; `model.compile.machine` compiles it. So it keeps to what all three have: straight lines,
constants, calls of each other, and loops of fixed length.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = Any  # float64 arrays here, vectors of a processor in the kernel
Words = Any  # uint64 arrays

MANTISSA = 0x000FFFFFFFFFFFFF
ONE = 0x3FF0000000000000  # the bits of 1.0
TWO_52 = 0x4330000000000000  # the bits of 2.0**52
HALF_WORD = 0xFFFFFFFF
ROUND = 6755399441055744.0  # 1.5 * 2**52: what is added to it loses its fraction
LOG2_E = 1.4426950408889634
# ln 2 and pi in parts: the first have so few digits that their multiples are exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
PI_HIGH, PI_MIDDLE = 3.141592651605606, 1.9841871583270443e-09
PI_LOW = 1.034036596358821e-18
INV_PI = 0.3183098861837907
PI = 3.141592653589793
INFINITY, NOT_A_NUMBER = float("inf"), float("nan")
LEAST_NORMAL = 2.2250738585072014e-308
SQRT_2 = 1.4142135623730951
EXP_HIGH, EXP_LOW = 709.0, -708.0
PHILOX_A, PHILOX_B = 0xD2E7470EE14C6C93, 0xCA5A826395121157
WEYL_A, WEYL_B = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B


sqrt, where = np.sqrt, np.where


def bits(x: Numbers) -> Words:
    """The 64 bits of each number."""
    return np.asarray(x, np.float64).view(np.uint64)


def number(word: Words) -> Numbers:
    """The number that has these 64 bits."""
    return np.asarray(word, np.uint64).view(np.float64)


def lesser(x: Numbers, y: Numbers) -> Numbers:
    """The first unless the second is truly less, as Python has it, also of -0 and of no number."""
    return where(y < x, y, x)


def greater(x: Numbers, y: Numbers) -> Numbers:
    """The first unless the second is truly more, as Python has it, also of -0 and of no number."""
    return where(y > x, y, x)


def exp(x: Numbers) -> Numbers:
    """The exponential of x: 0 below -708, infinite above 709."""
    shifted = x * LOG2_E + ROUND
    n = shifted - ROUND
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    # Taylor's series; |r| is at most ln(2)/2. Pairs of terms, so that few steps wait for others.
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (1 / 2 + r * (1 / 6))
    middle = (1 / 24 + r * (1 / 120)) + r2 * (1 / 720 + r * (1 / 5040))
    high = (1 / 40320 + r * (1 / 362880)) + r2 * (1 / 3628800 + r * (1 / 39916800))
    top = 1 / 479001600 + r * (1 / 6227020800)
    series = low + r4 * (middle + r4 * (high + r4 * top))
    value = series * number((bits(shifted) + 1023) << 52)
    return where(x > EXP_HIGH, INFINITY, where(x < EXP_LOW, 0.0, value))


def log(x: Numbers) -> Numbers:
    """The natural logarithm: minus infinity at 0, not a number below it."""
    small = x < LEAST_NORMAL
    word = bits(where(small, x * 18014398509481984.0, x))
    exponent = number((word >> 52) | TWO_52) - 4503599627370496.0
    exponent = exponent - where(small, 1077.0, 1023.0)
    m = number((word & MANTISSA) | ONE)
    above = m > SQRT_2
    f = where(above, 0.5 * m, m) - 1.0
    exponent = where(above, exponent + 1.0, exponent)
    # ln(1+f) = 2 artanh(s), s = f/(2+f), whose series converges by z = s**2 < 0.03 a term.
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    low = (2 / 3 + z * (2 / 5)) + z2 * (2 / 7 + z * (2 / 9))
    high = (2 / 11 + z * (2 / 13)) + z2 * (2 / 15 + z * (2 / 17))
    rest = z * (low + z4 * (high + z4 * (2 / 19 + z * (2 / 21))))
    half = 0.5 * f * f
    value = exponent * LN2_HIGH - ((half - (s * (half + rest) + exponent * LN2_LOW)) - f)
    value = where(x == 0.0, -INFINITY, where(x == INFINITY, INFINITY, value))
    return where(x >= 0.0, value, NOT_A_NUMBER)


def power(x: Numbers, y: Numbers) -> Numbers:
    """The power x**y for x of at least 0.

    The error grows with the result's logarithm L: below 2 (1 + abs(L)) units in the last place.
    """
    return where(y == 0.0, 1.0, exp(y * log(x)))


def _sine(r: Numbers) -> Numbers:
    """Taylor's series of the sine where abs(r) is at most pi/2."""
    z = r * r
    z2 = z * z
    z4 = z2 * z2
    low = (-1 / 6 + z * (1 / 120)) + z2 * (-1 / 5040 + z * (1 / 362880))
    high = (-1 / 39916800 + z * (1 / 6227020800)) + z2 * (
        -1 / 1307674368000 + z * (1 / 355687428096000)
    )
    top = -1 / 121645100408832000 + z * (1 / 51090942171709440000)
    return r + r * z * (low + z4 * (high + z4 * top))


def _cosine(r: Numbers) -> Numbers:
    """Taylor's series of the cosine where abs(r) is at most pi/2."""
    z = r * r
    z2 = z * z
    z4 = z2 * z2
    low = (-1 / 2 + z * (1 / 24)) + z2 * (-1 / 720 + z * (1 / 40320))
    high = (-1 / 3628800 + z * (1 / 479001600)) + z2 * (-1 / 87178291200 + z * (1 / 20922789888000))
    top = -1 / 6402373705728000 + z * (1 / 2432902008176640000)
    return 1.0 + z * (low + z4 * (high + z4 * top))


def sin(x: Numbers) -> Numbers:
    """The sine, within 3e-16 for x up to ten million."""
    shifted = x * INV_PI + ROUND
    n = shifted - ROUND
    r = ((x - n * PI_HIGH) - n * PI_MIDDLE) - n * PI_LOW
    return number(bits(_sine(r)) ^ (bits(shifted) << 63))


def _product(a: Words, b: int) -> tuple[Words, Words]:
    """High and low word of the product of a word and a constant, by halves."""
    b_low = b & HALF_WORD
    b_high = b >> 32
    a_low = a & HALF_WORD
    a_high = a >> 32
    lowest = a_low * b_low
    middle = a_high * b_low + (lowest >> 32)
    carry = a_low * b_high + (middle & HALF_WORD)
    high = a_high * b_high + (middle >> 32) + (carry >> 32)
    return high, (carry << 32) | (lowest & HALF_WORD)


def philox(
    block: Words, run: Words, seed: Words, process: Words
) -> tuple[Words, Words, Words, Words]:
    """Four random words of Philox 4x64-10 :cite:`salmon2011`, a counter turned over ten times.

    NumPy's ``Philox(key=[seed, process], counter=[block - 1, run, 0, 0])`` gives the same.
    """
    a, b, c, d = block, run, block ^ block, block ^ block
    for _ in range(10):
        high, low = _product(a, PHILOX_A)
        high_c, low_c = _product(c, PHILOX_B)
        a, b, c, d = high_c ^ b ^ seed, low_c, high ^ d ^ process, low
        seed, process = seed + WEYL_A, process + WEYL_B
    return a, b, c, d


def normals(first: Words, second: Words) -> tuple[Numbers, Numbers]:
    """Two independent standard normal numbers from two random words :cite:`box1958`."""
    radius = sqrt(-2.0 * log(2.0 - number((first >> 12) | ONE)))
    turn = 2.0 * (number((second >> 12) | ONE) - 1.0)
    shifted = turn + ROUND
    angle = PI * (turn - (shifted - ROUND))
    sign = bits(shifted) << 63
    return (
        radius * number(bits(_cosine(angle)) ^ sign),
        radius * number(bits(_sine(angle)) ^ sign),
    )
