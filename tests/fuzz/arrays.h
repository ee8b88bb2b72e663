// Arrays as changes need them: with bytes of their own, and with other extents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/value.h"

namespace keepfit::fuzz {

/// An array that owns its bytes.
Array owned(DType dtype, std::vector<uint32_t> shape, std::vector<uint8_t> bytes);
std::vector<uint8_t> bytes_of(const Array& a);

/// The array with another extent on one axis: rows cut off, or the last one repeated. Nothing where it would be large.
void resize_axis(Array& a, size_t axis, uint32_t extent);

}  // namespace keepfit::fuzz
