#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Cut each column into intervals, of equal width, of equal counts or around the centres of a k-means, and encode the
/// interval. Exact: equal to scikit-learn bit for bit; edges of 'kmeans' tight (1e-12).
class KBinsDiscretizer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }
  std::vector<std::pair<Index, double>> critical_values() const override;

  Value bin_edges_ = Value::List{};  // per column, ascending
  std::vector<int32_t> n_bins_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  /// The middles of the intervals; NaN for the one interval of a constant column.
  Table do_inverse_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  std::vector<int32_t> wanted_bins(Index columns) const;
  std::vector<double> edges(size_t j) const;
  bool ordinal() const { return param("encode").is("ordinal"); }
};

}  // namespace keepfit
