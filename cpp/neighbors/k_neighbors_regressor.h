#pragma once

#include "core/estimator.h"

namespace keepfit {

/// The mean target of the nearest training rows, or their mean weighted by 1 / distance.
/// The model is made of its training rows. Every training row is compared with; of equally near rows the earlier one is
/// nearer. Exactness: scikit-learn's predictions to 1e-10, where the k-th neighbour is not (nearly) as far away as the
/// next: its own order of ties depends on its tree, and in more than 15 columns it computes distances from inner
/// products, with larger errors.
class KNeighborsRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  RowMatrix fit_X_;
  Vector fit_y_;
  int64_t n_samples_fit_ = 0;
  std::string effective_metric_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
