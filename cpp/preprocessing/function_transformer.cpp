#include "preprocessing/function_transformer.h"

#include "core/registry.h"
#include "preprocessing/functions.h"

namespace keepfit {

KEEPFIT_REGISTER(FunctionTransformer)

const Declaration& FunctionTransformer::declared() {
  static const Declaration d{
      .name = "FunctionTransformer",
      .module = "preprocessing",
      .doc = "Applies a named function, such as log1p, to every number.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact, "Exponentials and logarithms are the engine's own.",
                    {{Exactness::kTight, {}, "func", functions::transcendental()}, {Exactness::kTight, {"inverse_transform"}, "inverse_func", functions::transcendental()}}},
      .traits = {.accepts_missing = true, .accepts_infinite = true},
      .params = {{"func", Value(), {constraint::options(functions::names()), constraint::none()}, "NumPy's name of the function; None changes nothing."},
                 {"inverse_func", Value(), {constraint::options(functions::names()), constraint::none()}, "The function of inverse_transform; None changes nothing. Whether it undoes func is not checked."}},
      .fitted = {},
      .unsupported = {"validate", "accept_sparse", "check_inverse", "feature_names_out", "kw_args", "inv_kw_args"},
      .create = &create<FunctionTransformer>};
  return d;
}

void FunctionTransformer::do_fit(const Table&, const Column*, const Context&) {}

namespace {
Table applied(const Value& function, const Table& X) {
  Matrix z = X.numbers();
  if (!function.is_null()) functions::apply(function.text(), z.data(), z.size());
  return Table(std::move(z));
}
}  // namespace

Table FunctionTransformer::do_transform(const Table& X) const {
  return applied(param("func"), X);
}

Table FunctionTransformer::do_inverse_transform(const Table& X) const {
  return applied(param("inverse_func"), X);
}

std::vector<std::pair<Index, double>> FunctionTransformer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  const Value& func = param("func");
  if (!func.is("sign") && !func.is("reciprocal")) return out;
  for (Index j = 0; j < n_features_in(); ++j) out.emplace_back(j, 0.0);
  return out;
}

}  // namespace keepfit
