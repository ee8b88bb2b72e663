#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Classes by vote of the nearest training rows; of equal votes the first class wins.
/// The model is made of its training rows. Every training row is compared with; of equally near rows the earlier one is
/// nearer. Exactness: scikit-learn's predictions to 1e-10, where the k-th neighbour is not (nearly) as far away as the
/// next: its own order of ties depends on its tree, and in more than 15 columns it computes distances from inner
/// products, with larger errors.
class KNeighborsClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  RowMatrix fit_X_;
  std::vector<int32_t> fit_y_;
  int64_t n_samples_fit_ = 0;
  std::string effective_metric_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
