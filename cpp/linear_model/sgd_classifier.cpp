#include "linear_model/sgd_classifier.h"

#include <algorithm>

#include "core/class_weight.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/stochastic_gradient.h"

namespace keepfit {

KEEPFIT_REGISTER(SGDClassifier)

namespace {

KEEPFIT_SMALL std::vector<Param> params_of_classifier() {
  std::vector<Param> params{
      {"loss",
       "hinge",
       {constraint::options({"hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron", "squared_error",
                             "huber", "epsilon_insensitive", "squared_epsilon_insensitive"})},
       "What is minimised: 'hinge' makes a linear SVM, 'log_loss' a logistic regression."}};
  for (Param& p : sgd::common_params("l2", Value())) params.push_back(std::move(p));
  params.push_back(
      {"epsilon", 0.1, {constraint::real("[0, inf)")}, "Width of the losses 'huber' and '..._insensitive'."});
  params.push_back({"learning_rate",
                    "optimal",
                    {constraint::options({"constant", "optimal", "invscaling", "adaptive"})},
                    "How the step size falls."});
  params.push_back({"eta0", 0.01, {constraint::real("(0, inf)")}, "First step size; not used by 'optimal'."});
  params.push_back({"power_t", 0.5, {constraint::real("[0, inf)")}, "Exponent of learning_rate='invscaling'."});
  params.push_back(param::class_weight());
  params.push_back(sgd::average_param());
  return params;
}

}  // namespace

namespace {

Listed<Example> examples() { return {{"early_stopping", {true}, {{"validation_fraction", 0.3}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& SGDClassifier::declared() {
  static const Declaration d{
      .name = "SGDClassifier",
      .module = "linear_model",
      .doc = "Linear classifier trained row by row (stochastic gradient descent).",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kExact,
                    "Exponentials and powers are the engine's own.",
                    {{Exactness::kTight, {"predict_proba", "decision_function"}},
                     {Exactness::kTight, {}, "loss", {"log_loss"}},
                     {Exactness::kTight, {}, "learning_rate", {"invscaling"}}}},
      .traits = {.needs_target = true, .sample_weight = true},
      .traits_when = {{&Traits::probabilities, true, "loss", {"log_loss", "modified_huber"}}},
      .params = params_of_classifier(),
      .first = "loss penalty alpha learning_rate max_iter",
      .fitted = {fields::classes(), coef_field(), intercept_field(),
                 field<&SGDClassifier::n_iter_>("n_iter_", {}, "Passes over the rows; the largest of all classes."),
                 field<&SGDClassifier::t_>("t_", {}, "Number of steps, plus 1.")},
      .examples = &examples,
      .unsupported = {"warm_start", "verbose", "n_jobs"},
      .unsupported_methods = {"partial_fit", "predict_log_proba"},
      .create = &create<SGDClassifier>};
  return d;
}

void SGDClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const sgd::Options options = sgd::options_of(*this, sgd::loss_of(param("loss").text()));
  const std::vector<int32_t> codes = encode_target(*y);
  n_iter_ =
      sgd::fit_classes(X.numbers(), codes, sample_weight(), sgd::rows_aside_of(*this, X.rows(), y, sample_weight()),
                       class_weights(*this, param("class_weight"), codes), options, param("random_state"), coef_,
                       intercept_, name(), context);
  t_ = 1.0 + static_cast<double>(n_iter_) * static_cast<double>(X.rows());
  require_finite_weights();
}

RowMatrix SGDClassifier::do_predict_proba(const Table& X) const {
  RowMatrix s = scores(X);
  if (param("loss").is("log_loss")) return one_vs_rest_probabilities(std::move(s));
  const Index n = s.rows(), k = s.cols();
  for (Index i = 0; i < s.size(); ++i) s.data()[i] = (std::min(std::max(s.data()[i], -1.0), 1.0) + 1.0) / 2.0;
  if (k == 1) {
    RowMatrix out(n, 2);
    for (Index i = 0; i < n; ++i) {
      out(i, 0) = 1.0 - s(i, 0);
      out(i, 1) = s(i, 0);
    }
    return out;
  }
  for (Index i = 0; i < n; ++i) {
    double* row = s.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] = sum == 0 ? 1.0 / static_cast<double>(k) : row[c] / sum;
  }
  return s;
}

}  // namespace keepfit
