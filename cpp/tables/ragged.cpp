// Lines with more or fewer cells than there are columns: what is likely the matter, and what mends it.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/errors.h"
#include "core/text.h"
#include "tables/evidence.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

using Texts = std::vector<std::string>;

bool is_count(std::string_view cell) {
  return !cell.empty() && cell.size() < 16 && cell.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What the cells of one column are like, as far as others can be held against it.
struct Likeness {
  size_t seen = 0, numbers = 0, dates = 0;
  double low = INFINITY, high = -INFINITY;
  std::unordered_set<std::string> words;

  void add(const std::string& cell) {
    if (cell.empty() || is_word_of_missing(cell)) return;
    ++seen;
    Number n;
    if (read_plain(cell, n)) low = std::min(low, n.value), high = std::max(high, n.value);
    if (is_number(cell)) ++numbers;
    else if (read_date(cell, DateOrder::kUnknown)) ++dates;
    if (words.size() <= 60) words.insert(cell);
  }
  bool are_numbers() const { return seen > 0 && numbers * 10 >= seen * 9; }
  bool are_dates() const { return seen > 0 && dates * 10 >= seen * 9; }
  bool are_few() const { return seen >= 6 && words.size() * 2 <= seen && words.size() <= 60; }

  /// From 0, like none of them, to 1; a cell that says nothing is like all.
  double fit(const std::string& cell) const {
    if (cell.empty() || is_word_of_missing(cell) || seen == 0) return 1;
    Number n;
    if (are_numbers()) {
      if (!is_number(cell)) return 0;
      const double room = 0.2 * (high - low);
      return !read_plain(cell, n) || (n.value >= low - room && n.value <= high + room) ? 1 : 0.6;
    }
    if (are_dates()) return read_date(cell, DateOrder::kUnknown) ? 1 : 0;
    if (are_few()) return words.count(cell) ? 1 : is_number(cell) ? 0 : 0.3;
    return is_number(cell) ? 0.3 : 1;
  }
  /// The same of cells that are put together, one of which holds the delimiter.
  double fit_joined(const Texts& cells, size_t from, size_t count, char delimiter) const {
    if (are_numbers()) {
      if (count != 2 || delimiter != ',' || !is_fraction(cells[from], cells[from + 1])) return 0;
      const double value = std::atof((cells[from] + "." + cells[from + 1]).c_str()), room = 0.2 * (high - low);
      return value >= low - room && value <= high + room ? 1 : 0.5;
    }
    return are_dates() ? 0 : are_few() ? 0.8 : 1;
  }
  static bool is_fraction(std::string_view whole, std::string_view fraction) {
    if (!whole.empty() && whole[0] == '-') whole.remove_prefix(1);
    return is_count(whole) && (whole[0] != '0' || whole.size() == 1) && is_count(fraction);
  }
};

std::vector<Likeness> likeness_of(const std::vector<Texts>& rows, size_t width) {
  std::vector<Likeness> out(width);
  for (const Texts& row : rows) {
    for (size_t j = 0; j < width && j < row.size(); ++j) out[j].add(row[j]);
  }
  return out;
}

/// How well each column takes what long rows have too much: the mean likeness of all cells, those behind it moved up.
/// The last is that of no column: all cells stay where they stand.
std::vector<double> scores_of(const std::vector<Likeness>& columns, const std::vector<Texts>& rows, char delimiter) {
  const size_t width = columns.size();
  std::vector<double> out(width + 1, 0);
  for (const Texts& row : rows) {
    const size_t more = row.size() - width;
    std::vector<double> moved(width + 1, 0);  // sums from the end
    for (size_t j = width; j-- > 0;) moved[j] = moved[j + 1] + columns[j].fit(row[j + more]);
    double before = 0;
    for (size_t j = 0; j < width; ++j) {
      out[j] += before + columns[j].fit_joined(row, j, more + 1, delimiter) + moved[j + 1];
      before += columns[j].fit(row[j]);
    }
    out[width] += before;
  }
  for (double& each : out) each /= static_cast<double>(std::max<size_t>(1, rows.size() * width));
  return out;
}

/// Whether short rows are most like the others where their last cells are missing, and not some before.
bool end_early(const std::vector<Likeness>& columns, const std::vector<Texts>& rows) {
  double at_end = 0, within = 0;
  for (const Texts& row : rows) {
    const size_t less = columns.size() - row.size();
    double before = 0, best = 0;
    std::vector<double> moved(row.size() + 1, 0);  // sums from the end
    for (size_t j = row.size(); j-- > 0;) moved[j] = moved[j + 1] + columns[j + less].fit(row[j]);
    for (size_t j = 0; j < row.size(); ++j) {
      best = std::max(best, before + moved[j]);
      before += columns[j].fit(row[j]);
    }
    within += best;
    at_end += before;
  }
  return at_end >= within;
}

/// Where no row has the right number of cells: how much alike the columns are that come of it.
double purity_of(const std::vector<Texts>& rows, size_t width, size_t at, char delimiter) {
  std::vector<Texts> made;
  bool fractions = delimiter == ',';
  for (const Texts& row : rows) {
    const size_t more = row.size() - width;
    Texts one(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(at));
    std::string text = row[at];
    for (size_t k = 1; k <= more; ++k) (text += delimiter) += row[at + k];
    fractions = fractions && more == 1 && Likeness::is_fraction(row[at], row[at + 1]);
    one.push_back(std::move(text));
    one.insert(one.end(), row.begin() + static_cast<std::ptrdiff_t>(at + more + 1), row.end());
    made.push_back(std::move(one));
  }
  double sum = 0;
  const auto columns = likeness_of(made, width);
  for (size_t j = 0; j < width; ++j) {
    const Likeness& c = columns[j];
    const double share = static_cast<double>(c.numbers) / static_cast<double>(std::max<size_t>(1, c.seen));
    // Words with a number in each were cut elsewhere.
    sum += j == at ? (fractions ? 1 : c.numbers > 0 ? 0 : 0.5) : std::max(share, 1 - share);
  }
  return sum / static_cast<double>(width);
}

}  // namespace

/// Finds the column that may hold the delimiter, as it is called or was saved.
void TableReader::find_holder(const Options& options) {
  holder_ = static_cast<size_t>(-1);
  const std::string& wanted = options.holds_delimiter ? *options.holds_delimiter : options.usual_holder;
  if (wanted.empty()) return;
  std::vector<std::string_view> known;
  for (size_t j = 0; j < columns_.size(); ++j) {
    known.push_back(columns_[j].name);
    if (columns_[j].name == wanted) holder_ = j;
  }
  if (holder_ < columns_.size() || !options.holds_delimiter) return;
  const std::string_view like = nearest(wanted, known);
  throw Error("bad_option", "holdsDelimiter",
              "There is no column '" + shown(wanted) + "' that could hold the delimiter.",
              like.empty() ? "The columns are " + shown_names() + "." : "Perhaps '" + shown(like) + "' is meant.");
}

TableReader::Sort TableReader::sort_of(Cells& cells, std::string& room) const {
  if (is_header_again(cells)) return Sort::kHeader;
  if (holder_ >= layout_.width && !skips_uneven_) return Sort::kRow;
  while (cells.size() > layout_.width && cells.back().text.empty()) cells.pop();
  if (holder_ < layout_.width && cells.size() > layout_.width) {
    const size_t count = cells.size() - layout_.width + 1;
    const std::string_view first = cells[holder_].text, last = cells[holder_ + count - 1].text, text = layout_.text;
    // As it stands in the file, blanks and all, where none of it was between quotation marks.
    bool stands = true;
    for (size_t k = holder_; k < holder_ + count; ++k) {
      const char* const at = cells[k].text.data();
      stands = stands && !cells[k].quoted && at >= text.data() && at <= text.data() + text.size();
    }
    if (stands) {
      cells.join(holder_, count, {first.data(), static_cast<size_t>(last.data() + last.size() - first.data())});
    } else {
      room = first;
      for (size_t k = 1; k < count; ++k) (room += layout_.dialect.delimiter) += cells[holder_ + k].text;
      cells.join(holder_, count, room);
    }
    return Sort::kJoined;
  }
  return skips_uneven_ && cells.size() != layout_.width ? Sort::kUneven : Sort::kRow;
}

/// Rows as they are cut, from the start of the table; where none of those is uneven, some further down.
void TableReader::look_at_uneven(std::vector<Texts>& even, std::vector<Texts>& few, std::vector<Texts>& many,
                                 size_t width) const {
  const auto put = [&](const auto& cells, const auto& text_of) {
    Texts row;
    for (const auto& each : cells) row.emplace_back(text_of(each));
    while (row.size() > width && row.back().empty()) row.pop_back();
    (row.size() == width ? even : row.size() < width ? few : many).push_back(std::move(row));
  };
  const std::string_view sample = layout_.text.substr(0, layout_.begin + limits::kSample);
  const auto records =
      first_records(sample, sample.size() == layout_.text.size(), layout_.dialect, layout_.begin, layout_.first_line);
  const int64_t end = footers_.empty() ? -1 : line_of(footers_.front().row);
  for (size_t i = static_cast<size_t>(layout_.header + layout_.units); i < records.size(); ++i) {
    if (end >= 0 && records[i].line >= end) break;
    put(records[i].cells, [](std::string_view cell) { return cell; });
  }
  if (!few.empty() || !many.empty() || width > 2000) return;
  for (const auto* all : {&short_, &long_}) {
    for (size_t i = 0; i < all->size() && i < 30; ++i) {
      const auto row = static_cast<int64_t>((*all)[i].row);
      const auto& [start, first_line] = starts_[static_cast<size_t>(row / 1024)];
      Records rest(layout_.text, layout_.dialect, start, first_line);
      Cells cells;
      while (rest.next(cells) && rest.line() < line_of(row)) continue;
      put(cells, [](const Cell& cell) { return cell.text; });
    }
  }
}

/// The columns that most likely hold the delimiter, best first, where the table has so many columns.
std::vector<size_t> TableReader::likely_holders(const std::vector<Texts>& even, const std::vector<Texts>& many,
                                                size_t width) const {
  std::vector<double> scores;
  const char delimiter = layout_.dialect.delimiter;
  const bool held = even.size() >= 5 && even.size() * 5 >= many.size();
  if (held) {
    scores = scores_of(likeness_of(even, width), many, delimiter);
  } else {
    // Rows of so many columns that are all uneven tell nothing.
    if (width > 200) return {};
    for (size_t j = 0; j < width; ++j) scores.push_back(purity_of(many, width, j, delimiter));
  }
  const double best = *std::max_element(scores.begin(), scores.end());
  std::vector<size_t> out;
  if (best < (held ? 0.85 : 0.95) || (held && scores[width] >= best - 0.02)) return out;
  for (size_t j = 0; j < width; ++j) {
    if (scores[j] >= best - 0.02) out.push_back(j);
  }
  // One as good as many others is no finding.
  if (out.size() > 3) out.clear();
  std::stable_sort(out.begin(), out.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  return out;
}

void TableReader::weigh_uneven(const Options& options) {
  const size_t width = layout_.width;
  std::vector<Texts> even, few, many;
  look_at_uneven(even, few, many, width);
  const auto offer = [this](std::string label, Value way) {
    remedies_.push_back(Value::Map{{"label", std::move(label)}, {"options", std::move(way)}});
  };
  const char delimiter = layout_.dialect.delimiter;
  const std::string marks = name_of_delimiter(delimiter);
  if (!many.empty() && holder_ >= width) {
    const auto holders = likely_holders(even, many, width);
    const bool one_more =
        std::all_of(many.begin(), many.end(), [&](const Texts& row) { return row.size() == width + 1; });
    const bool names = one_more && even.empty() && layout_.header && !layout_.row_names;
    std::vector<bool> fractions;
    for (size_t j : holders) {
      fractions.push_back(delimiter == ',' && one_more && std::all_of(many.begin(), many.end(), [&](const Texts& row) {
                            return Likeness::is_fraction(row[j], row[j + 1]);
                          }));
    }
    // Zeros behind a mark, as no whole number has them in front.
    const bool certain = !even.empty() || std::any_of(many.begin(), many.end(), [&](const Texts& row) {
      return !holders.empty() && row[holders[0] + 1].size() > 1 && row[holders[0] + 1][0] == '0';
    });
    const auto offer_names = [&] { offer("The first column names the rows", Value::Map{{"rowNames", true}}); };
    if (names && !certain) {
      headline_ += " Most likely the first column names the rows and has no name itself.";
      offer_names();
    } else if (!holders.empty()) {
      const std::string name = shown_name(holders[0]);
      headline_ += " Most likely " +
                   (fractions[0] ? "commas in " + name + " are decimal marks"
                                 : name + " holds " + marks + " that stand between no quotation marks") +
                   (holders.size() > 1 ? ", or those in " + shown_name(holders[1]) + "." : ".");
    } else if (!even.empty() && scores_of(likeness_of(even, width), many, delimiter)[width] > 0.85) {
      headline_ += " Where they have more, what stands behind the last column has no name.";
    } else {
      headline_ +=
          " A cell that holds the separator itself, such as a decimal comma, must stand between quotation marks.";
    }
    for (size_t k = 0; k < holders.size(); ++k) {
      const std::string name = shown_name(holders[k]);
      offer(fractions[k] ? "Commas in " + name + " are decimal marks" : "What is too much belongs to " + name,
            Value::Map{{"holdsDelimiter", columns_[holders[k]].name}});
    }
    if (names && certain) offer_names();
  }
  if (few.size() > many.size()) {
    if (even.size() >= 5)
      headline_ += end_early(likeness_of(even, width), few)
                       ? " Cells are missing at the ends of lines, as where a program does not write empty ones."
                       : " Cells are missing within lines, so that those behind them stand in the wrong columns.";
  }
  const int64_t uneven = short_count_ - footers_short_ + long_count_;
  if (uneven * 2 < rows_ && !options.skip_uneven)
    offer("Leave out lines with other numbers of cells", Value::Map{{"skipUneven", true}});
}

/// Of a table with names of rows before whole numbers: the column whose commas may be decimal marks.
void TableReader::offer_fractions(Note& note) const {
  if (!layout_.header || layout_.dialect.delimiter != ',') return;
  std::vector<Texts> even, few, many;
  const size_t width = layout_.width - 1;
  look_at_uneven(even, few, many, width);
  for (size_t j : likely_holders(even, many, width)) {
    note.label = "Commas in " + shown_name(j + 1) + " are decimal marks";
    note.options = Value::Map{{"holdsDelimiter", columns_[j + 1].name}, {"rowNames", false}};
    return;
  }
}

}  // namespace keepfit::tables
