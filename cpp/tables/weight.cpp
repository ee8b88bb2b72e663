// How much the problems of a reading weigh, and what may mend them at once.
#include <algorithm>
#include <cstdio>
#include <string>

#include "tables/evidence.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

/// Whether records keep their width where quotation marks are ordinary characters: no cell between such marks holds
/// what separates cells.
bool TableReader::better_without_quotes() const {
  Dialect plain = layout_.dialect;
  plain.quote = 0;
  const std::string_view sample = layout_.text.substr(0, layout_.begin + limits::kSample);
  const bool whole = sample.size() == layout_.text.size();
  const auto uneven = [&](const Dialect& dialect) {
    int64_t count = 0;
    for (const Record& r : first_records(sample, whole, dialect, layout_.begin, layout_.first_line))
      count += r.cells.size() != layout_.width;
    return count;
  };
  return uneven(plain) <= uneven(layout_.dialect);
}

void TableReader::weigh(const Options& options) {
  if (problem_count_ == 0) return;
  int64_t ragged = short_count_ - footers_short_ + long_count_, cells = 0, worst_count = 0;
  size_t worst = 0;
  int64_t better = 0, worse = 0;
  const char other = decimal_ == '.' ? ',' : '.';
  for (size_t j = 0; j < columns_.size(); ++j) {
    const auto n = static_cast<int64_t>(columns_[j].unreadable().size());
    cells += n;
    if (n > worst_count) worst_count = n, worst = j;
    if (n > 0) better += columns_[j].as_text ? 0 : columns_[j].numbers_under(other);
    // Numbers that are none under the other mark.
    const Tally& t = columns_[j].tally();
    if (columns_[j].kind == Kind::kNumber) worse += columns_[j].decimal == ',' ? t.commas : t.points;
  }
  const double share = rows_ > 0 ? static_cast<double>(rows_touched_) / static_cast<double>(rows_) : 0;
  char percent[32];
  if (share >= 0.0995) std::snprintf(percent, sizeof percent, "%.0f %%", 100 * share);
  else if (share >= 0.001) std::snprintf(percent, sizeof percent, "%.1f %%", 100 * share);
  else std::snprintf(percent, sizeof percent, "under 0.1 %%");
  headline_ = rows_touched_ == 0 ? std::string("The line of names ")
                                 : count_of(rows_touched_, "") + "of " + count_of(rows_, "row") + " (" + percent + ") ";
  const bool one = rows_touched_ <= 1;
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_touched_) {
    const bool last = footers_.size() == 1;
    headline_ =
        last ? std::string("The last line looks like ") + (footers_[0].total ? "a sum" : "a remark") +
                   ", not like a row."
             : "The last " + std::to_string(footers_.size()) + " lines look like sums or remarks, not like rows.";
  } else if (layout_.other_rows > 0) {
    headline_ =
        "The file holds two tables: the first, with " + count_of(static_cast<int64_t>(layout_.other_width), "column") +
        " in " + count_of(layout_.other_rows, "line") + ", is left out; the second, with " +
        count_of(static_cast<int64_t>(layout_.width), "column") + " in " + count_of(rows_, "row") + ", is read.";
  } else if (static_cast<int64_t>(subtotals_.size()) * 2 > rows_touched_) {
    headline_ += std::string(one ? "looks" : "look") + " like sums of the rows above, not like rows.";
  } else if (ragged >= cells && ragged > 0) {
    headline_ += one ? "does" : "do";
    headline_ += " not have as many cells as the table has columns, " + std::to_string(layout_.width) + ".";
  } else if (cells > 0) {
    headline_ += one ? "holds" : "hold";
    headline_ += " something else where " + std::string(columns_[worst].kind == Kind::kDate ? "dates" : "numbers") +
                 " are expected, most often in column " + shown_name(worst) + ".";
  } else {
    headline_ += one ? "has" : "have";
    headline_ += " quotation marks that do not fit.";
  }
  const auto offer = [this](std::string label, Value way) {
    remedies_.push_back(Value::Map{{"label", std::move(label)}, {"options", std::move(way)}});
  };
  if (ragged > 0) weigh_uneven(options);
  std::string offered;
  for (const Problem& p : problems_) {
    if (p.label.empty() || p.label == offered) continue;
    offer(offered = p.label, p.options);
  }
  if (ragged > 0 && !options.delimiter) {
    for (char d : layout_.other_delimiters)
      offer("Read with " + shown_delimiter(d), Value::Map{{"delimiter", std::string(1, d)}});
  }
  if (!flaws_.empty() && layout_.dialect.quote && better_without_quotes())
    offer("Take quotation marks as ordinary characters", Value::Map{{"quote", nullptr}});
  if (better * 2 > cells && better > worse && cells > 0 && !options.decimal)
    offer(other == ',' ? "Read with a decimal comma" : "Read with a decimal point",
          Value::Map{{"decimal", std::string(1, other)}});
  if (layout_.header && layout_.header_doubtful) offer("The first line is data", Value::Map{{"header", false}});
  // A name among numbers says so.
  const bool first_is_odd = std::any_of(problems_.begin(), problems_.end(), [](const Problem& p) {
    return p.row == 1 && std::string_view(p.code) == "not_a_number" && p.message.find('?') == std::string::npos;
  });
  if (!layout_.header && first_is_odd) offer("The first line names the columns", Value::Map{{"header", true}});
  if (worst_count > 0)
    offer("Read " + shown_name(worst) + " as text", column_option(columns_[worst].name, {{"kind", "text"}}));
}

}  // namespace keepfit::tables
