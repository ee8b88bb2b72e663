// Columns cut into bins: thresholds, and the bin of every value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/replicas/python_set.h"
#include "core/table.h"

namespace keepfit::ensemble::histogram {

/// The bin of every value.
struct Binned {
  Index rows = 0;
  std::vector<uint8_t> codes;  // one column after the other
  const uint8_t* column(size_t j) const { return codes.data() + j * static_cast<size_t>(rows); }
};

/// Columns in the order that trees look at them: as scikit-learn, those of categories first.
struct Columns {
  Binned binned;
  std::vector<Index> order;  // position in the table of each
  std::vector<std::vector<double>> thresholds;
  std::vector<size_t> n_categories;  // 0 for numbers
  std::vector<uint8_t> categorical, has_missing;
  std::vector<int8_t> directions;           // empty for none
  std::vector<replicas::PythonSet> groups;  // columns that may interact; empty for all
  size_t n_bins;                            // with the one for missing values, the last
  size_t size() const { return order.size(); }
  size_t present(size_t j) const { return categorical[j] ? n_categories[j] : thresholds[j].size() + 1; }
};

/// Thresholds between the bins of a column: midpoints of its values where there are few, else percentiles. weights: of
/// the values, or empty. Throws Error "empty_column" where all values are missing; label: the column as it is called.
std::vector<double> thresholds_of(std::vector<double> values, const std::vector<double>& weights, int64_t max_bins,
                                  const std::string& label);

/// Finds the bins of all values of X.
void bin(const Table& X, Columns& x);

}  // namespace keepfit::ensemble::histogram
