// Numbers that stand where there is none: -999, 9999, 1e20.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/table.h"
#include "core/text.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

/// 99, 999, ..., with or without nines behind the point.
bool are_nines(double size) {
  for (double next = 100; next <= 1e9; next *= 10) {
    if (size == next - 1 || std::abs(size - (next - 0.1)) < 1e-9 * next || std::abs(size - (next - 0.01)) < 1e-9 * next)
      return true;
  }
  return false;
}

/// What programs fill gaps with that are no nines: netCDF, climate models, whole numbers of 16 and 32 bits, float32.
bool is_known_fill(double v) {
  for (double known : {1e20,
                       -1e20,
                       1e30,
                       -1e30,
                       1e35,
                       1e36,
                       9.96920996838687e36,
                       -9.96920996838687e36,
                       3.4028234663852886e38,
                       -3.4028234663852886e38,
                       1.7976931348623157e308,
                       -1.7976931348623157e308,
                       -32768.0,
                       32767.0,
                       -2147483648.0,
                       2147483647.0,
                       -8888.0,
                       -7777.0,
                       -999.25,
                       -9999.25}) {
    if (std::abs(v - known) <= 2e-5 * std::abs(known)) return true;
  }
  return false;
}

struct Ends {
  double low = INFINITY, high = -INFINITY;
  int64_t at_low = 0, at_high = 0, count = 0;
};

/// -200: of people, so only where nothing else stands below zero, or all else far above.
bool is_round_below(double v) { return v <= -100 && std::fmod(v, 100) == 0; }

bool is_fill(double v) { return are_nines(std::abs(v)) || is_known_fill(v) || is_round_below(v); }

/// Of the values that are none of `without`. How often an end stands is counted where it may be a fill value. By
/// pointers: this sees every number, and what is compiled for size calls a function for each step of an iterator.
Ends ends_of(const std::vector<double>& values, const std::vector<double>& without) {
  Ends out;
  const double *const begin = values.data(), *const end = begin + values.size();
  const double *const no = without.data(), *const no_end = no + without.size();
  for (const double* at = begin; at != end; ++at) {
    const double v = *at;
    bool counts = v == v;
    for (const double* each = no; each != no_end; ++each) counts = counts && v != *each;
    if (!counts) continue;
    ++out.count;
    if (v < out.low) out.low = v;
    if (v > out.high) out.high = v;
  }
  if (!is_fill(out.low) && !is_fill(out.high)) return out;
  for (const double* at = begin; at != end; ++at) {
    out.at_low += *at == out.low;
    out.at_high += *at == out.high;
  }
  return out;
}

std::string written(double v, char decimal) {
  std::string out = v == std::floor(v) && std::abs(v) < 1e15 ? std::to_string(static_cast<int64_t>(v)) : repr(v);
  if (decimal == ',') std::replace(out.begin(), out.end(), '.', ',');
  return out;
}

}  // namespace

void TableReader::note_fill_values(size_t j, const Options& options) {
  ColumnReader& c = columns_[j];
  if (c.kind != Kind::kNumber || !c.use || c.choice.missing || options.missing || c.reason != Reason::kNone) return;
  const auto& values = c.numbers();
  std::vector<double> found;
  std::vector<int64_t> times;
  while (found.size() < 4) {
    const Ends all = ends_of(values, found);
    if (all.count < 5) break;
    bool more = false;
    for (const bool low : {true, false}) {
      const double v = low ? all.low : all.high;
      const int64_t n = low ? all.at_low : all.at_high;
      if (n < 2 || n * 10 > all.count * 9 || !is_fill(v)) continue;
      std::vector<double> without = found;
      without.push_back(v);
      Ends rest = ends_of(values, without);
      // One more such number on the same side, such as -999 beside -9999, is none of the rest.
      while (rest.count > 4 && is_fill(low ? rest.low : rest.high) && (low ? rest.at_low : rest.at_high) > 1) {
        without.push_back(low ? rest.low : rest.high);
        rest = ends_of(values, without);
      }
      if (rest.count < 4) continue;
      const double range = rest.high - rest.low, gap = low ? rest.low - v : v - rest.high;
      // Below zero nothing else stands there.
      const bool alone = low && v <= -99 && rest.low >= 0 && gap > range / 4;
      if (!alone && !(gap > range * (std::abs(v) < 100 ? 3 : 1))) continue;
      found.push_back(v);
      times.push_back(n);
      more = true;
      break;
    }
    if (!more) break;
  }
  if (found.empty()) return;
  Value::List marks;
  for (const std::string& mark : c.marks->texts) marks.emplace_back(mark);
  std::string said;
  for (size_t i = 0; i < found.size(); ++i) {
    const std::string text = written(found[i], c.decimal);
    marks.emplace_back(text);
    said += (i ? i + 1 == found.size() ? " and " : ", " : "") + ("'" + text + "' stands ") + count_of(times[i], "time");
  }
  const bool one = found.size() == 1;
  notes_.push_back({"fill_value", static_cast<int64_t>(j),
                    "Column " + shown_name(j) + ": " + said + ", far from all other numbers, as where " +
                        (one ? "it means a missing value." : "they mean missing values."),
                    one ? "Take it as missing" : "Take them as missing",
                    column_option(c.name, {{"missing", std::move(marks)}})});
}

}  // namespace keepfit::tables
