// What the reader of tables accepts at most; beyond, it says so before memory is taken.
#pragma once

#include <cstddef>
#include <cstdint>

namespace keepfit::tables::limits {

/// Bytes of text of one table: the text, its columns and what is handed over must fit the 4 GB that WebAssembly can
/// address.
inline constexpr size_t kBytes = 1'000'000'000;
inline constexpr size_t kColumns = 65'536;
inline constexpr size_t kRows = INT32_MAX;
/// Problems that are listed one by one; all are counted.
inline constexpr size_t kListed = 1000;
/// Bytes at the start of a file from which its form is found out.
inline constexpr size_t kSample = 1 << 18;
/// The same where a few lines are longer than that.
inline constexpr size_t kLongSample = 1 << 24;
/// Distinct numbers of a column that are counted exactly.
inline constexpr size_t kDistinct = 1000;

}  // namespace keepfit::tables::limits
