// What texts are that are neither numbers nor dates: quantities with a unit, times, sentences.
#pragma once

#include <string_view>

namespace keepfit::tables {

enum class Quantity { kNone, kUnit, kTime, kHexadecimal };

/// "12 kg" as its number and its unit; false where it is no number with a word or a sign behind it.
bool split_unit(std::string_view text, std::string_view& number, std::string_view& unit);

/// What a text that is no plain number measures: 12 kg, 5'11", < 3 mm; 12:30; 0x1f. `unit`: of the first kind, the
/// first one.
Quantity quantity_of(std::string_view text, std::string_view& unit);

/// Whether a text is written for people to read, not to tell one thing from another.
bool is_sentence(std::string_view text);

/// Whether a cell says that its line is a sum of those above.
bool is_total(std::string_view cell);

/// Whether a line, in small letters, says something of the table: a source, a note, how many rows there are.
bool is_remark(std::string_view line);

}  // namespace keepfit::tables
