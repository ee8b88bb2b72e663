#include "tables/layout.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <set>

#include "core/errors.h"
#include "tables/limits.h"

namespace keepfit::tables {

namespace {

constexpr char kDelimiters[] = {',', ';', '\t', '|', ' '};
// That separate cells where none of those does, and then in every line.
constexpr char kRareDelimiters[] = {'^', '~', ':'};
constexpr size_t kRecords = 400;

[[noreturn]] void too_wide(size_t columns) {
  throw Error("too_large", "file", "The table has " + counted(static_cast<int64_t>(columns), "column") + "; " + std::to_string(limits::kColumns) + " are the most that can be read.",
              "Turn it on its side if its rows are the columns, or keep the columns that matter.");
}

struct Record {
  std::vector<std::string_view> cells;
  std::vector<std::unique_ptr<std::string>> own;  // those that do not stand in the text as they read
  std::vector<bool> quoted;
  size_t start = 0;
  int64_t line = 1;
  bool flawed = false;  // a quotation mark in it does not fit
};

/// The first records. What the sample cuts in two is left out, unless the file ends there.
std::vector<Record> first_records(std::string_view sample, bool whole, const Dialect& dialect, size_t from = 0, int64_t line = 1) {
  std::vector<Record> out;
  Records records(sample, dialect, from, line);
  Cells cells;
  size_t flaws = 0;
  while (out.size() < kRecords && records.next(cells)) {
    Record r;
    r.cells.reserve(cells.size());
    r.quoted.reserve(cells.size());
    for (const Cell& c : cells) {
      const bool stands = c.text.data() >= sample.data() && c.text.data() + c.text.size() <= sample.data() + sample.size();
      r.cells.push_back(stands ? c.text : *r.own.emplace_back(std::make_unique<std::string>(c.text)));
      r.quoted.push_back(c.quoted);
    }
    r.start = records.start();
    r.line = records.line();
    r.flawed = records.flaws().size() > flaws;
    flaws = records.flaws().size();
    out.push_back(std::move(r));
  }
  if (!whole && out.size() > 1 && out.size() < kRecords) out.pop_back();
  return out;
}

bool is_word_of_missing(std::string_view cell) {
  // Not one of them begins so.
  if (!cell.empty() && cell[0] >= '2' && cell[0] <= '9') return false;
  const auto& words = usual_missing();
  return std::find(words.begin(), words.end(), cell) != words.end() || is_dash(cell);
}

bool is_number(std::string_view cell) {
  Number n;
  return read_plain(cell, n) || read_number(cell, '.', n) || read_number(cell, ',', n);
}

size_t usual_width(const std::vector<Record>& records) {
  std::map<size_t, size_t> counts;
  for (const Record& r : records) ++counts[r.cells.size()];
  size_t best = 0, most = 0;
  for (const auto& [width, count] : counts) {
    // Of equally frequent ones the wider: a title above two rows is no table.
    if (count >= most) best = width, most = count;
  }
  return best;
}

/// Blanks separate words, too: they separate cells only where one column is of numbers, or between quotation marks.
bool has_firm_column(const std::vector<Record>& records, size_t width) {
  for (size_t j = 0; j < width; ++j) {
    size_t firm = 0, seen = 0;
    for (size_t i = 1; i < records.size(); ++i) {
      if (j >= records[i].cells.size()) continue;
      ++seen;
      firm += records[i].quoted[j] || is_number(records[i].cells[j]) || is_word_of_missing(records[i].cells[j]);
    }
    if (seen > 0 && firm * 10 >= seen * 9) return true;
  }
  return false;
}

struct Score {
  double value = 0;
  size_t width = 1;
};

Score score_of(std::string_view sample, bool whole, const Dialect& dialect) {
  if (sample.find(dialect.delimiter) == std::string_view::npos && (dialect.delimiter != ' ' || sample.find('\t') == std::string_view::npos)) return {};
  const auto records = first_records(sample, whole, dialect);
  if (records.empty()) return {};
  const size_t width = usual_width(records);
  if (width < 2 || (dialect.delimiter == ' ' && !has_firm_column(records, width))) return {};
  size_t regular = 0, cells = 0, dirty = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& r = records[i];
    // A header one short names all columns but the first.
    regular += r.cells.size() == width || (i == 0 && r.cells.size() + 1 == width);
    dirty += r.flawed;
    for (size_t j = 0; j < r.cells.size(); ++j) {
      ++cells;
      if (r.quoted[j]) continue;
      bool foreign = false;
      for (char c : r.cells[j]) {
        const bool other = (c == ',' || c == ';' || c == '\t' || c == '|') && c != dialect.delimiter;
        if (!other || (c == ',' && is_number(r.cells[j]))) continue;
        foreign = true;
        break;
      }
      // A quote in the midst of a cell says that the cell was cut elsewhere.
      if (dialect.quote && !r.cells[j].empty() && (r.cells[j].front() == dialect.quote) != (r.cells[j].back() == dialect.quote)) foreign = true;
      dirty += foreign;
    }
  }
  const double share = static_cast<double>(regular) / static_cast<double>(records.size());
  return {share * share * (1 - 0.6 * static_cast<double>(dirty) / static_cast<double>(cells)), width};
}

/// ' only where cells stand between such marks and none between ".
char find_quote(std::string_view sample, bool blanks) {
  if (sample.find('\'') == std::string_view::npos) return '"';
  const auto edge = [blanks](char c) { return c == '\n' || c == '\r' || c == ',' || c == ';' || c == '\t' || c == '|' || (blanks && c == ' '); };
  size_t cells = 0, lines = 1;
  bool holds = false;  // one of them holds what would separate cells
  for (size_t i = 0; i < sample.size(); ++i) {
    lines += sample[i] == '\n';
    const bool opens = i == 0 || edge(sample[i - 1]), closes = i + 1 == sample.size() || edge(sample[i + 1]);
    if (sample[i] == '"' && (opens || closes)) return '"';
    if (sample[i] != '\'' || !(opens || closes)) continue;
    // An apostrophe at one end of a word is no quote: every one that opens a cell must close it on the same line.
    if (!opens) return '"';
    size_t end = i + 1;
    while (end < sample.size() && sample[end] != '\n' && !(sample[end] == '\'' && (end + 1 == sample.size() || edge(sample[end + 1])))) ++end;
    if (end >= sample.size()) break;
    if (sample[end] == '\n') return '"';
    const std::string_view inside = sample.substr(i + 1, end - i - 1);
    if (inside.find('\'') != std::string_view::npos && inside.find_first_of(",;\t|") != std::string_view::npos) return '"';
    holds = holds || inside.find_first_of(",;\t|") != std::string_view::npos;
    ++cells;
    i = end;
  }
  return cells >= 4 && (holds || cells * 2 >= lines || blanks) ? '\'' : '"';
}

/// A backslash before a quote, in the midst of a field, where no quote is doubled.
char find_escape(std::string_view sample, char quote) {
  if (!quote || sample.find('\\') == std::string_view::npos) return 0;
  size_t escaped = 0, doubled = 0;
  for (size_t i = 1; i + 1 < sample.size(); ++i) {
    if (sample[i] != quote) continue;
    const char next = sample[i + 1];
    if (sample[i - 1] == '\\' && next != '\n' && next != '\r' && next != ',' && next != ';' && next != '\t' && next != '|') ++escaped;
    if (next == quote && i + 2 < sample.size() && sample[i - 1] != ',' && sample[i - 1] != ';' && sample[i - 1] != '\t' && sample[i - 1] != '\n') ++doubled;
  }
  return escaped > 0 && doubled == 0 ? '\\' : 0;
}

size_t line_end(std::string_view text, size_t at) {
  while (at < text.size() && text[at] != '\n' && text[at] != '\r') ++at;
  return at;
}

size_t next_line(std::string_view text, size_t at) {
  at = line_end(text, at);
  const size_t first = at;
  while (at < text.size() && text[at] == '\r') ++at;
  if (at < text.size() && text[at] == '\n') return at + 1;
  return std::min(first + 1, text.size());
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

/// Where the lines that are blank or begin with `mark` end, and of the last of those with the mark, at most `kept`, where they begin.
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

/// A table much too wide is refused before its cells are looked at: its first lines have more marks than columns may be.
void check_width(std::string_view text, std::optional<char> delimiter) {
  const std::string_view first = text.substr(0, line_end(text, 0));
  if (first.size() <= limits::kColumns) return;
  std::string_view second = text.substr(next_line(text, 0));
  second = second.substr(0, line_end(second, 0));
  for (char mark : delimiter ? std::string_view(&*delimiter, 1) : std::string_view(kDelimiters, sizeof kDelimiters)) {
    const auto marks = [mark](std::string_view line) { return static_cast<size_t>(std::count(line.begin(), line.end(), mark)); };
    const size_t above = marks(first), below = marks(second);
    // Text between quotation marks may hold as many, but not in two lines; blanks separate words, too.
    if (above >= limits::kColumns && (second.empty() || (mark == ' ' && !delimiter ? above == below : below >= limits::kColumns))) too_wide(above + 1);
  }
}

/// Colons separate cells where no cell in it is a time, an address or what a name is given: 12:30, http://, 00:1a:2b, name: value.
bool are_cells_by_colon(std::string_view text, const std::vector<Record>& records, size_t width) {
  size_t times = 0, addresses = 0, blanks = 0, other = 0;
  const auto short_code = [](std::string_view cell) { return cell.size() == 2 && cell.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos; };
  for (const Record& r : records) {
    if (r.cells.size() != width) {
      ++other;
      continue;
    }
    Number n;
    bool numbers = true, codes = true;
    for (size_t j = 0; j < width; ++j) {
      const std::string_view cell = r.cells[j];
      const bool digits = !cell.empty() && cell.size() <= 3 && cell.find_first_not_of("0123456789") == std::string::npos;
      numbers = numbers && (digits || (j == 0 && read_plain(cell, n) && n.whole) || (j > 1 && j + 1 == width && read_plain(cell, n) && n.value < 60));
      codes = codes && (short_code(cell) || cell.empty());
      if (j > 0) addresses += cell.compare(0, 2, "//") == 0;
    }
    // Two numbers are a time, a ratio or a score; three of two digits a time.
    times += codes || (numbers && (width == 2 || (width <= 4 && r.cells[1].size() == 2)));
    const std::string_view line = text.substr(r.start, line_end(text, r.start) - r.start);
    blanks += line.find(": ") != std::string_view::npos;
  }
  return records.size() > 1 && records[0].cells.size() == width && other * 20 < records.size() && times * 2 < records.size() && addresses * 10 < records.size() && blanks * 2 < records.size();
}

bool is_prose(std::string_view text, size_t at) {
  const std::string_view line = text.substr(at, line_end(text, at) - at);
  return line.find('"') == std::string_view::npos && line.find(", ") != std::string_view::npos;
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

/// Lines that begin with # are comments where most lines do not.
bool are_comments(std::string_view sample) {
  size_t lines = 0, marked = 0;
  for (size_t at = 0; at < sample.size() && lines < kRecords; at = next_line(sample, at)) {
    ++lines;
    marked += sample[at] == '#';
  }
  return marked * 2 <= lines || lines < 3 || sample.substr(0, 2) == "##";
}

bool sounds_like_data(std::string_view cell) { return is_number(cell) || read_date(cell, DateOrder::kUnknown).has_value(); }

/// For and against the first record being names.
struct Votes {
  int names = 0, data = 0;
};

Votes vote(const Record& head, const std::vector<Record>& records, size_t from, size_t shift) {
  Votes out;
  // The names once more are no data.
  std::vector<bool> again(records.size());
  for (size_t i = from; i < records.size(); ++i) again[i] = head.cells.size() > 1 && records[i].cells == head.cells;
  // 1, 2, 3, ... or years one after the other name columns, where nothing below is one of them.
  std::vector<double> sequence;
  bool steps = true;
  for (size_t j = 0; j < head.cells.size(); ++j) {
    Number n;
    if (!read_plain(head.cells[j], n)) continue;
    sequence.push_back(n.value);
    steps = steps && n.whole;
    for (size_t i = from; steps && i < records.size(); ++i) steps = j + shift >= records[i].cells.size() || records[i].cells[j + shift] != head.cells[j];
  }
  steps = steps && sequence.size() > 1;
  // A row that goes on below as it begins is the first of them.
  const auto goes_on = [&](size_t j) {
    Number a, b, c;
    if (from + 1 >= records.size() || j + shift >= records[from].cells.size() || j + shift >= records[from + 1].cells.size()) return false;
    return read_plain(head.cells[j], a) && read_plain(records[from].cells[j + shift], b) && read_plain(records[from + 1].cells[j + shift], c) &&
           a.value != b.value && b.value - a.value == c.value - b.value;
  };
  for (size_t j = 0; steps && j < head.cells.size(); ++j) steps = !goes_on(j);
  // 0, 1, 2, ... over all columns, or over all but a first one without a name: what pandas writes where there are no names.
  const size_t unnamed = !head.cells.empty() && head.cells[0].empty();
  bool ranks = head.cells.size() > 1 + unnamed;
  for (size_t j = unnamed; ranks && j < head.cells.size(); ++j) ranks = head.cells[j] == std::to_string(j - unnamed) && !goes_on(j);
  if (ranks) {
    out.names = 8;
    return out;
  }
  for (size_t j = 1; steps && j < sequence.size(); ++j) {
    const double step = sequence[j] - sequence[j - 1];
    const bool years = sequence[j] >= 1000 && sequence[j] <= 2200 && sequence.size() > 2;
    steps = (std::abs(step) == 1 || (years && step != 0)) && step == sequence[1] - sequence[0];
  }
  for (size_t j = 0; j < head.cells.size(); ++j) {
    const std::string_view name = head.cells[j];
    size_t numbers = 0, present = 0, quoted = 0, dates = 0;
    const bool number = is_number(name), is_date = !number && read_date(name, DateOrder::kUnknown), like_data = number || is_date;
    std::vector<std::string_view> texts;
    for (size_t i = from; i < records.size(); ++i) {
      if (j + shift >= records[i].cells.size() || again[i]) continue;
      const std::string_view cell = records[i].cells[j + shift];
      Number n;
      const bool plain = read_plain(cell, n);
      if (!plain && is_word_of_missing(cell) && !records[i].quoted[j + shift]) continue;
      ++present;
      quoted += records[i].quoted[j + shift];
      numbers += plain || sounds_like_data(cell);
      dates += is_date && read_date(cell, DateOrder::kUnknown);
      texts.push_back(cell);
    }
    if (name.empty()) continue;
    if (present == 0) {
      if (!like_data) ++out.names;
      else if (records.size() == 1) ++out.data;
      continue;
    }
    const bool numeric = numbers * 10 >= present * 9;
    if (numeric) {
      if (is_word_of_missing(name) && !(is_dash(name) && name[0] >= 'a') && !head.quoted[j]) ++out.data;
      // Programs that put names between quotation marks leave numbers without.
      else if (!like_data || (head.quoted[j] && quoted == 0) || (is_date && dates == 0)) out.names += 4;
      else out.data += steps ? 0 : 4;
      continue;
    }
    // Few texts again and again, the name among them or not.
    const bool below = std::find(texts.begin(), texts.end(), name) != texts.end();
    std::sort(texts.begin(), texts.end());
    const auto distinct = static_cast<size_t>(std::unique(texts.begin(), texts.end()) - texts.begin());
    if (distinct * 2 > present) continue;
    if (below) out.data += 2;
    else if (!like_data) out.names += 1;
  }
  if (steps) out.names += 1;
  std::set<std::string_view> distinct;
  for (std::string_view name : head.cells) {
    if (!name.empty() && !distinct.insert(name).second) {
      ++out.data;
      break;
    }
  }
  return out;
}

}  // namespace

namespace {

/// `far`: comments above the table may go on beyond what is looked at.
Layout layout_of(std::string_view text, const Options& options, bool far) {
  Layout out;
  while (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  // Ends of file as DOS wrote them, and what fills up a block of a disk.
  constexpr std::string_view kEnds("\r\n\x1a\0", 4);
  const size_t end = text.find_last_not_of(kEnds) + 1;
  if (text.find_first_of(kEnds.substr(2), end) != std::string_view::npos) text = text.substr(0, end);
  if (options.skip_end) out.skipped_end = drop_lines(text, *options.skip_end);
  out.text = text;
  const bool declared = take_declared(text, out);
  if (options.skip) {
    out.begin = 0;
    for (int64_t i = 0; i < *options.skip && out.begin < text.size(); ++i) out.begin = next_line(text, out.begin);
    out.first_line = *options.skip + 1;
    out.skipped = *options.skip;
  }
  // Blank lines above, however many, and all but the last of many comments.
  const Lead lead = find_lead(text, out.begin, out.first_line, options.comment ? *options.comment : "#", 20);
  const bool shortened = lead.end > out.begin + limits::kSample / 4 && lead.begin < lead.end;
  if (lead.begin == lead.end || (shortened && far)) {
    out.begin = lead.begin;
    out.first_line = lead.line;
  }
  check_width(text.substr(lead.end), declared ? out.dialect.delimiter : options.delimiter);
  // Of very long lines, as of tables with tens of thousands of columns, some whole ones.
  size_t sampled = out.begin + limits::kSample;
  if (sampled < text.size()) {
    size_t at = out.begin;
    for (int i = 0; i < 8 && at < text.size(); ++i) at = next_line(text, at);
    sampled = std::min(std::max(sampled, at), out.begin + limits::kLongSample);
  }
  const std::string_view sample = text.substr(0, std::min(text.size(), sampled));
  const bool whole = sample.size() == text.size();

  Dialect& dialect = out.dialect;
  dialect.quote = options.quote.value_or(find_quote(sample.substr(out.begin), false));
  dialect.escape = options.escape.value_or(find_escape(sample.substr(out.begin), dialect.quote));
  // Comments: lines at the top that begin with #. Whether the last of them is the header shows below.
  bool comments = false;
  if (options.comment) {
    dialect.comment = *options.comment;
  } else if (out.begin < text.size() && text[out.begin] == '#' && are_comments(sample.substr(out.begin))) {
    dialect.comment = "#";
    comments = true;
  }
  const std::string_view body = sample.substr(out.begin);
  if (options.delimiter) {
    dialect.delimiter = *options.delimiter;
  } else if (!declared) {
    double best = 0;
    std::vector<std::pair<double, char>> scores;
    for (char candidate : kDelimiters) {
      Dialect tried = dialect;
      tried.delimiter = candidate;
      if (candidate == ' ' && best > 0.3) continue;
      const Score score = score_of(body, whole, tried);
      if (candidate == ' ' && score.value < 0.8) continue;
      scores.push_back({score.value, candidate});
      if (score.value > best) best = score.value, dialect.delimiter = candidate;
    }
    for (char candidate : kRareDelimiters) {
      Dialect tried = dialect;
      tried.delimiter = candidate;
      if (best > 0.3) break;
      const Score score = score_of(body, whole, tried);
      if (score.value < 0.8 || (candidate == ':' && !are_cells_by_colon(body, first_records(body, whole, tried), score.width))) continue;
      best = score.value;
      dialect.delimiter = candidate;
    }
    if (best == 0) {
      // One column. Commas in its text separate nothing: a mark that does not stand in it does as well.
      dialect.delimiter = ',';
      if (body.find(',') != std::string_view::npos && usual_width(first_records(body, whole, dialect)) == 1) {
        for (char other : {'^', '~', '|', '\t', ';'}) {
          if (body.find(other) == std::string_view::npos) dialect.delimiter = other;
        }
      }
    }
    if (dialect.delimiter == ' ' && !options.quote) dialect.quote = find_quote(body, true);
    for (const auto& [value, candidate] : scores) {
      if (candidate != dialect.delimiter && value > 0.4) out.other_delimiters.push_back(candidate);
    }
  }

  auto records = first_records(sample, whole, dialect, out.begin, out.first_line);
  // One column of decimal commas is no two columns.
  if (!options.delimiter && !declared && dialect.delimiter == ',' && records.size() > 1 && records[0].cells.size() == 1) {
    bool halves = true, counts = true;
    for (size_t i = 1; halves && i < records.size(); ++i) {
      const Record& r = records[i];
      Number a, b;
      halves = r.cells.size() <= 2 && read_plain(r.cells[0], a) && a.whole && !r.quoted[0] && (r.cells.size() < 2 || (!r.quoted[1] && read_plain(r.cells[1], b) && b.whole && b.value >= 0));
      counts = counts && a.value == static_cast<double>(i);
    }
    if (halves && !counts) {
      dialect.delimiter = ';';
      records = first_records(sample, whole, dialect, out.begin, out.first_line);
    }
  }
  if (records.empty() && !comments) throw Error("no_table", "file", "The file holds no line with a cell.", "Give a table with a line of names and a line for each row.");
  size_t width = usual_width(records);
  if (comments) {
    // "#id,x,y" is a header: as wide as the rows, and what follows is data.
    Dialect plain = dialect;
    plain.comment.clear();
    auto all = first_records(sample, whole, plain, out.begin, out.first_line);
    size_t last = 0;
    while (last + 1 < all.size() && !all[last + 1].cells[0].empty() && all[last + 1].cells[0][0] == '#') ++last;
    const bool wide = !all.empty() && all[last].cells.size() > 1 && (records.empty() || all[last].cells.size() == width);
    if (wide) {
      const Votes with = records.empty() ? Votes{1, 0} : vote(all[last], records, 0, 0);
      const Votes without = records.size() < 2 ? Votes{0, 1} : vote(records[0], records, 1, 0);
      if (with.names > with.data && without.names <= without.data) {
        dialect.comment.clear();
        records.assign(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(last)), std::make_move_iterator(all.end()));
        width = usual_width(records);
        out.skipped = records[0].line - 1;
        out.below_comments = true;
      }
    }
    if (records.empty()) throw Error("no_table", "file", "The file holds nothing but comments.", "Give a table with a line of names and a line for each row.");
  }

  // Comments may stand between rows, too: lines that begin with #, most of which are no rows.
  if (!options.comment && !comments && width > 1) {
    size_t alone = 0, in_rows = 0;
    for (const Record& r : records) {
      if (r.cells[0].empty() || r.cells[0][0] != '#' || r.quoted[0]) continue;
      ++(r.cells.size() == width ? in_rows : alone);
    }
    if (alone > 0 && in_rows <= alone) {
      dialect.comment = "#";
      records = first_records(sample, whole, dialect, out.begin, out.first_line);
    }
  }

  // Titles and notes above the table: lines that are narrower than it, or that fill one cell of it.
  size_t first = 0;
  if (!options.skip && width > 1) {
    const auto filled = [](const Record& r) { return std::count_if(r.cells.begin(), r.cells.end(), [](std::string_view c) { return !c.empty(); }); };
    while (first + 1 < records.size()) {
      const Record& r = records[first];
      const bool narrow = r.cells.size() + 1 < width || (r.cells.size() < width && width == 2);
      const bool title = r.cells.size() >= 3 && r.cells.size() >= width && filled(r) <= 1;
      // Lines of text, commas in them or not, above a line of names as wide as the table.
      if (!title && r.cells.size() < width) {
        size_t full = first + 1;
        while (full < records.size() && records[full].cells.size() < width) ++full;
        if (full + 1 < records.size() && full <= first + 30) {
          const Votes there = vote(records[full], records, full + 1, 0);
          // Years name columns, too, where the lines above are much narrower.
          if (there.names >= (r.cells.size() + 1 < width ? 1 : 4) && there.data == 0) {
            first = full;
            break;
          }
        }
      }
      // A comma with a blank behind it, as in prose, where no line below has one; and below, names above data.
      if (!title && first + 2 < records.size() && dialect.delimiter == ',' && is_prose(text, r.start)) {
        bool below_too = false;
        for (size_t i = first + 1; i < std::min(records.size(), first + 8); ++i) below_too = below_too || is_prose(text, records[i].start);
        const Votes there = vote(records[first + 1], records, first + 2, 0);
        if (!below_too && there.names >= 4 && there.data == 0) {
          ++first;
          continue;
        }
      }
      if (!narrow && !title) break;
      // Names above rows that are wider than they: a header all the same.
      if (narrow && !title && r.cells.size() > 1) {
        const Votes below = vote(records[first + 1], records, first + 2, 0);
        // Numbers in it name nothing, but may say how many rows and columns follow.
        const bool counted = r.cells.size() + 1 < width && first + 2 < records.size() && std::any_of(r.cells.begin(), r.cells.end(), is_number);
        if (below.names <= below.data && !counted) break;
      }
      ++first;
    }
    // A line of names that each span several columns, above the names of these.
    if (first + 2 < records.size() && !records[first].cells.empty() && records[first].cells.size() <= width) {
      const Record &above = records[first], &below = records[first + 1];
      const auto gaps = std::count(above.cells.begin(), above.cells.end(), std::string_view());
      const bool full = below.cells.size() == width && std::none_of(below.cells.begin(), below.cells.end(), [](std::string_view c) { return c.empty() || sounds_like_data(c); });
      if (gaps > 0 && full) {
        const Votes votes = vote(below, records, first + 2, 0);
        // Names below those that span repeat.
        if (votes.names >= 4 && votes.data <= 1) ++first;
      }
    }
    // Nothing but narrow lines: ragged rows, not titles.
    if (first + 1 == records.size() || first > 60) first = 0;
  }
  if (first > 0) {
    out.skipped = records[first].line - 1;
    records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(first));
    width = usual_width(records);
  }
  out.begin = records[0].start;
  out.first_line = records[0].line;

  Record& head = records[0];
  // Separators behind the last name alone.
  size_t rows_width = 0;
  for (size_t i = 1; i < records.size(); ++i) rows_width = std::max(rows_width, records[i].cells.size());
  while (records.size() > 1 && head.cells.size() > std::max<size_t>(1, rows_width) && head.cells.back().empty()) {
    head.cells.pop_back();
    head.quoted.pop_back();
    width = std::min(width, head.cells.size());
  }
  // One cell more in every row: a delimiter at the end of each, or names of rows.
  bool behind_empty = records.size() > 1;
  for (size_t i = 1; i < records.size(); ++i) {
    if (records[i].cells.size() == width) behind_empty = behind_empty && records[i].cells.back().empty();
  }
  const bool short_head = records.size() > 1 && head.cells.size() + 1 == width;
  const Votes votes = vote(head, records, 1, short_head && !behind_empty ? 1 : 0);
  if (options.header) {
    out.header = *options.header;
  } else {
    const bool all_text = votes.names == 0 && votes.data == 0;
    // Names that stand again and again below are values.
    size_t repeated = 0;
    for (size_t i = 1; i < records.size(); ++i) repeated += records[i].cells == head.cells;
    const bool values = votes.names < 4 && repeated > 1 && repeated * 20 >= records.size();
    out.header = (all_text && !values) || (votes.names > votes.data && !values) || (short_head && votes.names + 1 > votes.data);
    out.header_doubtful = records.size() > 1 && (all_text || (votes.names > 0 && votes.data > 0 && std::abs(votes.names - votes.data) <= 4));
    // A model's reading knows the names.
    size_t known = 0;
    for (const std::string& name : options.wanted) known += static_cast<size_t>(std::count(head.cells.begin(), head.cells.end(), name) > 0);
    if (known > 0 && known * 2 >= options.wanted.size()) out.header = true, out.header_doubtful = false;
    else if (options.usual_header && out.header_doubtful) out.header = *options.usual_header;
  }
  if (out.header) {
    out.head.assign(head.cells.begin(), head.cells.end());
    out.row_names = options.row_names.value_or(short_head && !behind_empty);
    if (out.row_names && head.cells.size() < width) out.head.insert(out.head.begin(), std::string());
    out.width = out.head.size();
    // Below the names a line without one value, where numbers follow.
    if (!options.header && records.size() > 3 && records[1].cells.size() == out.head.size()) {
      size_t columns = 0, named = 0;
      for (size_t j = 0; j < records[1].cells.size(); ++j) {
        size_t numbers = 0, present = 0;
        for (size_t i = 2; i < records.size(); ++i) {
          if (j >= records[i].cells.size() || is_word_of_missing(records[i].cells[j])) continue;
          ++present;
          numbers += sounds_like_data(records[i].cells[j]);
        }
        if (present == 0 || numbers < present) continue;
        const std::string_view cell = records[1].cells[j];
        ++columns;
        named += !cell.empty() && !sounds_like_data(cell) && (!is_word_of_missing(cell) || cell == "-");
      }
      out.units = columns > 1 && named == columns && columns * 2 >= out.head.size();
    }
  } else {
    out.width = width;
    out.row_names = options.row_names.value_or(false);
  }
  // Columns at the end that have neither a name nor a value.
  size_t filled = 0;
  for (size_t i = out.header ? 1 : 0; i < records.size(); ++i) {
    for (size_t j = records[i].cells.size(); j > filled; --j) {
      if (!records[i].cells[j - 1].empty()) filled = j;
    }
  }
  for (size_t j = out.head.size(); j > filled; --j) {
    if (!out.head[j - 1].empty()) filled = j;
  }
  const size_t widest = std::max(out.width, rows_width);
  if (records.size() > (out.header ? 1 : 0) && filled > 0 && filled < widest) {
    out.trailing = true;
    out.width = std::min(out.width, filled);
    if (out.header) out.head.resize(out.width);
  }
  if (out.width == 0) out.width = 1;
  if (out.width > limits::kColumns) too_wide(out.width);
  // They were no comments.
  if (shortened && far && dialect.comment.empty() && out.begin < lead.last) return layout_of(text, options, false);
  return out;
}

}  // namespace

Layout find_layout(std::string_view text, const Options& options) { return layout_of(text, options, true); }

}  // namespace keepfit::tables
