#pragma once

#include "impute/simple_imputer.h"

namespace keepfit {

/// Replace a missing value by the mean of that column in the nearest training rows, near in the columns that both have.
/// Tight: equal to scikit-learn to 1e-9. Of equally near rows those count that NumPy's selection leaves first (models
/// of engines before 0.3.0: the earlier ones), unless rounding in scikit-learn's inner products tells them apart.
class KNNImputer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  RowMatrix fit_X_;
  MissingFeatures indicator_;
  std::string ties_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  /// Per column: does any training row have a value?
  std::vector<char> known() const;
};

}  // namespace keepfit
