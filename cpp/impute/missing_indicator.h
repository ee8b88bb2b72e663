#pragma once

#include "core/estimator.h"

namespace keepfit {

/// 1 where a value is missing, 0 elsewhere, for the columns that had missing values in fit or for all. Exact: equal to
/// scikit-learn bit for bit.
class MissingIndicator final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::vector<int32_t> features_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
