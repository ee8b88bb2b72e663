"""Writes pictures.json: what scikit-learn says of the numbers that the page's pictures of a fit show.

`curves`: roc_curve, precision_recall_curve and calibration_curve of a truth and its scores, with areas. `staged`: the
metrics after each round of boosting. `names`: the columns that a pipeline's last step is given, with its coefficients. `tree`: how the rows of iris fall through one.
`page`: areas of what the page proposes for penguins.
Recipes are as the library takes them; of a data set every fourth row is held out.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from data import dataset
from fixture import plain, versions
from recipes import build
from sklearn import metrics
from sklearn.base import is_classifier
from sklearn.calibration import calibration_curve
from sklearn.model_selection import train_test_split

OUT = Path(__file__).resolve().parent / "pictures.json"


def curve(name, truth, score):
    truth, score = np.asarray(truth), np.asarray(score, dtype=np.float64)
    fpr, tpr, _ = metrics.roc_curve(truth, score, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(truth, score)
    case = {
        "name": name,
        "truth": truth,
        "score": score,
        "roc": {"fpr": fpr, "tpr": tpr, "area": metrics.auc(fpr, tpr)},
        "precision_recall": {
            "precision": precision,
            "recall": recall,
            "average": metrics.average_precision_score(truth, score),
        },
    }
    if score.min() >= 0 and score.max() <= 1:
        case["brier"] = metrics.brier_score_loss(truth, score, pos_label=1)
        for strategy in ("uniform", "quantile"):
            share, mean = calibration_curve(truth, score, n_bins=5, strategy=strategy)
            case[strategy] = {"share": share, "mean": mean}
        # Rows are taken as positive from the threshold on.
        case["at"] = [
            {
                "threshold": at,
                "matrix": metrics.confusion_matrix(truth, score >= at, labels=[0, 1]),
                "precision": metrics.precision_score(truth, score >= at, zero_division=np.nan),
                "recall": metrics.recall_score(truth, score >= at, zero_division=np.nan),
            }
            for at in (0.0, 0.25, 0.5, 0.75, 1.0)
        ]
    return case


def curves():
    random = np.random.RandomState(0)
    truth = random.randint(0, 2, 80)
    near = np.clip(truth * 0.3 + random.uniform(size=80) * 0.7, 0, 1)
    yield curve("distinct scores", truth, near)
    yield curve("many equal scores", truth, np.round(near, 1))
    yield curve("one score", truth, np.full(80, 0.5))
    yield curve("perfect", truth, truth.astype(float))
    yield curve("upside down", truth, 1 - near)
    yield curve("decisions", truth, near * 6 - 3)
    yield curve("few positives", (np.arange(60) % 20 == 7).astype(int), random.uniform(size=60))
    yield curve("no negative", np.ones(12, dtype=int), random.uniform(size=12))
    yield curve("no positive", np.zeros(12, dtype=int), random.uniform(size=12))


def tree(name, **params):
    return {"class": name, "params": params}


def parts(data):
    table, y, _ = dataset(data)
    rows = np.arange(len(y))
    y = np.asarray(y, dtype=object if isinstance(y[0], str) else np.float64)
    X = table.frame(None)
    held = rows % 4 == 0
    return X[~held], y[~held], X[held], y[held]


def staged_case(data, recipe):
    X, y, held, truth = parts(data)
    model = build(recipe).fit(X.to_numpy(np.float64), y)
    found = {}
    held = held.to_numpy(np.float64)
    if is_classifier(model):
        for labels, proba in zip(model.staged_predict(held), model.staged_predict_proba(held)):
            found.setdefault("accuracy", []).append(metrics.accuracy_score(truth, labels))
            found.setdefault("log_loss", []).append(metrics.log_loss(truth, proba, labels=model.classes_))
    else:
        for values in model.staged_predict(held):
            found.setdefault("r2", []).append(metrics.r2_score(truth, values))
            found.setdefault("mse", []).append(metrics.mean_squared_error(truth, values))
            found.setdefault("mae", []).append(metrics.mean_absolute_error(truth, values))
    return {"name": recipe["class"], "data": data, "recipe": recipe, "metrics": found}


def staged():
    yield staged_case("iris", tree("GradientBoostingClassifier", n_estimators=12, random_state=0))
    yield staged_case("breast_cancer", tree("GradientBoostingClassifier", n_estimators=7, max_depth=2, random_state=0))
    yield staged_case("diabetes", tree("GradientBoostingRegressor", n_estimators=20, random_state=0))
    yield staged_case("iris", tree("HistGradientBoostingClassifier", max_iter=9, random_state=0))
    yield staged_case("diabetes", tree("HistGradientBoostingRegressor", max_iter=15, random_state=0))
    yield staged_case("iris", tree("AdaBoostClassifier", n_estimators=10, random_state=0))
    yield staged_case("diabetes", tree("AdaBoostRegressor", n_estimators=8, random_state=0))


def names():
    numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    fill = ["fill", tree("SimpleImputer", strategy="median")]
    recipe = tree(
        "Pipeline",
        steps=[
            [
                "prepare",
                tree(
                    "ColumnTransformer",
                    transformers=[
                        ["numbers", tree("Pipeline", steps=[fill, ["scale", tree("StandardScaler")]]), numbers],
                        ["texts", tree("OneHotEncoder", handle_unknown="ignore"), ["island"]],
                    ],
                ),
            ],
            ["model", tree("LogisticRegression", max_iter=1000, tol=1e-8)],
        ],
    )
    X, y, _, _ = parts("penguins")
    X = X[[*numbers, "island"]]
    model = build(recipe).fit(X, y)
    yield {
        "name": "penguins",
        "recipe": recipe,
        "columns": model[:-1].get_feature_names_out(),
        "classes": model.classes_,
        "coef": model[-1].coef_,
        "intercept": model[-1].intercept_,
    }


def one_tree():
    """Every node's left child and rows, and the leaf of every row, of a tree fitted to all of iris."""
    recipe = tree("DecisionTreeClassifier", max_depth=4, random_state=0)
    table, y, _ = dataset("iris")
    X = table.array(None)
    model = build(recipe).fit(X, y)
    nodes = {
        "left": model.tree_.children_left,
        "rows": model.tree_.n_node_samples,
        "leaf_of_row": model.apply(X),
    }
    return {"recipe": recipe, "nodes": plain(nodes)}


def page():
    """Areas and scores of the pipeline that the page proposes for penguins, on the rows that it holds out."""
    numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year"]
    texts = ["island", "sex"]
    recipe = tree(
        "Pipeline",
        steps=[
            [
                "prepare",
                tree(
                    "ColumnTransformer",
                    transformers=[
                        [
                            "num",
                            tree(
                                "Pipeline", steps=[["impute", tree("SimpleImputer")], ["scale", tree("StandardScaler")]]
                            ),
                            numbers,
                        ],
                        [
                            "cat",
                            tree(
                                "Pipeline",
                                steps=[
                                    ["impute", tree("SimpleImputer", strategy="most_frequent")],
                                    ["encode", tree("OneHotEncoder", handle_unknown="ignore")],
                                ],
                            ),
                            texts,
                        ],
                    ],
                ),
            ],
            ["model", tree("LogisticRegression")],
        ],
    )
    table, y, _ = dataset("penguins")
    y = np.asarray(y, dtype=object)
    X = table.frame(np.nan)
    train, test = train_test_split(np.arange(len(y)), test_size=0.25, random_state=0, stratify=y)
    model = build(recipe).fit(X.iloc[train], y[train])
    proba = model.predict_proba(X.iloc[test])
    found = {"areas": {}, "averages": {}, "briers": {}}
    for k, name in enumerate(model.classes_):
        truth = y[test] == name
        found["areas"][name] = metrics.roc_auc_score(truth, proba[:, k])
        found["averages"][name] = metrics.average_precision_score(truth, proba[:, k])
        found["briers"][name] = metrics.brier_score_loss(truth, proba[:, k])
    return plain(found)


def main():
    warnings.simplefilter("ignore")
    rooms = []
    for make in (curves, staged, names):
        # Recipes as they are: 1 and 1.0 are not the same parameter.
        lines = [{k: v if k == "recipe" else plain(v) for k, v in case.items()} for case in make()]
        written = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
        rooms.append(f'"{make.__name__}":[\n{written}\n]')
    rooms.append(f'"tree":{json.dumps(one_tree(), separators=(",", ":"))}')
    rooms.append(f'"page":{json.dumps(page(), separators=(",", ":"))}')
    OUT.write_text(f'{{"made_by":{json.dumps(versions())},\n' + ",\n".join(rooms) + "\n}\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
