// The closed list of functions that recipes and files may name.
#pragma once

#include <string>
#include <vector>

#include "core/table.h"
#include "core/value.h"

namespace keepfit::functions {

/// NumPy's names.
std::vector<std::string> names();
/// Those of them whose last bit is the engine's own: NumPy's differ from machine to machine.
std::vector<Value> transcendental();
/// x[i] = f(x[i]). The name is one of the list.
void apply(const std::string& name, double* x, Index n);

}  // namespace keepfit::functions
