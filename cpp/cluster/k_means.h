#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Centres that Lloyd's iteration reaches from the given ones, as KMeans(init=centres, n_init=1) would; `weights` may
/// be null.
RowMatrix k_means_centres(const Matrix& X, RowMatrix centres, const Vector* weights, const Context& context = {});

/// k-means by Lloyd's iteration from centres chosen by k-means++. A transformer that also predicts: transform gives the
/// distance to every centre, predict the number of the nearest one (the first of equally near ones). Exactness:
/// scikit-learn's draws, labels and number of iterations; centres and inertia to 1e-9, since it leaves inner products
/// to BLAS. random_state=None is the seed 0. With sample_weight rows count as so many, in the starts too.
class KMeans final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_predict() const override { return true; }

  RowMatrix cluster_centers_;
  std::vector<int32_t> labels_;
  double inertia_ = 0;
  int64_t n_iter_ = 0;
  std::string norms_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Column do_predict(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  /// |c|^2 of every centre.
  Vector squares() const;
};

}  // namespace keepfit
