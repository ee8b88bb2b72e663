#include "preprocessing/normalizer.h"

#include <algorithm>
#include <cmath>

#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"
#include "preprocessing/scale.h"

namespace keepfit {

KEEPFIT_REGISTER(Normalizer)

KEEPFIT_SMALL const Declaration& Normalizer::declared() {
  static const Declaration d{.name = "Normalizer",
                             .module = "preprocessing",
                             .doc = "Scales every row to length 1.",
                             .kind = Kind::kTransformer,
                             .exactness = {.exactness = Exactness::kExact, .by_columns = Exactness::kTight},
                             .traits = {},
                             .params = {{"norm",
                                         "l2",
                                         {constraint::options({"l1", "l2", "max"})},
                                         "What length means: the sum of absolute values, the root of the sum of "
                                         "squares, or the largest absolute value."}},
                             .fitted = {},
                             .unsupported = {"copy"},
                             .create = &create<Normalizer>};
  return d;
}

void Normalizer::do_fit(const Table&, const Column*, const Context&) {}

Table Normalizer::do_transform(const Table& X) const {
  const std::string& norm = param("norm").text();
  Matrix z = X.numbers();
  Vector row(z.cols());
  for (Index i = 0; i < z.rows(); ++i) {
    for (Index j = 0; j < z.cols(); ++j) row[j] = z(i, j);
    double length = 0;
    if (norm == "l2") {
      length = std::sqrt(numerics::sum_of_squares_einsum(row.data(), row.size()));
    } else {
      for (double& v : row) v = std::abs(v);
      length = norm == "l1" ? numerics::sum_pairwise(row) : *std::max_element(row.begin(), row.end());
    }
    z.row(i) /= nonzero_scale(length);
  }
  return Table(std::move(z));
}

}  // namespace keepfit
