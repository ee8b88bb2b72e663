// The line of names: which it is, what stands above it, and what below it is no row.
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "tables/cells.h"
#include "tables/finder.h"
#include "tables/limits.h"
#include "tables/words.h"

namespace keepfit::tables {

void Finder::find_commented_header() {
  Dialect plain = dialect_;
  plain.comment.clear();
  auto all = first_records(sample_, whole_, plain, out_.begin, out_.first_line);
  size_t last = 0;
  while (last + 1 < all.size() && !all[last + 1].cells[0].empty() && all[last + 1].cells[0][0] == '#') ++last;
  // "# x y z", which a model may know as a file without names.
  const bool apart = last < all.size() && all[last].cells.size() == width_ + 1 && all[last].cells[0] == "#";
  if (apart && options_.usual_header.value_or(true))
    all[last].cells.erase(all[last].cells.begin()), all[last].quoted.erase(all[last].quoted.begin());
  const bool wide =
      !all.empty() && all[last].cells.size() > 1 && (records_.empty() || all[last].cells.size() == width_);
  if (wide) {
    const Votes with = records_.empty() ? Votes{1, 0} : vote(all[last], records_, 0, 0);
    const Votes without = records_.size() < 2 ? Votes{0, 1} : vote(records_[0], records_, 1, 0);
    if (with.names > with.data && without.names <= without.data) {
      dialect_.comment.clear();
      all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(last));
      records_ = std::move(all);
      width_ = usual_width(records_);
      out_.skipped = records_[0].line - 1;
      out_.below_comments = true;
    }
  }
  if (records_.empty())
    throw Error("no_table", "file", "The file holds nothing but comments.",
                "Give a table with a line of names and a line for each row.");
}

void Finder::find_rows_with_the_mark() {
  Dialect plain = dialect_;
  plain.comment.clear();
  auto all = first_records(sample_, whole_, plain, out_.begin, out_.first_line);
  const auto marked = [](const Record& r) { return !r.cells[0].empty() && r.cells[0][0] == '#' && !r.quoted[0]; };
  const auto names = std::find_if_not(all.begin(), all.end(), marked);
  size_t alone = 0, in_rows = 0;
  for (auto r = names; r != all.end(); ++r) {
    if (marked(*r)) ++(r->cells.size() == width_ ? in_rows : alone);
  }
  if (in_rows <= alone) return;
  dialect_.comment.clear();
  all.erase(all.begin(), names);
  records_ = std::move(all);
  width_ = usual_width(records_);
  out_.skipped = records_[0].line - 1;
  out_.below_comments = true;
}

void Finder::find_comments_between() {
  size_t alone = 0, in_rows = 0;
  for (const Record& r : records_) {
    if (r.cells[0].empty() || r.cells[0][0] != '#' || r.quoted[0]) continue;
    // One word alone may begin a row whose other cells are missing.
    if (r.cells.size() == 1 && r.cells[0].size() > 1 && r.cells[0].find(' ') == std::string_view::npos) continue;
    ++(r.cells.size() == width_ ? in_rows : alone);
  }
  if (alone == 0 || in_rows > alone) return;
  dialect_.comment = "#";
  records_ = records();
}

void Finder::pass_over_titles() {
  size_t first = names_below_gaps();
  if (first == 0) first = find_first_record();
  first += spans_columns(first);
  if (first > 0 && names_some(first - 1)) --first;
  const bool table = is_table_above(first);
  // Nothing but narrow lines: ragged rows, not titles.
  if (first == 0 || first + 1 == records_.size() || (first > 60 && !table)) return;
  if (table) out_.other_rows = static_cast<int64_t>(first);
  out_.skipped = records_[first].line - 1;
  records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(first));
  width_ = usual_width(records_);
}

/// ,,x above rows of values: a name of one column and no title.
bool Finder::names_some(size_t at) const {
  const auto& cells = records_[at].cells;
  std::string_view name;
  size_t filled = 0;
  for (std::string_view each : cells) {
    if (!each.empty()) ++filled, name = each;
  }
  if (cells.size() != width_ || filled != 1 || (!cells[0].empty() && name.find(' ') != name.npos) ||
      sounds_like_data(name) || at + 3 > records_.size())
    return false;
  const Votes votes = vote(records_[at + 1], records_, at + 2, 0);
  return votes.data > votes.names;
}

bool Finder::names_at(size_t at) const {
  for (size_t from = at + 1; from < std::min(at + 4, records_.size()); ++from) {
    const Votes votes = vote(records_[at], records_, from, 0);
    if (votes.names >= 4 && votes.data == 0) return true;
  }
  return false;
}

size_t Finder::names_below_gaps() const {
  std::vector<size_t> filled(width_);
  for (const Record& r : records_) {
    for (size_t j = 0; j < std::min(width_, r.cells.size()); ++j) filled[j] += !r.cells[j].empty();
  }
  const auto wanted = [&](size_t j) { return filled[j] * 2 >= records_.size(); };
  size_t columns = 0;
  for (size_t j = 0; j < width_; ++j) columns += wanted(j);
  if (columns < 2) return 0;
  size_t above = 0, found = 0;  // cells that the fullest line above fills; the last such line
  for (size_t k = 0; k < 40 && k + 2 < records_.size(); ++k) {
    const auto& cells = records_[k].cells;
    const auto here = static_cast<size_t>(
        std::count_if(cells.begin(), cells.end(), [](std::string_view cell) { return !cell.empty(); }));
    bool full = cells.size() == width_ && k > 0 && here > above;
    for (size_t j = 0; full && j < width_; ++j) full = !wanted(j) || !cells[j].empty();
    if (full && names_at(k)) found = k;
    above = std::max(above, here);
  }
  return found;
}

bool Finder::is_table_above(size_t count) {
  if (count < 5 || count >= records_.size()) return false;
  std::vector<size_t> widths;
  size_t filled = 0, numbers = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto& cells = records_[i].cells;
    widths.push_back(cells.size());
    for (std::string_view cell : cells) filled += !cell.empty(), numbers += is_number(cell);
  }
  std::sort(widths.begin(), widths.end());
  const size_t width = widths[widths.size() / 2];
  const auto regular = static_cast<size_t>(std::count(widths.begin(), widths.end(), width));
  if (width < 2 || regular * 10 < count * 9 || filled * 10 < width * count * 8 || numbers < count / 2) return false;
  out_.other_width = width;
  return true;
}

size_t Finder::find_first_record() const {
  const auto filled = [](const Record& r) {
    return std::count_if(r.cells.begin(), r.cells.end(), [](std::string_view c) { return !c.empty(); });
  };
  size_t first = 0;
  for (; first + 1 < records_.size(); ++first) {
    const Record& r = records_[first];
    const bool narrow = r.cells.size() + 1 < width_ || (r.cells.size() < width_ && width_ == 2);
    const bool title = r.cells.size() >= 3 && r.cells.size() >= width_ && filled(r) <= 1;
    // Lines of text, commas in them or not, above a line of names as wide as the table.
    if (!title && r.cells.size() < width_) {
      size_t full = first + 1;
      while (full < records_.size() && records_[full].cells.size() < width_) ++full;
      if (full + 1 < records_.size() && full <= first + (first == 0 ? 390 : 30)) {
        const Votes there = vote(records_[full], records_, full + 1, 0);
        // Years name columns, too, where the lines above are much narrower.
        if (there.names >= (r.cells.size() + 1 < width_ ? 1 : 4) && there.data == 0) return full;
      }
    }
    // A comma with a blank behind it, as in prose, where no line below has one; and below, names above data.
    if (!title && first + 2 < records_.size() && dialect_.delimiter == ',' && is_prose(text_, r.start)) {
      bool below_too = false;
      for (size_t i = first + 1; i < std::min(records_.size(), first + 8); ++i)
        below_too = below_too || is_prose(text_, records_[i].start);
      const Votes there = vote(records_[first + 1], records_, first + 2, 0);
      if (!below_too && there.names >= 4 && there.data == 0) continue;
    }
    // A line about the file above narrower names.
    if (r.cells.size() > width_ && first + 2 < records_.size() && records_[first + 1].cells.size() == width_ &&
        names_at(first + 1))
      continue;
    if (!narrow && !title) break;
    // Names above rows that are wider than they: a header all the same.
    if (narrow && !title && r.cells.size() > 1) {
      const Votes below = vote(records_[first + 1], records_, first + 2, 0);
      // Numbers in it name nothing, but may say how many rows and columns follow.
      const bool counted = r.cells.size() + 1 < width_ && first + 2 < records_.size() &&
                           std::any_of(r.cells.begin(), r.cells.end(), is_number);
      if (below.names <= below.data && !counted) break;
    }
  }
  return first;
}

bool Finder::spans_columns(size_t at) const {
  if (at + 2 >= records_.size() || records_[at].cells.empty() || records_[at].cells.size() > width_) return false;
  const Record &above = records_[at], &below = records_[at + 1];
  const bool gaps = std::find(above.cells.begin(), above.cells.end(), std::string_view()) != above.cells.end();
  if (!gaps || below.cells.size() != width_) return false;
  if (std::any_of(below.cells.begin(), below.cells.end(),
                  [](std::string_view c) { return c.empty() || sounds_like_data(c); }))
    return false;
  const Votes votes = vote(below, records_, at + 2, 0);
  // Names below those that span repeat.
  return votes.names >= 4 && votes.data <= 1;
}

void Finder::find_header() {
  Record& head = records_[0];
  // Separators behind the last name alone.
  for (size_t i = 1; i < records_.size(); ++i) rows_width_ = std::max(rows_width_, records_[i].cells.size());
  while (records_.size() > 1 && head.cells.size() > std::max<size_t>(1, rows_width_) && head.cells.back().empty()) {
    head.cells.pop_back();
    head.quoted.pop_back();
    width_ = std::min(width_, head.cells.size());
  }
  // One cell more in every row: a delimiter at the end of each, or names of rows.
  bool behind_empty = records_.size() > 1;
  for (size_t i = 1; i < records_.size(); ++i) {
    if (records_[i].cells.size() == width_) behind_empty = behind_empty && records_[i].cells.back().empty();
  }
  // Names of rows all differ. Where many rows are as long as the names, cells that hold the delimiter moved the others.
  size_t as_long = 0;
  for (size_t i = 1; i < records_.size(); ++i) as_long += records_[i].cells.size() == head.cells.size();
  const bool mixed = as_long > 1 && as_long * 10 > records_.size();
  const bool short_head = records_.size() > 1 && head.cells.size() + 1 == width_ && !holds_delimiter() && !mixed &&
                          (behind_empty || first_cells_differ());
  if (options_.header) out_.header = *options_.header;
  else judge_header(vote(head, records_, first_values(), short_head && !behind_empty ? 1 : 0), short_head);
  if (!out_.header) {
    out_.width = width_;
    out_.row_names = options_.row_names.value_or(false);
    return;
  }
  out_.head.assign(head.cells.begin(), head.cells.end());
  out_.row_names = options_.row_names.value_or(short_head && !behind_empty);
  if (out_.row_names && head.cells.size() < width_) out_.head.insert(out_.head.begin(), std::string());
  out_.width = out_.head.size();
  if (!options_.header && records_.size() > 3) find_units();
}

bool Finder::holds_delimiter() const {
  if (options_.holds_delimiter) return !options_.holds_delimiter->empty();
  const auto& names = records_[0].cells;
  return !options_.usual_holder.empty() && std::find(names.begin(), names.end(), options_.usual_holder) != names.end();
}

size_t Finder::first_values() const {
  for (size_t at = 1; at < 4 && at + 2 < records_.size(); ++at) {
    const auto& cells = records_[at].cells;
    if (std::any_of(cells.begin(), cells.end(), sounds_like_data)) return at;
  }
  return 1;
}

bool Finder::first_cells_differ() const {
  std::unordered_set<std::string_view> seen;
  for (size_t i = 1; i < records_.size(); ++i) {
    const Record& r = records_[i];
    if (r.cells.size() == width_ && r.cells != records_[0].cells && !seen.insert(r.cells[0]).second) return false;
  }
  return true;
}

void Finder::judge_header(const Votes& votes, bool short_head) {
  const auto& names = records_[0].cells;
  const bool all_text = votes.names == 0 && votes.data == 0;
  // Names that stand again and again below are values.
  size_t repeated = 0;
  for (size_t i = 1; i < records_.size(); ++i) repeated += records_[i].cells == names;
  const bool values = votes.names < 4 && repeated > 1 && repeated * 20 >= records_.size();
  out_.header =
      (all_text && !values) || (votes.names > votes.data && !values) || (short_head && votes.names + 1 > votes.data);
  out_.header_doubtful =
      records_.size() > 1 &&
      (all_text || votes.numbers || (votes.names > 0 && votes.data > 0 && std::abs(votes.names - votes.data) <= 4));
  // A model's reading knows the names.
  const std::unordered_set<std::string_view> here(names.begin(), names.end());
  const auto known =
      static_cast<size_t>(std::count_if(options_.wanted.begin(), options_.wanted.end(),
                                        [&here](const std::string& name) { return here.count(name) > 0; }));
  if (known > 0 && known * 2 >= options_.wanted.size()) out_.header = true, out_.header_doubtful = false;
  else if (options_.usual_header && out_.header_doubtful) out_.header = *options_.usual_header;
}

void Finder::find_units() {
  size_t at = 1;
  for (; at < 4 && at + 3 < records_.size() + (at == 1); ++at) {
    const auto& cells = records_[at].cells;
    if (is_rule(at) || are_types(cells)) continue;
    if (cells.size() != out_.head.size()) break;
    if (at == 1 && names_more(cells)) continue;
    const auto filled = std::count_if(cells.begin(), cells.end(), [](std::string_view c) { return !c.empty(); });
    // Where the columns have a name of their own, pandas puts that of the index here.
    const bool named = !out_.head[0].empty();
    if (filled == 1 && !cells[0].empty() && !sounds_like_data(cells[0]) && cells.size() > (named ? 2u : 1u) &&
        (!named || (at == 1 && sounds_like_data(records_[2].cells[0])))) {
      out_.head[0] = std::string(cells[0]);
      ++at;
      break;
    }
    if (!are_units(at) && !are_labels(at)) break;
    if (at == 1) join_names(cells);
  }
  out_.units = static_cast<int>(at) - 1;
  if (out_.units == 0) out_.units = static_cast<int>(lines_about());
}

bool Finder::are_types(const std::vector<std::string_view>& cells) {
  size_t types = 0;
  for (std::string_view cell : cells) {
    const std::string word = lowered(cell.substr(0, 20));
    if (word.empty() || word.find_first_not_of("-") == std::string::npos) continue;
    constexpr std::string_view kTypes[] = {
        "str",         "string", "text", "char",   "varchar", "chr",     "character", "factor",   "fct",
        "categorical", "object", "i8",   "i16",    "i32",     "i64",     "u8",        "u16",      "u32",
        "u64",         "int",    "int8", "int16",  "int32",   "int64",   "uint8",     "integer",  "bigint",
        "long",        "f32",    "f64",  "float",  "float32", "dbl",     "float64",   "double",   "decimal",
        "numeric",     "number", "real", "bool",   "lgl",     "boolean", "date",      "datetime", "timestamp",
        "dttm",        "time",   "hms",  "logical"};
    const bool angled = word.size() > 2 && word.front() == '<' && word.back() == '>';
    const std::string_view type = angled ? std::string_view(word).substr(1, word.size() - 2) : std::string_view(word);
    if (std::find(std::begin(kTypes), std::end(kTypes), type) == std::end(kTypes)) return false;
    ++types;
  }
  return types > 1;
}

bool Finder::names_more(const std::vector<std::string_view>& below) {
  size_t unnamed = 0;
  for (size_t j = 0; j < below.size(); ++j) {
    if (sounds_like_data(below[j])) return false;
    if (!out_.head[j].empty()) continue;
    ++unnamed;
    if (below[j].empty() || is_word_of_missing(below[j])) return false;
  }
  // An index has no name, either.
  if (unnamed == 0 || out_.head[0].empty() || records_.size() < 5) return false;
  // It is no row: nothing of it stands again, and where all others have numbers it has none.
  bool foreign = false;
  for (size_t j = 0; j < below.size(); ++j) {
    size_t numbers = 0, present = 0;
    for (size_t i = 2; i < records_.size(); ++i) {
      if (j >= records_[i].cells.size() || is_word_of_missing(records_[i].cells[j])) continue;
      if (records_[i].cells[j] == below[j]) return false;
      ++present;
      numbers += sounds_like_data(records_[i].cells[j]);
    }
    foreign = foreign || (present > 2 && numbers == present);
  }
  if (!foreign) return false;
  // Names that stand below several spans are told apart by these.
  std::unordered_set<std::string_view> seen;
  bool again = false;
  for (std::string_view each : below) again = again || (!each.empty() && !seen.insert(each).second);
  const std::vector<std::string> above = out_.head;
  std::string span;
  for (size_t j = 0; j < below.size(); ++j) {
    if (!above[j].empty()) span = above[j];
    const bool spans =
        again && !below[j].empty() && (above[j].empty() || (j + 1 < above.size() && above[j + 1].empty()));
    if (spans) out_.head[j] = span + "_" + std::string(below[j]);
    else if (above[j].empty()) out_.head[j] = std::string(below[j]);
  }
  return true;
}

size_t Finder::lines_about() const {
  constexpr size_t kMost = 16;
  if (records_.size() < kMost + 14) return 0;
  std::vector<size_t> numeric;
  for (size_t j = 0; j < out_.head.size(); ++j) {
    size_t numbers = 0, present = 0;
    for (size_t i = kMost + 1; i < records_.size(); ++i) {
      if (j >= records_[i].cells.size() || is_word_of_missing(records_[i].cells[j])) continue;
      ++present;
      numbers += is_number(records_[i].cells[j]);
    }
    if (present > 0 && numbers == present) numeric.push_back(j);
  }
  if (numeric.size() < 2 || numeric.size() * 2 < out_.head.size()) return 0;
  for (size_t at = 1; at <= kMost; ++at) {
    const auto& cells = records_[at].cells;
    size_t words = 0;
    for (size_t j : numeric) words += j < cells.size() && !is_word_of_missing(cells[j]) && !is_number(cells[j]);
    // A few words among numbers are slips of the hand, below the names as elsewhere.
    if (words == 0) return at > 4 ? at - 1 : 0;
  }
  return 0;
}

bool Finder::is_rule(size_t at) const {
  const std::string_view line =
      text_.substr(records_[at].start, line_end(text_, records_[at].start) - records_[at].start);
  // sqlcmd makes it as long as each column is wide: right below the names a - is no missing value.
  return std::count(line.begin(), line.end(), '-') + std::count(line.begin(), line.end(), '=') >= 3 &&
         line.find_first_not_of("-=+|:,; \t") == std::string_view::npos && (at == 1 || records_[at].cells[0] != "-");
}

void Finder::join_names(const std::vector<std::string_view>& below) {
  std::unordered_set<std::string> before, after;
  std::vector<std::string> joined = out_.head;
  size_t named = 0;
  for (size_t j = 0; j < joined.size(); ++j) {
    named += !joined[j].empty();
    if (!joined[j].empty()) before.insert(joined[j]);
    if (!joined[j].empty() && !below[j].empty()) joined[j] += "_" + std::string(below[j]);
    if (!joined[j].empty()) after.insert(joined[j]);
  }
  if (before.size() < named && after.size() == named) out_.head = std::move(joined);
}

bool Finder::are_units(size_t at) const {
  // More such lines may follow.
  const size_t from = records_.size() > at + 6 ? at + 3 : at + 1;
  size_t columns = 0, named = 0, said = 0;
  for (size_t j = 0; j < records_[at].cells.size(); ++j) {
    size_t numbers = 0, present = 0;
    for (size_t i = from; i < records_.size(); ++i) {
      if (j >= records_[i].cells.size() || is_word_of_missing(records_[i].cells[j])) continue;
      ++present;
      numbers += sounds_like_data(records_[i].cells[j]);
    }
    if (present == 0 || numbers < present) continue;
    const std::string_view cell = records_[at].cells[j];
    ++columns;
    const bool word = !cell.empty() && !sounds_like_data(cell) && (!is_word_of_missing(cell) || cell == "-");
    named += word || (at > 1 && cell.empty());
    said += word;
  }
  // A unit of one column alone, where nothing else stands.
  const auto& cells = records_[at].cells;
  const bool alone =
      columns == 1 && named == 1 && at == 1 && cells.size() > 1 &&
      std::count(cells.begin(), cells.end(), std::string_view()) + 1 == static_cast<int64_t>(cells.size());
  // Nothing but units, where columns of dates and times have none.
  const auto filled = std::count_if(cells.begin(), cells.end(), [](std::string_view c) { return !c.empty(); });
  const bool some = at == 1 && said > 1 && said * 2 >= columns && filled == static_cast<int64_t>(said);
  return alone || some || (columns > 1 && named == columns && said > 0 && columns * 2 >= out_.head.size());
}

bool Finder::are_labels(size_t at) const {
  const auto& cells = records_[at].cells;
  if (cells.size() < 2 || records_.size() < at + 8) return false;
  size_t foreign = 0, speaking = 0;
  bool weak = false;  // texts that are all different tell less
  for (size_t j = 0; j < cells.size(); ++j) {
    const std::string_view cell = cells[j];
    if (cell.empty() || sounds_like_data(cell) || is_word_of_missing(cell)) return false;
    const auto speaks = [](std::string_view text) { return text.find_first_of(" ?{") != std::string_view::npos; };
    size_t numbers = 0, present = 0, longest = 0;
    bool again = false, speak = false;
    std::unordered_set<std::string_view> distinct;
    for (size_t i = at + 1; i < records_.size(); ++i) {
      if (j >= records_[i].cells.size() || is_word_of_missing(records_[i].cells[j])) continue;
      const std::string_view other = records_[i].cells[j];
      ++present;
      // Another line of the kind may follow.
      if (i < at + 3 && speaks(other)) continue;
      numbers += sounds_like_data(other);
      again = again || other == cell;
      speak = speak || speaks(other);
      longest = std::max(longest, other.size());
      distinct.insert(other);
    }
    if (present < 6 || again) return false;
    if (numbers + 2 >= present) {
      ++foreign;
      speaking += speaks(cell);
      continue;
    }
    const bool few = distinct.size() * 2 <= present, asks = cell.find_first_of("?{") != std::string_view::npos;
    const bool unlike = (speaks(cell) && !speak) || (cell.size() > 2 * longest && few);
    if (!unlike) return false;
    weak = weak || !(few || asks);
  }
  return !weak || speaking > 0 || foreign > 1;
}

void Finder::find_trailing() {
  const size_t names = out_.header ? 1 : 0;
  size_t filled = 0;
  for (size_t i = names; i < records_.size(); ++i) {
    for (size_t j = records_[i].cells.size(); j > filled; --j) {
      if (!records_[i].cells[j - 1].empty()) filled = j;
    }
  }
  for (size_t j = out_.head.size(); j > filled; --j) {
    if (!out_.head[j - 1].empty()) filled = j;
  }
  if (records_.size() <= names || filled == 0 || filled >= std::max(out_.width, rows_width_)) return;
  out_.trailing = true;
  out_.width = std::min(out_.width, filled);
  if (out_.header) out_.head.resize(out_.width);
}

}  // namespace keepfit::tables
