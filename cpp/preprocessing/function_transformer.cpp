#include "preprocessing/function_transformer.h"

#include "core/registry.h"
#include "core/table.h"
#include "core/warnings.h"
#include "preprocessing/functions.h"

namespace keepfit {

KEEPFIT_REGISTER(FunctionTransformer)

KEEPFIT_SMALL const Declaration& FunctionTransformer::declared() {
  static const Declaration d{
      .name = "FunctionTransformer",
      .module = "preprocessing",
      .doc = "Applies a named function, such as log1p, to every number.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact,
                    "Exponentials and logarithms are the engine's own.",
                    {{Exactness::kTight, {}, "func", functions::transcendental()},
                     {Exactness::kTight, {"inverse_transform"}, "inverse_func", functions::transcendental()}}},
      .traits = {.accepts_missing = true, .accepts_infinite = true, .keeps_missing = true},
      .params = {{"func",
                  Value(),
                  {constraint::options(functions::names()), constraint::none()},
                  "NumPy's name of the function; None changes nothing."},
                 {"inverse_func",
                  Value(),
                  {constraint::options(functions::names()), constraint::none()},
                  "The function of inverse_transform; None changes nothing. Whether it undoes func is not checked."}},
      .fitted = {},
      .unsupported = {"validate", "accept_sparse", "check_inverse", "feature_names_out", "kw_args", "inv_kw_args"},
      .create = &create<FunctionTransformer>};
  return d;
}

namespace {
Table applied(const Value& function, const Table& X) {
  Matrix z = X.numbers();
  if (!function.is_null()) functions::apply(function.text(), z.data(), z.size());
  return Table(std::move(z));
}
}  // namespace

void FunctionTransformer::do_fit(const Table& X, const Column*, const Context&) {
  if (param("func").is_null() || param("inverse_func").is_null()) return;
  // As in scikit-learn some hundred rows are enough to tell.
  std::vector<Index> some;
  for (Index i = 0; i < X.rows(); i += std::max<Index>(1, X.rows() / 100)) some.push_back(i);
  const Table there = X.take(some), back = applied(param("inverse_func"), applied(param("func"), there));
  const Matrix &a = there.numbers(), &b = back.numbers();
  if (((a - b).array().abs() <= 1e-9 + 1e-7 * b.array().abs() || a.array() == b.array()).all()) return;
  warn("UserWarning", "inverse_func of FunctionTransformer does not undo func for these values.",
       "Choose functions that are each other's inverse.");
}

Table FunctionTransformer::do_transform(const Table& X) const { return applied(param("func"), X); }

Table FunctionTransformer::do_inverse_transform(const Table& X) const { return applied(param("inverse_func"), X); }

std::vector<std::pair<Index, double>> FunctionTransformer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  const Value& func = param("func");
  if (!func.is("sign") && !func.is("reciprocal")) return out;
  for (Index j = 0; j < n_features_in(); ++j) out.emplace_back(j, 0.0);
  return out;
}

}  // namespace keepfit
