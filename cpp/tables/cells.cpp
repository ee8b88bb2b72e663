#include "tables/cells.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace keepfit::tables {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && lower(a[0]) == lower(b[0]) &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

constexpr double kExact = 9007199254740992.0;  // 2^53

struct Glyph {
  const char* bytes;
  char as;
};
/// Signs that are written in other characters than ASCII's.
constexpr Glyph kGlyphs[] = {{"\xe2\x88\x92", '-'}, {"\xe2\x80\x93", '-'},  {"\xef\xbc\x8d", '-'},
                             {"\xc2\xa0", ' '},     {"\xe2\x80\xaf", ' '},  {"\xe2\x80\x89", ' '},
                             {"\xe2\x80\x87", ' '}, {"\xe2\x80\x99", '\''}, {"\xca\xbc", '\''},
                             {"\xef\xbc\x8b", '+'}, {"\xef\xbc\x85", '%'},  {"\xd9\xaa", '%'},
                             {"\xef\xbc\x8c", ','}, {"\xef\xbc\x8e", '.'},  {"\xd9\xac", '\''}};

/// The bytes at `at` that are a digit of another script, as that digit, or a sign that nobody sees, as 0; how many they
/// are is added to `at`. -1 for anything else.
int foreign_digit(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned a = byte(0), b = byte(1), c = byte(2);
  unsigned digit = 10;
  size_t size = 2;
  if (a == 0xD9) digit = b - 0xA0;        // Arabic
  else if (a == 0xDB) digit = b - 0xB0;   // Persian
  else if (a == 0xEF && b == 0xBC) digit = c - 0x90, size = 3;  // as wide as Chinese letters
  else if (a == 0xE0 && b == 0xA5) digit = c - 0xA6, size = 3;  // Indian
  // Marks of the direction of writing, breaks of no width, a byte order mark.
  else if ((a == 0xE2 && b == 0x80 && ((c >= 0x8B && c <= 0x8F) || (c >= 0xAA && c <= 0xAE))) ||
           (a == 0xE2 && b == 0x81 && (c == 0xA0 || (c >= 0xA6 && c <= 0xA9))) || (a == 0xEF && b == 0xBB && c == 0xBF)) {
    at += 3;
    return 0;
  }
  if (digit > 9) return -1;
  at += size;
  return '0' + static_cast<int>(digit);
}
constexpr std::string_view kSigns[] = {"%",
                                       "\xe2\x80\xb0",
                                       "$",
                                       "\xe2\x82\xac",
                                       "\xc2\xa3",
                                       "\xc2\xa5",
                                       "\xe2\x82\xb9",
                                       "\xe2\x82\xbd",
                                       "\xe2\x82\xa9",
                                       "\xe2\x82\xba",
                                       "\xe2\x82\xab",
                                       "\xe2\x82\xaa",
                                       "\xef\xbf\xa5",
                                       "\xef\xbf\xa1",
                                       "\xef\xbf\xa6",
                                       "\xc2\xa2"};
constexpr std::string_view kCodes[] = {"USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "SEK",
                                       "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "BRL", "MXN", "ZAR", "KRW",
                                       "TRY", "kr",  "kr.", "Fr.", "R$",  "US$", "C$",  "A$",  "Kc",  "z\xc5\x82"};

/// Takes a unit off one end.
std::string_view take_unit(std::string_view& text, bool front) {
  // Those that begin, or end, with the same byte.
  static const auto by_edge = [] {
    std::array<std::array<std::vector<std::pair<std::string_view, bool>>, 256>, 2> out;
    const auto put = [&out](std::string_view unit, bool word) {
      out[1][static_cast<unsigned char>(lower(unit.front()))].emplace_back(unit, word);
      out[0][static_cast<unsigned char>(lower(unit.back()))].emplace_back(unit, word);
    };
    for (std::string_view unit : kCodes) put(unit, true);
    for (std::string_view unit : kSigns) put(unit, false);
    return out;
  }();
  if (text.empty()) return {};
  const auto& units = by_edge[front][static_cast<unsigned char>(lower(front ? text.front() : text.back()))];
  if (units.empty()) return {};
  // No unit is longer than four bytes; a longer word is none.
  size_t word = 0;
  while (word < text.size() && word < 5 && !is_digit(front ? text[word] : text[text.size() - 1 - word])) ++word;
  if (word == 5 && is_letter(front ? text[4] : text[text.size() - 5])) return {};
  const auto try_one = [&](std::string_view unit, bool word) -> std::string_view {
    if (text.size() <= unit.size()) return {};
    const std::string_view end = front ? text.substr(0, unit.size()) : text.substr(text.size() - unit.size());
    if (word ? !same_word(end, unit) : end != unit) return {};
    // A code is no part of a longer word.
    const char beside = front ? text[unit.size()] : text[text.size() - unit.size() - 1];
    if (word && is_letter(beside)) return {};
    if (front) text.remove_prefix(unit.size());
    else text.remove_suffix(unit.size());
    return end;
  };
  for (const auto& [unit, is_word] : units) {
    if (const auto found = try_one(unit, is_word); !found.empty()) return found;
  }
  return {};
}

/// Groups of three, or of two before the last three as India writes them; the first group is not empty.
bool are_groups(const std::vector<size_t>& sizes) {
  if (sizes.size() < 2 || sizes.back() != 3 || sizes.front() == 0) return false;
  const bool threes =
      sizes.front() <= 3 && std::all_of(sizes.begin() + 1, sizes.end(), [](size_t n) { return n == 3; });
  const bool twos = sizes.size() > 2 && sizes.front() <= 2 &&
                    std::all_of(sizes.begin() + 1, sizes.end() - 1, [](size_t n) { return n == 2; });
  return threes || twos;
}

/// What points and commas in digits tell, and the digits with a point for their decimal mark; false where they are no
/// number under `decimal`.
bool marks_of(std::string_view body, char decimal, Marks& marks, char& thousands, std::string& plain) {
  const char other = decimal == '.' ? ',' : '.';
  size_t points = 0, commas = 0, last_point = 0, last_comma = 0, spaces = 0;
  for (size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '.') ++points, last_point = i;
    else if (body[i] == ',') ++commas, last_comma = i;
    else if (body[i] == ' ' || body[i] == '\'' || body[i] == '_') ++spaces;
    else if (!is_digit(body[i])) return false;
  }
  const auto sizes_by = [&](std::string_view part, char mark) {
    std::vector<size_t> sizes{0};
    for (char c : part) {
      if (c == mark) sizes.push_back(0);
      else ++sizes.back();
    }
    return sizes;
  };
  if (points && commas) {
    const bool point_last = last_point > last_comma;
    marks = point_last ? Marks::kPoint : Marks::kComma;
    if ((point_last ? points : commas) != 1) return marks = Marks::kNone, false;
  } else if (points + commas > 1) {
    if (!are_groups(sizes_by(body, points ? '.' : ','))) return false;
    marks = points ? Marks::kComma : Marks::kPoint;
  } else if (points + commas == 1) {
    const size_t at = points ? last_point : last_comma;
    const size_t before = at, after = body.size() - at - 1;
    const bool either = after == 3 && before >= 1 && before <= 3 && body[0] != '0' && !spaces;
    marks = either ? (points ? Marks::kThreeByPoint : Marks::kThreeByComma) : points ? Marks::kPoint : Marks::kComma;
    if (before == 0 && after == 0) return marks = Marks::kNone, false;
  }
  // The reading itself, under the decimal mark that was asked for.
  std::string_view integer = body, fraction;
  if (const size_t at = body.rfind(decimal); at != std::string_view::npos) {
    if (body.find(decimal) != at) return false;
    integer = body.substr(0, at);
    fraction = body.substr(at + 1);
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return false;
  }
  char group = 0;
  for (char c : integer) {
    if (is_digit(c)) continue;
    if (group && c != group) return false;
    group = c;
  }
  if (group == decimal) return false;
  if (group) {
    if (!are_groups(sizes_by(integer, group)) || (group == other && integer[0] == '0')) return false;
    thousands = group;
  }
  for (char c : integer) {
    if (is_digit(c)) plain.push_back(c);
  }
  if (!fraction.empty()) plain.append(1, '.').append(fraction);
  return !plain.empty() && plain != ".";
}

bool to_double(std::string_view text, double& value) {
  const auto result = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  return result.ptr == text.data() + text.size() &&
         (result.ec == std::errc() || result.ec == std::errc::result_out_of_range);
}

}  // namespace

namespace {

template <class Format>
bool last_step(uint64_t digits, int64_t power, double& value) {
  if constexpr (requires { fast_float::to_float(false, fast_float::compute_float<Format>(power, digits), value); }) {
    const auto found = fast_float::compute_float<Format>(power, digits);
    if (found.power2 < 0) return false;
    fast_float::to_float(false, found, value);
    return true;
  }
  return false;
}

}  // namespace

bool scaled_wide(uint64_t digits, int64_t power, double& value) {
  return last_step<fast_float::binary_format<double>>(digits, power, value);
}

bool read_plain(std::string_view text, Number& out) {
  const char *p = text.data(), *const end = p + text.size();
  const bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) ++p;
  const char* const body = p;
  Digits read;
  p = read_digits(p, end, '.', read);
  const auto [digits, before, after, point] = read;
  if (before + after == 0) return false;
  int64_t power = -static_cast<int64_t>(after);
  const bool exponent = p < end && (*p == 'e' || *p == 'E');
  if (exponent) {
    ++p;
    const bool down = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) ++p;
    if (p == end) return false;
    int64_t size = 0;
    while (p < end && is_digit(*p)) size = std::min<int64_t>(size * 10 + (*p++ - '0'), 100'000);
    power += down ? -size : size;
  }
  if (p != end) return false;
  double value;
  const bool counted = before + after <= 19;  // `digits` holds them all
  if (!(counted && scaled(digits, power, value)) && !to_double({body, static_cast<size_t>(end - body)}, value))
    return false;
  if (point) {
    out.marks =
        after == 3 && before >= 1 && before <= 3 && *body != '0' && !exponent ? Marks::kThreeByPoint : Marks::kPoint;
  } else if (!exponent) {
    out.whole = true;
    out.leading_zero = before > 1 && *body == '0';
    out.beyond = value > kExact || (counted && digits > 9007199254740992ULL);
  }
  out.value = negative ? -value : value;
  return true;
}

namespace {

/// inf, -Infinity: what programs write where a number has no end.
bool is_infinite(std::string_view text, Number& out) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (!same_word(text, "inf") && !same_word(text, "infinity")) return false;
  out.value = negative ? -HUGE_VAL : HUGE_VAL;
  return true;
}

}  // namespace

bool read_number(std::string_view given, char decimal, Number& out) {
  // Long text is no number; this also bounds the work.
  if (given.empty() || given.size() > 64) return false;
  char buffer[80];
  size_t n = 0;
  bool has_digit = false;
  for (size_t i = 0; i < given.size();) {
    bool found = false;
    if (static_cast<unsigned char>(given[i]) >= 0x80) {
      if (const int digit = foreign_digit(given, i); digit >= 0) {
        if (digit) buffer[n++] = static_cast<char>(digit), has_digit = true;
        continue;
      }
      const std::string_view rest = given.substr(i);
      // A dash for no cents; elsewhere it is no minus.
      if ((rest.substr(0, 3) == "\xe2\x80\x94" || rest.substr(0, 3) == "\xe2\x80\x95") && n > 0 &&
          (buffer[n - 1] == '.' || buffer[n - 1] == ',' || buffer[n - 1] == '-')) {
        buffer[n++] = '-';
        i += 3;
        continue;
      }
      if (rest.substr(0, 5) == "\xc3\x97" "10^" && n > 0 && is_digit(buffer[n - 1])) {
        buffer[n++] = 'e';
        i += 5;
        continue;
      }
      if (rest.substr(0, 2) == "\xd9\xab") {
        buffer[n++] = decimal;
        i += 2;
        continue;
      }
      for (const Glyph& g : kGlyphs) {
        const size_t size = std::strlen(g.bytes);
        if (given.compare(i, size, g.bytes) != 0) continue;
        buffer[n++] = g.as;
        i += size;
        found = true;
        break;
      }
    }
    if (found) continue;
    has_digit |= is_digit(given[i]);
    buffer[n++] = given[i++];
  }
  if (!has_digit) return is_infinite({buffer, n}, out);
  std::string_view text(buffer, n);
  const auto blanks = [](std::string_view& t) {
    while (!t.empty() && (t.front() == ' ' || t.front() == '\t')) t.remove_prefix(1);
    while (!t.empty() && (t.back() == ' ' || t.back() == '\t')) t.remove_suffix(1);
  };
  blanks(text);
  bool negative = false, signed_ = false;
  std::string_view unit;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = signed_ = true;
    text = text.substr(1, text.size() - 2);
    blanks(text);
  }
  const auto sign = [&] {
    if (!signed_ && text.size() > 1 && (text[0] == '-' || text[0] == '+')) {
      negative = text[0] == '-';
      signed_ = true;
      text.remove_prefix(1);
      blanks(text);
    }
  };
  sign();
  if (!text.empty() && !is_digit(text[0]) && text[0] != '.' && text[0] != ',') {
    unit = take_unit(text, true);
    blanks(text);
    if (!signed_ && text.size() > 2 && text.front() == '(' && text.back() == ')') {
      negative = signed_ = true;
      text = text.substr(1, text.size() - 2);
      blanks(text);
    }
    sign();
  }
  if (!text.empty() && !is_digit(text.back())) {
    if (const auto behind = text.back() == '-' ? std::string_view() : take_unit(text, false); !behind.empty()) {
      if (!unit.empty()) return false;
      unit = behind;
      blanks(text);
    }
    const size_t last = text.find_last_not_of('-');
    if (last != std::string_view::npos && last > 0 && last + 1 < text.size() &&
        (text[last] == '.' || text[last] == ',') && is_digit(text[last - 1])) {
      // A price in whole: 5.-
      buffer[static_cast<size_t>(text.data() - buffer) + last + 1] = '0';
      text = text.substr(0, last + 2);
    } else if (!signed_ && text.size() > 1 && text.back() == '-') {
      negative = signed_ = out.minus_behind = true;
      text.remove_suffix(1);
      blanks(text);
    }
  }
  if (text.empty() || (!is_digit(text[0]) && text[0] != '.' && text[0] != ',')) return false;
  // An exponent stands behind plain digits alone.
  std::string plain;
  if (const size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (!power.empty() && (power[0] == '-' || power[0] == '+')) power.remove_prefix(1);
    if (power.empty() || !std::all_of(power.begin(), power.end(), is_digit)) return false;
    if (!marks_of(text.substr(0, e), decimal, out.marks, out.thousands, plain) || out.thousands) return false;
    plain.append(text.substr(e));
  } else {
    if (!marks_of(text, decimal, out.marks, out.thousands, plain)) return false;
    const size_t point = plain.find('.');
    out.whole = point == std::string::npos;
    // Books have a minus behind sums; a grade or a year with a dash behind is none.
    if (out.minus_behind && !out.thousands && (out.whole || plain.size() - point < 3)) return false;
  }
  if (!to_double(plain, out.value)) return false;
  out.beyond = out.whole && out.value > kExact;
  out.leading_zero = out.whole && plain.size() > 1 && plain[0] == '0';
  if (negative) out.value = -out.value;
  // Where it stands in the cell itself: the text was rewritten.
  if (!unit.empty()) {
    const size_t at = given.find(unit);
    out.unit = at == std::string_view::npos ? std::string_view() : given.substr(at, unit.size());
  }
  return true;
}

// ---- dates --------------------------------------------------------------------------------------------------------

namespace {

/// Months of other languages, by how they begin in small letters: long enough to be told from each other.
struct MonthName {
  std::string_view start;
  int month;
};
constexpr MonthName kForeignMonths[] = {
    {"j\xc3\xa4n", 1},    {"janv", 1},  {"enero", 1},     {"ene", 1},   {"genn", 1},     {"gen", 1},   {"janeiro", 1},
    {"januar", 1},        {"f\xc3\xa9v", 2}, {"fevr", 2},   {"fevereiro", 2}, {"fev", 2},  {"febr", 2},  {"febb", 2},
    {"feb", 2},           {"m\xc3\xa4r", 3}, {"mars", 3},   {"marzo", 3},     {"mrz", 3},  {"maart", 3}, {"mrt", 3},
    {"mar\xc3\xa7o", 3},  {"maerz", 3}, {"avr", 4},       {"abr", 4},       {"apr", 4},    {"mai", 5},   {"mayo", 5},
    {"mag", 5},           {"mei", 5},   {"maio", 5},      {"maj", 5},       {"juin", 6},   {"junio", 6}, {"juni", 6},
    {"giugno", 6},        {"giu", 6},   {"junho", 6},     {"juil", 7},      {"julio", 7},  {"juli", 7},  {"luglio", 7},
    {"lug", 7},           {"julho", 7}, {"ao\xc3\xbbt", 8}, {"aout", 8},    {"ago", 8},    {"aug", 8},   {"sept", 9},
    {"set", 9},           {"okt", 10},  {"oct", 10},      {"ott", 10},      {"out", 10},   {"nov", 11},  {"d\xc3\xa9" "c", 12},
    {"dez", 12},          {"dic", 12},  {"dec", 12}};
constexpr std::string_view kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> kLongMonths = {"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};

bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

bool is_day(int year, int month, int day) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= kDays[month - 1] + (month == 2 && leap(year));
}

struct Scan {
  std::string_view text;
  size_t at = 0;

  bool done() const { return at >= text.size(); }
  char peek() const { return done() ? '\0' : text[at]; }
  /// Digits as a number, and how many there are.
  int number(size_t& count, size_t most) {
    int value = 0;
    count = 0;
    while (!done() && is_digit(text[at]) && count < most) value = value * 10 + (text[at++] - '0'), ++count;
    return value;
  }
  int month() {
    const size_t from = at;
    while (!done() && (is_letter(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80)) ++at;
    const std::string_view word = text.substr(from, at - from);
    for (size_t m = 0; m < 12; ++m) {
      if (same_word(word, kMonths[m]) || same_word(word, kLongMonths[m]) || (m == 8 && same_word(word, "sept"))) {
        if (peek() == '.') ++at;
        return static_cast<int>(m) + 1;
      }
    }
    std::string low(word.substr(0, 24));
    for (char& c : low) c = lower(c);
    for (const MonthName& each : kForeignMonths) {
      // A word that only begins so is none: no ending of a month is longer than that of settembre.
      if (low.compare(0, each.start.size(), each.start) != 0 || low.size() > 10) continue;
      if (peek() == '.') ++at;
      return each.month;
    }
    return 0;
  }
};

/// A time of day and an offset, or nothing.
bool is_time(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 2 && text[0] == ',' && text[1] == ' ') text.remove_prefix(1);
  if (text[0] != 'T' && text[0] != ' ' && text[0] != 't') return false;
  Scan s{text.substr(1)};
  size_t count;
  if (s.number(count, 2) > 24 || count == 0 || s.peek() != ':') return false;
  ++s.at;
  if (s.number(count, 2) > 59 || count != 2) return false;
  if (s.peek() == ':') {
    ++s.at;
    if (s.number(count, 2) > 60 || count != 2) return false;
    if (s.peek() == '.' || s.peek() == ',') {
      ++s.at;
      s.number(count, 9);
      if (count == 0) return false;
    }
  }
  while (s.peek() == ' ') ++s.at;
  const std::string_view rest = s.text.substr(s.at);
  if (rest.empty() || same_word(rest, "z") || same_word(rest, "am") || same_word(rest, "pm") || same_word(rest, "utc"))
    return true;
  if (rest[0] != '+' && rest[0] != '-') return false;
  return rest.size() <= 6 && std::all_of(rest.begin() + 1, rest.end(), [](char c) { return is_digit(c) || c == ':'; });
}

int full_year(int year, size_t digits) { return digits == 4 ? year : year + (year < 69 ? 2000 : 1900); }

}  // namespace

namespace {

/// 20240131, 20240131123000, 01JAN2024, 01JAN2024:12:00:00, 2024年1月31日.
std::optional<Date> read_compact(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  Scan s{text};
  Date out;
  size_t count;
  if (digits >= 8) {
    if (digits != text.size() && (digits != 8 || text[8] != 'T')) return std::nullopt;
    if (digits != 8 && digits != 12 && digits != 14) return std::nullopt;
    out.year = s.number(count, 4);
    out.month = s.number(count, 2);
    out.day = s.number(count, 2);
    if (out.year < 1800 || out.year > 2200 || !is_day(out.year, out.month, out.day)) return std::nullopt;
    if (digits > 8 && (text[8] > '2' || text[10] > '5' || (digits == 14 && text[12] > '5'))) return std::nullopt;
    return out;
  }
  if (digits == 4 && text.substr(4, 3) == "\xe5\xb9\xb4") {
    out.year = s.number(count, 4);
    s.at += 3;
    out.month = s.number(count, 2);
    if (count == 0 || text.substr(s.at, 3) != "\xe6\x9c\x88") return std::nullopt;
    s.at += 3;
    out.day = s.number(count, 2);
    if (count == 0 || text.substr(s.at, 3) != "\xe6\x97\xa5" || !is_day(out.year, out.month, out.day) ||
        !is_time(text.substr(s.at + 3)))
      return std::nullopt;
    return out;
  }
  if (digits != 1 && digits != 2) return std::nullopt;
  out.day = s.number(count, 2);
  if (s.at + 5 > text.size() || !is_letter(text[s.at])) return std::nullopt;
  Scan month{text.substr(s.at, 3)};
  out.month = month.month();
  if (!out.month || !month.done()) return std::nullopt;
  s.at += 3;
  const int year = s.number(count, 4);
  if (count != 4 && count != 2) return std::nullopt;
  out.year = full_year(year, count);
  std::string rest(text.substr(s.at));
  if (!rest.empty() && rest[0] == ':') rest[0] = ' ';
  if (!is_day(out.year, out.month, out.day) || !is_time(rest)) return std::nullopt;
  return out;
}

}  // namespace

bool is_no_date(std::string_view text) {
  return text.substr(0, 10) == "0000-00-00" && text.find_first_of("123456789") == std::string_view::npos;
}

std::optional<Date> read_moment(std::string_view text, DateOrder order) {
  const size_t whole = text.find_first_not_of("0123456789");
  const size_t digits = std::min(whole, text.size());
  if ((digits != 10 && digits != 13) || (digits < text.size() && text[digits] != '.')) return read_date(text, order);
  // Days since 1970 as a date (H. Hinnant's civil_from_days).
  int64_t days = 0;
  for (size_t i = 0; i < digits; ++i) days = days * 10 + (text[i] - '0');
  days = days / (digits == 13 ? 86'400'000 : 86'400) + 719'468;
  const int64_t era = days / 146'097, of_era = days % 146'097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100), part = (5 * of_year + 2) / 153;
  Date out;
  out.day = static_cast<int>(of_year - (153 * part + 2) / 5 + 1);
  out.month = static_cast<int>(part < 10 ? part + 3 : part - 9);
  out.year = static_cast<int>(year + era * 400 + (out.month <= 2));
  return out;
}

std::optional<Date> read_date(std::string_view text, DateOrder order) {
  if (text.size() < 6 || text.size() > 40) return std::nullopt;
  if (const auto compact = read_compact(text)) return compact;
  Date out;
  Scan s{text};
  // The day of the week says nothing more.
  if (is_letter(s.peek())) {
    for (std::string_view each : kWeekdays) {
      if (!same_word(text.substr(0, 3), each)) continue;
      const size_t end = text.find_first_of(", ");
      const size_t next = end == std::string_view::npos ? end : text.find_first_not_of(", .", end);
      if (next != std::string_view::npos && (end <= 4 || (end <= 9 && same_word(text.substr(end - 3, 3), "day"))))
        return read_date(text.substr(next), order);
    }
  }
  size_t count = 0;
  if (is_letter(s.peek())) {  // Jan 31, 2024
    out.month = s.month();
    const char between = s.peek();
    if (!out.month || (between != ' ' && between != '-' && between != '/')) return std::nullopt;
    ++s.at;
    out.day = s.number(count, 2);
    if (s.peek() == ',') ++s.at;
    if (count == 0 || (s.peek() != ' ' && s.peek() != between)) return std::nullopt;
    ++s.at;
    out.year = s.number(count, 4);
    if (count != 4 || !is_day(out.year, out.month, out.day) || !is_time(text.substr(s.at))) return std::nullopt;
    return out;
  }
  const int a = s.number(count, 4);
  const size_t digits_a = count;
  // 1st, 2nd, 3rd, 4th
  for (std::string_view each : {"st", "nd", "rd", "th"}) {
    if (digits_a > 0 && digits_a < 3 && text.size() > s.at + 2 && same_word(text.substr(s.at, 2), each) &&
        text[s.at + 2] == ' ')
      s.at += 2;
  }
  const char mark = s.peek();
  if (digits_a == 0 || (mark != '-' && mark != '/' && mark != '.' && mark != ' ')) return std::nullopt;
  ++s.at;
  if (mark == '.' && s.peek() == ' ') ++s.at;
  if (is_letter(s.peek()) || static_cast<unsigned char>(s.peek()) >= 0x80) {  // 31-Jan-2024
    if (s.text.substr(s.at, 3) == "de ") s.at += 3;
    out.month = s.month();
    if (!out.month || digits_a > 2 || (s.peek() != mark && s.peek() != ' ')) return std::nullopt;
    ++s.at;
    if (s.text.substr(s.at, 3) == "de ") s.at += 3;
    const int year = s.number(count, 4);
    if (count != 4 && count != 2) return std::nullopt;
    out.year = full_year(year, count);
    out.day = a;
    if (!is_day(out.year, out.month, out.day) || !is_time(text.substr(s.at))) return std::nullopt;
    return out;
  }
  if (mark == ' ') return std::nullopt;
  const int b = s.number(count, 2);
  if (count == 0 || s.peek() != mark) return std::nullopt;
  ++s.at;
  if (mark == '.' && s.peek() == ' ') ++s.at;
  const int c = s.number(count, 4);
  if (digits_a == 4) {
    // 2024. 03. 01.
    if (mark == '.' && s.peek() == '.') ++s.at;
    if (count == 0 || count > 2 || !is_day(a, b, c) || !is_time(text.substr(s.at))) return std::nullopt;
    out.year = a, out.month = b, out.day = c;
    return out;
  }
  if (digits_a > 2 || (count != 4 && count != 2) || !is_time(text.substr(s.at))) return std::nullopt;
  out.year = full_year(c, count);
  out.first = a, out.second = b;
  const bool dmy = is_day(out.year, b, a), mdy = is_day(out.year, a, b);
  if (!dmy && !mdy) return std::nullopt;
  out.certain = dmy != mdy;
  out.slashes = mark == '/';
  bool day_first = dmy;
  if (dmy && mdy) day_first = order == DateOrder::kUnknown ? mark != '/' : order == DateOrder::kDmy;
  else if ((order == DateOrder::kDmy && !dmy) || (order == DateOrder::kMdy && !mdy)) return std::nullopt;
  out.day = day_first ? a : b;
  out.month = day_first ? b : a;
  return out;
}

int Date::weekday() const {
  // Sakamoto's method gives 0 for Sunday.
  constexpr int kShift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  const int y = month < 3 ? year - 1 : year;
  const int sunday = (y + y / 4 - y / 100 + y / 400 + kShift[month - 1] + day) % 7;
  return (sunday + 6) % 7;
}

// ---- words --------------------------------------------------------------------------------------------------------

int boolean_of(std::string_view text, int& pair) {
  constexpr std::string_view kWords[][2] = {{"false", "true"}, {"no", "yes"}, {"f", "t"}, {"n", "y"}};
  for (int p = 0; p < 4; ++p) {
    for (int side = 0; side < 2; ++side) {
      if (!same_word(text, kWords[p][side])) continue;
      pair = p;
      return side;
    }
  }
  return -1;
}

const std::vector<std::string>& usual_missing() {
  static const std::vector<std::string> marks{
      "",       "NA",      "N/A",     "n/a",      "#N/A",    "#N/A N/A", "#NA",   "<NA>",  "NaN",    "nan",
      "-NaN",   "-nan",    "NULL",    "Null",     "null",    "None",     "?",     "\\N",   "(null)", "[NULL]",
      "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "#DIV/0!", "#VALUE!",  "#REF!", "#NUM!", "#NAME?", "#NULL!"};
  return marks;
}

bool is_dash(std::string_view text) {
  // What a spreadsheet shows for a formula that failed, in any language: #DIV/0!, #WERT!, #NV.
  if (text.size() > 2 && text[0] == '#' && (text.back() == '!' || text.back() == '?' || text == "#NV")) return true;
  for (std::string_view word : {"na", "n.a.", "none", "nil", "missing"}) {
    if (same_word(text, word)) return true;
  }
  return text == "-" || text == "--" || text == ":" || text == "---" || text == "." || text == ".." || text == "*" ||
         text == "\xe2\x80\x93" || text == "\xe2\x80\x94" || text == "\xe2\x80\xa6";
}

}  // namespace keepfit::tables
