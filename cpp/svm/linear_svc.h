#pragma once

#include "linear_model/linear_classifier.h"

namespace keepfit {

/// Linear support vector classifier with an L2 penalty, also on the intercept (less so with a larger
/// intercept_scaling); more than two classes are trained one against the rest. Exactness: the dual solver equals
/// scikit-learn's (LIBLINEAR's) bit for bit. The primal one is Newton's method, run to the optimum, which
/// scikit-learn's reaches to 1e-6 with a small tol; n_iter_ counts its own steps. random_state=None is the seed 0.
class LinearSVC final : public LinearClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  int64_t n_iter_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
};

}  // namespace keepfit
