// SHA-256 (FIPS 180-4), for fingerprints: the module has no library of hashes to lean on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace keepfit {

/// In lower-case hex.
std::string sha256(const uint8_t* data, size_t size);

}  // namespace keepfit
