#include "tables/cells.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <iterator>

#include "tables/dialect.h"

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
  std::string_view bytes;
  char as;
};
/// Signs that are written in other characters than ASCII's.
constexpr Glyph kGlyphs[] = {
    {"\xe2\x88\x92", '-'}, {"\xe2\x80\x93", '-'}, {"\xef\xbc\x8d", '-'},  {"\xc2\xa0", ' '},     {"\xe2\x80\xaf", ' '},
    {"\xe2\x80\x89", ' '}, {"\xe2\x80\x87", ' '}, {"\xe2\x80\x99", '\''}, {"\xca\xbc", '\''},    {"\xef\xbc\x8b", '+'},
    {"\xef\xbc\x85", '%'}, {"\xd9\xaa", '%'},     {"\xef\xbc\x8c", ','},  {"\xef\xbc\x8e", '.'}, {"\xd9\xac", '\''}};

/// The bytes at `at` that are a digit of another script, as that digit, or a sign that nobody sees, as 0; how many they
/// are is added to `at`. -1 for anything else.
int foreign_digit(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned a = byte(0), b = byte(1), c = byte(2);
  unsigned digit = 10;
  size_t size = 2;
  if (a == 0xD9) digit = b - 0xA0;                              // Arabic
  else if (a == 0xDB) digit = b - 0xB0;                         // Persian
  else if (a == 0xEF && b == 0xBC) digit = c - 0x90, size = 3;  // as wide as Chinese letters
  else if (a == 0xE0 && b == 0xA5) digit = c - 0xA6, size = 3;  // Indian
  // Marks of the direction of writing, breaks of no width, a byte order mark.
  else if ((a == 0xE2 && b == 0x80 && ((c >= 0x8B && c <= 0x8F) || (c >= 0xAA && c <= 0xAE))) ||
           (a == 0xE2 && b == 0x81 && (c == 0xA0 || (c >= 0xA6 && c <= 0xA9))) ||
           (a == 0xEF && b == 0xBB && c == 0xBF)) {
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
                                       "\xe5\x86\x86",
                                       "\xe5\x85\x83",
                                       "\xec\x9b\x90",
                                       "\xc2\xa2"};
constexpr std::string_view kCodes[] = {"USD", "EUR", "GBP", "CHF", "JPY", "CNY",       "INR",       "AUD",
                                       "CAD", "SEK", "NOK", "DKK", "PLN", "CZK",       "HUF",       "RUB",
                                       "BRL", "MXN", "ZAR", "KRW", "TRY", "kr",        "kr.",       "Fr.",
                                       "R$",  "US$", "C$",  "A$",  "Kc",  "z\xc5\x82", "K\xc4\x8d", "Ft"};

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

/// -   €, $ -: how spreadsheets show a sum of nothing.
bool is_zero_dash(std::string_view text, std::string_view given, Number& out) {
  const auto blanks = [](std::string_view& t) {
    while (!t.empty() && t.front() == ' ') t.remove_prefix(1);
    while (!t.empty() && t.back() == ' ') t.remove_suffix(1);
  };
  blanks(text);
  if (text.size() < 2 || (text.front() != '-' && text.back() != '-')) return false;
  const auto unit = take_unit(text, text.front() != '-');
  blanks(text);
  if (unit.empty() || text.find_first_not_of("-?") != text.npos || text.substr(0, 1) != "-") return false;
  const size_t at = given.find(unit);
  out.unit = at == given.npos ? std::string_view() : given.substr(at, unit.size());
  out.whole = true;
  out.value = 0;
  return true;
}

}  // namespace

bool read_number(std::string_view given, char decimal, Number& out) {
  // Long text is no number; this also bounds the work.
  if (given.empty() || given.size() > 64) return false;
  // Nor are words: no unit has more letters than that, nor infinity.
  if (given.size() > 8 && std::count_if(given.begin(), given.end(), is_letter) > 8) return false;
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
      if (rest.substr(0, 5) ==
              "\xc3\x97"
              "10^" &&
          n > 0 && is_digit(buffer[n - 1])) {
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
        if (given[i] != g.bytes[0] || given.compare(i, g.bytes.size(), g.bytes) != 0) continue;
        buffer[n++] = g.as;
        i += g.bytes.size();
        found = true;
        break;
      }
    }
    if (found) continue;
    has_digit |= is_digit(given[i]);
    buffer[n++] = given[i++];
    // 1.5D+03 of Fortran; 12D-03 is a code.
    if ((buffer[n - 1] | 32) == 'd' && n > 2 && (is_digit(buffer[n - 2]) || buffer[n - 2] == '.') && i < given.size() &&
        (given[i] == '+' || given[i] == '-') && std::string_view(buffer, n).find('.') != std::string_view::npos)
      buffer[n - 1] = 'e';
  }
  if (!has_digit) return is_infinite({buffer, n}, out) || is_zero_dash({buffer, n}, given, out);
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
        (text[last] == '.' || text[last] == ',' || text[last] == ':') && is_digit(text[last - 1])) {
      // A price in whole: 5.-, in Sweden 5:-
      if (text[last] == ':') buffer[static_cast<size_t>(text.data() - buffer) + last] = decimal;
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

// ---- words --------------------------------------------------------------------------------------------------------

int boolean_of(std::string_view text, int& pair) {
  // Words of other languages, too: no is also Spanish, and falso is of three.
  constexpr std::string_view kWords[][2] = {{"false", "true"},
                                            {"no", "yes"},
                                            {"f", "t"},
                                            {"n", "y"},
                                            {"nein", "ja"},
                                            {"falsch", "wahr"},
                                            {"non", "oui"},
                                            {"faux", "vrai"},
                                            {"no", "s\xc3\xad"},
                                            {"no", "si"},
                                            {"no", "s\xc3\xac"},
                                            {"falso", "verdadero"},
                                            {"falso", "verdadeiro"},
                                            {"falso", "vero"},
                                            {"n\xc3\xa3o", "sim"},
                                            {"nee", "ja"},
                                            {"nej", "ja"},
                                            {"nie", "tak"},
                                            {"\xd0\xbd\xd0\xb5\xd1\x82", "\xd0\xb4\xd0\xb0"},
                                            {"\xe3\x81\x84\xe3\x81\x84\xe3\x81\x88", "\xe3\x81\xaf\xe3\x81\x84"},
                                            {"\xe5\x90\xa6", "\xe6\x98\xaf"}};
  int found = -1;
  pair = 0;
  for (size_t p = 0; p < std::size(kWords); ++p) {
    for (int side = 0; side < 2; ++side) {
      if (!same_word(text, kWords[p][side])) continue;
      pair |= 1 << p;
      found = side;
    }
  }
  return found;
}

const std::vector<std::string>& usual_missing() {
  static const std::vector<std::string> marks{
      "",       "NA",      "N/A",     "n/a",      "#N/A",    "#N/A N/A", "#NA",   "<NA>",  "NaN",    "nan",
      "-NaN",   "-nan",    "NULL",    "Null",     "null",    "None",     "?",     "\\N",   "(null)", "[NULL]",
      "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "#DIV/0!", "#VALUE!",  "#REF!", "#NUM!", "#NAME?", "#NULL!"};
  return marks;
}

bool is_unseen(std::string_view text) {
  if (text == "&nbsp;") return true;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const auto last = rest.size() > 2 ? static_cast<unsigned char>(rest[2]) : 0u;
    if (is_blank(rest[0])) ++at;
    else if (rest.substr(0, 2) == "\xc2\xa0") at += 2;
    else if ((rest.substr(0, 2) == "\xe2\x80" && (last <= 0x8d || last == 0xaf)) ||
             rest.substr(0, 3) == "\xe2\x81\xa0" || rest.substr(0, 3) == "\xe3\x80\x80" ||
             rest.substr(0, 3) == "\xef\xbb\xbf")
      at += 3;
    else return false;
  }
  return !text.empty();
}

bool is_dash(std::string_view text) {
  if (is_unseen(text)) return true;
  if (text.size() > 20) return text.find_first_not_of('#') == text.npos;
  // What a spreadsheet shows for a formula that failed, in any language: #DIV/0!, #WERT!, #NV.
  if (text.size() > 2 && text[0] == '#' && (text.back() == '!' || text.back() == '?' || text == "#NV")) return true;
  // Not a number, in Java and in loggers; not detected, not determined, no answer, as laboratories and surveys write.
  for (std::string_view word :
       {"na",  "n.a.", "none",  "nil",  "missing", "nan",  "n/a",          "n.d.",         "n.d",     "nd",
        "n/d", "k.a.", "k. a.", "n.v.", "n.n.",    "n.b.", "not detected", "undetermined", "no data", "keine angabe"}) {
    if (same_word(text, word)) return true;
  }
  // .A to .Z, ._: missing for a reason, in SAS and Stata; a column too narrow for its numbers, in a spreadsheet.
  if (text.size() == 2 && text[0] == '.' && (is_letter(text[1]) || text[1] == '_')) return true;
  if (text.size() > 2 && text.find_first_not_of('#') == text.npos) return true;
  // Eurostat says with a letter why there is none, the US census with five stars.
  if (text.size() < 6 && text.substr(0, 2) == ": " && is_letter(text.back())) return true;
  return text == "-" || text == "--" || text == ":" || text == "---" || text == "." || text == ".." || text == "..." ||
         text == "/" || text == "*" || text == "*****" || text == "\xe2\x80\x93" || text == "\xe2\x80\x94" ||
         text == "\xe2\x80\xa6";
}

}  // namespace keepfit::tables
