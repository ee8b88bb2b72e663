"""learning_curve: how many rows are learned from, and the scores of every split with so many."""

from cases.column_transformer import R, _steps
from cases.folds import S
from common import EXACT, build, dataset, target_array, tight
from sklearn import model_selection


def _case(name, data, recipe, tolerance=EXACT, cv=5, **options):
    X, y, _ = dataset(data)
    splitter = getattr(model_selection, cv["class"])(**cv["params"]) if isinstance(cv, dict) else cv
    case = {
        "name": name,
        "data": {"dataset": data},
        "options": {"recipe": recipe, "cv": cv, **options},
        "tolerance": tolerance,
    }
    try:
        sizes, train, test = model_selection.learning_curve(
            build(recipe, y), X.array(None), target_array(y), cv=splitter, error_score="raise", **options
        )
        case["expect"] = {"train_sizes": sizes, "train": train, "test": test}
    except ValueError as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    return case


def cases():
    tree = R("DecisionTreeClassifier", random_state=0, max_depth=4)
    yield _case("wine, tree", "wine", tree, shuffle=True, random_state=0)
    yield _case("breast_cancer, tree, unshuffled", "breast_cancer", tree, cv=3)
    yield _case("wine, counts in any order", "wine", tree, train_sizes=[90, 20, 50, 20], shuffle=True, random_state=7)
    yield _case(
        "wine, shares that come to the same",
        "wine",
        tree,
        train_sizes=[0.5, 0.501, 1.0],
        cv=S("ShuffleSplit", n_splits=4, random_state=1),
    )
    yield _case(
        "iris, scaler and dummy",
        "iris",
        _steps(scale=R("StandardScaler"), model=R("DummyClassifier")),
        shuffle=True,
        random_state=5,
        train_sizes=[0.001, 0.3],
    )
    yield _case(
        "diabetes, tree",
        "diabetes",
        R("DecisionTreeRegressor", random_state=0, max_depth=3),
        tight(),
        cv=S("KFold", n_splits=4),
        shuffle=True,
        random_state=3,
        scoring="neg_mean_squared_error",
    )
    yield _case("too many rows", "wine", tree, train_sizes=[10, 1000])
    yield _case("no rows", "wine", tree, train_sizes=[0, 10])
    yield _case("a share of more than all", "wine", tree, train_sizes=[0.5, 1.1])
