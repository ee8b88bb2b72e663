#pragma once

#include "linear_model/linear_classifier.h"

namespace keepfit {

/// Linear discriminant analysis by singular values: classes are normal with one covariance. A classifier that also
/// transforms, to the directions that separate the classes best (whose signs are arbitrary). Exactness: coefficients
/// and probabilities equal scikit-learn's to 1e-8 on well-conditioned data.
class LinearDiscriminantAnalysis final : public LinearClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_transform() const override { return true; }

  Vector priors_, xbar_, explained_variance_ratio_;
  RowMatrix means_, scalings_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
  Index fewest_classes() const override { return 1; }
};

}  // namespace keepfit
