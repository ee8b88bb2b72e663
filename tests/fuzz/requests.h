// Requests to the border: asked as a host asks them, and one or more for every operation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/value.h"

namespace keepfit::fuzz {

/// Asks for an operation. Small handles in the request become those of things that are there; what is fitted or loaded
/// is described, written and released again. Aborts where what comes back is neither an answer nor fit to be shown.
void ask(const std::string& operation, Value request);
/// The same of encoded bytes, which may be no request at all.
void ask(const std::string& operation, const uint8_t* request, size_t size);

/// For every operation, what it can be asked.
std::vector<std::pair<std::string, Value>> requests();

}  // namespace keepfit::fuzz
