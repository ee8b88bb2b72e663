// What a reader accepts at most. A file that asks for more is refused before memory is taken for it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace keepfit::limits {

/// Maps and lists inside one another. A pipeline of pipelines uses about six levels per nesting.
inline constexpr size_t kDepth = 128;
/// Entries of one list or map that is not an array (an array is one value, whatever its length).
inline constexpr size_t kEntries = 10'000'000;
/// Axes of an array.
inline constexpr size_t kAxes = 4;
/// Any extent of an array that has no elements.
inline constexpr uint32_t kEmptyExtent = 65'536;
/// Bytes of one file or message.
inline constexpr size_t kBytes = 2'000'000'000;
/// Input columns of a step whatever the size of the file; beyond, no more than the file has bytes.
inline constexpr size_t kColumns = 65'536;
/// Bytes of one string in a card (notes, names).
inline constexpr size_t kCardText = 100'000;
/// Maps and lists inside one another in a card.
inline constexpr size_t kCardDepth = 8;

}  // namespace keepfit::limits
