"""exp, expm1, log, log1p, tanh and pow against mpmath.

A point is [x, rounded, residual] (pow: [x, y, rounded, residual]): rounded is the double nearest to the exact value,
residual = (exact - rounded) / ulp(rounded), six digits. A function's error at x is then
|(its result - rounded) / ulp(rounded) - residual|. Where the exact value is not finite, or is exactly a double, the
residual is 0. Doubles are written as C and Python hexadecimal floats.
"""

import math

import mpmath
import numpy as np
from mpmath import libmp
from numpy.random import RandomState

mpmath.mp.prec = 1400  # 1 + x and x - 1 stay exact down to the smallest normal numbers
POINTS = 3000
MAX = float.fromhex("0x1.fffffffffffffp+1023")
TINY = float.fromhex("0x1p-1022")
DENORMAL = 5e-324


def _round(exact):
    """Nearest double (ties to even), also where it is subnormal or overflows."""
    if exact == 0:
        return 0.0
    sign, man, exp, bits = exact._mpf_
    top = exp + bits  # 2**(top-1) <= |exact| < 2**top
    ulp = max(top - 53, -1074)
    whole = libmp.to_int(libmp.mpf_shift(libmp.mpf_abs(exact._mpf_), -ulp), "n")
    value = math.ldexp(whole, ulp) if whole < 2**54 and ulp + whole.bit_length() <= 1024 else math.inf
    return -value if sign else value


def _point(arguments, exact):
    """exact: an mpf, or a float (special values, exact by the standard's rules)."""
    if isinstance(exact, float):
        return [*[x.hex() for x in arguments], exact.hex(), 0]
    rounded = _round(exact)
    residual = 0.0
    if not math.isinf(rounded):
        residual = float((exact - mpmath.mpf(rounded)) / mpmath.mpf(math.ulp(rounded)))
    if rounded == 0 and exact < 0:
        rounded = -0.0
    return [*[x.hex() for x in arguments], rounded.hex(), round(residual, 6) + 0.0]


def _log_uniform(rng, low, high, count, signed=True):
    """Magnitudes between 2**low and 2**high, every binade alike."""
    x = np.ldexp(1 + rng.random_sample(count), rng.randint(low, high, size=count))
    return (x * np.where(rng.random_sample(count) < 0.5, 1, -1) if signed else x).tolist()


def _uniform(rng, low, high, count):
    return rng.uniform(low, high, size=count).tolist()


def _near(x, count=8):
    """x and its neighbours on both sides."""
    out, up, down = [x], x, x
    for _ in range(count):
        up, down = math.nextafter(up, math.inf), math.nextafter(down, -math.inf)
        out += [up, down]
    return out


def _wide_exp(x):
    """exp that does not build numbers of a million bits for arguments far out of range."""
    if x > 800:
        return math.inf
    if x < -800:
        return 0.0
    return mpmath.exp(mpmath.mpf(x))


def _exp(x):
    if math.isnan(x) or math.isinf(x) or x == 0:
        return {math.inf: math.inf, -math.inf: 0.0}.get(x, 1.0 if x == 0 else math.nan)
    return _wide_exp(x)


def _expm1(x):
    if math.isnan(x) or math.isinf(x) or x == 0:
        return {math.inf: math.inf, -math.inf: -1.0}.get(x, x)
    if x > 800:
        return math.inf
    return mpmath.expm1(mpmath.mpf(max(x, -1000.0)))


def _log(x):
    if math.isnan(x) or x < 0:
        return math.nan
    if x == 0:
        return -math.inf
    if x == math.inf or x == 1:
        return math.inf if x > 1 else 0.0
    return mpmath.log(mpmath.mpf(x))


def _log1p(x):
    if math.isnan(x) or x < -1:
        return math.nan
    if x == -1:
        return -math.inf
    if x == math.inf or x == 0:
        return x
    return mpmath.log1p(mpmath.mpf(x))


def _tanh(x):
    if math.isnan(x) or x == 0:
        return x
    if math.isinf(x):
        return math.copysign(1.0, x)
    return mpmath.tanh(mpmath.mpf(max(-1000.0, min(1000.0, x))))


def _pow(x, y):
    """math.pow follows C99's rules for special values."""
    if y == 0 or x == 1:
        return 1.0
    if math.isnan(x) or math.isnan(y):
        return math.nan
    if x == 0 or math.isinf(x) or math.isinf(y):
        try:
            return math.pow(x, y)
        except ValueError:  # Python refuses 0 to a negative power
            return math.copysign(math.inf, x) if float(y).is_integer() and y % 2 == 1 else math.inf
    if x < 0 and not float(y).is_integer():
        return math.nan
    negative = x < 0 and y % 2 == 1
    if x == -1:
        return -1.0 if negative else 1.0
    log2 = float(mpmath.mpf(y) * mpmath.log(abs(mpmath.mpf(x)), 2))
    if abs(log2) > 1100:
        magnitude = math.inf if log2 > 0 else 0.0
        return -magnitude if negative else magnitude
    value = mpmath.power(abs(mpmath.mpf(x)), mpmath.mpf(y))
    return -value if negative else value


SPECIAL = [
    0.0,
    -0.0,
    math.inf,
    -math.inf,
    math.nan,
    1.0,
    -1.0,
    2.0,
    -2.0,
    0.5,
    -0.5,
    MAX,
    -MAX,
    TINY,
    -TINY,
    DENORMAL,
    -DENORMAL,
]


def _fill(rng, points, extra):
    """Tops the list up to the wanted number with more of the ordinary range."""
    return points + extra(rng, POINTS - len(points))


def _arguments():
    rng = RandomState(20260101)
    exp = SPECIAL + _near(math.log(MAX)) + _near(math.log(TINY)) + _near(-745.1332191019412) + _near(-744.4400719213812)
    exp += _near(0.0, 2) + _near(math.log(2)) + _near(0.5 * math.log(2)) + _near(-0.5 * math.log(2)) + _near(1.0)
    exp += _uniform(rng, -745.2, -708.3, 300) + _uniform(rng, 700, 710, 150) + _uniform(rng, -37, 37, 700)
    exp += _uniform(rng, -1, 1, 500) + _log_uniform(rng, -60, 10, 500)
    yield "exp", _exp, _fill(rng, exp, lambda r, n: _uniform(r, -708, 709, n))

    expm1 = SPECIAL + _near(math.log(MAX)) + _near(-37.42994775023705) + _near(-36.7368005696771) + _near(math.log(2))
    expm1 += _near(0.5 * math.log(2)) + _near(-0.5 * math.log(2)) + _near(-math.log(2)) + _near(0.25) + _near(-0.25)
    expm1 += _log_uniform(rng, -1074, -60, 100) + _log_uniform(rng, -60, 0, 900) + _uniform(rng, -1, 1, 600)
    expm1 += _uniform(rng, -40, 0, 400) + _uniform(rng, 36, 40, 100)
    yield "expm1", _expm1, _fill(rng, expm1, lambda r, n: _uniform(r, -40, 710, n))

    log = (
        SPECIAL
        + _near(1.0, 40)
        + _near(math.e)
        + _near(TINY)
        + _near(math.sqrt(2))
        + _near(math.sqrt(0.5))
        + _near(2.0)
    )
    log += _near(10.0) + [float(n) for n in range(1, 101)] + [2.0**k for k in range(-1074, 1024, 50)]
    log += _log_uniform(rng, -1074, -1022, 150, signed=False) + _uniform(rng, 0.9, 1.1, 600) + _uniform(rng, 0, 2, 500)
    log += [1 + x for x in _log_uniform(rng, -52, -4, 400)]
    yield "log", _log, _fill(rng, log, lambda r, n: _log_uniform(r, -1022, 1024, n, signed=False))

    log1p = (
        SPECIAL + _near(math.nextafter(-1.0, 0), 1) + _near(1.0) + _near(math.sqrt(2) - 1) + _near(math.sqrt(0.5) - 1)
    )
    log1p += _near(2.0**53) + _near(2.0**-53) + [float(n) for n in range(1, 101)]
    log1p += _log_uniform(rng, -1074, -60, 100) + _log_uniform(rng, -60, -1, 900) + _uniform(rng, -1, 1, 700)
    log1p += [x - 1 for x in _log_uniform(rng, -52, -1, 200, signed=False)] + _uniform(rng, 1, 40, 200)
    yield "log1p", _log1p, _fill(rng, log1p, lambda r, n: _log_uniform(r, 0, 1024, n, signed=False))

    tanh = SPECIAL + _near(0.55) + _near(19.06154746539849) + _near(18.714973875118524) + _near(22.0) + _near(1.0)
    tanh += _near(0.5 * math.log(3)) + _near(0.25) + _near(-0.625)
    tanh += _log_uniform(rng, -1074, -60, 100) + _log_uniform(rng, -60, 0, 900) + _uniform(rng, -1, 1, 700)
    tanh += _uniform(rng, -22, 22, 600) + _uniform(rng, 17, 20, 150)
    yield "tanh", _tanh, _fill(rng, tanh, lambda r, n: _log_uniform(r, -8, 8, n))

    pairs = [(x, y) for x in SPECIAL for y in (*SPECIAL, 3.0, -3.0, 2.0**53, 2.0**53 - 1, -(2.0**53))]
    pairs += [(float(b), float(e)) for b in range(2, 12) for e in range(-6, 25, 3)]
    pairs += [(-float(b), float(e)) for b in range(2, 6) for e in range(-5, 8)]
    pairs += [(x, 0.5) for x in _log_uniform(rng, -1074, 1024, 60, signed=False)]
    pairs += [(x, y) for x in (10.0, 2.0, math.e, 0.1) for y in _uniform(rng, -300, 300, 40)]
    # near 1 with a large exponent: the case that needs the logarithm in more than double precision
    for x in [1 + x for x in _log_uniform(rng, -40, -3, 600)]:
        pairs.append((x, float(rng.uniform(-740, 709)) / math.log(x)))
    # results at the ends of the range: subnormal, and just below overflow
    for x in _log_uniform(rng, -300, 300, 500, signed=False):
        low, high = (-1074, -1022) if rng.random_sample() < 0.5 else (1015, 1024)
        pairs.append((x, float(rng.uniform(low, high)) / math.log2(x)) if abs(math.log2(x)) > 0.01 else (x, 2.0))
    while len(pairs) < POINTS:
        x = _log_uniform(rng, -1022, 1024, 1, signed=False)[0]
        limit = 1075 / max(abs(math.log2(x)), 1e-3)
        pairs.append((x, float(rng.uniform(-limit, limit))))
    yield "pow", _pow, pairs


def cases():
    for name, exact, arguments in _arguments():
        points = [
            _point(a if isinstance(a, tuple) else (a,), exact(*(a if isinstance(a, tuple) else (a,))))
            for a in arguments
        ]
        yield {"name": name, "function": name, "points": points, "tolerance": {"class": "ulp"}}
