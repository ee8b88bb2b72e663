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
#include "tables/finder.h"
#include "tables/limits.h"

namespace keepfit::tables {

namespace {

constexpr char kDelimiters[] = {',', ';', '\t', '|', ' '};
// That separate cells where none of those does, and then in every line.
constexpr char kRareDelimiters[] = {'\x01', '\x1f', '^', '~', ':'};
// That stand in no text, to read lines as one column.
constexpr char kFreeMarks[] = {'^', '~', '|', '\t', ';'};

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

}  // namespace

Layout Finder::find(bool far) {
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
  if (comments_ && !dialect_.comment.empty() && width_ > 1) find_rows_with_the_mark();
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

std::vector<Record> Finder::records() const {
  return first_records(sample_, whole_, dialect_, out_.begin, out_.first_line);
}

void Finder::take_ends_off() {
  while (text_.substr(0, 3) == "\xef\xbb\xbf") text_.remove_prefix(3);
  // Ends of file as DOS wrote them, and what fills up a block of a disk.
  constexpr std::string_view kEnds("\r\n\x1a\0", 4);
  const size_t end = text_.find_last_not_of(kEnds) + 1;
  if (text_.find_first_of(kEnds.substr(2), end) != std::string_view::npos) text_ = text_.substr(0, end);
  if (options_.skip_end) out_.skipped_end = drop_lines(text_, *options_.skip_end);
  out_.text = text_;
}

Lead Finder::pass_over(bool far, bool declared) {
  if (options_.skip) {
    out_.begin = 0;
    for (int64_t i = 0; i < *options_.skip && out_.begin < text_.size(); ++i) out_.begin = next_line(text_, out_.begin);
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

void Finder::take_sample() {
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

void Finder::find_marks(bool declared) {
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

[[noreturn]] void Finder::nothing_there() const {
  const bool above = options_.skip.value_or(0) > 0, below = options_.skip_end.value_or(0) > 0;
  if (above || below) {
    const std::string which = above && below ? "skip and skipEnd leave" : above ? "skip leaves" : "skipEnd leaves";
    throw Error("no_table", "file",
                std::string("The option") + (above && below ? "s " : " ") + which + " no line of the file with a cell.",
                "Leave out fewer lines.");
  }
  throw Error("no_table", "file", "The file holds no line with a cell.",
              "Give a table with a line of names and a line for each row.");
}

bool Finder::is_run_of_numbers(std::string_view cell) {
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

bool Finder::blanks_cut_better(double by_tabs) const {
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

void Finder::find_escapes_outside() {
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

void Finder::find_delimiter() {
  double best = 0;
  Score chosen;
  std::vector<std::pair<Score, char>> scores;
  const auto score_by = [this](char candidate, Dialect& tried) {
    tried.delimiter = candidate;
    return score_of(body_, whole_, tried);
  };
  for (char candidate : kDelimiters) {
    Dialect tried = dialect_;
    if (candidate == ' ' && best > 0.3) {
      if (dialect_.delimiter == '\t' && blanks_cut_better(best)) dialect_.delimiter = ' ';
      // Decimal commas: a b, below it 0,5 1,5. The names have none.
      if (dialect_.delimiter == ',' && !chosen.first) {
        const Score score = score_by(' ', tried);
        if (score.all && score.first && !score.dirty && score.width > 1) dialect_.delimiter = ' ';
      }
      continue;
    }
    const Score score = score_by(candidate, tried);
    if (candidate == ' ' && score.value < 0.8) continue;
    scores.push_back({score, candidate});
    if (score.value > best) best = score.value, chosen = score, dialect_.delimiter = candidate;
  }
  // A list within a column may be as even as the columns; but it is not in their names.
  if (chosen.dirty && !chosen.first) {
    double most = 0.4;
    for (const auto& [score, candidate] : scores) {
      // Rows may be short where the names are not.
      const bool clean = score.all || (score.first && !score.dirty && score.value > 0.5);
      if (clean && score.value > most) most = score.value, dialect_.delimiter = candidate;
    }
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
      take_free_mark();
    }
  }
  if (dialect_.delimiter == ' ' && !options_.quote) dialect_.quote = find_quote(body_, true);
  for (const auto& [score, candidate] : scores) {
    if (candidate != dialect_.delimiter && score.value > 0.4) out_.other_delimiters.push_back(candidate);
  }
}

void Finder::take_free_mark() {
  for (char other : kFreeMarks) {
    if (body_.find(other) == std::string_view::npos) dialect_.delimiter = other;
  }
}

bool Finder::are_sentences() const {
  // A title above names.
  const bool even = std::all_of(records_.begin() + 1, records_.end(),
                                [this](const Record& r) { return r.cells.size() == records_[1].cells.size(); });
  if (even && vote(records_[1], records_, 2, 0).names > 0) return false;
  size_t commas = 0, apart = 0, quoted = 0, numbers = 0;
  for (size_t i = 1; i < records_.size(); ++i) {
    const Record& r = records_[i];
    for (size_t j = 0; j < r.cells.size(); ++j) {
      quoted += r.quoted[j];
      numbers += is_number(r.cells[j]) || is_word_of_missing(r.cells[j]);
      if (j == 0) continue;
      ++commas;
      // Where the cell begins in the text, a blank stands before it.
      apart += r.cells[j].data() > text_.data() && is_blank(r.cells[j].data()[-1]);
    }
  }
  return records_.size() > 3 && quoted == 0 && apart * 10 >= commas * 9 && numbers * 20 < commas &&
         records_[0].cells[0].find(' ') == std::string_view::npos;
}

void Finder::mend_one_column() {
  if (dialect_.delimiter != ',' || records_.size() < 2 || records_[0].cells.size() != 1) return;
  if (are_sentences()) {
    take_free_mark();
    if (dialect_.delimiter == ',') return;
    out_.one_column = "Its commas separate nothing: they stand in sentences below one name.";
    records_ = records();
    return;
  }
  bool halves = true, counts = true, short_zeros = false, uneven = false;
  size_t digits = 0;
  for (size_t i = 1; halves && i < records_.size(); ++i) {
    const Record& r = records_[i];
    Number a, b;
    halves = r.cells.size() <= 2 && read_plain(r.cells[0], a) && a.whole && !r.quoted[0] &&
             (r.cells.size() < 2 || (!r.quoted[1] && read_plain(r.cells[1], b) && b.whole && b.value >= 0));
    counts = counts && a.value == static_cast<double>(i);
    if (r.cells.size() < 2) continue;
    uneven = uneven || (digits > 0 && digits != r.cells[1].size());
    digits = r.cells[1].size();
    short_zeros = short_zeros || (r.cells[1].size() > 1 && r.cells[1].back() == '0' && r.cells[1][0] != '0');
  }
  // Fractions have as many digits each, or none ends in 0: 12,5 and 7,10 are two numbers.
  if (!halves || counts || (short_zeros && uneven)) return;
  dialect_.delimiter = ';';
  out_.one_column = "Its commas are taken as decimal commas: below one name stand two whole numbers each.";
  records_ = records();
}

Layout find_layout(std::string_view text, const Options& options) { return Finder(text, options).find(true); }

}  // namespace keepfit::tables
