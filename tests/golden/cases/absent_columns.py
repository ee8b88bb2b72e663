"""Tables to predict on that lack columns of the fit, or hold something else in those that no step uses."""

from common import estimator_case, table


def R(name, **params):
    return {"class": name, "params": params}


def _pipe(**steps):
    return R("Pipeline", steps=[[name, recipe] for name, recipe in steps.items()])


def cases():
    t = table(
        x=[1, 2, 3, 4, 5, 6],
        note=["p", "q", "p", None, "q", "p"],
        z=[0.5, 0.25, 0, 1, 2, 4],
        s=["u", "v", "u", "v", "v", "u"],
    )
    y = ["a", "a", "b", "a", "b", "b"]
    numbers = [1, 2, 4, 3, 6, 5]
    on_x = R("ColumnTransformer", transformers=[["x", R("MinMaxScaler"), ["x"]]])
    on_two = R("ColumnTransformer", transformers=[["x", R("MinMaxScaler"), ["x"]], ["s", R("OneHotEncoder"), ["s"]]])
    away = R(
        "ColumnTransformer",
        transformers=[
            ["x", R("MinMaxScaler"), ["x"]],
            ["away", "drop", ["note", "z"]],
            ["none", R("MinMaxScaler"), []],
        ],
    )
    rest = R("ColumnTransformer", transformers=[["x", R("MinMaxScaler"), ["x"]]], remainder="passthrough")
    inner = R("ColumnTransformer", transformers=[["in", on_x, ["z", "x"]]])
    tree = R("DecisionTreeClassifier", random_state=0)
    only_x = table(x=[2, 7, 0])
    x_and_s = table(s=["v", "u", "u"], x=[2, 7, 0])
    tables = {
        "x alone": only_x,
        "x and s": x_and_s,
        "a new column": table(new=[1, 2, 3], x=[2, 7, 0]),
        "numbers where text was": table(note=[1, 2, 3], x=[2, 7, 0], s=["u", "v", "u"]),
        "text where numbers were": table(x=[2, 7, 0], z=["p", "q", "p"], s=["u", "v", "u"]),
        "all missing": table(x=[2, 7, 0], note=[None, None, None], z=[None, None, None], s=["u", "v", "u"]),
        "without x": table(note=["p", "q", "p"], z=[1, 2, 3], s=["u", "v", "u"]),
    }
    for title, use in tables.items():
        for name, recipe in {
            "on x": on_x,
            "on x and s": on_two,
            "some dropped": away,
            "the rest passed on": rest,
            "nested": inner,
        }.items():
            yield estimator_case(f"{name}: {title}", recipe, t, frame=True, use=use)
        for name, recipe in {
            "a pipeline": _pipe(prepare=on_x, model=tree),
            "a pipeline in a pipeline": _pipe(all=_pipe(first="passthrough", prepare=on_x), model=tree),
            "a union": _pipe(union=R("FeatureUnion", transformer_list=[["a", on_x], ["b", on_two]]), model=tree),
            "a search": R(
                "GridSearchCV", estimator=_pipe(prepare=on_x, model=tree), param_grid={"model__max_depth": [1, 2]}, cv=2
            ),
            "a vote": R(
                "VotingClassifier",
                estimators=[["t", _pipe(prepare=on_x, model=tree)], ["d", _pipe(prepare=on_two, model=tree)]],
            ),
            "a stack": R(
                "StackingClassifier", estimators=[["t", _pipe(prepare=on_x, model=tree)]], cv=2, final_estimator=tree
            ),
            "a dummy": R("DummyClassifier"),
        }.items():
            yield estimator_case(
                f"{name}: {title}", recipe, t, y, frame=True, use=use, outputs=["predict", "predict_proba"]
            )
        yield estimator_case(
            f"a transformed target: {title}",
            R(
                "TransformedTargetRegressor",
                regressor=_pipe(prepare=on_x, model=R("DecisionTreeRegressor", random_state=0)),
            ),
            t,
            numbers,
            frame=True,
            use=use,
            outputs=["predict"],
        )
