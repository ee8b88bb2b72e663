#include "tables/style.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tables/evidence.h"
#include "tables/limits.h"

namespace keepfit::tables {

namespace {

constexpr std::string_view kDelimiters = ",;\t|";

/// A record that is between quotation marks as a whole, or else a line.
struct Line {
  bool wrapped = false;
  std::string_view inside;  // with its marks still doubled
  size_t end = 0;           // where its line end stands
};

/// The one at `at`. Behind the mark that closes it may stand separators: those that another program added.
Line quoted_line(std::string_view text, size_t at) {
  const size_t plain = line_end(text, at);
  if (text[at] != '"') return {false, {}, plain};
  size_t close = text.find('"', at + 1);
  while (close != text.npos && close + 1 < text.size() && text[close + 1] == '"') close = text.find('"', close + 2);
  if (close == text.npos) return {false, {}, plain};
  size_t end = close + 1;
  while (end < text.size() && (kDelimiters.find(text[end]) != std::string_view::npos || text[end] == ' ')) ++end;
  if (end < text.size() && text[end] != '\n' && text[end] != '\r') return {false, {}, plain};
  // A cell of a table with nothing behind it: "1,5",
  const std::string_view inside = text.substr(at + 1, close - at - 1);
  for (size_t i = close + 1; i < end; ++i) {
    if (text[i] != ' ' && inside.find(text[i]) != text.npos) return {false, {}, plain};
  }
  return {true, inside, end};
}

std::string_view unblanked(std::string_view line) {
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

/// Past a line end and the blank lines behind it.
size_t past_ends(std::string_view text, size_t at) { return std::min(text.find_first_not_of("\r\n", at), text.size()); }

/// Lines that are drawn, as | and -: those of DuckDB, Polars and others.
std::string undrawn(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\xe2') {
      out.push_back(line[i]);
      continue;
    }
    const std::string_view sign = line.substr(i, 3);
    const auto last = sign.size() == 3 ? static_cast<unsigned char>(sign[2]) : 0u;
    const bool light = sign.substr(0, 2) == "\xe2\x94", heavy = sign.substr(0, 2) == "\xe2\x95";
    if (!light && !heavy) {
      out.push_back(line[i]);
      continue;
    }
    const bool upright = light ? last == 0x82 || last == 0x83 || last == 0x86 || last == 0x87 || last == 0x8a
                               : last == 0x91 || last == 0x8e;
    out.push_back(upright ? '|' : '-');
    i += 2;
  }
  return out;
}

bool is_framed(std::string_view line) { return line.size() > 1 && line.front() == '|' && line.back() == '|'; }

/// |---|:--:|, +---+---+, +===+===+
bool is_rule(std::string_view line) {
  return line.size() > 2 && std::string_view("|+-").find(line.front()) != line.npos &&
         line.find_first_of("-=") != line.npos && line.find_first_not_of("|+-=: ") == line.npos;
}

/// Whether cells stand in the lines once the marks around them are gone: as many in the first as in the others. Smith,
/// John is one cell, and so is a sentence: of separators with a blank behind each nothing follows.
bool holds_cells(std::string_view text) {
  for (char delimiter : kDelimiters) {
    Dialect dialect;
    dialect.delimiter = delimiter;
    const Score score = score_of(text, true, dialect);
    if (score.value < 0.8) continue;
    const auto records = first_records(text, true, dialect);
    bool close = delimiter == '\t' || delimiter == '|';
    for (size_t at = text.find(delimiter); !close && at != text.npos; at = text.find(delimiter, at + 1))
      close = at + 1 < text.size() && text[at + 1] != ' ';
    if (close && records.size() > 1 && records[0].cells.size() == score.width) return true;
  }
  return false;
}

double score_by(std::string_view text, char delimiter) {
  Dialect dialect;
  dialect.delimiter = delimiter;
  return score_of(text, true, dialect).value;
}

/// =====  ===, -----  ---
bool underlines(std::string_view line) { return line.size() > 2 && line.find_first_not_of("-= ") == line.npos; }

/// Where a gap between cells that stand at `at` ends: two blanks and more, or dots between blanks; `at` where none
/// does.
size_t gap_end(std::string_view line, size_t at) {
  size_t end = at;
  while (end < line.size() && line[end] == ' ') ++end;
  if (end == at || end == line.size()) return at;
  size_t dots = end;
  while (dots < line.size() && line[dots] == '.') ++dots;
  if (dots - end >= 3 && dots < line.size() && line[dots] == ' ') {
    while (dots < line.size() && line[dots] == ' ') ++dots;
    return dots;
  }
  return end - at > 1 ? end : at;
}

std::string with_tabs(std::string_view line) {
  std::string out;
  if (underlines(line)) return out;
  for (size_t i = 0; i < line.size();) {
    const size_t end = gap_end(line, i);
    out.push_back(end > i ? '\t' : line[i]);
    i = end > i ? end : i + 1;
  }
  return out;
}

/// A part of a line, in characters.
struct Span {
  size_t from, to;
};

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The columns of a print some of whose cells are blank, so that gaps alone do not tell which; none for any other. They
/// are those of a line of dashes, or at least two blanks apart in every line.
std::vector<Span> fixed_columns(std::string_view text) {
  std::vector<Span> all;
  std::vector<std::string> lines;  // what stands where, by characters
  std::string filled;
  int64_t tabs = -1;
  bool uneven = false, ruled = false;
  for (size_t at = 0; at < text.size() && lines.size() < kRecords;) {
    const size_t end = line_end(text, at);
    const std::string_view line = text.substr(at, end - at), inside = unblanked(line);
    at = past_ends(text, end);
    if (inside.empty()) continue;
    if (line.size() > 1 << 14) return {};
    const std::string by_gaps = with_tabs(inside);
    const int64_t here = std::count(by_gaps.begin(), by_gaps.end(), '\t');
    const bool rule = underlines(inside);
    uneven = uneven || (!rule && tabs >= 0 && here != tabs);
    if (!rule) tabs = here;
    std::string marks;
    for (char c : line) {
      if (begins_character(c)) marks.push_back(c == ' ' ? ' ' : 'x');
    }
    if (rule && inside.find(' ') != inside.npos && !ruled) {
      ruled = true;
      filled = marks;
    }
    if (filled.size() < marks.size()) filled.resize(marks.size(), ' ');
    for (size_t i = 0; !ruled && i < marks.size(); ++i) {
      if (marks[i] != ' ') filled[i] = 'x';
    }
    if (!rule) lines.push_back(std::move(marks));
  }
  if (!uneven) return {};
  for (size_t at = filled.find('x'); at != filled.npos; at = filled.find('x', all.back().to)) {
    size_t to = filled.find(ruled ? " " : "  ", at);
    if (to == filled.npos) to = filled.find_last_of('x') + 1;
    all.push_back({at, to});
  }
  const bool blank = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Span& each) { return line.find('x', each.from) >= std::min(each.to, line.size()); });
  });
  if (all.size() < 2 || !blank) all.clear();
  return all;
}

/// The cells of a line by its columns. A word that reaches into the next one is whole.
std::string cut_by(std::string_view line, const std::vector<Span>& columns) {
  std::string out;
  if (underlines(unblanked(line))) return out;
  size_t column = 0, place = 0;
  char before = ' ';
  for (char c : line) {
    const bool begins = begins_character(c);
    while (begins && column + 1 < columns.size() && place >= columns[column].to && (c == ' ' || before == ' ') &&
           (c != ' ' || place + 1 >= columns[column + 1].from)) {
      while (!out.empty() && out.back() == ' ') out.pop_back();
      out.push_back('\t');
      ++column;
    }
    place += begins;
    before = c;
    if (c != ' ' || (!out.empty() && out.back() != '\t')) out.push_back(c);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out.append(columns.size() - 1 - column, '\t');
  return out;
}

/// ="0123" or, between quotation marks that were doubled, "=""0123""" at the start of a cell: where it ends, and what
/// it says; `at` for anything else.
size_t formula_end(std::string_view text, size_t at, std::string_view& inside) {
  if (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r' && kDelimiters.find(text[at - 1]) == text.npos) return at;
  const bool doubled = text.substr(at, 4) == "\"=\"\"";
  const size_t start = doubled ? at + 4 : at + 2;
  if (!doubled && text.substr(at, 2) != "=\"") return at;
  const size_t close = std::min(text.find_first_of("\"\r\n", start), text.size());
  const size_t end = close + (doubled ? 3 : 1);
  if (text.substr(close, end - close) != (doubled ? "\"\"\"" : "\"")) return at;
  if (end < text.size() && text[end] != '\n' && text[end] != '\r' && kDelimiters.find(text[end]) == text.npos)
    return at;
  inside = text.substr(start, close - start);
  return end;
}

/// Whether blanks by two and more cut it better than anything else does.
bool is_aligned(std::string_view text, size_t lines, size_t apart, size_t ruled) {
  if (apart * 10 < lines * 8 || text.find('\t') != text.npos) return false;
  if (ruled == 0 && score_by(text, ' ') >= 0.9) return false;
  const double best = score_by(undone(text, Style::kAligned), '\t');
  if (best < 0.95) return false;
  return std::all_of(kDelimiters.begin(), kDelimiters.end(),
                     [&](char delimiter) { return score_by(text, delimiter) < best - 0.05; });
}

/// What stands twice between cells, by the first line that says so; empty for nothing.
std::string_view doubled_mark(std::string_view text) {
  const size_t colons = text.find("::"), bars = text.find("||");
  if (std::min(colons, bars) == text.npos) return {};
  return colons < bars ? "::" : "||";
}

/// Whether a mark that stands twice cuts it into three columns and more, and better than anything else does.
bool is_doubled(std::string_view text) {
  const std::string_view mark = doubled_mark(text);
  if (mark.empty() || text.find('\t') != text.npos) return false;
  const std::string cut = undone(text, Style::kDoubled);
  Dialect tabs;
  tabs.delimiter = '\t';
  tabs.quote = 0;
  const Score score = score_of(cut, true, tabs);
  // A bar alone would be a separator, and two of them an empty cell.
  if (!score.all || score.width < 3 || (mark == "||" && cut.find('|') != cut.npos)) return false;
  return std::all_of(kDelimiters.begin(), kDelimiters.end(), [&](char delimiter) {
    Dialect one;
    one.delimiter = delimiter;
    // Lists within a cell are longer here and shorter there.
    return delimiter == mark[0] || !score_of(text, true, one).all;
  });
}

}  // namespace

const char* style_name(Style style) {
  constexpr const char* kNames[] = {"", "quoted", "framed", "formulas", "aligned", "doubled"};
  return kNames[static_cast<size_t>(style)];
}

char delimiter_of(Style style) {
  return style == Style::kFramed ? '|' : style == Style::kAligned || style == Style::kDoubled ? '\t' : '\0';
}

Style find_style(std::string_view text, const Options& options) {
  if (options.style) return *options.style;
  text = text.substr(0, limits::kSample);
  size_t lines = 0, quoted = 0, holding = 0, framed = 0, rules = 0, formulas = 0, apart = 0, ruled = 0, pairs = 0;
  for (size_t at = 0; at < text.size() && lines < kRecords;) {
    const std::string whole = undrawn(text.substr(at, std::min<size_t>(line_end(text, at) - at, 1 << 14)));
    const std::string_view line = unblanked(whole);
    if (line.empty()) {
      at = past_ends(text, line_end(text, at));
      continue;
    }
    ++lines;
    framed += is_framed(line);
    rules += is_rule(line);
    formulas += line.find("=\"") != line.npos;
    apart += line.find("  ") != line.npos || line.find("...") != line.npos || underlines(line);
    ruled += underlines(line);
    pairs += !doubled_mark(line).empty();
    const Line here = quoted_line(text, at);
    quoted += here.wrapped;
    holding += here.wrapped && here.inside.find_first_of(kDelimiters) != text.npos && !is_number(here.inside);
    at = past_ends(text, here.end);
    // Not in the first lines, not at all.
    if (lines == 40 && quoted + framed + formulas + apart + pairs == 0) return Style::kPlain;
  }
  if (options.delimiter.value_or('|') == '|' && framed > 1 && (rules > 0 || framed == lines) &&
      (framed + rules) * 10 >= lines * 6)
    return Style::kFramed;
  const bool marks = options.quote.value_or('"') == '"';
  // The line of names may stand without.
  if (marks && quoted > 1 && holding == quoted && (quoted + 1 >= lines || quoted * 10 >= lines * 9) &&
      holds_cells(undone(text, Style::kQuoted)))
    return Style::kQuoted;
  if (marks && formulas > 1 && formulas * 2 >= lines) {
    std::string_view inside;
    size_t found = 0;
    for (size_t at = text.find("=\""); at != text.npos; at = text.find("=\"", at + 2))
      found += formula_end(text, at, inside) > at || (at > 0 && formula_end(text, at - 1, inside) > at - 1);
    if (found * 2 >= lines) return Style::kFormulas;
  }
  // A model that was fitted on such a file as single colons cut it knows its columns by those names.
  const bool may_double = !options.delimiter && options.usual_style.value_or(Style::kDoubled) == Style::kDoubled;
  if (lines > 1 && may_double && pairs * 10 >= lines * 9 && is_doubled(text)) return Style::kDoubled;
  return lines > 3 && !options.delimiter && is_aligned(text, lines, apart, ruled) ? Style::kAligned : Style::kPlain;
}

std::string undone(std::string_view text, Style style) {
  std::string out;
  out.reserve(text.size());
  const std::vector<Span> columns = style == Style::kAligned ? fixed_columns(text) : std::vector<Span>();
  const std::string_view mark = style == Style::kDoubled ? doubled_mark(text) : std::string_view();
  for (size_t at = 0; at < text.size();) {
    size_t end = line_end(text, at);
    if (style == Style::kQuoted && end > at) {
      const Line here = quoted_line(text, at);
      end = here.end;
      if (!here.wrapped) out.append(text.substr(at, end - at));
      for (size_t i = 0; i < here.inside.size(); ++i) {
        out.push_back(here.inside[i]);
        i += here.inside[i] == '"';
      }
    } else if (style == Style::kFramed) {
      const std::string whole = undrawn(text.substr(at, end - at));
      std::string_view line = unblanked(whole);
      if (is_rule(line)) line = {};
      // ||a||b|| are names.
      const bool twice = line.size() > 4 && line.substr(0, 2) == "||" && line.substr(line.size() - 2) == "||";
      if (is_framed(line)) line = line.substr(1, line.size() - 2);
      for (size_t i = twice; i + twice < line.size(); ++i) {
        out.push_back(line[i]);
        i += twice && line.substr(i, 2) == "||";
      }
    } else if (style == Style::kFormulas) {
      std::string_view inside;
      for (size_t i = at; i < end;) {
        const size_t behind = text[i] == '=' || text[i] == '"' ? formula_end(text, i, inside) : i;
        if (behind > i) out.append(1, '"').append(inside).push_back('"');
        else out.push_back(text[i]);
        i = std::max(behind, i + 1);
      }
    } else if (style == Style::kAligned) {
      const std::string_view line = text.substr(at, end - at);
      out.append(columns.empty() || unblanked(line).empty() ? with_tabs(unblanked(line)) : cut_by(line, columns));
    } else if (style == Style::kDoubled) {
      for (size_t from = at; from <= end;) {
        const size_t to = mark.empty() ? end : std::min(text.find(mark, from), end);
        out.append(text.substr(from, to - from));
        if (to == end) break;
        out.push_back('\t');
        from = to + mark.size();
      }
    }
    const size_t next = past_ends(text, end);
    out.append(text.substr(end, next - end));
    at = next;
  }
  return out;
}

}  // namespace keepfit::tables
