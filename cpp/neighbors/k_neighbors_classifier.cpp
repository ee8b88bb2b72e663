#include "neighbors/k_neighbors_classifier.h"

#include "core/audit.h"
#include "core/many_classes.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "neighbors/nearest.h"

namespace keepfit {

KEEPFIT_REGISTER(KNeighborsClassifier)

KEEPFIT_SMALL const Declaration& KNeighborsClassifier::declared() {
  static const Declaration d{
      .name = "KNeighborsClassifier",
      .module = "neighbors",
      .doc = "Classes by vote of the nearest training rows, which it keeps.",
      .kind = Kind::kClassifier,
      .exactness =
          {Exactness::kTight,
           "Sums in another order; where scikit-learn takes distances from inner products, the last bits decide."},
      .traits = {.needs_target = true, .probabilities = true, .holds_training_rows = true},
      .params = neighbors::params(),
      .first = "n_neighbors weights metric p",
      .fitted = {fields::classes(),
                 field<&KNeighborsClassifier::fit_X_>("fit_X_", {"n_samples_fit_", "n_features_in_"},
                                                      "The training rows."),
                 field<&KNeighborsClassifier::fit_y_>("fit_y_", {"n_samples_fit_"},
                                                      "Index of each training row's class."),
                 field<&KNeighborsClassifier::n_samples_fit_>("n_samples_fit_", {}, "Number of training rows."),
                 field<&KNeighborsClassifier::effective_metric_>("effective_metric_", {},
                                                                 "Distance that metric and p stand for."),
                 neighbors::method_field<KNeighborsClassifier>(), neighbors::rows_field<KNeighborsClassifier>()},
      .unsupported = {"leaf_size", "metric_params", "n_jobs"},
      .unsupported_methods = {"kneighbors", "kneighbors_graph"},
      .create = &create<KNeighborsClassifier>};
  return d;
}

void KNeighborsClassifier::do_fit(const Table& X, const Column* y, const Context&) {
  neighbors::require_enough_rows(name(), param("n_neighbors").integer(), X.rows());
  fit_y_ = encode_target(*y);
  warn_of_many_classes(classes_.size(), fit_y_.size());
  fit_X_ = X.numbers();
  n_samples_fit_ = X.rows();
  neighbors::warn_of_exponent(*this);
  const neighbors::Metric metric = neighbors::metric_of(param("metric").text(), param("p").number());
  effective_metric_ = metric.name;
  neighbors::choose_search(*this, fit_X_, metric, fit_method_, tree_rows_);
}

RowMatrix KNeighborsClassifier::do_predict_proba(const Table& X) const {
  const Index n = X.rows(), k = param("n_neighbors").integer();
  const bool by_distance = param("weights").is("distance");
  // Ones add up to the same in any order.
  const neighbors::Neighbours found =
      neighbors::nearest(fit_X_, X.numbers(), k, neighbors::metric_of(param("metric").text(), param("p").number()),
                         fit_method_, tree_rows_, by_distance);
  RowMatrix out = RowMatrix::Zero(n, static_cast<Index>(classes_.size()));
  std::vector<double> weights(static_cast<size_t>(k), 1.0);
  for (Index i = 0; i < n; ++i) {
    if (by_distance) neighbors::weigh(&found.distances[static_cast<size_t>(i * k)], k, weights);
    for (Index l = 0; l < k; ++l) {
      out(i, fit_y_[static_cast<size_t>(found.rows[static_cast<size_t>(i * k + l)])]) +=
          weights[static_cast<size_t>(l)];
    }
    double total = 0;
    for (Index c = 0; c < out.cols(); ++c) total += out(i, c);
    for (Index c = 0; c < out.cols(); ++c) out(i, c) /= total;
  }
  return out;
}

void KNeighborsClassifier::check_fitted() const {
  Classifier::check_fitted();
  neighbors::audit(fit_X_, param("n_neighbors").integer(), effective_metric_,
                   neighbors::metric_of(param("metric").text(), param("p").number()).name, fit_method_, tree_rows_);
  if (n_samples_fit_ != fit_X_.rows())
    audit::refuse("n_samples_fit_", "n_samples_fit_ must be the number of rows of fit_X_.");
  for (const int32_t c : fit_y_) {
    if (c < 0 || static_cast<size_t>(c) >= classes_.size())
      audit::refuse("fit_y_", "fit_y_ names a class that classes_ does not hold.");
  }
}

}  // namespace keepfit
