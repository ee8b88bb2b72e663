// Classifier of core/estimator.h, and what targets must be.
#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/estimator.h"
#include "core/many_classes.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

void warn_of_many_classes(size_t classes, size_t rows) {
  if (classes < 3 || rows <= 20 || static_cast<double>(classes) <= std::nearbyint(0.5 * static_cast<double>(rows)))
    return;
  warn("UserWarning",
       "y holds " + counted(static_cast<int64_t>(classes), "class", "classes") + " in " +
           counted(static_cast<int64_t>(rows), "row") +
           ", which looks like numbers to be predicted rather than classes.",
       "Use a regressor, or group the classes.");
}

std::vector<int32_t> Classifier::encode_target(const Column& y) {
  Encoded encoded = encode(y, false);
  for (size_t i = 0; i < encoded.codes.size(); ++i) {
    if (encoded.codes[i] < 0) {
      throw Error("bad_target", "y", "The target has a missing value in " + row_text(static_cast<int64_t>(i)) + ".",
                  "Drop the rows without a label before fitting.")
          .in_row(static_cast<int64_t>(i));
    }
  }
  if (!encoded.labels.is_text && !encoded.labels.numbers.empty()) {
    if (std::isinf(encoded.labels.numbers.front()) || std::isinf(encoded.labels.numbers.back())) {
      throw Error("bad_target", "y", "The target has an infinite value.", "Give finite class labels.");
    }
    for (double label : encoded.labels.numbers) {
      if (label != std::floor(label)) {
        throw Error("bad_target", "y",
                    "The target of " + name() + " holds numbers that are not whole, such as " + repr(label) +
                        ": it is continuous.",
                    "Use a regressor, or give classes as whole numbers or text.");
      }
    }
  }
  classes_ = std::move(encoded.labels);
  if (static_cast<Index>(classes_.size()) < fewest_classes()) refuse_one_class(0);
  return std::move(encoded.codes);
}

void Classifier::refuse_one_class(size_t label) const {
  throw Error("one_class", "y",
              name() + " needs at least 2 classes in y, but y contains only one class: " + classes_.text(label) + ".",
              "Add rows of another class, or use DummyClassifier.");
}

void Classifier::check_fitted() const { audit::classes(classes_, fewest_classes()); }

Column Classifier::do_predict(const Table& X) const {
  const RowMatrix proba = do_predict_proba(X);
  std::vector<int32_t> codes(static_cast<size_t>(proba.rows()));
  for (Index i = 0; i < proba.rows(); ++i) {
    Index best = 0;
    for (Index k = 1; k < proba.cols(); ++k) {
      if (proba(i, k) > proba(i, best)) best = k;
    }
    codes[static_cast<size_t>(i)] = static_cast<int32_t>(best);
  }
  return decode(classes_, codes);
}

const Vector& numeric_target(const std::string& who, const Column& y) {
  if (y.is_text) {
    throw Error("bad_target", "y", who + " needs a numeric target, but y holds text.",
                "Use a classifier, or give numbers.");
  }
  for (Index i = 0; i < y.numbers.size(); ++i) {
    if (!std::isfinite(y.numbers[i])) {
      throw Error("bad_target", "y",
                  std::string("The target has ") + (std::isnan(y.numbers[i]) ? "a missing" : "an infinite") +
                      " value in " + row_text(i) + ".",
                  "Drop or mend these rows before fitting.")
          .in_row(i);
    }
  }
  return y.numbers;
}

}  // namespace keepfit
