// How the parts of a .keepfit file are put together: what a reader looks for at its ends.
#pragma once

#include <cstddef>
#include <cstdint>

namespace keepfit::layout {

/// A map of five entries whose first key is "keepfit": the magic.
inline constexpr uint8_t kMagic[] = {0x85, 0xa7, 'k', 'e', 'e', 'p', 'f', 'i', 't'};
/// The key of the last entry and the head of its 16 bytes.
inline constexpr uint8_t kTail[] = {0xa6, 'd', 'i', 'g', 'e', 's', 't', 0xc4, 16};
inline constexpr size_t kDigestSize = 16;
inline constexpr size_t kTailSize = sizeof kTail + kDigestSize;

/// XXH3-128, in its canonical form.
void digest(const uint8_t* data, size_t size, uint8_t out[kDigestSize]);

}  // namespace keepfit::layout
