#include "neighbors/k_neighbors_regressor.h"

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"
#include "neighbors/nearest.h"

namespace keepfit {

KEEPFIT_REGISTER(KNeighborsRegressor)

KEEPFIT_SMALL const Declaration& KNeighborsRegressor::declared() {
  static const Declaration d{
      .name = "KNeighborsRegressor",
      .module = "neighbors",
      .doc = "The mean target of the nearest training rows, which it keeps.",
      .kind = Kind::kRegressor,
      .exactness =
          {Exactness::kTight,
           "Sums in another order; where scikit-learn takes distances from inner products, the last bits decide."},
      .traits = {.needs_target = true, .holds_training_rows = true},
      .params = neighbors::params(),
      .first = "n_neighbors weights metric p",
      .fitted = {field<&KNeighborsRegressor::fit_X_>("fit_X_", {"n_samples_fit_", "n_features_in_"},
                                                     "The training rows."),
                 field<&KNeighborsRegressor::fit_y_>("fit_y_", {"n_samples_fit_"}, "Target of each training row."),
                 field<&KNeighborsRegressor::n_samples_fit_>("n_samples_fit_", {}, "Number of training rows."),
                 field<&KNeighborsRegressor::effective_metric_>("effective_metric_", {},
                                                                "Distance that metric and p stand for."),
                 neighbors::method_field<KNeighborsRegressor>(), neighbors::rows_field<KNeighborsRegressor>()},
      .unsupported = {"leaf_size", "metric_params", "n_jobs"},
      .unsupported_methods = {"kneighbors", "kneighbors_graph"},
      .create = &create<KNeighborsRegressor>};
  return d;
}

void KNeighborsRegressor::do_fit(const Table& X, const Column* y, const Context&) {
  neighbors::require_enough_rows(name(), param("n_neighbors").integer(), X.rows());
  fit_y_ = numeric_target(name(), *y);
  fit_X_ = X.numbers();
  n_samples_fit_ = X.rows();
  neighbors::warn_of_exponent(*this);
  const neighbors::Metric metric = neighbors::metric_of(param("metric").text(), param("p").number());
  effective_metric_ = metric.name;
  neighbors::choose_search(*this, fit_X_, metric, fit_method_, tree_rows_);
}

Column KNeighborsRegressor::do_predict(const Table& X) const {
  const Index n = X.rows(), k = param("n_neighbors").integer();
  const neighbors::Neighbours found =
      neighbors::nearest(fit_X_, X.numbers(), k, neighbors::metric_of(param("metric").text(), param("p").number()),
                         fit_method_, tree_rows_);
  const bool by_distance = param("weights").is("distance");
  Vector out(n);
  std::vector<double> weights(static_cast<size_t>(k), 1.0);
  for (Index i = 0; i < n; ++i) {
    if (by_distance) neighbors::weigh(&found.distances[static_cast<size_t>(i * k)], k, weights);
    double sum = 0, total = 0;
    for (Index l = 0; l < k; ++l) {
      sum += fit_y_[found.rows[static_cast<size_t>(i * k + l)]] * weights[static_cast<size_t>(l)];
      total += weights[static_cast<size_t>(l)];
    }
    out[i] = sum / total;
  }
  return Column::of_numbers(out);
}

void KNeighborsRegressor::check_fitted() const {
  neighbors::audit(fit_X_, param("n_neighbors").integer(), effective_metric_,
                   neighbors::metric_of(param("metric").text(), param("p").number()).name, fit_method_, tree_rows_);
  if (n_samples_fit_ != fit_X_.rows())
    audit::refuse("n_samples_fit_", "n_samples_fit_ must be the number of rows of fit_X_.");
  audit::finite("fit_y_", fit_y_);
}

}  // namespace keepfit
