#pragma once

#include "core/estimator.h"

namespace keepfit {

/// All products of columns up to a degree: 1, a, b, a^2, a b, b^2, ... Exact: equal to scikit-learn bit for bit.
class PolynomialFeatures final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  RowMatrix powers_;  // (n_output_features, n_features_in): exponents
  int64_t n_output_features_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  std::pair<int64_t, int64_t> degrees() const;
  RowMatrix exponents(Index width) const;
};

}  // namespace keepfit
