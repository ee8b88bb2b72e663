#pragma once

#include "core/estimator.h"

namespace keepfit {

/// The directions along which the rows, not centred, are longest. Converged: the exact solution, which scikit-learn's
/// solvers approach (to 1e-8 with 'arpack', or where 'randomized' samples all directions).
class TruncatedSVD final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  RowMatrix components_;
  Vector explained_variance_, explained_variance_ratio_, singular_values_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
