"""Every classifier fitted to one class: which do, and what they answer. Of the two columns of probabilities that histogram boosting answers
the second is of no class; they are left out."""

from common import CLASSES, EXACT, estimator_case, is_classifier, matrix, schema, tight

X = [[1, 2], [2, 1], [3, 5], [4, 4], [5, 9], [6, 7], [7, 1], [8, 3], [9, 2], [10, 5]]
MADE_OF = {
    "VotingClassifier": {
        "estimators": [
            ["t", {"class": "DecisionTreeClassifier", "params": {}}],
            ["n", {"class": "GaussianNB", "params": {}}],
        ]
    },
    "StackingClassifier": {
        "estimators": [["t", {"class": "DecisionTreeClassifier", "params": {}}]],
        "final_estimator": {"class": "DecisionTreeClassifier", "params": {}},
    },
    "GridSearchCV": {
        "estimator": {"class": "DecisionTreeClassifier", "params": {}},
        "param_grid": {"max_depth": [1, 2]},
    },
}


def cases():
    for name in sorted(schema()):
        if name in MADE_OF:
            params = MADE_OF[name]
        else:
            try:
                if not is_classifier(CLASSES[name]()):
                    continue
            except TypeError:
                continue
            known = {p["name"] for p in schema()[name]["params"]}
            params = {"random_state": 0} if "random_state" in known else {}
        outputs = ["predict", "score"] + (
            [] if name in ("HistGradientBoostingClassifier", "LinearDiscriminantAnalysis") else ["predict_proba"]
        )
        for title, y in {"text": ["a"] * 10, "a number": [3] * 10}.items():
            case = estimator_case(
                f"{name}, {title}",
                {"class": name, "params": params},
                matrix(X),
                y,
                tolerance=tight() if name.startswith("Hist") else EXACT,
                # scikit-learn's breaks where it is asked for probabilities.
                outputs=outputs if name == "LinearDiscriminantAnalysis" else None,
            )
            if "error" not in case["expect"]:
                case["expect"] = {
                    k: v for k, v in case["expect"].items() if k in (*outputs, "error", "at", "scikit-learn says")
                }
            yield case
    early = {"class": "HistGradientBoostingClassifier", "params": {"early_stopping": True, "random_state": 0}}
    boosting = {"class": "GradientBoostingClassifier", "params": {"n_iter_no_change": 3, "random_state": 0}}
    for name, recipe in {"histogram boosting": early, "boosting": boosting}.items():
        yield estimator_case(f"{name} stops early, a class with one row", recipe, matrix(X), ["a"] * 9 + ["b"])
        yield estimator_case(
            f"{name} stops early, one class",
            recipe,
            matrix(X),
            ["a"] * 10,
            tolerance=tight(),
            outputs=["predict", "score"],
        )
    yield estimator_case(
        "histogram boosting stops early by the rows learned from, a class with one row",
        {
            "class": "HistGradientBoostingClassifier",
            "params": {"early_stopping": True, "validation_fraction": None, "random_state": 0},
        },
        matrix(X),
        ["a"] * 9 + ["b"],
        tolerance=tight(),
        outputs=["predict", "predict_proba", "score"],
    )
