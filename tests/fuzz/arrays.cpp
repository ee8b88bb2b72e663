#include "arrays.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace keepfit::fuzz {

namespace {
constexpr size_t kMostElements = 1 << 16;
}

Array owned(DType dtype, std::vector<uint32_t> shape, std::vector<uint8_t> bytes) {
  Array out;
  out.dtype = dtype;
  out.shape = std::move(shape);
  auto owner = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  out.data = owner->data();
  out.owner = std::move(owner);
  return out;
}

std::vector<uint8_t> bytes_of(const Array& a) {
  return a.bytes() ? std::vector<uint8_t>(a.data, a.data + a.bytes()) : std::vector<uint8_t>();
}

void resize_axis(Array& a, size_t axis, uint32_t extent) {
  const size_t width = item_size(a.dtype);
  size_t outer = 1, inner = width;
  for (size_t i = 0; i < axis; ++i) outer *= a.shape[i];
  for (size_t i = axis + 1; i < a.shape.size(); ++i) inner *= a.shape[i];
  const uint32_t old = a.shape[axis];
  if (outer * inner * extent > kMostElements * width) return;
  std::vector<uint8_t> out(outer * inner * extent, 0);
  for (size_t o = 0; o < outer; ++o) {
    for (size_t e = 0; e < extent && old; ++e) {
      if (inner)
        std::memcpy(out.data() + (o * extent + e) * inner, a.data + (o * old + std::min<size_t>(e, old - 1)) * inner,
                    inner);
    }
  }
  std::vector<uint32_t> shape = a.shape;
  shape[axis] = extent;
  a = owned(a.dtype, std::move(shape), std::move(out));
}

}  // namespace keepfit::fuzz
