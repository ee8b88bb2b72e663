"""NumPy's legacy RandomState, scikit-learn's sampling without replacement and its xorshift generator."""

import numpy as np
from common import EXACT, tight
from numpy.random import RandomState
from sklearn.utils.random import sample_without_replacement

SEEDS = [0, 1, 2, 42, 12345, 2**31 - 1, 2**32 - 1]


def _xorshift(seed, count):
    """`our_rand_r` of sklearn/utils/_random.pxd: the state keeps 32 bits, only the answer is masked to 31."""
    state, out = seed, []
    for _ in range(count):
        if state == 0:
            state = 1
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        out.append(state % 2147483648)
    return out


def _case(kind, seed, arguments, values, after, tolerance=EXACT):
    text = ", ".join(f"{k}={v}" for k, v in arguments.items())
    if len(text) > 100:
        text = text[:97] + "..."
    return {
        "name": f"{kind}({text}) seed={seed}",
        "kind": kind,
        "seed": seed,
        "arguments": arguments,
        "expect": values,
        **({} if after is None else {"next_word": after}),
        "tolerance": tolerance,
    }


def _drawn(kind, seed, arguments, draw, tolerance=EXACT):
    """next_word is the generator's next 32-bit word after the call: it shows that as many words were consumed."""
    rng = RandomState(seed)
    values = draw(rng)
    return _case(kind, seed, arguments, values, int(rng.randint(0, 2**32, dtype=np.uint32)), tolerance)


def cases():
    for seed in SEEDS:
        words = RandomState(seed).randint(0, 2**32, size=1300, dtype=np.uint32)
        # the second block of 624 words shows that the state is regenerated
        yield _case("words", seed, {"skip": 0, "size": 16}, words[:16], None)
        yield _case("words", seed, {"skip": 1240, "size": 16}, words[1240:1256], None)
        yield _drawn("random_sample", seed, {"size": 20}, lambda r: r.random_sample(20))
        yield _drawn("standard_normal", seed, {"size": 21}, lambda r: r.standard_normal(21), tight(1e-15, 0))
    for seed in (0, 42):
        for n in (0, 1, 2, 3, 7, 10, 100, 257, 1000):
            yield _drawn("permutation", seed, {"n": n}, lambda r: r.permutation(n))
    for seed in (3, 7):
        for values in ([], [5], [1, 1, 2], list(range(20, 50))):

            def shuffle(r):
                x = np.array(values)
                r.shuffle(x)
                return x

            yield _drawn("shuffle", seed, {"values": values}, shuffle)
    for seed in (0, 9):
        for low, high in (
            (0, 1),
            (0, 2),
            (0, 3),
            (-5, 6),
            (0, 256),
            (0, 257),
            (10, 11),
            (1, 2**31 - 1),
            (0, 2**31 - 1),
            (0, 2**32 - 1),
            (0, 2**32),
            (0, 2**40),
            (-(2**40), 2**41 + 12345),
        ):
            yield _drawn(
                "randint", seed, {"low": low, "high": high, "size": 15}, lambda r: r.randint(low, high, size=15)
            )
    p = [0.1, 0.0, 0.25, 0.3, 0.35]
    for seed in (0, 5):
        for n, size in ((1, 3), (5, 8), (30, 12)):
            yield _drawn(
                "choice", seed, {"n": n, "size": size, "replace": True}, lambda r: r.choice(n, size, replace=True)
            )
        for n, size in ((1, 1), (5, 5), (30, 12), (30, 30), (30, 0)):
            yield _drawn(
                "choice", seed, {"n": n, "size": size, "replace": False}, lambda r: r.choice(n, size, replace=False)
            )
        for size in (1, 12):
            yield _drawn(
                "choice",
                seed,
                {"n": 5, "size": size, "replace": True, "p": p},
                lambda r: r.choice(5, size, replace=True, p=p),
            )
        for size in (1, 3, 4):
            yield _drawn(
                "choice",
                seed,
                {"n": 5, "size": size, "replace": False, "p": p},
                lambda r: r.choice(5, size, replace=False, p=p),
            )
    for seed in (0, 11):
        for prior in ([0.5, 0.5], [0.2, 0.3, 0.5], [1.0, 0.0], [0.05, 0.9, 0.05], [1 / 3, 1 / 3, 1 / 3]):
            # DummyClassifier(strategy="stratified") draws one-hot rows like these
            yield _drawn(
                "multinomial", seed, {"trials": 1, "p": prior, "size": 12}, lambda r: r.multinomial(1, prior, size=12)
            )
        for low, high in ((0.0, 1.0), (-2.5, 7.25), (5.0, 5.0)):
            yield _drawn("uniform", seed, {"low": low, "high": high, "size": 9}, lambda r: r.uniform(low, high, size=9))

    def mixed(r):
        # the second normal of a pair is kept while other draws go on
        return [r.standard_normal(), r.random_sample(), r.randint(10), r.standard_normal(), r.standard_normal()]

    for seed in (0, 1, 2):
        yield _drawn("normal, uniform, randint(10), normal, normal", seed, {}, mixed, tight(1e-15, 0))
    for seed in (0, 4):
        for n, k in (
            (10, 0),
            (10, 3),
            (10, 10),
            (100, 1),
            (1000, 5),
            (1000, 10),
            (1000, 11),
            (200, 197),
            (200, 198),
            (200, 199),
            (200, 200),
            (1, 1),
        ):
            yield _drawn(
                "sample_without_replacement",
                seed,
                {"n": n, "k": k, "method": "auto"},
                lambda r: sample_without_replacement(n, k, random_state=r),
            )
        for method in ("tracking_selection", "reservoir_sampling", "pool"):
            for n, k in ((1, 1), (20, 7), (20, 20)):
                yield _drawn(
                    "sample_without_replacement",
                    seed,
                    {"n": n, "k": k, "method": method},
                    lambda r: sample_without_replacement(n, k, method=method, random_state=r),
                )
    for seed in (0, 1, 2, 1234567, 2**31 - 2, 2**31 - 1, 2**32 - 1):
        yield _case("our_rand_r", seed, {"size": 24}, _xorshift(seed, 24), None)
