"""Writes the sample data sets of the playground: web/playground/data/<name>.csv and its sidecar <name>.json.

The numbers are the ones scikit-learn ships (shortest text that reads back as the same double), so a model fitted on
the file agrees with one fitted on `sklearn.datasets`. Penguins come from the palmerpenguins package.
"""

import csv
import importlib.util
import json
from pathlib import Path

from sklearn import datasets

OUT = Path(__file__).resolve().parents[2] / "web" / "playground" / "data"


def number(text_or_float):
    """Shortest text that reads back as the same double; whole numbers without a trailing .0."""
    value = float(text_or_float)
    return str(int(value)) if value.is_integer() else repr(value)


def column(name, kind="number", unit=None):
    return {"name": name, "kind": kind, **({"unit": unit} if unit else {})}


def write(meta, rows):
    header = [c["name"] for c in meta["columns"]]
    with open(OUT / f"{meta['name']}.csv", "w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    columns = ",\n    ".join(json.dumps(c, ensure_ascii=False) for c in meta["columns"])
    head = {k: v for k, v in meta.items() if k != "columns"}
    body = json.dumps(head, indent=2, ensure_ascii=False)[:-2]
    (OUT / f"{meta['name']}.json").write_text(f'{body},\n  "columns": [\n    {columns}\n  ]\n}}\n', encoding="utf-8")


def bundled(meta, bunch, columns, target):
    """A data set of scikit-learn: its feature matrix, then the target (class names, or numbers)."""
    names = getattr(bunch, "target_names", None)
    rows = [
        [*map(number, x), number(y) if names is None else str(names[int(y)])] for x, y in zip(bunch.data, bunch.target)
    ]
    write({**meta, "columns": [*columns, target]}, rows)


def iris():
    bundled(
        {
            "name": "iris",
            "title": "Iris flowers",
            "source": "Measurements by E. Anderson, published by R. A. Fisher (1936); the copy bundled with scikit-learn, "
            "which follows Fisher's paper (the UCI Machine Learning Repository's copy differs in two flowers)",
            "licence": "CC BY 4.0 (UCI Machine Learning Repository)",
            "citation": "Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics "
            "7(2), 179-188. Iris, UCI Machine Learning Repository, doi:10.24432/C56C76",
            "target": "species",
            "task": "classification",
        },
        datasets.load_iris(),
        [column(n, unit="cm") for n in ("sepal_length", "sepal_width", "petal_length", "petal_width")],
        column("species", "text"),
    )


def wine():
    bunch = datasets.load_wine()
    bundled(
        {
            "name": "wine",
            "title": "Wines of three cultivars",
            "source": "Chemical analysis of wines grown in one region of Italy (M. Forina et al.), UCI Machine Learning "
            "Repository; the copy bundled with scikit-learn",
            "licence": "CC BY 4.0 (UCI Machine Learning Repository)",
            "citation": "Aeberhard, S. and Forina, M. (1992). Wine. UCI Machine Learning Repository, doi:10.24432/C5PC7J",
            "target": "cultivar",
            "task": "classification",
        },
        bunch,
        [column(n) for n in bunch.feature_names],
        column("cultivar", "text"),
    )


def breast_cancer():
    bunch = datasets.load_breast_cancer()
    bundled(
        {
            "name": "breast_cancer",
            "title": "Breast cancer (Wisconsin, diagnostic)",
            "source": "Features of cell nuclei in digitised images of fine needle aspirates (W. H. Wolberg, W. N. Street, "
            "O. L. Mangasarian), UCI Machine Learning Repository; the copy bundled with scikit-learn",
            "licence": "CC BY 4.0 (UCI Machine Learning Repository)",
            "citation": "Wolberg, W., Mangasarian, O., Street, N. and Street, W. (1993). Breast Cancer Wisconsin "
            "(Diagnostic). UCI Machine Learning Repository, doi:10.24432/C5DW2B",
            "target": "diagnosis",
            "task": "classification",
        },
        bunch,
        [column(str(n)) for n in bunch.feature_names],
        column("diagnosis", "text"),
    )


def diabetes():
    units = {"age": "years", "bmi": "kg/m2", "bp": "mm Hg", "s1": "mg/dl", "s2": "mg/dl", "s3": "mg/dl", "s6": "mg/dl"}
    bunch = datasets.load_diabetes(scaled=False)
    bundled(
        {
            "name": "diabetes",
            "title": "Diabetes progression after one year",
            "source": "442 patients, from the LARS paper of B. Efron, T. Hastie, I. Johnstone and R. Tibshirani; the raw "
            "(unscaled) copy bundled with scikit-learn. sex is coded 1 and 2; s1 to s6 are total cholesterol, "
            "LDL, HDL, total cholesterol / HDL, log of triglycerides, and blood sugar",
            "licence": "None stated by the authors; redistributed with scikit-learn (BSD-3-Clause)",
            "citation": "Efron, B., Hastie, T., Johnstone, I. and Tibshirani, R. (2004). Least Angle Regression. Annals of "
            "Statistics 32(2), 407-499",
            "target": "progression",
            "task": "regression",
        },
        bunch,
        [column(n, unit=units.get(n)) for n in bunch.feature_names],
        column("progression"),
    )


def penguins():
    package = Path(importlib.util.find_spec("palmerpenguins").origin).parent
    with open(package / "data" / "penguins.csv", newline="", encoding="utf-8") as f:
        records = list(csv.DictReader(f))
    text = ("species", "island", "sex")
    columns = [
        column("species", "text"),
        column("island", "text"),
        column("bill_length_mm", unit="mm"),
        column("bill_depth_mm", unit="mm"),
        column("flipper_length_mm", unit="mm"),
        column("body_mass_g", unit="g"),
        column("sex", "text"),
        column("year"),
    ]

    def cell(record, name):
        value = record[name]
        if value in ("", "NA"):
            return ""
        return value if name in text else number(value)

    write(
        {
            "name": "penguins",
            "title": "Palmer penguins",
            "source": "palmerpenguins by A. M. Horst, A. P. Hill and K. B. Gorman; collected by K. B. Gorman and the "
            "Palmer Station, Antarctica LTER. Empty cells are missing values",
            "licence": "CC0 1.0",
            "citation": "Horst, A. M., Hill, A. P. and Gorman, K. B. (2020). palmerpenguins: Palmer Archipelago "
            "(Antarctica) penguin data, doi:10.5281/zenodo.3960218. Gorman, K. B., Williams, T. D. and "
            "Fraser, W. R. (2014). PLoS ONE 9(3), e90081",
            "target": "species",
            "task": "classification",
            "columns": columns,
        },
        [[cell(r, c["name"]) for c in columns] for r in records],
    )


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (iris, wine, breast_cancer, diabetes, penguins):
        make()


if __name__ == "__main__":
    main()
