#include "linear_model/perceptron.h"

#include "core/class_weight.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/stochastic_gradient.h"

namespace keepfit {

KEEPFIT_REGISTER(Perceptron)

namespace {

KEEPFIT_SMALL std::vector<Param> params_of_perceptron() {
  std::vector<Param> params = sgd::common_params(Value(), 0);
  params.push_back({"eta0", 1.0, {constraint::real("(0, inf)")}, "Step size."});
  params.push_back(param::class_weight());
  return params;
}

}  // namespace

namespace {

Listed<Example> examples() { return {{"early_stopping", {true}, {{"validation_fraction", 0.3}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& Perceptron::declared() {
  static const Declaration d{
      .name = "Perceptron",
      .module = "linear_model",
      .doc = "Linear classifier that learns from the rows it gets wrong.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kExact,
                    "Scores are sums whose order scikit-learn leaves to BLAS.",
                    {{Exactness::kTight, {"decision_function"}}}},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = params_of_perceptron(),
      .first = "penalty alpha eta0 max_iter",
      .fitted = {fields::classes(), coef_field(), intercept_field(),
                 field<&Perceptron::n_iter_>("n_iter_", {}, "Passes over the rows; the largest of all classes."),
                 field<&Perceptron::t_>("t_", {}, "Number of steps, plus 1.")},
      .examples = &examples,
      .unsupported = {"warm_start", "verbose", "n_jobs"},
      .unsupported_methods = {"partial_fit"},
      .create = &create<Perceptron>};
  return d;
}

void Perceptron::do_fit(const Table& X, const Column* y, const Context& context) {
  const sgd::Options options = sgd::options_of(*this, sgd::Loss::kPerceptron);
  const std::vector<int32_t> codes = encode_target(*y);
  n_iter_ =
      sgd::fit_classes(X.numbers(), codes, sample_weight(), sgd::rows_aside_of(*this, X.rows(), y, sample_weight()),
                       class_weights(*this, param("class_weight"), codes), options, param("random_state"), coef_,
                       intercept_, name(), context);
  t_ = 1.0 + static_cast<double>(n_iter_) * static_cast<double>(X.rows());
  require_finite_weights();
}

}  // namespace keepfit
