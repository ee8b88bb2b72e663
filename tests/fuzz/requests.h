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

/// The file of what a request to fit makes; empty where it is refused.
std::vector<uint8_t> file_of(const Value& request);

/// For every operation, what it can be asked.
std::vector<std::pair<std::string, Value>> requests();
/// Requests to fit what the corpus has not: several parameters at once.
std::vector<Value> fits();
/// Bytes that are no request, or barely one.
std::vector<std::vector<uint8_t>> raw_requests();

}  // namespace keepfit::fuzz
