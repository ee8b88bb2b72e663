#pragma once

#include "compose/bagging.h"

namespace keepfit {

/// Bagging (Breiman 1996): the same regressor fitted to rows and columns drawn at random; the answer is their mean. As
/// exact as the estimator.
class BaggingRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  std::vector<std::pair<Index, double>> critical_values() const override { return bag_.critical_values(); }

  Value oob_score_;
  Vector oob_prediction_;
  ensemble::Bag bag_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;

 private:
  const Estimator& base() const;
};

}  // namespace keepfit
