"""The golden fixtures as cases to be exported: what is fitted, and which rows are asked about."""

import json
import re
import sys
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"
sys.path.insert(1, str(GOLDEN))


def snake(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def fixture(name):
    file = GOLDEN / "fixtures" / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else {"cases": []}


class Data:
    """Tables by name: sample data sets and the made ones of random_tables."""

    def __init__(self):
        self.made = {each["name"]: each for each in fixture("random_tables")["cases"]}
        self.known = {}

    def of(self, described):
        if "X" in described:
            return described["X"]["columns"], described.get("y")
        name = described.get("dataset") or described["table"]
        if name in self.made:
            return self.made[name]["X"]["columns"], self.made[name].get("y")
        if name not in self.known:
            from data import dataset

            X, y, _ = dataset(name)
            self.known[name] = [[n, list(c)] for n, c in zip(X.names, X.columns)], None if y is None else list(y)
        return self.known[name]


def rows(columns, wanted):
    return columns if wanted is None else [[name, [cells[i] for i in wanted]] for name, cells in columns]


class Case:
    def __init__(self, of, where, each, data):
        self.of, self.where, self.name = of, where, each["name"]
        self.recipe, self.expect, self.raw = each["recipe"], each["expect"], each
        X, y = data.of(each["data"])
        train = each.get("train")
        self.X = rows(X, train)
        self.y = y if y is None or train is None else [y[i] for i in train]
        weights = each.get("sample_weight")
        self.weights = weights if weights is None or train is None else [weights[i] for i in train]
        self.asked = each["use"]["columns"] if "use" in each else rows(X, each.get("test", train))


def of_estimator(name, data, most=None):
    found = []
    for i, each in enumerate(fixture(snake(name))["cases"]):
        if "recipe" in each and not each["expect"].get("error"):
            found.append(Case(name, f"{snake(name)}[{i}]", each, data))
    if most is None or len(found) <= most:
        return found
    return [found[i * len(found) // most] for i in range(most)]


def random_pipelines(data, every=1):
    all_cases = fixture("random_pipelines")["cases"]
    for i, each in enumerate(all_cases):
        if i % every == 0 and not each["expect"].get("error") and "refused" not in each["expect"]:
            yield Case(each["of"], f"random_pipelines[{i}]", each, data)
