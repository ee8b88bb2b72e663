#pragma once

#include "linear_model/linear_classifier.h"

namespace keepfit {

/// Linear classifier trained row by row; more than two classes are trained one against the rest.
/// Exactness: coef_, intercept_ and n_iter_ equal scikit-learn's bit for bit, but for loss='log_loss' (logarithms) and
/// learning_rate='invscaling' (powers), which agree to 1e-9. random_state=None is the seed 0.
class SGDClassifier final : public LinearClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  int64_t n_iter_ = 0;
  double t_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
};

}  // namespace keepfit
