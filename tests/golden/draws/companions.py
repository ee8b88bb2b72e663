"""Who may stand beside the estimator that a draw is of. A new estimator gets draws of its own without being named
here; where it is named, it takes some places of others, and the fixture is made anew. A name that stands twice is taken twice as often."""

SCALERS = """
    StandardScaler StandardScaler MinMaxScaler MinMaxScaler MaxAbsScaler RobustScaler Normalizer QuantileTransformer
    PowerTransformer KBinsDiscretizer Binarizer FunctionTransformer PolynomialFeatures
""".split()

IMPUTERS = ["SimpleImputer", "SimpleImputer", "KNNImputer"]

ENCODERS = ["OneHotEncoder", "OneHotEncoder", "OrdinalEncoder", "TargetEncoder"]

SELECTORS = """
    VarianceThreshold SelectKBest SelectKBest SelectPercentile SelectFromModel RFE PCA PCA TruncatedSVD KMeans
""".split()

MODELS = {
    "classification": """
        BernoulliNB DecisionTreeClassifier DummyClassifier ExtraTreeClassifier ExtraTreesClassifier GaussianNB
        GradientBoostingClassifier HistGradientBoostingClassifier KNeighborsClassifier LinearDiscriminantAnalysis
        LinearSVC LogisticRegression MultinomialNB Perceptron QuadraticDiscriminantAnalysis RandomForestClassifier
        SGDClassifier
    """.split(),
    "regression": """
        DecisionTreeRegressor DummyRegressor ElasticNet ExtraTreeRegressor ExtraTreesRegressor
        GradientBoostingRegressor HistGradientBoostingRegressor KNeighborsRegressor Lasso LinearRegression
        RandomForestRegressor Ridge RidgeCV SGDRegressor
    """.split(),
}

# Whose coefficients or importances tell columns apart.
RANKING = {
    "classification": ["DecisionTreeClassifier", "LogisticRegression", "ExtraTreeClassifier"],
    "regression": ["DecisionTreeRegressor", "Ridge", "Lasso"],
}

TREES = {"classification": "DecisionTreeClassifier", "regression": "DecisionTreeRegressor"}

# What a search fits many times.
SEARCHED = {
    "classification": ["DecisionTreeClassifier", "KNeighborsClassifier", "GaussianNB", "LogisticRegression"],
    "regression": ["DecisionTreeRegressor", "KNeighborsRegressor", "Ridge", "Lasso"],
}
