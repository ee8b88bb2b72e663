// Changes of files as they lie, value by value, without taking them apart and writing them again. Most of what comes
// out can still be parsed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "mutate.h"

namespace keepfit::fuzz {

/// Recomputes the digest of a file, as an attacker would; bytes too short for one are left alone.
void seal(uint8_t* bytes, size_t size);

/// Changes the file in place, in a buffer of `most` bytes, and repairs its digest. Returns the size, 0 where it is no
/// file that can be read value by value.
size_t change_tokens(uint8_t* bytes, size_t size, size_t most, Random& random);

}  // namespace keepfit::fuzz
