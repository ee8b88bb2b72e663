#pragma once

#include "linear_model/linear_classifier.h"

namespace keepfit {

/// The perceptron: rows that are classified wrongly move the weights; more than two classes are trained one against the
/// rest. Exactness: equal to scikit-learn's bit for bit.
class Perceptron final : public LinearClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  int64_t n_iter_ = 0;
  double t_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
};

}  // namespace keepfit
