#include "tables/layout.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "tables/evidence.h"
#include "tables/limits.h"

namespace keepfit::tables {

namespace {

constexpr char kDelimiters[] = {',', ';', '\t', '|', ' '};
// That separate cells where none of those does, and then in every line.
constexpr char kRareDelimiters[] = {'^', '~', ':'};

[[noreturn]] void too_wide(size_t columns) {
  throw Error("too_large", "file",
              "The table has " + counted(static_cast<int64_t>(columns), "column") + "; " +
                  std::to_string(limits::kColumns) + " are the most that can be read.",
              "Turn it on its side if its rows are the columns, or keep the columns that matter.");
}

/// Off the end as many lines that hold something; how many there were.
int64_t drop_lines(std::string_view& text, int64_t lines) {
  for (int64_t n = 0; n < lines; ++n) {
    const size_t end = text.find_last_not_of("\r\n \t");
    if (end == std::string_view::npos) return n;
    const size_t before = text.find_last_of("\r\n", end);
    text = text.substr(0, before == std::string_view::npos ? 0 : before + 1);
  }
  return lines;
}

/// Where the lines that are blank or begin with `mark` end, and of the last of those with the mark, at most `kept`,
/// where they begin.
struct Lead {
  size_t begin = 0;
  int64_t line = 1;  // where that is, from 1
  size_t last = 0;   // where the last of them begins
  size_t end = 0;
};
Lead find_lead(std::string_view text, size_t from, int64_t line, std::string_view mark, size_t kept) {
  std::vector<std::pair<size_t, int64_t>> marked;
  size_t at = from, next = 0;
  for (; at < text.size(); at = next, ++line) {
    size_t first = at;
    // Tabs may separate empty cells.
    while (first < text.size() && text[first] == ' ') ++first;
    const bool blank = first < text.size() && (text[first] == '\n' || text[first] == '\r');
    if (!blank && (mark.empty() || text.compare(at, mark.size(), mark) != 0)) break;
    if (!blank) marked.emplace_back(at, line);
    // Of carriage returns alone each ends a line; next_line would look at all that follow for each of them.
    if (blank && text[first] == '\r' && first + 1 < text.size() && text[first + 1] == '\r') {
      size_t last = first;
      while (last < text.size() && text[last] == '\r') ++last;
      if (last >= text.size() || text[last] != '\n') {
        line += static_cast<int64_t>(last - first) - 1;
        next = last;
        continue;
      }
    }
    next = next_line(text, first);
  }
  if (marked.empty()) return {at, line, at, at};
  const auto& [begin, its_line] = marked[marked.size() - std::min(marked.size(), kept)];
  return {begin, its_line, marked.back().first, at};
}

/// A table much too wide is refused before its cells are looked at: its first lines have more marks than columns may
/// be.
void check_width(std::string_view text, std::optional<char> delimiter) {
  const std::string_view first = text.substr(0, line_end(text, 0));
  if (first.size() <= limits::kColumns) return;
  std::string_view second = text.substr(next_line(text, 0));
  second = second.substr(0, line_end(second, 0));
  for (char mark : delimiter ? std::string_view(&*delimiter, 1) : std::string_view(kDelimiters, sizeof kDelimiters)) {
    const auto marks = [mark](std::string_view line) {
      return static_cast<size_t>(std::count(line.begin(), line.end(), mark));
    };
    const size_t above = marks(first), below = marks(second);
    // Text between quotation marks may hold as many, but not in two lines; blanks separate words, too.
    if (above >= limits::kColumns &&
        (second.empty() || (mark == ' ' && !delimiter ? above == below : below >= limits::kColumns)))
      too_wide(above + 1);
  }
}

/// sep=; on a line of its own, as spreadsheets write and read it.
bool take_declared(std::string_view text, Layout& out) {
  if (text.size() < 5) return false;
  std::string_view line = text.substr(0, line_end(text, 0));
  if (line.size() > 1 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  if (line.size() < 5 || line.size() > 6) return false;
  for (size_t i = 0; i < 4; ++i) {
    if ((line[i] | 32) != "sep="[i] && line[i] != "sep="[i]) return false;
  }
  if (line.size() == 6 && line.substr(4) != "\\t") return false;
  out.dialect.delimiter = line.size() == 6 ? '\t' : line[4];
  out.begin = next_line(text, 0);
  out.first_line = 2;
  out.skipped = 1;
  out.declared = true;
  return true;
}

/// Finds a layout step by step. The steps stay apart in the compiled code, too: as one function they took a browser's
/// compiler more memory than the file.
class Finder {
 public:
  Finder(std::string_view text, const Options& options) : options_(options), text_(text) {}

  /// `far`: comments above the table may go on beyond what is looked at.
  Layout find(bool far) {
    take_ends_off();
    const bool declared = take_declared(text_, out_);
    const Lead lead = pass_over(far, declared);
    take_sample();
    find_marks(declared);
    records_ = records();
    if (!options_.delimiter && !declared) mend_one_column();
    if (!options_.escape && !dialect_.escape) find_escapes_outside();
    if (records_.empty() && !comments_) nothing_there();
    width_ = usual_width(records_);
    if (comments_) find_commented_header();
    else if (!options_.comment && width_ > 1) find_comments_between();
    if (!options_.skip && width_ > 1) pass_over_titles();
    out_.begin = records_[0].start;
    out_.first_line = records_[0].line;
    find_header();
    find_trailing();
    if (out_.width == 0) out_.width = 1;
    if (out_.width > limits::kColumns) too_wide(out_.width);
    // They were no comments.
    if (shortened_ && far && dialect_.comment.empty() && out_.begin < lead.last)
      return Finder(given_, options_).find(false);
    return std::move(out_);
  }

 private:
#define KEEPFIT_STEP [[gnu::noinline]]

  std::vector<Record> records() const { return first_records(sample_, whole_, dialect_, out_.begin, out_.first_line); }

  KEEPFIT_STEP void take_ends_off() {
    while (text_.substr(0, 3) == "\xef\xbb\xbf") text_.remove_prefix(3);
    // Ends of file as DOS wrote them, and what fills up a block of a disk.
    constexpr std::string_view kEnds("\r\n\x1a\0", 4);
    const size_t end = text_.find_last_not_of(kEnds) + 1;
    if (text_.find_first_of(kEnds.substr(2), end) != std::string_view::npos) text_ = text_.substr(0, end);
    if (options_.skip_end) out_.skipped_end = drop_lines(text_, *options_.skip_end);
    out_.text = text_;
  }

  /// Lines that are to be skipped; blank lines above, however many, and all but the last of many comments.
  KEEPFIT_STEP Lead pass_over(bool far, bool declared) {
    if (options_.skip) {
      out_.begin = 0;
      for (int64_t i = 0; i < *options_.skip && out_.begin < text_.size(); ++i)
        out_.begin = next_line(text_, out_.begin);
      out_.first_line = *options_.skip + 1;
      out_.skipped = *options_.skip;
    }
    const Lead lead = find_lead(text_, out_.begin, out_.first_line, options_.comment ? *options_.comment : "#", 20);
    shortened_ = lead.end > out_.begin + limits::kSample / 4 && lead.begin < lead.end;
    if (lead.begin == lead.end || (shortened_ && far)) {
      out_.begin = lead.begin;
      out_.first_line = lead.line;
    }
    check_width(text_.substr(lead.end), declared ? dialect_.delimiter : options_.delimiter);
    return lead;
  }

  /// Of very long lines, as of tables with tens of thousands of columns, some whole ones.
  KEEPFIT_STEP void take_sample() {
    size_t sampled = out_.begin + limits::kSample;
    if (sampled < text_.size()) {
      size_t at = out_.begin;
      for (int i = 0; i < 8 && at < text_.size(); ++i) at = next_line(text_, at);
      sampled = std::min(std::max(sampled, at), out_.begin + limits::kLongSample);
    }
    sample_ = text_.substr(0, std::min(text_.size(), sampled));
    whole_ = sample_.size() == text_.size();
    body_ = sample_.substr(out_.begin);
  }

  KEEPFIT_STEP void find_marks(bool declared) {
    dialect_.quote = options_.quote.value_or(find_quote(body_, false));
    dialect_.escape = options_.escape.value_or(find_escape(body_, dialect_.quote));
    // Comments: lines at the top that begin with #. Whether the last of them is the header shows below.
    if (options_.comment) {
      dialect_.comment = *options_.comment;
    } else if (!body_.empty() && body_[0] == '#' && are_comments(body_)) {
      dialect_.comment = "#";
      comments_ = true;
    }
    if (options_.delimiter) dialect_.delimiter = *options_.delimiter;
    else if (!declared) find_delimiter();
  }

  [[noreturn]] KEEPFIT_STEP void nothing_there() const {
    const bool above = options_.skip.value_or(0) > 0, below = options_.skip_end.value_or(0) > 0;
    if (above || below) {
      const std::string which = above && below ? "skip and skipEnd leave" : above ? "skip leaves" : "skipEnd leaves";
      throw Error(
          "no_table", "file",
          std::string("The option") + (above && below ? "s " : " ") + which + " no line of the file with a cell.",
          "Leave out fewer lines.");
    }
    throw Error("no_table", "file", "The file holds no line with a cell.",
                "Give a table with a line of names and a line for each row.");
  }

  /// Two numbers and more with blanks between them.
  static bool is_run_of_numbers(std::string_view cell) {
    size_t count = 0;
    for (size_t at = 0; at < cell.size();) {
      const size_t end = std::min(cell.find(' ', at), cell.size());
      const std::string_view word = cell.substr(at, end - at);
      at = std::min(cell.find_first_not_of(' ', end), cell.size());
      if (!is_number(word) && !is_word_of_missing(word)) return false;
      ++count;
    }
    return count > 1;
  }

  /// Of lines with tabs: runs of blanks and tabs cut them into records of one width, and tabs alone leave several
  /// numbers in a cell, or cut unevenly because some stand twice.
  KEEPFIT_STEP bool blanks_cut_better(double by_tabs) const {
    Dialect tried = dialect_;
    tried.delimiter = ' ';
    const Score score = score_of(body_, whole_, tried);
    if (score.value < 0.99) return false;
    const auto all = first_records(body_, whole_, dialect_);
    const size_t width = usual_width(all);
    if (score.width <= width) {
      // Tabs that stand twice make records too wide.
      return score.width == width && by_tabs < 0.99 &&
             std::all_of(
                 all.begin(), all.end(),
                 [width](const Record& r) {
                   return r.cells.size() == width ||
                          (r.cells.size() > width && std::find(r.cells.begin(), r.cells.end(), "") != r.cells.end());
                 });
    }
    for (size_t j = 0; j < width; ++j) {
      size_t seen = 0, runs = 0;
      for (const Record& r : all) {
        if (j >= r.cells.size()) continue;
        ++seen;
        runs += is_run_of_numbers(r.cells[j]);
      }
      if (seen > 2 && runs * 10 >= seen * 9) return true;
    }
    return false;
  }

  /// MySQL's way without quotation marks: Smith\\, Bob.
  KEEPFIT_STEP void find_escapes_outside() {
    const char mark[] = {'\\', dialect_.delimiter};
    if (dialect_.delimiter == ' ' || records_.size() < 2 ||
        sample_.find(std::string_view(mark, 2)) == std::string_view::npos)
      return;
    const size_t width = records_[0].cells.size();
    const auto regular = [width](const std::vector<Record>& all) {
      return std::all_of(all.begin(), all.end(), [width](const Record& r) { return r.cells.size() == width; });
    };
    if (regular(records_)) return;
    dialect_.escape = '\\';
    auto all = records();
    if (regular(all)) records_ = std::move(all);
    else dialect_.escape = 0;
  }

  KEEPFIT_STEP void find_delimiter() {
    double best = 0;
    std::vector<std::pair<double, char>> scores;
    const auto score_by = [this](char candidate, Dialect& tried) {
      tried.delimiter = candidate;
      return score_of(body_, whole_, tried);
    };
    for (char candidate : kDelimiters) {
      Dialect tried = dialect_;
      if (candidate == ' ' && best > 0.3) {
        if (dialect_.delimiter == '\t' && blanks_cut_better(best)) dialect_.delimiter = ' ';
        continue;
      }
      const Score score = score_by(candidate, tried);
      if (candidate == ' ' && score.value < 0.8) continue;
      scores.push_back({score.value, candidate});
      if (score.value > best) best = score.value, dialect_.delimiter = candidate;
    }
    for (char candidate : kRareDelimiters) {
      Dialect tried = dialect_;
      if (best > 0.3) break;
      const Score score = score_by(candidate, tried);
      if (score.value < 0.8 ||
          (candidate == ':' && !are_cells_by_colon(body_, first_records(body_, whole_, tried), score.width)))
        continue;
      best = score.value;
      dialect_.delimiter = candidate;
    }
    if (best == 0) {
      // One column. Commas in its text separate nothing: a mark that does not stand in it does as well.
      dialect_.delimiter = ',';
      if (body_.find(',') != std::string_view::npos && usual_width(first_records(body_, whole_, dialect_)) == 1) {
        for (char other : {'^', '~', '|', '\t', ';'}) {
          if (body_.find(other) == std::string_view::npos) dialect_.delimiter = other;
        }
      }
    }
    if (dialect_.delimiter == ' ' && !options_.quote) dialect_.quote = find_quote(body_, true);
    for (const auto& [value, candidate] : scores) {
      if (candidate != dialect_.delimiter && value > 0.4) out_.other_delimiters.push_back(candidate);
    }
  }

  /// One column of decimal commas is no two columns.
  KEEPFIT_STEP void mend_one_column() {
    if (dialect_.delimiter != ',' || records_.size() < 2 || records_[0].cells.size() != 1) return;
    bool halves = true, counts = true;
    for (size_t i = 1; halves && i < records_.size(); ++i) {
      const Record& r = records_[i];
      Number a, b;
      halves = r.cells.size() <= 2 && read_plain(r.cells[0], a) && a.whole && !r.quoted[0] &&
               (r.cells.size() < 2 || (!r.quoted[1] && read_plain(r.cells[1], b) && b.whole && b.value >= 0));
      counts = counts && a.value == static_cast<double>(i);
    }
    if (!halves || counts) return;
    dialect_.delimiter = ';';
    records_ = records();
  }

  /// "#id,x,y" is a header: as wide as the rows, and what follows is data.
  KEEPFIT_STEP void find_commented_header() {
    Dialect plain = dialect_;
    plain.comment.clear();
    auto all = first_records(sample_, whole_, plain, out_.begin, out_.first_line);
    size_t last = 0;
    while (last + 1 < all.size() && !all[last + 1].cells[0].empty() && all[last + 1].cells[0][0] == '#') ++last;
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

  /// Comments may stand between rows, too: lines that begin with #, most of which are no rows.
  KEEPFIT_STEP void find_comments_between() {
    size_t alone = 0, in_rows = 0;
    for (const Record& r : records_) {
      if (r.cells[0].empty() || r.cells[0][0] != '#' || r.quoted[0]) continue;
      ++(r.cells.size() == width_ ? in_rows : alone);
    }
    if (alone == 0 || in_rows > alone) return;
    dialect_.comment = "#";
    records_ = records();
  }

  /// Titles and notes above the table: lines that are narrower than it, or that fill one cell of it.
  KEEPFIT_STEP void pass_over_titles() {
    size_t first = names_below_gaps();
    if (first == 0) first = find_first_record();
    first += spans_columns(first);
    const bool table = is_table_above(first);
    // Nothing but narrow lines: ragged rows, not titles.
    if (first == 0 || first + 1 == records_.size() || (first > 60 && !table)) return;
    if (table) out_.other_rows = static_cast<int64_t>(first);
    out_.skipped = records_[first].line - 1;
    records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(first));
    width_ = usual_width(records_);
  }

  /// Whether a record names what stands below it, units and labels in between or not.
  KEEPFIT_STEP bool names_at(size_t at) const {
    for (size_t from = at + 1; from < std::min(at + 4, records_.size()); ++from) {
      const Votes votes = vote(records_[at], records_, from, 0);
      if (votes.names >= 4 && votes.data == 0) return true;
    }
    return false;
  }

  /// The first line that fills the columns which the table fills, where it names them and lines as wide stand above:
  /// Account:;CH93;;
  KEEPFIT_STEP size_t names_below_gaps() const {
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

  /// Whether the first `count` records are a table of their own: rows of one width, most cells of which are filled.
  KEEPFIT_STEP bool is_table_above(size_t count) {
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

  KEEPFIT_STEP size_t find_first_record() const {
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

  /// A line of names that each span several columns, above the names of these.
  KEEPFIT_STEP bool spans_columns(size_t at) const {
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

  KEEPFIT_STEP void find_header() {
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
    // Names of rows are all different; else cells that hold the separator have moved the others.
    const bool short_head =
        records_.size() > 1 && head.cells.size() + 1 == width_ && (behind_empty || first_cells_differ());
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

  /// Below the names may stand lines of words: where values begin.
  KEEPFIT_STEP size_t first_values() const {
    for (size_t at = 1; at < 4 && at + 2 < records_.size(); ++at) {
      const auto& cells = records_[at].cells;
      if (std::any_of(cells.begin(), cells.end(), sounds_like_data)) return at;
    }
    return 1;
  }

  KEEPFIT_STEP bool first_cells_differ() const {
    std::unordered_set<std::string_view> seen;
    for (size_t i = 1; i < records_.size(); ++i) {
      const Record& r = records_[i];
      if (r.cells.size() == width_ && r.cells != records_[0].cells && !seen.insert(r.cells[0]).second) return false;
    }
    return true;
  }

  KEEPFIT_STEP void judge_header(const Votes& votes, bool short_head) {
    const auto& names = records_[0].cells;
    const bool all_text = votes.names == 0 && votes.data == 0;
    // Names that stand again and again below are values.
    size_t repeated = 0;
    for (size_t i = 1; i < records_.size(); ++i) repeated += records_[i].cells == names;
    const bool values = votes.names < 4 && repeated > 1 && repeated * 20 >= records_.size();
    out_.header =
        (all_text && !values) || (votes.names > votes.data && !values) || (short_head && votes.names + 1 > votes.data);
    out_.header_doubtful = records_.size() > 1 &&
                           (all_text || (votes.names > 0 && votes.data > 0 && std::abs(votes.names - votes.data) <= 4));
    // A model's reading knows the names.
    const std::unordered_set<std::string_view> here(names.begin(), names.end());
    const auto known =
        static_cast<size_t>(std::count_if(options_.wanted.begin(), options_.wanted.end(),
                                          [&here](const std::string& name) { return here.count(name) > 0; }));
    if (known > 0 && known * 2 >= options_.wanted.size()) out_.header = true, out_.header_doubtful = false;
    else if (options_.usual_header && out_.header_doubtful) out_.header = *options_.usual_header;
  }

  /// Below the names lines without one value: units, labels, questions, the name of the index.
  KEEPFIT_STEP void find_units() {
    size_t at = 1;
    for (; at < 4 && at + 3 < records_.size() + (at == 1); ++at) {
      const auto& cells = records_[at].cells;
      if (is_rule(at)) continue;
      if (cells.size() != out_.head.size()) break;
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
  }

  /// ---+---, |---:|---|
  KEEPFIT_STEP bool is_rule(size_t at) const {
    const std::string_view line =
        text_.substr(records_[at].start, line_end(text_, records_[at].start) - records_[at].start);
    return std::count(line.begin(), line.end(), '-') + std::count(line.begin(), line.end(), '=') >= 3 &&
           line.find_first_not_of("-=+|: \t") == std::string_view::npos && records_[at].cells[0] != "-";
  }

  /// mean, std below v, v
  KEEPFIT_STEP void join_names(const std::vector<std::string_view>& below) {
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

  /// Whether the columns with numbers hold none in that line. `whole`: each of them says something there.
  KEEPFIT_STEP bool are_units(size_t at) const {
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
    return alone || (columns > 1 && named == columns && said > 0 && columns * 2 >= out_.head.size());
  }

  /// Whether no cell of that line is like those below it: questions above answers.
  KEEPFIT_STEP bool are_labels(size_t at) const {
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

  /// Columns at the end that have neither a name nor a value.
  KEEPFIT_STEP void find_trailing() {
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
#undef KEEPFIT_STEP

  const Options& options_;
  std::string_view text_;
  const std::string_view given_ = text_;
  Layout out_;
  Dialect& dialect_ = out_.dialect;
  std::string_view sample_, body_;  // what is looked at, from the file's start and from the table's
  bool whole_ = false;              // it is all there is
  bool comments_ = false;           // the table begins with some
  bool shortened_ = false;          // most of them were passed over
  std::vector<Record> records_;
  size_t width_ = 0;       // of most of them
  size_t rows_width_ = 0;  // the largest of those below the first
};

}  // namespace

Layout find_layout(std::string_view text, const Options& options) { return Finder(text, options).find(true); }

}  // namespace keepfit::tables
