#include "tables/evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

namespace keepfit::tables {

namespace {

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

/// Whether most semicolons end an entity of HTML.
bool are_entities(std::string_view text) {
  size_t all = 0, entities = 0;
  for (size_t at = text.find(';'); at != std::string_view::npos; at = text.find(';', at + 1)) {
    ++all;
    size_t from = at;
    while (from > 0 && at - from < 9 &&
           ((text[from - 1] >= '0' && text[from - 1] <= '9') || (text[from - 1] | 32) >= 'a'))
      --from;
    from -= from > 0 && text[from - 1] == '#';
    entities += from > 0 && at - from > 1 && text[from - 1] == '&';
  }
  return entities * 2 > all;
}

}  // namespace

std::vector<Record> first_records(std::string_view sample, bool whole, const Dialect& dialect, size_t from,
                                  int64_t line) {
  std::vector<Record> out;
  Records records(sample, dialect, from, line);
  Cells cells;
  size_t flaws = 0;
  while (out.size() < kRecords && records.next(cells)) {
    Record r;
    r.cells.reserve(cells.size());
    r.quoted.reserve(cells.size());
    for (const Cell& c : cells) {
      const bool stands =
          c.text.data() >= sample.data() && c.text.data() + c.text.size() <= sample.data() + sample.size();
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
  // Of what begins as a number does, only 1.#IND and the like.
  const char first = cell.empty() ? '\0' : cell[cell[0] == '-' && cell.size() > 1];
  if (cell.size() > 8) return is_dash(cell);
  if (first >= '0' && first <= '9' && cell.find('#') == std::string_view::npos) return false;
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

Score score_of(std::string_view sample, bool whole, const Dialect& dialect) {
  if (sample.find(dialect.delimiter) == std::string_view::npos &&
      (dialect.delimiter != ' ' || sample.find('\t') == std::string_view::npos))
    return {};
  // Of &eacute; and &amp; it is the end.
  if (dialect.delimiter == ';' && sample.find('&') != std::string_view::npos && are_entities(sample)) return {};
  const auto records = first_records(sample, whole, dialect);
  if (records.empty()) return {};
  const size_t width = usual_width(records);
  if (width < 2 || (dialect.delimiter == ' ' && !has_firm_column(records, width))) return {};
  size_t regular = 0, cells = 0, dirty = 0;
  bool all = true;
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& r = records[i];
    // A header one short names all columns but the first.
    regular += r.cells.size() == width || (i == 0 && r.cells.size() + 1 == width);
    dirty += r.flawed;
    all = all && r.cells.size() == width && !r.flawed;
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
      if (dialect.quote && !r.cells[j].empty() &&
          (r.cells[j].front() == dialect.quote) != (r.cells[j].back() == dialect.quote))
        foreign = true;
      dirty += foreign;
    }
  }
  const double share = static_cast<double>(regular) / static_cast<double>(records.size());
  return {share * share * (1 - 0.6 * static_cast<double>(dirty) / static_cast<double>(cells)), width, all,
          records[0].cells.size() > 1, dirty > 0};
}

bool are_cells_by_colon(std::string_view text, const std::vector<Record>& records, size_t width) {
  size_t times = 0, addresses = 0, blanks = 0, other = 0;
  const auto short_code = [](std::string_view cell) {
    return cell.size() == 2 && cell.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  };
  for (const Record& r : records) {
    if (r.cells.size() != width) {
      ++other;
      continue;
    }
    Number n;
    bool numbers = true, codes = true;
    for (size_t j = 0; j < width; ++j) {
      const std::string_view cell = r.cells[j];
      const bool digits =
          !cell.empty() && cell.size() <= 3 && cell.find_first_not_of("0123456789") == std::string::npos;
      numbers = numbers && (digits || (j == 0 && read_plain(cell, n) && n.whole) ||
                            (j > 1 && j + 1 == width && read_plain(cell, n) && n.value < 60));
      codes = codes && (short_code(cell) || cell.empty());
      if (j > 0) addresses += cell.compare(0, 2, "//") == 0;
    }
    // Two numbers are a time, a ratio or a score; three of two digits a time.
    times += codes || (numbers && (width == 2 || (width <= 4 && r.cells[1].size() == 2)));
    const std::string_view line = text.substr(r.start, line_end(text, r.start) - r.start);
    blanks += line.find(": ") != std::string_view::npos;
  }
  return records.size() > 1 && records[0].cells.size() == width && other * 20 < records.size() &&
         times * 2 < records.size() && addresses * 10 < records.size() && blanks * 2 < records.size();
}

char find_quote(std::string_view sample, bool blanks) {
  if (sample.find('\'') == std::string_view::npos) return '"';
  const auto edge = [blanks](char c) {
    return c == '\n' || c == '\r' || c == ',' || c == ';' || c == '\t' || c == '|' || (blanks && c == ' ');
  };
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
    while (end < sample.size() && sample[end] != '\n' &&
           !(sample[end] == '\'' && (end + 1 == sample.size() || edge(sample[end + 1]))))
      ++end;
    if (end >= sample.size()) break;
    if (sample[end] == '\n') return '"';
    const std::string_view inside = sample.substr(i + 1, end - i - 1);
    if (inside.find('\'') != std::string_view::npos && inside.find_first_of(",;\t|") != std::string_view::npos)
      return '"';
    holds = holds || inside.find_first_of(",;\t|") != std::string_view::npos;
    ++cells;
    i = end;
  }
  return cells >= 4 && (holds || cells * 2 >= lines || blanks) ? '\'' : '"';
}

char find_escape(std::string_view sample, char quote) {
  if (!quote || sample.find('\\') == std::string_view::npos) return 0;
  size_t escaped = 0, doubled = 0;
  for (size_t i = 1; i + 1 < sample.size(); ++i) {
    if (sample[i] != quote) continue;
    const char next = sample[i + 1];
    if (sample[i - 1] == '\\' && next != '\n' && next != '\r' && next != ',' && next != ';' && next != '\t' &&
        next != '|')
      ++escaped;
    if (next == quote && i + 2 < sample.size() && sample[i - 1] != ',' && sample[i - 1] != ';' &&
        sample[i - 1] != '\t' && sample[i - 1] != '\n')
      ++doubled;
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

bool is_prose(std::string_view text, size_t at) {
  const std::string_view line = text.substr(at, line_end(text, at) - at);
  return line.find('"') == std::string_view::npos && line.find(", ") != std::string_view::npos;
}

bool are_comments(std::string_view sample) {
  size_t lines = 0, marked = 0;
  for (size_t at = 0; at < sample.size() && lines < kRecords; at = next_line(sample, at)) {
    ++lines;
    marked += sample[at] == '#';
  }
  return marked * 2 <= lines || lines < 3 || sample.substr(0, 2) == "##";
}

bool sounds_like_data(std::string_view cell) {
  return is_number(cell) || read_date(cell, DateOrder::kUnknown).has_value();
}

namespace {

/// Numbers that stand below a name: whether one of them is a year, how large they are.
struct Below {
  bool years = false, fractions = false;
  double low = HUGE_VAL, high = -HUGE_VAL;

  void add(double value) {
    years = years || is_year(value);
    fractions = fractions || value != std::floor(value);
    low = std::min(low, value);
    high = std::max(high, value);
  }
  static bool is_year(double value) { return value >= 1800 && value <= 2100 && value == std::floor(value); }
  bool reaches(double value) const { return !fractions && low <= value && value <= high; }
};

/// Whether a name is written as none of the texts below it is: in small letters above capitals, without the digits that
/// all of them have, longer or shorter than all of them, which are equally long.
bool is_unlike(std::string_view name, const std::vector<std::string_view>& texts) {
  if (texts.size() < 5) return false;
  const auto capital = [](std::string_view t) { return t[0] >= 'A' && t[0] <= 'Z'; };
  const auto digits = [](std::string_view t) { return t.find_first_of("0123456789") != t.npos; };
  bool capitals = true, numbered = true, even = true;
  for (std::string_view text : texts) {
    capitals = capitals && !text.empty() && capital(text);
    numbered = numbered && digits(text);
    even = even && text.size() == texts[0].size();
  }
  return (capitals && name[0] >= 'a' && name[0] <= 'z') || (numbered && !digits(name)) ||
         (even && name.size() != texts[0].size());
}

/// 1, 2, 3 or 0, 1, 2 in columns side by side: names of parts of one thing. How many they are, where there are no other
/// numbers.
size_t counted_names(const Record& head) {
  size_t count = 0, last = 0;
  for (size_t j = 0; j < head.cells.size(); ++j) {
    Number n;
    if (!read_plain(head.cells[j], n)) continue;
    const bool follows = count == 0
                             ? head.cells[j] == "0" || head.cells[j] == "1"
                             : j == last + 1 && std::to_string(count + (head.cells[j - count] == "1")) == head.cells[j];
    if (!follows) return 0;
    ++count;
    last = j;
  }
  return count;
}

}  // namespace

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
    for (size_t i = from; steps && i < records.size(); ++i)
      steps = j + shift >= records[i].cells.size() || records[i].cells[j + shift] != head.cells[j];
  }
  steps = steps && sequence.size() > 1;
  // A row that goes on below as it begins is the first of them.
  const auto goes_on = [&](size_t j) {
    Number a, b, c;
    if (from + 1 >= records.size() || j + shift >= records[from].cells.size() ||
        j + shift >= records[from + 1].cells.size())
      return false;
    return read_plain(head.cells[j], a) && read_plain(records[from].cells[j + shift], b) &&
           read_plain(records[from + 1].cells[j + shift], c) && a.value != b.value &&
           b.value - a.value == c.value - b.value;
  };
  for (size_t j = 0; steps && j < head.cells.size(); ++j) steps = !goes_on(j);
  // 0, 1, 2, ... over all columns, or over all but a first one without a name: what pandas writes where there are no
  // names.
  const size_t unnamed = !head.cells.empty() && head.cells[0].empty();
  bool ranks = head.cells.size() > 1 + unnamed;
  for (size_t j = unnamed; ranks && j < head.cells.size(); ++j)
    ranks = head.cells[j] == std::to_string(j - unnamed) && !goes_on(j);
  if (ranks) {
    out.names = 8;
    return out;
  }
  // Years may have gaps where they rise.
  bool rise = sequence.size() > 3;
  for (size_t j = 0; rise && j < sequence.size(); ++j)
    rise = sequence[j] >= 1500 && sequence[j] <= 2100 && (j == 0 || sequence[j] > sequence[j - 1]);
  for (size_t j = 1; steps && !rise && j < sequence.size(); ++j) {
    const double step = sequence[j] - sequence[j - 1];
    const bool years = sequence[j] >= 1000 && sequence[j] <= 2200 && sequence.size() > 2;
    steps = (std::abs(step) == 1 || (years && step != 0)) && step == sequence[1] - sequence[0];
  }
  size_t firm = 0, loose = 0;  // words above nothing but numbers, and numbers that do not stand below
  size_t unlike = 0;
  std::vector<bool> foreign;  // years above numbers that are none: whether these reach as far
  for (size_t j = 0; j < head.cells.size(); ++j) {
    const std::string_view name = head.cells[j];
    size_t numbers = 0, present = 0, quoted = 0, dates = 0;
    Below below_it;
    const bool number = is_number(name), is_date = !number && read_date(name, DateOrder::kUnknown),
               like_data = number || is_date;
    std::vector<std::string_view> texts;
    for (size_t i = from; i < records.size(); ++i) {
      if (j + shift >= records[i].cells.size() || again[i]) continue;
      const std::string_view cell = records[i].cells[j + shift];
      Number n;
      const bool plain = read_plain(cell, n);
      if (plain) below_it.add(n.value);
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
      else if (!like_data || (head.quoted[j] && quoted == 0) || (is_date && dates == 0)) {
        out.names += 4;
        firm += numbers == present;
      } else if (Number n; !steps && present > 3 && name.size() == 4 && read_plain(name, n) && n.whole &&
                           Below::is_year(n.value) && !below_it.years) {
        foreign.push_back(below_it.reaches(n.value));
      } else {
        out.data += steps ? 0 : 4;
        loose += std::find(texts.begin(), texts.end(), name) == texts.end() && present > 3 && name.size() < 5;
      }
      continue;
    }
    // Few texts again and again, the name among them or not.
    const bool below = std::find(texts.begin(), texts.end(), name) != texts.end();
    std::sort(texts.begin(), texts.end());
    const auto distinct = static_cast<size_t>(std::unique(texts.begin(), texts.end()) - texts.begin());
    if (distinct * 2 > present) {
      unlike += !below && !like_data && is_unlike(name, texts);
      continue;
    }
    if (below) out.data += 2;
    else if (!like_data) out.names += 1;
  }
  if (steps) out.names += 1;
  const bool supported = out.names > 0 || unlike > 0;
  for (bool reached : foreign) {
    if (reached && !supported) out.data += 4;
    else out.numbers = true;
  }
  // Parts of one thing that are counted; above answers from 1 to 5 only beside a word that names something.
  const size_t counted = steps ? 0 : counted_names(head);
  if (counted > 2 && counted < head.cells.size() && (supported || counted > 3) &&
      out.data == 4 * static_cast<int>(counted)) {
    out.data = 0;
    out.names += 1;
    out.numbers = true;
    for (size_t j = 0; j < head.cells.size(); ++j) out.numbers = out.numbers && !goes_on(j);
    if (!out.numbers) out.data = 4 * static_cast<int>(counted);
  }
  // As many words that are no values as numbers that need not be any.
  if (firm > 0 && firm >= loose && out.data == 4 * static_cast<int>(loose)) out.data -= out.data > 0;
  std::set<std::string_view> distinct;
  for (std::string_view name : head.cells) {
    if (!name.empty() && !distinct.insert(name).second) {
      ++out.data;
      break;
    }
  }
  return out;
}

}  // namespace keepfit::tables
