#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Rotate the columns so that the first ones hold as much of the variance as possible, and keep those. Converged: the
/// same directions and signs as scikit-learn, to 1e-8 where variances are apart; variances to 1e-10. The solvers that
/// scikit-learn approximates with are not used: where 'auto' means 'randomized' there, the exact solution is computed
/// here.
class PCA final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  RowMatrix components_;
  Vector explained_variance_, explained_variance_ratio_, singular_values_, mean_;
  int64_t n_components_ = 0, n_samples_ = 0;
  double noise_variance_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
