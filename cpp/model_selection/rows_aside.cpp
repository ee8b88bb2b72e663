#include "model_selection/rows_aside.h"

#include <algorithm>
#include <vector>

#include "core/table.h"

namespace keepfit {

Split rows_aside(const Estimator& e, const char* asked, const std::string& without, Index n, const Value& fraction,
                 const Value& random_state, const Column* labels) {
  try {
    return train_test_split(n, fraction, Value(), random_state, true, labels);
  } catch (const Error&) {
    std::string why = "there are too few rows";
    if (labels) {
      const Encoded y = encode(*labels, false);
      std::vector<int64_t> counts(y.labels.size(), 0);
      for (int32_t code : y.codes) ++counts[static_cast<size_t>(code)];
      const auto least = std::min_element(counts.begin(), counts.end());
      if (*least < 2)
        why = "the class " + y.labels.text(static_cast<size_t>(least - counts.begin())) + " has " +
              counted(*least, "row") + ", and each class needs one on either side";
      else
        why =
            "both sides need a row of each of the " + counted(static_cast<int64_t>(counts.size()), "class", "classes");
    }
    throw Error("bad_parameter", asked,
                std::string(e.declaration().name) + " sets rows aside to stop early (" + asked +
                    ", validation_fraction " + fraction.repr() + "), but of " + counted(n, "row") +
                    " it cannot: " + why + ".",
                without + "; or give more rows, or another validation_fraction.");
  }
}

}  // namespace keepfit
