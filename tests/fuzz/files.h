// The custom mutator of the targets whose inputs are files. To be included once per target.
#pragma once

#include <cstring>

#include "mutate.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  const std::vector<uint8_t> out = keepfit::fuzz::mutate_file(data, size, most, seed);
  if (out.empty()) return size;
  std::memcpy(data, out.data(), out.size());
  return out.size();
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* a, size_t size_a, const uint8_t* b, size_t size_b,
                                            uint8_t* out, size_t most, unsigned seed) {
  const std::vector<uint8_t> made = keepfit::fuzz::cross_files(a, size_a, b, size_b, most, seed);
  if (!made.empty()) std::memcpy(out, made.data(), made.size());
  return made.size();
}
