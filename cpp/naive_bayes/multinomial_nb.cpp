#include "naive_bayes/multinomial_nb.h"

#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(MultinomialNB)

KEEPFIT_SMALL const Declaration& MultinomialNB::declared() {
  static const Declaration d{
      .name = "MultinomialNB",
      .module = "naive_bayes",
      .doc = "Naive Bayes for counts, such as words in a text.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kTight,
                    "Where alpha is 0 and a probability too, scikit-learn keeps an infinite logarithm; the engine "
                    "refuses the fit."},
      .traits = {.needs_target = true, .probabilities = true, .needs_non_negative = true, .sample_weight = true},
      .params = with_priors({{"alpha",
                              1.0,
                              {constraint::real("[0, inf)"), constraint::list()},
                              "Added to every count; a number, or one per column."}}),
      .fitted = {fields::classes(), class_count_field(), class_log_prior_field(),
                 field<&MultinomialNB::feature_count_>("feature_count_", {"n_classes", "n_features_in_"},
                                                       "Sum of each column in each class."),
                 field<&MultinomialNB::feature_log_prob_>("feature_log_prob_", {"n_classes", "n_features_in_"},
                                                          "Logarithm of each column's share in each class.")},
      .unsupported = {},
      .unsupported_methods = {"partial_fit", "predict_joint_log_proba", "predict_log_proba"},
      .create = &create<MultinomialNB>};
  return d;
}

void MultinomialNB::do_fit(const Table& X, const Column* y, const Context&) {
  for (Index j = 0; j < X.columns(); ++j) {
    for (Index i = 0; i < X.rows(); ++i) {
      if (X.numbers()(i, j) < 0) {
        throw about("negative_values", X, j,
                    "MultinomialNB needs counts, but " + X.label(j) + " has a negative value in " + row_text(i) + ".",
                    "Use GaussianNB for measurements, or scale the columns to [0, 1] with MinMaxScaler.")
            .in_row(i);
      }
    }
  }
  count(X.numbers(), *y);
  const RowMatrix smoothed = feature_count_.rowwise() + smoothing().transpose();
  feature_log_prob_.resize(smoothed.rows(), smoothed.cols());
  for (Index c = 0; c < smoothed.rows(); ++c) {
    const double total = math::log(numerics::sum_pairwise(smoothed.row(c).data(), smoothed.cols()));
    for (Index j = 0; j < smoothed.cols(); ++j) feature_log_prob_(c, j) = math::log(smoothed(c, j)) - total;
  }
  require_finite(feature_log_prob_);
}

RowMatrix MultinomialNB::joint_log_likelihood(const Matrix& X) const {
  return numerics::linear_scores(X, feature_log_prob_, class_log_prior_);
}

}  // namespace keepfit
