#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Scale columns to a range: z = x * scale + min. Missing values are left out of the statistics and stay missing;
/// constant columns go to the lower end of the range.
class MinMaxScaler final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  Vector min_, scale_, data_min_, data_max_, data_range_;
  int64_t n_samples_seen_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;

 private:
  std::pair<double, double> range() const;
};

}  // namespace keepfit
