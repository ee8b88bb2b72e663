#pragma once

#include "core/estimator.h"

namespace keepfit {

class LogisticLoss;

/// Logistic regression with an L2 penalty: minimises mean(log loss) + |coef|^2 / (2 C n); the intercept is not penalised. Two
/// classes share one vector of coefficients, more classes form one multinomial model.
/// 'lbfgs' takes the steps of scikit-learn's solver; 'newton-cholesky' (Newton's method, the whole matrix of second derivatives)
/// ends closer to the optimum. C = inf means no penalty. Rows are weighted by class_weight.
/// A fit that stops at max_iter is kept; n_iter_ equals max_iter then.
class LogisticRegression final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  bool can_decision_function() const override { return true; }

  RowMatrix coef_;
  Vector intercept_;
  std::vector<int32_t> n_iter_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
