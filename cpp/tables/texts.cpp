#include "tables/texts.h"

#include <algorithm>
#include <string>

#include "tables/cells.h"
#include "tables/dialect.h"

namespace keepfit::tables {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_other(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_other(c); }

/// Blanks of every kind off the front.
std::string_view unblanked(std::string_view text) {
  for (;;) {
    text = trimmed(text);
    if (text.substr(0, 2) == "\xc2\xa0") text.remove_prefix(2);
    else if (text.substr(0, 3) == "\xe2\x80\xaf" || text.substr(0, 3) == "\xe2\x80\x89") text.remove_prefix(3);
    else return text;
  }
}

/// How much of `text` is a number's signs, digits and marks between them.
size_t number_end(std::string_view text) {
  size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  else if (text.substr(0, 3) == "\xe2\x88\x92") at = 3;
  const size_t first = at;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '.' || text[at] == ',')) ++at;
  // Spaces between groups of thousands.
  while (at + 3 < text.size() && at > first && text[at] == ' ' && is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
         is_digit(text[at + 3]))
    at += 4;
  if (at + 1 < text.size() && at > first && (text[at] == ',' || text[at] == '.') && is_digit(text[at + 1])) {
    ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return at > first && is_digit(text[at - 1]) ? at : 0;
}

/// How much of `text` is a unit: letters and signs, m2 and km/h among them, at most three words.
size_t unit_end(std::string_view text) {
  size_t at = 0, words = 1;
  for (; at < text.size() && at <= 24; ++at) {
    const char c = text[at];
    const bool sign = c == '%' || c == '\'' || c == '"' || c == '/' || c == '.' || c == '^' || c == '$' || c == '-';
    const bool power = at > 0 && (c == '2' || c == '3') && (is_letter(text[at - 1]) || text[at - 1] == '^') &&
                       (at + 1 == text.size() || !is_digit(text[at + 1]));
    if (c == ' ') {
      if (at + 1 == text.size() || !is_letter(text[at + 1]) || ++words > 3) break;
    } else if (!is_letter(c) && !(sign && (at > 0 || c == '%' || c == '\'' || c == '"')) && !power) {
      break;
    }
  }
  return at > 24 ? 0 : at;
}

bool is_time(std::string_view text) {
  size_t at = 0;
  const auto digits = [&](size_t most) {
    const size_t from = at;
    while (at < text.size() && is_digit(text[at]) && at - from < most) ++at;
    return at - from;
  };
  if (digits(3) == 0) return false;
  const auto noon = [](std::string_view rest) { return rest == "am" || rest == "pm" || rest == "AM" || rest == "PM"; };
  if (noon(unblanked(text.substr(at)))) return true;
  // 18.30.00, as in Italy and Denmark, where all three parts are there.
  const char mark = at < text.size() && text[at] == '.' && at < 3 ? '.' : ':';
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != mark) {
      if (part == 0 || mark == '.') return false;
      break;
    }
    ++at;
    if (digits(2) != 2 || text[at - 2] > '5') return false;
  }
  if (at < text.size() && (text[at] == '.' || text[at] == ',') && ++at && digits(9) == 0) return false;
  const std::string_view rest = unblanked(text.substr(at));
  return rest.empty() || noon(rest) || rest == "h";
}

bool is_hexadecimal(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] | 32) == 'x' &&
         std::all_of(text.begin() + 2, text.end(),
                     [](char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); });
}

}  // namespace

bool split_unit(std::string_view text, std::string_view& number, std::string_view& unit) {
  text = unblanked(text);
  const size_t end = number_end(text);
  unit = unblanked(text.substr(end));
  number = text.substr(0, end);
  return end > 0 && !unit.empty() && unit_end(unit) == unit.size();
}

Quantity quantity_of(std::string_view text, std::string_view& unit) {
  if (text.size() > 48) return Quantity::kNone;
  if (is_time(text)) return Quantity::kTime;
  if (is_hexadecimal(text)) return Quantity::kHexadecimal;
  text = unblanked(text);
  // $1.5M
  for (std::string_view sign : {"$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5"}) {
    if (text.substr(0, sign.size()) != sign) continue;
    text = unblanked(text.substr(sign.size()));
    break;
  }
  for (std::string_view bound :
       {"<=", ">=", "<", ">", "~", "\xe2\x89\xa4", "\xe2\x89\xa5", "\xc2\xb1", "\xe2\x89\x88"}) {
    if (text.substr(0, bound.size()) != bound) continue;
    text = unblanked(text.substr(bound.size()));
    // Below what can be measured: <0.5
    if (number_end(text) == text.size() && !text.empty()) {
      unit = bound;
      return Quantity::kUnit;
    }
    break;
  }
  // Numbers each with a unit: 5 ft 11 in.
  unit = {};
  for (int parts = 0; parts < 3 && !text.empty(); ++parts) {
    const size_t end = number_end(text);
    if (end == 0) return Quantity::kNone;
    text = unblanked(text.substr(end));
    const size_t size = unit_end(text);
    // Five feet and seven inches: 5'7
    if (size == 0) return unit == "'" && text.empty() ? Quantity::kUnit : Quantity::kNone;
    if (unit.empty()) unit = text.substr(0, size);
    text = unblanked(text.substr(size));
  }
  return text.empty() && !unit.empty() ? Quantity::kUnit : Quantity::kNone;
}

bool is_sentence(std::string_view text) {
  const auto blanks = std::count(text.begin(), text.end(), ' ');
  return (text.size() >= 40 && blanks >= 5) || text.size() >= 120;
}

bool is_total(std::string_view cell) {
  while (!cell.empty() && (cell.back() == ':' || cell.back() == '.' || cell.back() == ' ')) cell.remove_suffix(1);
  std::string low(cell.substr(0, 40));
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (std::string_view word : {"total",
                                "totals",
                                "grand total",
                                "sum",
                                "sums",
                                "average",
                                "mean",
                                "overall",
                                "all",
                                "summe",
                                "gesamt",
                                "gesamtsumme",
                                "insgesamt",
                                "durchschnitt",
                                "totale",
                                "somme",
                                "moyenne",
                                "suma",
                                "promedio",
                                "media",
                                "totaal",
                                "gemiddelde",
                                "soma",
                                "razem",
                                "toplam",
                                "celkem",
                                "yhteens\xc3\xa4",
                                "totalt",
                                "i alt",
                                "\xd0\xb8\xd1\x82\xd0\xbe\xd0\xb3\xd0\xbe",
                                "\xd0\x98\xd1\x82\xd0\xbe\xd0\xb3\xd0\xbe",
                                "\xd0\x92\xd1\x81\xd0\xb5\xd0\xb3\xd0\xbe",
                                "\xe5\x90\x88\xe8\xae\xa1",
                                "\xe5\x90\x88\xe8\xa8\x88",
                                "\xe6\x80\xbb\xe8\xae\xa1",
                                "\xe7\xb7\x8f\xe8\xa8\x88"}) {
    if (low == word) return true;
  }
  return low.substr(0, 6) == "total " || low.substr(0, 12) == "grand total ";
}

bool is_remark(std::string_view line) {
  while (!line.empty() && (line.front() == '"' || line.front() == ' ')) line.remove_prefix(1);
  if (line.empty()) return false;
  for (std::string_view word : {"source",
                                "note",
                                "notes",
                                "footnote",
                                "remark",
                                "data source",
                                "data from",
                                "quelle",
                                "anmerkung",
                                "hinweis",
                                "fuente",
                                "nota",
                                "fonte",
                                "bron",
                                "opmerking",
                                "last updated",
                                "generated",
                                "created",
                                "exported",
                                "copyright",
                                "\xc2\xa9",
                                "*",
                                "\xe2\x80\xa0",
                                "end of",
                                "\xd0\x98\xd1\x81\xd1\x82\xd0\xbe\xd1\x87\xd0\xbd\xd0\xb8\xd0\xba",
                                "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x87\xd0\xb0\xd0\xbd\xd0\xb8\xd0\xb5",
                                "\xe6\x9d\xa5\xe6\xba\x90",
                                "\xe6\xb3\xa8",
                                "\xe5\x87\xba\xe5\x85\xb8",
                                "\xe5\x82\x99\xe8\x80\x83"}) {
    if (line.substr(0, word.size()) != word) continue;
    const std::string_view rest = line.substr(word.size());
    // The word itself, not a name that begins so: "Notes: ...", "Note 1. ...", but no "notebook".
    if (rest.empty() || !((rest[0] >= 'a' && rest[0] <= 'z') || rest[0] == '_') || rest[0] == 's') return true;
  }
  // (20 rows affected), 20 rows in set (0.00 sec), [20 rows x 3 columns]
  if (const size_t at = line.find(" row"); at != std::string_view::npos) {
    if ((is_digit(line[0]) || line[0] == '(' || line[0] == '[') &&
        std::any_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(at), is_digit))
      return true;
  }
  return line.size() >= 3 && line.find_first_not_of("-=_*+| ") == std::string_view::npos;
}

}  // namespace keepfit::tables
