"""Writes why.json: what scikit-learn says of why some rows are answered as they are.

`linear`: coefficient times value for each class and column, with intercepts and decisions. `paths`: the nodes that rows
pass in one tree, with the rows fitted on in each. `neighbours`: the nearest training rows with their distances. `many`:
what every tree of an ensemble says, and how often each column is asked on the way.
Recipes are as the library takes them; of a data set every fourth row is held out, and some of those are explained.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from data import dataset
from fixture import plain, versions
from recipes import build
from sklearn.base import is_classifier

OUT = Path(__file__).resolve().parent / "why.json"
ROWS = (0, 5, 11, 20)


def step(name, **params):
    return {"class": name, "params": params}


def scaled(model):
    return step("Pipeline", steps=[["scale", step("StandardScaler")], ["model", model]])


def mixed(model):
    """Penguins: numbers filled and scaled, one column of texts encoded."""
    numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    fill = ["fill", step("SimpleImputer", strategy="median")]
    parts = [
        ["numbers", step("Pipeline", steps=[fill, ["scale", step("StandardScaler")]]), numbers],
        ["texts", step("OneHotEncoder", handle_unknown="ignore"), ["island"]],
    ]
    return step("Pipeline", steps=[["prepare", step("ColumnTransformer", transformers=parts)], ["model", model]])


def fitted(data, recipe):
    """The model, its last step, and the rows as they come to the model and to the last step."""
    table, y, _ = dataset(data)
    held = np.arange(len(y)) % 4 == 0
    y = np.asarray(y, dtype=object if isinstance(y[0], str) else np.float64)
    frame = table.frame(np.nan)
    if data == "penguins":
        frame = frame[["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island"]]
    else:
        frame = frame.astype(np.float64)
    X, rows = frame[~held], frame[held].iloc[list(ROWS)]
    if recipe["class"] != "Pipeline":
        X, rows = X.to_numpy(), rows.to_numpy()
    model = build(recipe).fit(X, y[~held])
    if recipe["class"] != "Pipeline":
        return model, model, rows, rows, y[~held]
    return model, model[-1], rows, np.asarray(model[:-1].transform(rows), dtype=np.float64), y[~held]


def linear_case(data, recipe):
    model, last, rows, arriving, _ = fitted(data, recipe)
    coef = np.atleast_2d(last.coef_)
    decisions = model.decision_function(rows) if is_classifier(model) else model.predict(rows)
    return {
        "name": f"{recipe['params']['steps'][-1][1]['class']} of {data}",
        "data": data,
        "recipe": recipe,
        "terms": arriving[:, None, :] * coef[None, :, :],
        "intercept": np.atleast_1d(last.intercept_),
        "scores": decisions.reshape(len(rows), -1),
        "answers": model.predict(rows),
    }


def linear():
    yield linear_case("penguins", mixed(step("LogisticRegression", max_iter=1000, tol=1e-10)))
    yield linear_case("breast_cancer", scaled(step("LogisticRegression", max_iter=1000, tol=1e-10)))
    yield linear_case("penguins", mixed(step("RidgeClassifier", alpha=2.0)))
    yield linear_case("diabetes", scaled(step("Ridge", alpha=1.5)))
    yield linear_case("diabetes", scaled(step("LinearRegression")))
    yield linear_case("diabetes", scaled(step("Ridge", alpha=1.5, fit_intercept=False)))


def path_case(data, recipe):
    model, last, rows, arriving, _ = fitted(data, recipe)
    tree, way = last.tree_, last.decision_path(arriving)
    paths = [way.indices[way.indptr[i] : way.indptr[i + 1]] for i in range(len(rows))]
    single = arriving.astype(np.float32)
    return {
        "name": f"{last.__class__.__name__} of {data}",
        "data": data,
        "recipe": recipe,
        "paths": paths,
        "rows": [tree.n_node_samples[path] for path in paths],
        "columns": [tree.feature[path[:-1]] for path in paths],
        "lower": [seen[tree.feature[p[:-1]]] <= tree.threshold[p[:-1]] for seen, p in zip(single, paths)],
        "values": [tree.value[path[-1]][0] for path in paths],
        "answers": model.predict(rows),
    }


def paths():
    yield path_case("iris", step("DecisionTreeClassifier", max_depth=4, random_state=0))
    yield path_case("penguins", mixed(step("DecisionTreeClassifier", random_state=0)))
    yield path_case("diabetes", scaled(step("DecisionTreeRegressor", max_depth=5, random_state=0)))


def neighbours_case(data, recipe):
    model, last, rows, arriving, y = fitted(data, recipe)
    distances, places = last.kneighbors(arriving)
    return {
        "name": f"{last.__class__.__name__} of {data}, {last.effective_metric_}",
        "data": data,
        "recipe": recipe,
        "places": places,
        "distances": distances,
        "targets": y[places],
        "answers": model.predict(rows),
    }


def neighbours():
    yield neighbours_case("iris", scaled(step("KNeighborsClassifier", n_neighbors=7)))
    yield neighbours_case("penguins", mixed(step("KNeighborsClassifier", n_neighbors=4, weights="distance", p=1)))
    yield neighbours_case("diabetes", scaled(step("KNeighborsRegressor", weights="distance")))
    yield neighbours_case("diabetes", scaled(step("KNeighborsRegressor", n_neighbors=3, metric="chebyshev")))
    yield neighbours_case("diabetes", scaled(step("KNeighborsRegressor", n_neighbors=6, p=3)))


def many_case(data, recipe):
    model, last, rows, arriving, _ = fitted(data, recipe)
    trees = list(np.ravel(last.estimators_))
    asked = np.zeros((len(rows), arriving.shape[1]), dtype=int)
    for tree in trees:
        way = tree.decision_path(arriving)
        for i in range(len(rows)):
            for node in way.indices[way.indptr[i] : way.indptr[i + 1]]:
                if tree.tree_.feature[node] >= 0:
                    asked[i, tree.tree_.feature[node]] += 1
    said = np.array([tree.predict(arriving) for tree in trees]).T
    return {
        "name": f"{last.__class__.__name__} of {data}",
        "data": data,
        "recipe": recipe,
        "trees": len(trees),
        "asked": asked,
        "said": said,
        "answers": model.predict(rows),
        **({"proba": model.predict_proba(rows)} if is_classifier(model) else {}),
    }


def many():
    yield many_case("iris", step("RandomForestClassifier", n_estimators=15, random_state=0))
    yield many_case("penguins", mixed(step("ExtraTreesClassifier", n_estimators=12, random_state=0)))
    yield many_case("diabetes", scaled(step("RandomForestRegressor", n_estimators=10, random_state=0)))
    yield many_case("diabetes", scaled(step("GradientBoostingRegressor", n_estimators=12, random_state=0)))
    yield many_case("iris", step("GradientBoostingClassifier", n_estimators=6, random_state=0))
    yield many_case("diabetes", scaled(step("BaggingRegressor", n_estimators=5, random_state=0)))


def main():
    warnings.simplefilter("ignore")
    rooms = []
    for make in (linear, paths, neighbours, many):
        # Recipes as they are: 1 and 1.0 are not the same parameter.
        lines = [{k: v if k == "recipe" else plain(v) for k, v in case.items()} for case in make()]
        written = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
        rooms.append(f'"{make.__name__}":[\n{written}\n]')
    head = f'"made_by":{json.dumps(versions())},\n"rows":{json.dumps(ROWS)}'
    OUT.write_text(f"{{{head},\n" + ",\n".join(rooms) + "\n}\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
