#include "linear_model/ridge_targets.h"

#include "core/class_weight.h"

namespace keepfit {

Matrix RidgeTargets::targets(const Column& y, Vector& weights) {
  const std::vector<int32_t> codes = encode_target(y);
  const std::vector<double> by_row = row_weights(*this, param("class_weight"), codes, sample_weight(), nullptr);
  const auto n = static_cast<Index>(codes.size()), k = static_cast<Index>(classes_.size());
  weights = Eigen::Map<const Vector>(by_row.data(), static_cast<Index>(by_row.size()));
  if (weights.size()) total_weight(*this, weights);

  Matrix out = Matrix::Constant(n, k > 2 ? k : 1, -1.0);
  for (Index i = 0; i < n; ++i) {
    const Index own = codes[static_cast<size_t>(i)];
    if (k > 2) out(i, own) = 1.0;
    else if (own == 1) out(i, 0) = 1.0;
  }
  return out;
}

void RidgeTargets::take(LinearFits fits) {
  coef_ = std::move(fits.coef);
  intercept_ = std::move(fits.intercept);
  require_finite_weights();
}

}  // namespace keepfit
