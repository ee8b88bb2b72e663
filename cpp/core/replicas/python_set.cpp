#include "core/replicas/python_set.h"

#include <algorithm>
#include <iterator>

namespace keepfit::replicas {

void PythonSet::add(uint32_t value) {
  if (!insert(value)) return;
  ++used_;
  if (used_ * 5 >= mask() * 3) resize(used_ * 4);
}

void PythonSet::update(const PythonSet& other) {
  if ((used_ + other.used_) * 5 >= mask() * 3) resize((used_ + other.used_) * 2);
  if (used_ == 0 && slots_.size() == other.slots_.size()) {
    *this = other;
    return;
  }
  const bool empty = used_ == 0;
  for (uint32_t value : other.values()) {
    if (!empty) add(value);
    else used_ += insert(value);
  }
}

bool PythonSet::has(uint32_t value) const { return std::count(slots_.begin(), slots_.end(), value) != 0; }

std::vector<uint32_t> PythonSet::values() const {
  std::vector<uint32_t> out;
  std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(out), [](uint32_t v) { return v != kFree; });
  return out;
}

/// A number's hash is itself; ten neighbours are tried, then the hash is stirred.
bool PythonSet::insert(uint32_t value) {
  size_t stir = value, i = value & mask();
  for (;;) {
    for (size_t k = i; k <= (i + 9 <= mask() ? i + 9 : i); ++k) {
      if (slots_[k] == value) return false;
      if (slots_[k] != kFree) continue;
      slots_[k] = value;
      return true;
    }
    stir >>= 5;
    i = (i * 5 + 1 + stir) & mask();
  }
}

void PythonSet::resize(size_t least) {
  const std::vector<uint32_t> kept = values();
  size_t size = 8;
  while (size <= least) size *= 2;
  slots_.assign(size, kFree);
  for (uint32_t value : kept) insert(value);
}

}  // namespace keepfit::replicas
