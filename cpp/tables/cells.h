// What one cell says: a number however it is decorated, a date, one of two words, nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keepfit::tables {

/// What the way a number is written tells of its marks.
enum class Marks : uint8_t {
  kNone,          // digits alone
  kPoint,         // a decimal point, or thousands commas beyond doubt
  kComma,         // a decimal comma, or thousands points beyond doubt
  kThreeByPoint,  // 1.100: either
  kThreeByComma,  // 1,100: either
};

struct Number {
  double value = 0;
  Marks marks = Marks::kNone;
  bool whole = false;         // digits alone, with or without a sign
  bool leading_zero = false;  // and the first of several is 0
  bool beyond = false;        // whole, and no longer exact as a float64
  char thousands = 0;         // the mark between groups, ' ' for every kind of space
  std::string_view unit;      // "%", a currency; into the cell
};

/// A plain decimal number, as programs write it: digits, a point, an exponent.
bool read_plain(std::string_view text, Number& out);
/// Any number that people write, with `decimal` ('.' or ',') for its decimal mark: groups of thousands by the other mark, spaces, apostrophes;
/// per cent and currencies around it; (1,100) and the minus signs that are not ASCII. Out holds what the marks tell even where the reading fails.
bool read_number(std::string_view text, char decimal, Number& out);

enum class DateOrder : uint8_t { kUnknown, kYmd, kDmy, kMdy };

struct Date {
  int year = 0, month = 0, day = 0;
  int first = 0, second = 0;  // as they stand, where day and month are both numbers and the year comes last
  bool slashes = false;       // between them; written so, the month mostly comes first
  bool certain = true;        // the order of day and month is beyond doubt
  int weekday() const;        // 0 is Monday
};

/// A day, with or without a time behind it: 2024-01-31, 2024/1/31, 31.1.2024, 1/31/24, 31-Jan-2024, Jan 31, 2024. `order` settles day and month.
std::optional<Date> read_date(std::string_view text, DateOrder order);

/// The words of a column of two: 0 for no, 1 for yes; -1 for any other text. `pair` tells which words they are.
int boolean_of(std::string_view text, int& pair);

/// Marks of missing values that people and programs write.
const std::vector<std::string>& usual_missing();
/// Marks and words that mean it in a column of numbers alone.
bool is_dash(std::string_view text);

}  // namespace keepfit::tables
