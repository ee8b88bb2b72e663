// Days as people and programs write them.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

#include "tables/cells.h"

namespace keepfit::tables {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

namespace {

/// Months of other languages, by how they begin in small letters: long enough to be told from each other.
struct MonthName {
  std::string_view start;
  int month;
};
constexpr MonthName kForeignMonths[] = {{"j\xc3\xa4n", 1},
                                        {"janv", 1},
                                        {"enero", 1},
                                        {"ene", 1},
                                        {"genn", 1},
                                        {"gen", 1},
                                        {"janeiro", 1},
                                        {"januar", 1},
                                        {"f\xc3\xa9v", 2},
                                        {"fevr", 2},
                                        {"fevereiro", 2},
                                        {"fev", 2},
                                        {"febr", 2},
                                        {"febb", 2},
                                        {"feb", 2},
                                        {"m\xc3\xa4r", 3},
                                        {"mars", 3},
                                        {"marzo", 3},
                                        {"mrz", 3},
                                        {"maart", 3},
                                        {"mrt", 3},
                                        {"mar\xc3\xa7o", 3},
                                        {"maerz", 3},
                                        {"avr", 4},
                                        {"abr", 4},
                                        {"apr", 4},
                                        {"mai", 5},
                                        {"mayo", 5},
                                        {"mag", 5},
                                        {"mei", 5},
                                        {"maio", 5},
                                        {"maj", 5},
                                        {"juin", 6},
                                        {"junio", 6},
                                        {"juni", 6},
                                        {"giugno", 6},
                                        {"giu", 6},
                                        {"junho", 6},
                                        {"juil", 7},
                                        {"julio", 7},
                                        {"juli", 7},
                                        {"luglio", 7},
                                        {"lug", 7},
                                        {"julho", 7},
                                        {"ao\xc3\xbbt", 8},
                                        {"aout", 8},
                                        {"ago", 8},
                                        {"aug", 8},
                                        {"sept", 9},
                                        {"set", 9},
                                        {"okt", 10},
                                        {"oct", 10},
                                        {"ott", 10},
                                        {"out", 10},
                                        {"nov", 11},
                                        {"d\xc3\xa9"
                                         "c",
                                         12},
                                        {"dez", 12},
                                        {"dic", 12},
                                        {"dec", 12}};
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

/// Takes one of these words off the start.
bool skip_word(std::string_view& text, std::initializer_list<std::string_view> words) {
  for (std::string_view word : words) {
    if (!same_word(text.substr(0, word.size()), word)) continue;
    text.remove_prefix(word.size());
    return true;
  }
  return false;
}

/// A time of day and an offset, or nothing.
bool is_time(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 2 && text[0] == ',' && text[1] == ' ') text.remove_prefix(1);
  if (text[0] != 'T' && text[0] != ' ' && text[0] != 't') return false;
  text.remove_prefix(1);
  // At, in French; before and after noon, which stand in front in Korea, China and Japan.
  if (skip_word(text, {"\xc3\xa0 ", "\xec\x98\xa4\xec\xa0\x84", "\xec\x98\xa4\xed\x9b\x84", "\xe4\xb8\x8a\xe5\x8d\x88",
                       "\xe4\xb8\x8b\xe5\x8d\x88", "\xe5\x8d\x88\xe5\x89\x8d", "\xe5\x8d\x88\xe5\xbe\x8c"}))
    skip_word(text, {" "});
  Scan s{text};
  size_t count;
  if (s.number(count, 2) > 24 || count == 0) return false;
  // 10.11.12, in Oracle and in Finland; 10h11, in French
  const char mark = s.peek();
  if (mark != ':' && mark != '.' && mark != 'h') return false;
  ++s.at;
  if (s.number(count, 2) > 59 || count != 2) return false;
  if (s.peek() == mark) {
    ++s.at;
    if (s.number(count, 2) > 60 || count != 2) return false;
    if (s.peek() == '.' || s.peek() == ',') {
      ++s.at;
      s.number(count, 9);
      if (count == 0) return false;
    }
  }
  while (s.peek() == ' ') ++s.at;
  std::string_view rest = s.text.substr(s.at);
  // 1:10:45 PM GMT+1, 12:00 CEST; without a blank behind it, PM is no zone
  if (skip_word(rest, {"a. m.", "p. m.", "a.m.", "p.m.", "nachm.", "vorm.", "uhr", "am ", "pm "}))
    skip_word(rest, {" "});
  size_t zone = 0;
  while (zone < rest.size() && rest[zone] >= 'A' && rest[zone] <= 'Z') ++zone;
  if ((zone == 3 || zone == 4) && (zone == rest.size() || rest[zone] == '+' || rest[zone] == '-'))
    rest.remove_prefix(zone);
  if (rest.empty() || same_word(rest, "z") || same_word(rest, "am") || same_word(rest, "pm") || same_word(rest, "utc"))
    return true;
  if (rest[0] != '+' && rest[0] != '-') return false;
  return rest.size() <= 6 && std::all_of(rest.begin() + 1, rest.end(), [](char c) { return is_digit(c) || c == ':'; });
}

/// 1st, 2nd, 3rd, 4th
void skip_ordinal(Scan& s) {
  for (std::string_view each : {"st", "nd", "rd", "th"}) {
    const std::string_view rest = s.text.substr(s.at);
    if (rest.size() > 2 && same_word(rest.substr(0, 2), each) && (rest[2] == ' ' || rest[2] == ',')) s.at += 2;
  }
}

int full_year(int year, size_t digits, int years_from) {
  if (digits == 4) return year;
  const int full = years_from - years_from % 100 + year;
  return full < years_from ? full + 100 : full;
}

}  // namespace

namespace {

/// 20240131, 20240131123000, 01JAN2024, 01JAN2024:12:00:00, 2024年1月31日.
std::optional<Date> read_compact(std::string_view text, int years_from) {
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
  if (digits == 4) {
    // In Chinese and Japanese, in Korean.
    const bool korean = text.substr(4, 3) == "\xeb\x85\x84";
    if (!korean && text.substr(4, 3) != "\xe5\xb9\xb4") return std::nullopt;
    const auto part = [&](std::string_view word) {
      const int value = s.number(count, 4);
      if (count == 0 || text.substr(s.at, 3) != word) return 0;
      s.at += 3;
      return value;
    };
    const auto blank = [&] { s.at += s.peek() == ' '; };
    out.year = part(korean ? "\xeb\x85\x84" : "\xe5\xb9\xb4");
    blank();
    out.month = part(korean ? "\xec\x9b\x94" : "\xe6\x9c\x88");
    blank();
    out.day = part(korean ? "\xec\x9d\xbc" : "\xe6\x97\xa5");
    if (!is_day(out.year, out.month, out.day) || !is_time(text.substr(s.at))) return std::nullopt;
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
  out.year = full_year(year, count, years_from);
  out.short_year = count == 2;
  std::string rest(text.substr(s.at));
  if (!rest.empty() && rest[0] == ':') rest[0] = ' ';
  if (!is_day(out.year, out.month, out.day) || !is_time(rest)) return std::nullopt;
  return out;
}

/// As a date (H. Hinnant's civil_from_days).
Date day_since_1970(int64_t days) {
  days += 719'468;
  const int64_t era = days / 146'097, of_era = days % 146'097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100), part = (5 * of_year + 2) / 153;
  Date out;
  out.day = static_cast<int>(of_year - (153 * part + 2) / 5 + 1);
  out.month = static_cast<int>(part < 10 ? part + 3 : part - 9);
  out.year = static_cast<int>(year + era * 400 + (out.month <= 2));
  return out;
}

}  // namespace

bool is_no_date(std::string_view text) {
  // Or a column of a spreadsheet that is too narrow for it.
  if (text.size() > 2 && text.find_first_not_of('#') == std::string_view::npos) return true;
  return text.substr(0, 10) == "0000-00-00" && text.find_first_of("123456789") == std::string_view::npos;
}

std::optional<Date> read_month(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const size_t mark = text.find_first_of("-/.");
  if ((mark != 4 && mark != 2) || text.find_first_not_of("0123456789", mark + 1) != text.npos) return std::nullopt;
  const std::string_view year = mark == 4 ? text.substr(0, 4) : text.substr(3);
  const std::string_view month = mark == 4 ? text.substr(5) : text.substr(0, 2);
  if (text.find_first_not_of("0123456789") != mark) return std::nullopt;
  Date out;
  for (char c : year) out.year = out.year * 10 + (c - '0');
  for (char c : month) out.month = out.month * 10 + (c - '0');
  out.day = 1;
  if (!is_day(out.year, out.month, 1)) return std::nullopt;
  return out;
}

std::optional<Date> read_moment(std::string_view text, DateOrder order, int years_from) {
  if (const auto month = read_month(text)) return month;
  const size_t whole = text.find_first_not_of("0123456789");
  const size_t digits = std::min(whole, text.size());
  // 202401, and a day as Excel counts them.
  if (digits == 6 && digits == text.size()) {
    Date month;
    month.year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    month.month = (text[4] - '0') * 10 + (text[5] - '0');
    month.day = 1;
    if (is_day(month.year, month.month, 1)) return month;
    return std::nullopt;
  }
  if (digits == 5 && (digits == text.size() || text[digits] == '.')) {
    int64_t day = 0;
    for (size_t i = 0; i < 5; ++i) day = day * 10 + (text[i] - '0');
    return day_since_1970(day - 25'569);
  }
  if ((digits != 10 && digits != 13) || (digits < text.size() && text[digits] != '.'))
    return read_date(text, order, years_from);
  int64_t days = 0;
  for (size_t i = 0; i < digits; ++i) days = days * 10 + (text[i] - '0');
  return day_since_1970(days / (digits == 13 ? 86'400'000 : 86'400));
}

std::optional<Date> read_date(std::string_view text, DateOrder order, int years_from) {
  // JavaScript names the zone once more: (Central European Summer Time).
  if (!text.empty() && text.back() == ')' && text.size() < 90) text = text.substr(0, text.find(" ("));
  if (text.size() < 6 || text.size() > 40) return std::nullopt;
  if (const auto compact = read_compact(text, years_from)) return compact;
  Date out;
  Scan s{text};
  // The day of the week says nothing more.
  if (is_letter(s.peek())) {
    for (std::string_view each : kWeekdays) {
      if (!same_word(text.substr(0, 3), each)) continue;
      const size_t end = text.find_first_of(", ");
      const size_t next = end == std::string_view::npos ? end : text.find_first_not_of(", .", end);
      if (next != std::string_view::npos && (end <= 4 || (end <= 9 && same_word(text.substr(end - 3, 3), "day"))))
        return read_date(text.substr(next), order, years_from);
    }
  }
  size_t count = 0;
  if (is_letter(s.peek())) {  // Jan 31, 2024
    out.month = s.month();
    const char between = s.peek();
    if (!out.month || (between != ' ' && between != '-' && between != '/')) return std::nullopt;
    ++s.at;
    // Of C and of Twitter a day below ten has two blanks in front.
    s.at += s.peek() == ' ';
    out.day = s.number(count, 2);
    skip_ordinal(s);
    if (s.peek() == ',') ++s.at;
    if (count == 0 || (s.peek() != ' ' && s.peek() != between)) return std::nullopt;
    // The year behind the time: Jan 31 12:00:00 PDT 2024
    const std::string_view rest = text.substr(s.at);
    const size_t year = rest.rfind(' ');
    if (rest.size() - year == 5 && year > 8 && rest.find(':') < 4) {
      if (!is_time(rest.substr(0, year))) return std::nullopt;
      s.at += year;
    }
    ++s.at;
    out.year = s.number(count, 4);
    if (count != 4 || !is_day(out.year, out.month, out.day) || !is_time(text.substr(s.at))) return std::nullopt;
    return out;
  }
  const int a = s.number(count, 4);
  const size_t digits_a = count;
  if (digits_a > 0 && digits_a < 3) skip_ordinal(s);
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
    out.year = full_year(year, count, years_from);
    out.short_year = count == 2;
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
  out.year = full_year(c, count, years_from);
  out.short_year = count == 2;
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

}  // namespace keepfit::tables
