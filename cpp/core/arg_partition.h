#pragma once

#include <vector>

#include "core/table.h"

namespace keepfit {

/// np.argpartition(values, kth), NaN last: the places of all values, those before `kth` not larger and those behind not
/// smaller than the one there. Which of equals come first is what NumPy's introselect leaves behind, without the
/// kernels that some processors have.
std::vector<Index> arg_partition(const std::vector<double>& values, Index kth);

}  // namespace keepfit
