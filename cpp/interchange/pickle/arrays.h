// Where joblib put the bytes of an array: right behind the state of its wrapper.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "interchange/pickle/items.h"

namespace keepfit::pickle {

struct ArrayPlace {
  size_t begin = 0, size = 0;
  bool is_pickle = false;  // of objects: a pickle of its own stands there, as long as it is
  std::string fault;       // why it cannot be told
};

/// @param at  Behind the instruction that gave the wrapper its state.
/// @param state  The wrapper's: shape, dtype and how the bytes are aligned (since joblib 1.2).
ArrayPlace array_behind(std::string_view file, size_t at, const Item& state);

}  // namespace keepfit::pickle
