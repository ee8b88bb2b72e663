// Values to MessagePack and back, in the canonical profile of FORMAT.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/value.h"

namespace keepfit {

/// Appends the canonical encoding of `value`: shortest integers, floats always float64, one NaN, arrays as extension
/// types. Estimators cannot be encoded; turn them into nodes first.
void encode(const Value& value, std::vector<uint8_t>& out);
std::vector<uint8_t> encode(const Value& value);

/// How many bytes encode would append.
size_t encoded_size(const Value& value);

/// Decodes the one value that starts at `offset` and moves `offset` behind it. Arrays and bytes are views into `data`.
/// Throws Error "truncated" when the value runs past the end, "malformed" when it is outside the profile (unknown
/// extension, wrong array length, text that is not UTF-8, keys that are not text or stand twice) and "limit" when it
/// asks for more than limits.h allows.
Value decode_at(const uint8_t* data, size_t size, size_t& offset);
/// The same for a whole message; throws Error "malformed" when bytes are left over.
Value decode(const uint8_t* data, size_t size);

}  // namespace keepfit
