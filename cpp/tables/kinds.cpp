// What a column is, told by its cells.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tables/column.h"
#include "tables/texts.h"

namespace keepfit::tables {

/// Whole numbers beside words that are no slips: 207a beside 208, or one as frequent as the numbers are (1 to 9, and
/// X).
bool ColumnReader::holds_codes() {
  std::vector<int64_t> times;
  if (as_text) {
    times = counts();
  } else {
    times.assign(words_.size(), 0);
    for (const Odd& each : odd_) ++times[each.word];
  }
  int64_t mixed = 0, others = 0, most = 0, distinct = 0;
  for (size_t w = 0; w < times.size(); ++w) {
    Number n;
    if (times[w] == 0) continue;
    if (read_cell(words_[w], decimal, n)) {
      ++distinct;
      continue;
    }
    const std::string_view word = words_[w];
    if (is_dash(word)) continue;
    others += times[w];
    most = std::max(most, times[w]);
    const bool digit = std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool letter =
        std::any_of(word.begin(), word.end(), [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
    if (digit && letter && word.size() <= 12) mixed += times[w];
  }
  if (others < 2) return false;
  if (mixed == others) return true;
  if (!as_text) {
    // Few different numbers: each is counted.
    std::vector<double> seen;
    for (double v : numbers_) {
      if (std::isnan(v)) continue;
      const auto at = std::lower_bound(seen.begin(), seen.end(), v);
      if (at != seen.end() && *at == v) continue;
      if (seen.size() == 20) return false;
      seen.insert(at, v);
    }
    distinct = static_cast<int64_t>(seen.size());
  }
  return distinct > 2 && distinct <= 20 && most * distinct * 2 >= tally_.numbers;
}

bool ColumnReader::settle() {
  const Tally& t = tally();
  const int64_t present = t.present();
  reason = Reason::kNone;
  boolean_pair = -1;
  const bool free = !choice.kind;
  if (!free) {
    kind = *choice.kind;
  } else if (present == 0 && !as_text && quoted_marks_ > 0 && quoted_marks_ < t.missing()) {
    // "NA" beside NA is a value.
    kind = Kind::kText;
  } else if (present == 0) {
    kind = as_text ? Kind::kText : Kind::kNumber;
    reason = Reason::kEmpty;
    return false;
  } else if (t.numbers * 10 >= present * 9) {
    kind = Kind::kNumber;
    const bool plain_digits = t.whole == t.numbers && t.with_unit == 0 && !t.thousands;
    // One 05 among a thousand is a slip of the hand.
    if (plain_digits && t.leading_zeros * 100 >= t.numbers && t.leading_zeros > 0)
      kind = Kind::kText, reason = Reason::kLeadingZeros;
    else if (t.whole == t.numbers && t.beyond > 0) kind = Kind::kText, reason = Reason::kBeyond;
    else if (t.others > 1 && t.whole == t.numbers && holds_codes()) kind = Kind::kText;
  } else {
    kind = Kind::kText;
  }
  if (kind == Kind::kNumber) {
    // Words of a column of two are 0 and 1 where numbers are asked for, and a unit that all have is none of the number.
    if (!as_text && !free && t.others > 0 && (t.numbers * 10 < present || !common_unit().empty()))
      return as_text = true;
    if (as_text) read_words();
    return false;
  }
  if (!as_text) return as_text = true;

  const auto& times = counts();
  if (free && kind == Kind::kText && reason == Reason::kNone) {
    int pair = -1, sides = 0;  // pairs that all are of
    bool boolean = true;
    size_t words = 0;
    for (size_t w = 0; boolean && w < times.size(); ++w) {
      if (times[w] == 0) continue;
      int this_pair = -1;
      const int side = boolean_of(words_[w], this_pair);
      boolean = side >= 0 && (pair & this_pair) != 0 && ++words <= 2;
      pair &= this_pair;
      if (side >= 0) sides |= 1 << side;
    }
    if (boolean && sides == 3) {
      kind = Kind::kBoolean;
      boolean_pair = pair;
      return false;
    }
  }
  if (kind == Kind::kDate || (free && kind == Kind::kText && reason == Reason::kNone)) {
    int64_t dates = 0, tried = 0, no_dates = 0, day_first = 0, month_first = 0, uncertain = 0, slashes = 0;
    for (size_t w = 0; w < times.size(); ++w) {
      if (times[w] == 0) continue;
      if (is_no_date(words_[w])) {
        no_dates += times[w];
        continue;
      }
      tried += times[w];
      if (const auto date = free ? read_date(words_[w], DateOrder::kUnknown, years_from())
                                 : read_moment(words_[w], DateOrder::kUnknown, years_from())) {
        dates += times[w];
        if (date->short_year) short_years.set(static_cast<size_t>(date->year % 100));
        if (!date->certain) ++uncertain, slashes += date->slashes;
        else if (date->first > 12) ++day_first;
        else if (date->second > 12) ++month_first;
      }
      if (free && w == 50 && dates * 2 < tried) break;
    }
    dates_ = dates;
    if (!free || (dates > 0 && dates * 10 >= (present - no_dates) * 9)) {
      kind = Kind::kDate;
      const DateOrder guess = uncertain == 0 || day_first + month_first > 0 ? DateOrder::kUnknown
                              : slashes * 2 > uncertain                     ? DateOrder::kMdy
                                                                            : DateOrder::kDmy;
      order = choice.order.value_or(day_first > month_first   ? DateOrder::kDmy
                                    : month_first > day_first ? DateOrder::kMdy
                                                              : guess);
      order_guessed = !choice.order && guess != DateOrder::kUnknown;
      orders_differ = day_first > 0 && month_first > 0;
      order_certain = choice.order.has_value() || (!orders_differ && (uncertain == 0 || day_first + month_first > 0));
    }
  }
  return false;
}

bool ColumnReader::two_words() {
  size_t words = 0;
  const auto& times = counts();
  for (size_t w = 0; w < times.size(); ++w) {
    int pair = -1;
    if (times[w] == 0) continue;
    if (boolean_of(words_[w], pair) < 0) return false;
    ++words;
  }
  return words > 0;
}

void ColumnReader::find_unit() {
  if (!as_text || choice.kind != Kind::kNumber || !unit.empty() || tally().others == 0) return;
  unit = common_unit();
  if (!unit.empty()) retally(decimal);
}

std::string ColumnReader::common_unit() {
  std::vector<int64_t> times;
  if (as_text) {
    times = counts();
  } else {
    times.assign(words_.size(), 0);
    for (const Odd& each : odd_) ++times[each.word];
  }
  std::map<std::string_view, int64_t> units;
  int64_t odd = 0;
  for (size_t w = 0; w < times.size() && units.size() < 100; ++w) {
    Number n;
    std::string_view number, behind;
    if (times[w] == 0 || is_mark(words_[w]) || is_dash(words_[w]) || tables::read_cell(words_[w], decimal, n)) continue;
    odd += times[w];
    Number under_point, under_comma;
    if (!split_unit(words_[w], number, behind)) continue;
    if (tables::read_cell(number, '.', under_point) || tables::read_cell(number, ',', under_comma))
      units[behind] += times[w];
  }
  for (const auto& [word, count] : units) {
    // One 12x among numbers is a slip of the hand.
    if (count * 10 >= odd * 9 && count * 2 >= tally().present()) return std::string(word);
  }
  return {};
}

}  // namespace keepfit::tables
