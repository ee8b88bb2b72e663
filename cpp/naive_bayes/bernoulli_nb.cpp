#include "naive_bayes/bernoulli_nb.h"

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(BernoulliNB)

KEEPFIT_SMALL const Declaration& BernoulliNB::declared() {
  static const Declaration d{
      .name = "BernoulliNB",
      .module = "naive_bayes",
      .doc = "Naive Bayes for yes/no columns.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kTight,
                    "Where alpha is 0 and a probability too, scikit-learn keeps an infinite logarithm; the engine "
                    "refuses the fit."},
      .traits = {.needs_target = true, .probabilities = true, .sample_weight = true},
      .params = with_priors({{"alpha", 1.0, {constraint::real("[0, inf)")}, "Added to every count."},
                             {"binarize",
                              0.0,
                              {constraint::real("[0, inf)")},
                              "Values above it are yes; 0.5 leaves columns of 0 and 1 as they are."}}),
      .first = "alpha binarize",
      .fitted = {fields::classes(), class_count_field(), class_log_prior_field(),
                 field<&BernoulliNB::feature_count_>("feature_count_", {"n_classes", "n_features_in_"},
                                                     "Rows of each class in which a column is yes."),
                 field<&BernoulliNB::feature_log_prob_>(
                     "feature_log_prob_", {"n_classes", "n_features_in_"},
                     "Logarithm of the probability that a column is yes in a class.")},
      .unsupported = {},
      .unsupported_methods = {"partial_fit", "predict_joint_log_proba", "predict_log_proba"},
      .create = &create<BernoulliNB>};
  return d;
}

Matrix BernoulliNB::binarized(const Matrix& X) const { return (X.array() > param("binarize").number()).cast<double>(); }

RowMatrix BernoulliNB::log_of_no() const {
  RowMatrix out(feature_log_prob_.rows(), feature_log_prob_.cols());
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = math::log(1.0 - math::exp(feature_log_prob_.data()[i]));
  return out;
}

void BernoulliNB::do_fit(const Table& X, const Column* y, const Context&) {
  count(binarized(X.numbers()), *y);
  const Vector alpha = smoothing();
  feature_log_prob_.resize(feature_count_.rows(), feature_count_.cols());
  for (Index c = 0; c < feature_count_.rows(); ++c) {
    for (Index j = 0; j < feature_count_.cols(); ++j) {
      feature_log_prob_(c, j) =
          math::log(feature_count_(c, j) + alpha[j]) - math::log(class_count_[c] + alpha[j] * 2.0);
    }
  }
  require_finite(feature_log_prob_);
  require_finite(log_of_no());
}

RowMatrix BernoulliNB::joint_log_likelihood(const Matrix& X) const {
  const RowMatrix no = log_of_no(), difference = feature_log_prob_ - no;
  Vector constant(no.rows());
  for (Index c = 0; c < no.rows(); ++c)
    constant[c] = class_log_prior_[c] + numerics::sum_pairwise(no.row(c).data(), no.cols());
  return numerics::linear_scores(binarized(X), difference, constant);
}

void BernoulliNB::check_fitted() const {
  DiscreteNaiveBayes::check_fitted();
  if (!log_of_no().allFinite()) {
    audit::refuse("feature_log_prob_", "feature_log_prob_ must hold logarithms of probabilities below 1.");
  }
}

}  // namespace keepfit
