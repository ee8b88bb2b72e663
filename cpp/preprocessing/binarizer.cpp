#include "preprocessing/binarizer.h"

#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(Binarizer)

KEEPFIT_SMALL const Declaration& Binarizer::declared() {
  static const Declaration d{
      .name = "Binarizer",
      .module = "preprocessing",
      .doc = "Makes values above a threshold 1 and all others 0.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {},
      .params = {{"threshold", 0.0, {constraint::real("(-inf, inf)")}, "Values above it become 1."}},
      .fitted = {},
      .unsupported = {"copy"},
      .create = &create<Binarizer>};
  return d;
}

void Binarizer::do_fit(const Table&, const Column*, const Context&) {}

Table Binarizer::do_transform(const Table& X) const {
  const double threshold = param("threshold").number();
  return Table((X.numbers().array() > threshold).cast<double>().matrix());
}

std::vector<std::pair<Index, double>> Binarizer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (Index j = 0; j < n_features_in(); ++j) out.emplace_back(j, param("threshold").number());
  return out;
}

}  // namespace keepfit
