#include "linear_model/linear_classifier.h"

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"

namespace keepfit {

RowMatrix LinearClassifier::scores(const Table& X) const {
  return numerics::linear_scores(X.numbers(), coef_, intercept_);
}

Column LinearClassifier::do_predict(const Table& X) const {
  const RowMatrix s = scores(X);
  std::vector<int32_t> codes(static_cast<size_t>(s.rows()));
  for (Index i = 0; i < s.rows(); ++i) {
    Index best = 0;
    if (s.cols() == 1) best = s(i, 0) > 0 && classes_.size() > 1 ? 1 : 0;
    for (Index k = 1; k < s.cols(); ++k) {
      if (s(i, k) > s(i, best)) best = k;
    }
    codes[static_cast<size_t>(i)] = static_cast<int32_t>(best);
  }
  return decode(classes_, codes);
}

KEEPFIT_SMALL Field LinearClassifier::coef_field() noexcept {
  return field<&LinearClassifier::coef_>("coef_", {"n_vectors", "n_features_in_"},
                                         "Weights: one row for two classes, else one row per class.");
}

KEEPFIT_SMALL Field LinearClassifier::intercept_field() noexcept {
  return field<&LinearClassifier::intercept_>("intercept_", {"n_vectors"}, "Constants added to the decision function.");
}

void LinearClassifier::check_fitted() const {
  Classifier::check_fitted();
  const auto k = static_cast<Index>(classes_.size());
  if (coef_.rows() != (k == 2 ? 1 : k)) {
    audit::refuse("coef_", "coef_ has " + counted(coef_.rows(), "row") + ", which does not go with " +
                               counted(k, "class", "classes") + ".");
  }
  audit::finite("coef_", coef_);
  audit::finite("intercept_", intercept_);
}

void LinearClassifier::require_finite_weights() const {
  if (coef_.allFinite() && intercept_.allFinite()) return;
  throw Error("not_finite", name(), name() + " ran into numbers that are not finite.",
              "Scale the columns first, for example with StandardScaler.");
}

RowMatrix one_vs_rest_probabilities(RowMatrix scores) {
  const Index n = scores.rows(), k = scores.cols();
  math::expit(scores.data(), scores.data(), scores.size());
  if (k == 1) {
    RowMatrix out(n, 2);
    for (Index i = 0; i < n; ++i) {
      out(i, 0) = 1.0 - scores(i, 0);
      out(i, 1) = scores(i, 0);
    }
    return out;
  }
  for (Index i = 0; i < n; ++i) {
    double* row = scores.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] = sum > 0 ? row[c] / sum : 1.0 / static_cast<double>(k);
  }
  return scores;
}

}  // namespace keepfit
