#include "interchange/pickle/arrays.h"

#include <cstdint>
#include <string_view>

#include "core/text.h"
#include "interchange/pickle/canonical.h"

namespace keepfit::pickle {

ArrayPlace array_behind(std::string_view file, size_t at, const Item& state) {
  ArrayPlace out{at, 0, false, {}};
  const auto refuse = [&](std::string why) {
    out.fault = "Here joblib would have put an array, but " + std::move(why) + ".";
    return out;
  };
  const Item* shape = entry(state, "shape");
  if (!shape || shape->kind != Kind::kTuple) return refuse("its shape is not stated");
  const int64_t each = item_bytes(entry(state, "dtype"));
  if (each < 0) return refuse("its type is none of numpy's");
  uint64_t elements = 1;
  for (const Item* extent : shape->parts) {
    if (extent->kind != Kind::kInt || extent->integer < 0) return refuse("its shape is none");
    if (__builtin_mul_overflow(elements, static_cast<uint64_t>(extent->integer), &elements))
      return refuse("its shape is larger than any memory");
  }
  const Item* alignment = entry(state, "numpy_array_alignment_bytes");
  out.is_pickle = each == 0;
  if (alignment && alignment->kind == Kind::kInt && !out.is_pickle) {
    if (at >= file.size()) return refuse("the file ends");
    const auto padding = static_cast<uint8_t>(file[at]);
    if (padding == 0 || padding > alignment->integer || padding >= file.size() - at)
      return refuse("its padding is of " + counted(padding, "byte"));
    out.begin = at + 1 + padding;
  }
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(elements, static_cast<uint64_t>(each), &bytes) || bytes > file.size() - out.begin)
    return refuse("the file has not so many bytes as its shape and type make");
  out.size = static_cast<size_t>(bytes);
  return out;
}

}  // namespace keepfit::pickle
