#include "compose/transformed_target_regressor.h"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "core/warnings.h"
#include "preprocessing/functions.h"

namespace keepfit {

KEEPFIT_REGISTER(TransformedTargetRegressor)

namespace {

Listed<Value> function_names() {
  const std::vector<std::string> names = functions::names();
  return std::vector<Value>(names.begin(), names.end());
}

Listed<Example> examples() {
  return {{"func", {"log1p"}, {{"inverse_func", "expm1"}}},
          {"func", {"log"}, {{"inverse_func", "exp"}}},
          {"func", {"sqrt"}, {{"inverse_func", "square"}}},
          {"func", function_names(), {{"inverse_func", "negative"}}},
          {"inverse_func", function_names(), {{"func", "log1p"}}},
          {"transformer", {example_recipe("QuantileTransformer", {{"n_quantiles", 5}})}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& TransformedTargetRegressor::declared() {
  static const Declaration d{
      .name = "TransformedTargetRegressor",
      .module = "compose",
      .doc = "A regressor that learns a transformed target; its predictions are transformed back.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kParts,
                    "",
                    {{Exactness::kConverged, {}, "regressor", {nullptr}},
                     {Exactness::kTight, {}, "func", functions::transcendental()},
                     {Exactness::kTight, {}, "inverse_func", functions::transcendental()}}},
      .traits = {.accepts_text = true,
                 .accepts_missing = true,
                 .accepts_infinite = true,
                 .needs_target = true,
                 .needs_numeric_target = true,
                 .sample_weight = true},
      .traits_when = {{&Traits::needs_positive_target, true, "func", {"log", "log1p", "reciprocal", "sqrt"}}},
      .params = {{"regressor",
                  Value(),
                  {constraint::estimator(Constraint::Role::kInner, "regressor"), constraint::none()},
                  "The regressor; None is LinearRegression."},
                 {"transformer",
                  Value(),
                  {constraint::estimator(Constraint::Role::kTarget, "transformer"), constraint::none()},
                  "What transforms the target and back, such as StandardScaler; None where functions do."},
                 {"func",
                  Value(),
                  {constraint::options(functions::names()), constraint::none()},
                  "NumPy's name of the function that the target goes through."},
                 {"inverse_func",
                  Value(),
                  {constraint::options(functions::names()), constraint::none()},
                  "The function that predictions go through; asked for with func."},
                 {"check_inverse",
                  true,
                  {constraint::boolean()},
                  "Warn where the inverse does not bring the target back; results are the same."}},
      .first = "func inverse_func",
      .fitted = {field<&TransformedTargetRegressor::regressor_>("regressor_", {},
                                                                "The fitted regressor, of the transformed target."),
                 field<&TransformedTargetRegressor::transformer_>(
                     "transformer_", {}, "The transformer fitted to the target; of functions, a FunctionTransformer.")},
      .examples = &examples,
      .unsupported = {},
      .create = &create<TransformedTargetRegressor>};
  return d;
}

const Estimator& TransformedTargetRegressor::regressor() const {
  static const std::unique_ptr<Estimator> linear = registry::create("LinearRegression");
  const auto* given = param("regressor").get_if<std::shared_ptr<Estimator>>();
  return given ? **given : *linear;
}

std::shared_ptr<Estimator> TransformedTargetRegressor::transformer() const {
  const Value &func = param("func"), &inverse = param("inverse_func");
  if (const auto* given = param("transformer").get_if<std::shared_ptr<Estimator>>()) {
    if (!func.is_null() || !inverse.is_null()) {
      throw Error("bad_parameter", name(), "transformer and func or inverse_func of " + name() + " cannot both be set.",
                  "Leave one of them out.");
    }
    if (!(*given)->can_transform() || !(*given)->can_inverse_transform()) {
      throw Error("bad_parameter", name(),
                  "transformer of " + name() + " must be a transformer with an inverse_transform, which " +
                      std::string((*given)->declaration().name) + " has not.",
                  "Use one that has, such as StandardScaler or QuantileTransformer.");
    }
    return (*given)->clone();
  }
  if (func.is_null() != inverse.is_null()) {
    throw Error("bad_parameter", name(),
                std::string("When ") + (func.is_null() ? "inverse_func" : "func") + " of " + name() + " is given, " +
                    (func.is_null() ? "func" : "inverse_func") + " must be given, too.",
                "Name both, or none.");
  }
  std::shared_ptr<Estimator> out = registry::create("FunctionTransformer");
  out->set_param("func", func);
  out->set_param("inverse_func", inverse);
  return out;
}

Traits TransformedTargetRegressor::traits() const {
  const Traits t = joined(Estimator::traits(), {&regressor()}, Made::kInner);
  const auto* given = param("transformer").get_if<std::shared_ptr<Estimator>>();
  return given ? joined(t, {given->get()}, Made::kBehind) : t;
}

namespace {
/// Whether a fitted transformer of one column makes numbers of what it made: no rows are enough to tell.
bool leads_back_to_numbers(const Estimator& transformer) {
  return !transformer.inverse_transform(Table(Matrix(0, 1))).is_text(0);
}
}  // namespace

void TransformedTargetRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  if (regressor().kind() != Kind::kRegressor) {
    throw Error("bad_parameter", name(),
                "regressor of " + name() + " must be a regressor, which " +
                    std::string(regressor().declaration().name) + " is not.",
                "Use another estimator.");
  }
  const Table target(Matrix(numeric_target(name(), *y)));
  std::shared_ptr<Estimator> there = transformer(), model = regressor().clone();
  Column transformed;
  in_step("transformer_", [&] {
    const Untraced nobody;
    {
      // Whether functions are each other's inverse, a FunctionTransformer asks by itself.
      std::optional<Warnings> unheard;
      if (!param("func").is_null() && !param("check_inverse").boolean()) unheard.emplace();
      there->fit(target, nullptr, context.part(0, 0.1));
    }
    const Table out = there->transform(target);
    if (out.columns() != 1 || out.is_text(0))
      throw Error("bad_parameter", name(),
                  "transformer of " + name() + " must make one column of numbers of the target.",
                  "Use another transformer.");
    if (!leads_back_to_numbers(*there))
      throw Error("bad_parameter", name(),
                  "transformer of " + name() + " must lead back to numbers, but its inverse_transform makes text.",
                  "Use another transformer.");
    transformed = out.column(0);
    for (Index i = 0; i < target.rows(); ++i) {
      if (std::isfinite(transformed.numbers[i])) continue;
      throw Error("bad_target", "y",
                  std::string(param("func").is_null() ? "transformer" : "func") + " of " + name() + " makes " +
                      repr(transformed.numbers[i]) + " of " + repr(target.numbers()(i, 0)) + ", the target in " +
                      row_text(static_cast<int64_t>(i)) + ".",
                  "Choose a function that is defined there, or leave such rows out.")
          .in_row(static_cast<int64_t>(i));
    }
    if (!param("check_inverse").boolean()) return;
    std::vector<Index> some;
    for (Index i = 0; i < target.rows(); i += std::max<Index>(1, target.rows() / 10)) some.push_back(i);
    const Vector a = target.take(some).column(0).numbers,
                 b = there->inverse_transform(out.take(some)).column(0).numbers;
    if (!((a - b).array().abs() <= 1e-8 + 1e-5 * b.array().abs() || a.array() == b.array()).all()) {
      warn("UserWarning", "The inverse of the target's transformer does not lead back to the target for these values.",
           "Choose functions that are each other's inverse.");
    }
  });
  in_step("regressor_", [&] { model->fit(X, &transformed, context.part(0.1, 1), sample_weight()); });
  transformer_ = std::move(there);
  regressor_ = std::move(model);
}

Column TransformedTargetRegressor::do_predict(const Table& X) const {
  const Column predicted = in_step("regressor_", [&] { return regressor_->predict(X); });
  return in_step("transformer_", [&] {
    // What the steps are recorded to produce is a matter of X; this one is given a target.
    const Untraced nobody;
    return transformer_->inverse_transform(Table(Matrix(predicted.numbers))).column(0);
  });
}

std::vector<std::pair<Index, double>> TransformedTargetRegressor::critical_values() const {
  return regressor_->critical_values();
}

void TransformedTargetRegressor::check_fitted() const {
  const auto check = [](const Estimator* fitted, const Estimator& wanted, int64_t width, const char* where) {
    if (!fitted || !fitted->fitted() || std::string_view(fitted->declaration().name) != wanted.declaration().name) {
      audit::refuse(where, std::string(where) + " must be a fitted " + wanted.declaration().name + ".");
    }
    if (fitted->n_features_in() != width) {
      throw Error("audit_shape", where,
                  std::string(where) + " takes " + counted(fitted->n_features_in(), "column") + ", but gets " +
                      std::to_string(width) + ".",
                  "Nothing was loaded.");
    }
  };
  const std::shared_ptr<Estimator> wanted = transformer();
  check(regressor_.get(), regressor(), n_features_in(), "regressor_");
  check(transformer_.get(), *wanted, 1, "transformer_");
  if (regressor_->kind() != Kind::kRegressor) audit::refuse("regressor_", "regressor_ must be a regressor.");
  if (!transformer_->can_inverse_transform() || transformer_->output_width(1) != 1 ||
      !leads_back_to_numbers(*transformer_)) {
    audit::refuse("transformer_", "transformer_ must turn one column into one, and back.");
  }
  for (const char* name : {"func", "inverse_func"}) {
    if (!param("func").is_null() && transformer_->param(name).repr() != param(name).repr()) {
      audit::refuse("transformer_", std::string(name) + " of transformer_ does not agree with the parameter.");
    }
  }
}

}  // namespace keepfit
