// The closed list of functions that recipes and files may name.
#pragma once

#include <string>
#include <vector>

#include "core/table.h"

namespace keepfit::functions {

/// NumPy's names.
std::vector<std::string> names();
/// x[i] = f(x[i]). The name is one of the list.
void apply(const std::string& name, double* x, Index n);

}  // namespace keepfit::functions
