// Mutations of values that keep their outer form, so that a fuzzer gets past the parser and the digest to what lies
// behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "core/value.h"

namespace keepfit::fuzz {

using Random = std::minstd_rand;

/// One to four changes somewhere inside: numbers, elements, extents, names, types; nodes deleted, doubled, swapped,
/// copied from elsewhere.
void mutate(Value& tree, Random& random);

/// Puts a node of `other` in the place of a node of `tree`.
void cross(Value& tree, const Value& other, Random& random);

/// A file with a change inside. What cannot be parsed is changed byte by byte; nothing when the result would exceed
/// `most` bytes.
std::vector<uint8_t> mutate_file(const uint8_t* bytes, size_t size, size_t most, unsigned seed);
/// A file in which something of another one stands.
std::vector<uint8_t> cross_files(const uint8_t* a, size_t size_a, const uint8_t* b, size_t size_b, size_t most,
                                 unsigned seed);

}  // namespace keepfit::fuzz
