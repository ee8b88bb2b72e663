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
      .exactness = {Exactness::kExact, "Exponentials and logarithms are the engine's own.", {{Exactness::kTight, {}, "func", {"exp", "expm1", "log", "log1p", "tanh"}}}},
      .traits = {.accepts_missing = true, .accepts_infinite = true},
      .params = {{"func", Value(), {constraint::options(functions::names()), constraint::none()}, "NumPy's name of the function; None changes nothing."}},
      .fitted = {},
      .unsupported = {"inverse_func", "validate", "accept_sparse", "check_inverse", "feature_names_out", "kw_args", "inv_kw_args"},
      .create = &create<FunctionTransformer>};
  return d;
}

void FunctionTransformer::do_fit(const Table&, const Column*, const Context&) {}

Table FunctionTransformer::do_transform(const Table& X) const {
  Matrix z = X.numbers();
  if (!param("func").is_null()) functions::apply(param("func").text(), z.data(), z.size());
  return Table(std::move(z));
}

std::vector<std::pair<Index, double>> FunctionTransformer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  const Value& func = param("func");
  if (!func.is("sign") && !func.is("reciprocal")) return out;
  for (Index j = 0; j < n_features_in(); ++j) out.emplace_back(j, 0.0);
  return out;
}

}  // namespace keepfit
