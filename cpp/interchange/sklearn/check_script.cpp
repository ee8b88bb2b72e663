// Python that asks scikit-learn what the proof asked the model.
#include <cmath>

#include "interchange/json.h"
#include "interchange/sklearn/giving.h"
#include "interchange/sklearn/write.h"

namespace keepfit::interchange {

namespace {

/// JSON's texts are Python's, too.
std::string literal(const Value& value) {
  if (value.is_null()) return "nan";  // a missing text
  if (const auto* number = value.get_if<double>())
    return std::isfinite(*number) ? repr(*number) : std::isnan(*number) ? "nan" : *number > 0 ? "inf" : "-inf";
  return to_json(value);
}

template <class Each>
std::string list_of(size_t count, Each each) {
  std::string out = "[";
  for (size_t i = 0; i < count; ++i) out += (i ? ", " : "") + each(i);
  return out + "]";
}

/// A column, an array or a table of the proof as lists.
std::string cells_of(const Value& values) {
  if (const Value* columns = values.find("columns")) {
    std::string out = "[";
    for (const Value& column : columns->list())
      out += (out.size() > 1 ? ",\n     " : "") + cells_of(column.list().at(1));
    return out + "]";
  }
  if (const auto* array = values.get_if<Array>()) {
    const std::vector<double> all = array->to_vector<double>();
    const size_t width = array->shape.size() == 2 ? array->shape[1] : 1;
    if (array->shape.size() < 2) return list_of(all.size(), [&](size_t i) { return literal(all[i]); });
    return list_of(array->shape[0],
                   [&](size_t i) { return list_of(width, [&](size_t k) { return literal(all[i * width + k]); }); });
  }
  const Value::List& known = values.at("categories").list();
  const std::vector<int32_t> codes = values.at("codes").array().to_vector<int32_t>();
  return list_of(codes.size(), [&](size_t i) {
    const auto code = static_cast<size_t>(codes[i]);
    return literal(codes[i] >= 0 && code < known.size() ? known[code] : Value());
  });
}

constexpr const char* kTop = R"PY("""Asks scikit-learn what Keepfit's proof asked the model, and compares the answers.

    python check.py [model.skops]

Counts what is equal, what is within 1e-13 of the largest number of an answer, and what is near it, as sums are in which
digits cancel. Exits with 0 where that is all, with 1 where something differs, with 2 where the file was not loaded.
"""

import sys

import numpy as np
import sklearn
import skops
from skops.io import get_untrusted_types, load

nan, inf = float("nan"), float("inf")
)PY";

constexpr const char* kBottom = R"PY(

def given():
    if not NAMED:
        return np.column_stack([values for _, values in X])
    import pandas

    return pandas.DataFrame(
        {name: pandas.Series(values, dtype=object if name in TEXTS else float) for name, values in X}
    )


def table(method, values):
    """Rows of cells."""
    if method == "transform":  # column by column
        return [list(row) for row in zip(*values)] if values else [[] for _ in range(ROWS)]
    return [list(row) if isinstance(row, (list, tuple)) else [row] for row in values]


def is_missing(cell):
    return cell is None or cell != cell


def compared(got, wanted):
    """How many cells are equal, within 1e-13, near, and different; and how far the farthest number is away."""
    numbers = [abs(c) for row in wanted for c in row if not isinstance(c, str) and abs(c) < inf]
    scale = max(numbers, default=0.0) or 1.0
    counts, farthest = [0, 0, 0, 0], 0.0
    for row, asked in zip(got, wanted):
        for cell, should in zip(row, asked):
            if is_missing(should) or is_missing(cell):
                counts[0 if is_missing(should) and is_missing(cell) else 3] += 1
            elif cell == should:
                counts[0] += 1
            elif isinstance(should, str) or isinstance(cell, str) or abs(should) == inf:
                counts[3] += 1
            else:
                away = abs(float(cell) - should) / scale
                farthest = max(farthest, away)
                counts[1 if away <= 1e-13 else 2 if away <= NEAR else 3] += 1
    return counts, farthest


def main():
    file = sys.argv[1] if len(sys.argv) > 1 else "model.skops"
    print(f"scikit-learn {sklearn.__version__}, skops {skops.__version__}; written for scikit-learn {WRITTEN}")
    more = sorted(set(get_untrusted_types(file=file)) - set(TRUSTED))
    if more:
        print(f"{file} asks to trust more than it was written with: {', '.join(more)}. It was not loaded.")
        return 2
    model = load(file, trusted=TRUSTED)
    different = 0
    for method, values in ANSWERS:
        wanted = table(method, values)
        try:
            answer = getattr(model, method)(given())
        except Exception as error:
            print(f"{method}: {type(error).__name__}: {error}")
            different += 1
            continue
        answer = np.asarray(answer.toarray() if hasattr(answer, "toarray") else answer)
        got = [list(row) if answer.ndim > 1 else [row] for row in answer.tolist()]
        if len(got) != len(wanted) or any(len(a) != len(b) for a, b in zip(got, wanted)):
            print(f"{method}: {answer.shape} in place of {len(wanted)} rows of {len(wanted[0])}")
            different += 1
            continue
        counts, farthest = compared(got, wanted)
        words = ", ".join(f"{n} {word}" for n, word in zip(counts, ["equal", "within 1e-13", "near", "different"]))
        print(f"{method}: {len(wanted)} rows, {words}; farthest {farthest:.2g}")
        different += counts[3]
    print("Different." if different else "Equal.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
)PY";

}  // namespace

std::string python_list(const std::set<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + literal(text);
  return out + "]";
}

std::string check_script(const Value& step, const Value& proof, const std::set<std::string>& trusted, double near) {
  const Value& X = proof.at("X");
  std::string out = kTop;
  std::set<std::string> texts;
  std::string columns, answers;
  for (const Value& column : X.at("columns").list()) {
    const std::string& name = column.list().at(0).text();
    if (!column.list().at(1).get_if<Array>()) texts.insert(name);
    columns += "    (" + literal(name) + ", " + cells_of(column.list().at(1)) + "),\n";
  }
  for (const Value& output : proof.at("outputs").list()) {
    if (!output.at("step").is("")) continue;
    answers += "    (" + literal(output.at("method")) + ",\n     " + cells_of(output.at("output")) + "),\n";
  }
  const bool named = !step.at("fitted").at("feature_names_in_").list().empty() || !texts.empty();
  out += "WRITTEN = \"" + std::string(kWrittenVersion) + "\"\nTRUSTED = " + python_list(trusted) +
         "\nNAMED = " + (named ? "True" : "False") + "\nTEXTS = " + python_list(texts) + "\nNEAR = " + repr(near) +
         "\nROWS = " + std::to_string(X.at("rows").integer()) + "\nX = [\n" + columns + "]\nANSWERS = [\n" + answers +
         "]\n";
  return out + kBottom;
}

}  // namespace keepfit::interchange
