"""validation_curve: the scores of every split with each value of one hyperparameter."""

from cases.column_transformer import R, _steps
from cases.folds import S
from common import EXACT, build, dataset, target_array, tight
from sklearn import model_selection


def _case(name, data, recipe, tolerance=EXACT, cv=5, **options):
    X, y, _ = dataset(data)
    splitter = getattr(model_selection, cv["class"])(**cv["params"]) if isinstance(cv, dict) else cv
    train, test = model_selection.validation_curve(
        build(recipe, y), X.array(None), target_array(y), cv=splitter, error_score="raise", **options
    )
    return {
        "name": name,
        "data": {"dataset": data},
        "options": {"recipe": recipe, "cv": cv, **options},
        "expect": {"train": train, "test": test},
        "tolerance": tolerance,
    }


def cases():
    tree = R("DecisionTreeClassifier", random_state=0)
    yield _case("wine, depth of a tree", "wine", tree, param_name="max_depth", param_range=[None, 1, 2, 4, 8])
    yield _case(
        "breast_cancer, neighbours after a scaler",
        "breast_cancer",
        _steps(scale=R("MinMaxScaler"), model=R("KNeighborsClassifier")),
        cv=S("StratifiedKFold", n_splits=4, shuffle=True, random_state=2),
        param_name="model__n_neighbors",
        param_range=[1, 5, 25],
        scoring="f1_macro",
    )
    yield _case("wine, words", "wine", tree, param_name="criterion", param_range=["gini", "entropy"], cv=3)
    yield _case(
        "diabetes, leaves of a tree",
        "diabetes",
        R("DecisionTreeRegressor", random_state=0),
        tight(),
        cv=S("KFold", n_splits=4),
        param_name="min_samples_leaf",
        param_range=[1, 10, 100],
        scoring="neg_root_mean_squared_error",
    )
