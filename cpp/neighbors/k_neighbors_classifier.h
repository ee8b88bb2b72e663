#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Classes by vote of the nearest training rows; of equal votes the first class wins.
/// The model is made of its training rows. Of equally near rows those count that scikit-learn's search keeps (models of
/// engines before 0.3.0: the earlier ones). Exactness: scikit-learn's predictions to 1e-10, but where it computes
/// distances from inner products (brute force by Euclid's distance), whose rounding tells equals apart.
class KNeighborsClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  RowMatrix fit_X_;
  std::vector<int32_t> fit_y_;
  int64_t n_samples_fit_ = 0;
  std::string effective_metric_, fit_method_;
  std::vector<int32_t> tree_rows_;  // for a tree

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
