// What one cell says: a number however it is decorated, a date, one of two words, nothing.
#pragma once

#include <cstdint>
#include <cstring>
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
  bool minus_behind = false;  // 1.50-
  char thousands = 0;         // the mark between groups, ' ' for every kind of space
  std::string_view unit;      // "%", a currency; into the cell
};

/// Digits with at most one mark among them.
struct Digits {
  uint64_t value = 0;  // of all of them: exact where there are no more than 19
  uint32_t before = 0, after = 0;
  bool mark = false;
};

/// What eight digits say, the first of them in the lowest byte and each a number from 0 to 9 (D. Lemire, "Number
/// parsing at a gigabyte per second", 2021).
inline uint64_t eight_digits(uint64_t v) {
  v = v * 10 + (v >> 8);
  return ((v & 0x000000FF000000FFULL) * 0x000F424000000064ULL +
          ((v >> 16) & 0x000000FF000000FFULL) * 0x0000271000000001ULL) >>
         32;
}

inline uint64_t load_eight(const char* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}

/// Not by a branch, which signs in no order would mislead.
inline double with_sign(double value, bool negative) {
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  bits ^= static_cast<uint64_t>(negative) << 63;
  std::memcpy(&value, &bits, 8);
  return value;
}

/// The number that the `count` digits at p make, 1 to 8; eight bytes must be there.
inline uint64_t few_digits(const char* p, unsigned count) {
  return eight_digits((load_eight(p) ^ 0x3030303030303030ULL) << (64 - 8 * count));
}

/// How many digits stand at p, at most eight, and what they say. Eight bytes must be there.
inline unsigned leading_digits(const char* p, uint64_t& value) {
  const uint64_t v = load_eight(p) ^ 0x3030303030303030ULL;
  const uint64_t others = ((v + 0x7676767676767676ULL) | v) & 0x8080808080808080ULL;
  const unsigned count = others ? static_cast<unsigned>(__builtin_ctzll(others)) >> 3 : 8;
  value = count > 0 ? few_digits(p, count) : 0;
  return count;
}

inline constexpr uint64_t kTens[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// Appends the digits at p to value; returns where they end.
inline const char* append_digits(const char* p, const char* end, uint64_t& value) {
  while (end - p >= 8) {
    uint64_t more;
    const unsigned count = leading_digits(p, more);
    value = value * kTens[count] + more;
    p += count;
    if (count < 8) return p;
  }
  for (unsigned d; p < end && (d = static_cast<unsigned>(*p - '0')) < 10; ++p) value = value * 10 + d;
  return p;
}

/// Reads as many as stand at p, `mark` (0: none) for the decimal mark; returns where they end.
inline const char* read_digits(const char* p, const char* end, char mark, Digits& out) {
  const char* at = append_digits(p, end, out.value);
  out.before = static_cast<uint32_t>(at - p);
  if (mark && at < end && *at == mark) {
    out.mark = true;
    const char* const fraction = at + 1;
    at = append_digits(fraction, end, out.value);
    out.after = static_cast<uint32_t>(at - fraction);
  }
  return at;
}

inline constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The last step of fast_float alone; false where it has none under this name, or is not sure.
bool scaled_wide(uint64_t digits, int64_t power, double& value);

/// digits * 10^power, rounded once, for at most 19 digits; false where that is not certain.
inline bool scaled(uint64_t digits, int64_t power, double& value) {
  if (digits > (1ULL << 53) || power < -22 || power > 22) return scaled_wide(digits, power, value);
  value = power < 0 ? static_cast<double>(digits) / kPowers[-power] : static_cast<double>(digits) * kPowers[power];
  return true;
}

/// A plain decimal number, as programs write it: digits, a point, an exponent.
bool read_plain(std::string_view text, Number& out);
/// Any number that people write, with `decimal` ('.' or ',') for its decimal mark: groups of thousands by the other
/// mark, spaces, apostrophes; per cent and currencies around it; (1,100) and the minus signs that are not ASCII. Out
/// holds what the marks tell even where the reading fails.
bool read_number(std::string_view text, char decimal, Number& out);

enum class DateOrder : uint8_t { kUnknown, kYmd, kDmy, kMdy };

/// Python's strptime, spreadsheets and databases have much the same: 68 is 2068, 69 is 1969.
inline constexpr int kYearsFrom = 1969;

struct Date {
  int year = 0, month = 0, day = 0;
  int first = 0, second = 0;  // as they stand, where day and month are both numbers and the year comes last
  bool slashes = false;       // between them; written so, the month mostly comes first
  bool short_year = false;    // of two digits
  bool certain = true;        // the order of day and month is beyond doubt
  int weekday() const;        // 0 is Monday
};

/// A day, with or without a time behind it: 2024-01-31, 2024/1/31, 31.1.2024, 1/31/24, 31-Jan-2024, Jan 31, 2024.
/// `order` settles day and month.
/// `years_from`: the first of the hundred years that two digits mean.
std::optional<Date> read_date(std::string_view text, DateOrder order, int years_from = kYearsFrom);

/// The same where dates are asked for: also the seconds or thousandths of them since 1970, and 0 dates are none.
std::optional<Date> read_moment(std::string_view text, DateOrder order, int years_from = kYearsFrom);
/// 2020-01, 01/2020: its first day.
std::optional<Date> read_month(std::string_view text);
/// 0000-00-00, as databases write a date that is not there.
bool is_no_date(std::string_view text);

/// The words of a column of two: 0 for no, 1 for yes; -1 for any other text. `pair` has a bit for each pair of words
/// that it is one of.
int boolean_of(std::string_view text, int& pair);

/// Marks of missing values that people and programs write.
const std::vector<std::string>& usual_missing();
/// Blanks that are no ASCII and signs of no width, and nothing else.
bool is_unseen(std::string_view text);
/// Marks and words that mean it in a column of numbers alone.
bool is_dash(std::string_view text);

}  // namespace keepfit::tables
