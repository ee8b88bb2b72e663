"""decision_function of the classifiers that have one: one score for two classes, else one per class."""

from cases.column_transformer import R, _steps
from common import EXACT, converged, estimator_case, split, tight


def cases():
    models = [
        (R("GradientBoostingClassifier", random_state=0, n_estimators=6), tight(1e-10, 1e-10)),
        (R("HistGradientBoostingClassifier", random_state=0, max_iter=6), tight(1e-10, 1e-10)),
        (R("QuadraticDiscriminantAnalysis", reg_param=0.1), tight(1e-10, 1e-10)),
        (R("LinearDiscriminantAnalysis"), tight(1e-10, 1e-10)),
        (R("Perceptron", random_state=0), tight(1e-13, 1e-10)),  # sums that scikit-learn leaves to BLAS
        (R("LogisticRegression", tol=1e-10, max_iter=10000), converged(1e-6, 1e-6)),
    ]
    for model, tolerance in models:
        for data in ("iris", "breast_cancer"):
            train, test = split(data)
            scaled = _steps(scale=R("StandardScaler"), model=model) if model["class"] == "LogisticRegression" else model
            yield estimator_case(
                f"{data}, {model['class']}",
                scaled,
                data,
                train=train,
                test=test[:20],
                tolerance=tolerance,
                keys={"predict": EXACT},
                outputs=("decision_function", "predict"),
                decisions=True,
            )
