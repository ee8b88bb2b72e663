"""scikit-learn's side of sklearn.bench.mjs, one thread. Writes the data that both sides read, then answers commands, a line each:

    load <workload>      builds the recipe, reads the data
    fit | predict | one  times it; answers seconds, for `one` per row
    answers              writes what the fitted model says of the rows held out, row-major float64, to <folder>/answers.bin

Data: <name>.Xtr.bin and so on, little-endian float64, row-major. mixed20k: X holds the 5 numeric columns (NaN: missing), C the 4
categorical ones as codes into <name>.json (-1: missing).
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
import json
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

SEED = 20240607
FOLDER = sys.argv[1]
now = time.process_time if sys.argv[2:] == ["cpu"] else time.perf_counter
MIXED = [
    ["bronze", "gold", "platinum", "silver"],
    [f"city_{i:02d}" for i in range(25)],
    ["email", "phone", "shop", "web"],
    ["no", "unknown", "yes"],
]


def write(name, Xtr, Xte, ytr, yte, **more):
    for key, array in {"Xtr": Xtr, "Xte": Xte, "ytr": ytr, "yte": yte, **more}.items():
        np.ascontiguousarray(array, dtype="<f8").tofile(os.path.join(FOLDER, f"{name}.{key}.bin"))
    meta = {"n_train": len(Xtr), "n_test": len(Xte), "n_features": Xtr.shape[1], "categories": MIXED if more else None}
    with open(os.path.join(FOLDER, f"{name}.json"), "w") as file:
        json.dump(meta, file)


def mixed(n, rng):
    """5 numeric columns (8 % missing) and 4 categorical ones (5 % missing), a noisy logistic target."""
    num = np.column_stack(
        [
            rng.normal(40, 12, n),
            rng.lognormal(10, 0.6, n),
            rng.exponential(3, n),
            rng.uniform(0, 1, n),
            rng.normal(0, 1, n),
        ]
    )
    code = np.column_stack([rng.choice(len(c), n, p=rng.dirichlet(np.full(len(c), 3.0))) for c in MIXED])
    z = (num - num.mean(0)) / num.std(0) @ np.array([0.9, 0.7, -0.6, 0.5, 0.3])
    for j, c in enumerate(MIXED):
        z += rng.normal(0, 0.7, len(c))[code[:, j]]
    y = (z - np.median(z) + rng.logistic(0, 1, n) > 0).astype(float)
    num[rng.random(num.shape) < 0.08] = np.nan
    return num, np.where(rng.random(code.shape) < 0.05, -1, code), y


def make_data():
    X, y = datasets.load_breast_cancer(return_X_y=True)
    write("breast_cancer", *train_test_split(X, y.astype(float), test_size=0.25, random_state=SEED, stratify=y))
    for name, n in (("clf10k", 10_000), ("clf100k", 100_000)):
        X, y = datasets.make_classification(
            n + n // 4, 20, n_informative=10, n_redundant=4, n_classes=2, flip_y=0.02, class_sep=1.0, random_state=SEED
        )
        write(name, X[:n], X[n:], y[:n], y[n:])
    n = 100_000
    X, y = datasets.make_regression(n + n // 4, 20, n_informative=10, noise=20.0, random_state=SEED)
    write("reg100k", X[:n], X[n:], y[:n], y[n:])
    n = 20_000
    num, code, y = mixed(n + n // 4, np.random.default_rng(SEED))
    write("mixed20k", num[:n], num[n:], y[:n], y[n:], Ctr=code[:n], Cte=code[n:])


def read(name):
    with open(os.path.join(FOLDER, name + ".json")) as file:
        meta = json.load(file)
    out = []
    for part, n in (("tr", meta["n_train"]), ("te", meta["n_test"])):
        load = lambda key: np.fromfile(os.path.join(FOLDER, f"{name}.{key}{part}.bin"), "<f8")
        X, y = load("X").reshape(n, -1), load("y")
        if meta["categories"]:
            import pandas

            frame = pandas.DataFrame(X, columns=[f"n{j}" for j in range(X.shape[1])])
            codes = load("C").reshape(n, -1).astype(int)
            for j, categories in enumerate(meta["categories"]):
                frame[f"c{j}"] = np.array(categories + [np.nan], dtype=object)[codes[:, j]]
            X = frame
        out += [X, y if name == "reg100k" else y.astype(np.int64)]
    return out


RECIPES = {
    "logistic": ("clf100k", lambda: make_pipeline(StandardScaler(), LogisticRegression())),
    "tree": ("clf10k", lambda: DecisionTreeClassifier(random_state=0)),
    "forest": ("clf10k", lambda: RandomForestClassifier(100, random_state=0, n_jobs=1)),
    "hist": ("clf100k", lambda: HistGradientBoostingClassifier(max_iter=100, early_stopping=False, random_state=0)),
    "knn": ("clf10k", lambda: KNeighborsClassifier(5, n_jobs=1)),
    "pca": ("clf100k", lambda: PCA(10, random_state=0)),
    "kmeans": ("clf100k", lambda: KMeans(8, n_init=1, random_state=0)),
    "bayes": ("clf100k", lambda: GaussianNB()),
    "ridge": ("reg100k", lambda: Ridge()),
    "lasso": ("reg100k", lambda: Lasso()),
    "columns": (
        "mixed20k",
        lambda: make_pipeline(
            ColumnTransformer(
                [
                    (
                        "num",
                        make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
                        [f"n{j}" for j in range(5)],
                    ),
                    (
                        "cat",
                        make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")),
                        [f"c{j}" for j in range(4)],
                    ),
                ]
            ),
            LogisticRegression(max_iter=200),
        ),
    ),
    "search": (
        "breast_cancer",
        lambda: GridSearchCV(
            DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2, 3, 4, 6, 8, 12, None]}, cv=5, n_jobs=1
        ),
    ),
}


def main():
    warnings.simplefilter("ignore")
    if not os.path.exists(os.path.join(FOLDER, "mixed20k.Cte.bin")):
        make_data()
    print(json.dumps({"sklearn": sklearn.__version__, "numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        command, *rest = line.split()
        answer = {}
        if command == "load":
            data, recipe = RECIPES[rest[0]]
            X, y, Xte, yte = read(data)
            model = recipe()
            rows = [Xte.iloc[i : i + 1] if hasattr(Xte, "iloc") else Xte[i : i + 1] for i in range(256)]
        elif command == "fit":
            model = recipe()
            start = now()
            model.fit(X, y)
            answer = now() - start
            use = model.predict if hasattr(model, "predict") else model.transform
        elif command == "predict":
            start = now()
            use(X)
            answer = now() - start
        elif command == "one":
            start, count = now(), 0
            while now() - start < 0.1:
                use(rows[count % 256])
                count += 1
            answer = (now() - start) / count
        elif command == "answers":
            out = [np.asarray(use(Xte), float).reshape(len(Xte), -1)]
            if hasattr(model, "predict_proba"):
                out.append(model.predict_proba(Xte))
            np.ascontiguousarray(np.hstack(out), dtype="<f8").tofile(os.path.join(FOLDER, "answers.bin"))
        print(json.dumps(answer), flush=True)


main()
