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

/// Counts of what is to be weighed.
struct TableReader::Weight {
  int64_t ragged = 0;
  int64_t cells = 0;
  int64_t worst_count = 0;
  size_t worst = 0;
  /// Numbers under the other decimal mark, and those that are none under it.
  int64_t better = 0;
  int64_t worse = 0;
};

void TableReader::weigh(const Options& options) {
  if (problem_count_ == 0) return;
  Weight w;
  w.ragged = short_count_ - footers_short_ + long_count_;
  const char other = decimal_ == '.' ? ',' : '.';
  for (size_t j = 0; j < columns_.size(); ++j) {
    const auto n = static_cast<int64_t>(columns_[j].unreadable().size());
    w.cells += n;
    if (n > w.worst_count) w.worst_count = n, w.worst = j;
    if (n > 0) w.better += columns_[j].as_text ? 0 : columns_[j].numbers_under(other);
    const Tally& t = columns_[j].tally();
    if (columns_[j].kind == Kind::kNumber) w.worse += columns_[j].decimal == ',' ? t.commas : t.points;
  }
  headline_ = headline_of(w);
  offer_remedies(w, options);
}

/// What most of the problems are, as a sentence.
std::string TableReader::headline_of(const Weight& w) const {
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_touched_) {
    if (footers_.size() > 1)
      return "The last " + std::to_string(footers_.size()) + " lines look like sums or remarks, not like rows.";
    return std::string("The last line looks like ") + (footers_[0].total ? "a sum" : "a remark") + ", not like a row.";
  }
  if (layout_.other_rows > 0)
    return "The file holds two tables: the first, with " +
           count_of(static_cast<int64_t>(layout_.other_width), "column") + " in " +
           count_of(layout_.other_rows, "line") + ", is left out; the second, with " +
           count_of(static_cast<int64_t>(layout_.width), "column") + " in " + count_of(rows_, "row") + ", is read.";
  const bool one = rows_touched_ <= 1;
  const std::string who = who_is_touched();
  if (static_cast<int64_t>(subtotals_.size()) * 2 > rows_touched_)
    return who + (one ? "looks" : "look") + " like sums of the rows above, not like rows.";
  if (w.ragged >= w.cells && w.ragged > 0)
    return who + (one ? "does" : "do") + " not have as many cells as the table has columns, " +
           std::to_string(layout_.width) + ".";
  if (w.cells > 0)
    return who + (one ? "holds" : "hold") + " something else where " +
           (columns_[w.worst].kind == Kind::kDate ? "dates" : "numbers") + " are expected, most often in column " +
           shown_name(w.worst) + ".";
  return who + (one ? "has" : "have") + " quotation marks that do not fit.";
}

/// "3 of 70 rows (4.3 %) "
std::string TableReader::who_is_touched() const {
  if (rows_touched_ == 0) return "The line of names ";
  const double percent = rows_ > 0 ? 100 * static_cast<double>(rows_touched_) / static_cast<double>(rows_) : 0;
  char share[32] = "under 0.1 %";
  if (percent >= 0.1) std::snprintf(share, sizeof share, percent >= 9.95 ? "%.0f %%" : "%.1f %%", percent);
  return count_of(rows_touched_, "") + "of " + count_of(rows_, "row") + " (" + share + ") ";
}

void TableReader::offer_remedies(const Weight& w, const Options& options) {
  const auto offer = [this](std::string label, Value way) {
    remedies_.push_back(Value::Map{{"label", std::move(label)}, {"options", std::move(way)}});
  };
  if (w.ragged > 0) weigh_uneven(options);
  std::string offered;
  for (const Problem& p : problems_) {
    if (p.label.empty() || p.label == offered) continue;
    offer(offered = p.label, p.options);
  }
  if (w.ragged > 0 && !options.delimiter) {
    for (char d : layout_.other_delimiters)
      offer("Read with " + shown_delimiter(d), Value::Map{{"delimiter", std::string(1, d)}});
  }
  if (!flaws_.empty() && layout_.dialect.quote && better_without_quotes())
    offer("Take quotation marks as ordinary characters", Value::Map{{"quote", nullptr}});
  if (w.better * 2 > w.cells && w.better > w.worse && w.cells > 0 && !options.decimal)
    offer(decimal_ == '.' ? "Read with a decimal comma" : "Read with a decimal point",
          Value::Map{{"decimal", decimal_ == '.' ? "," : "."}});
  if (layout_.header && layout_.header_doubtful) offer("The first line is data", Value::Map{{"header", false}});
  // A name among numbers says so.
  const bool first_is_odd = std::any_of(problems_.begin(), problems_.end(), [](const Problem& p) {
    return p.row == 1 && std::string_view(p.code) == "not_a_number" && p.message.find('?') == std::string::npos;
  });
  if (!layout_.header && first_is_odd) offer("The first line names the columns", Value::Map{{"header", true}});
  if (w.worst_count > 0)
    offer("Read " + shown_name(w.worst) + " as text", column_option(columns_[w.worst].name, {{"kind", "text"}}));
}

}  // namespace keepfit::tables
