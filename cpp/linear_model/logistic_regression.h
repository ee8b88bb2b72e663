#pragma once

#include "linear_model/linear_classifier.h"

namespace keepfit {

/// Logistic regression: minimises mean(log loss) + ((1 - l1_ratio) |coef|^2 / 2 + l1_ratio |coef|_1) / (C n); the
/// intercept is not penalised (but by solver='liblinear'). Two classes share one vector of coefficients, more classes
/// form one multinomial model. Rows are weighted by sample_weight and class_weight; n is then the sum of the weights. C
/// = inf means no penalty. Every solver of scikit-learn has a name here, and what it minimises is what that one
/// minimises; the methods are three:
/// - 'lbfgs': the very steps of scikit-learn's solver.
/// - 'newton-cholesky', and for the L2 penalty also 'newton-cg', 'sag', 'saga' and 'liblinear': Newton's method with
/// the whole matrix
///   of second derivatives (L-BFGS for more than 1000 parameters).
/// - the L1 penalty of 'saga' and 'liblinear': Newton's method with coordinate descent inside.
/// Exactness: 'lbfgs' tight on scaled data, n_iter_ included; all others converged: the optimum, to 1e-6 of what
/// scikit-learn's solver reaches with a small tol; n_iter_ counts the engine's own steps. None of them draws random
/// numbers. With the L1 penalty alone and an even number of classes above two the optimum need not be unique. A fit
/// that stops at max_iter is kept; n_iter_ equals max_iter then.
class LogisticRegression final : public LinearClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::vector<int32_t> n_iter_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
};

}  // namespace keepfit
