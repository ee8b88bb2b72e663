#include "tables/reader.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "core/errors.h"
#include "core/looks.h"
#include "core/table.h"
#include "core/text.h"
#include "tables/limits.h"
#include "tables/style.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

/// Rows from which is found out how each column is to be read.
int64_t sample_rows(size_t width) { return std::clamp<int64_t>(200'000 / static_cast<int64_t>(width), 50, 1000); }

size_t first_bad_byte(std::string_view text) {
  const char *const base = text.data(), *const end = base + text.size();
  const char* p = base;
  while (p < end) {
#ifdef KEEPFIT_SIXTEEN
    if (end - p >= 64 && !(Sixteen(p).beyond_ascii() | Sixteen(p + 16).beyond_ascii() | Sixteen(p + 32).beyond_ascii() |
                           Sixteen(p + 48).beyond_ascii())) {
      p += 64;
      continue;
    }
    // ASCII sixteen bytes at a time; whatever else is looked at character by character.
    if (end - p >= 16) {
      const unsigned beyond = Sixteen(p).beyond_ascii();
      if (!beyond) {
        p += 16;
        continue;
      }
      p += __builtin_ctz(beyond);
    }
#endif
    const auto c = static_cast<unsigned char>(*p);
    // Most letters beyond ASCII have two bytes.
    if (c >= 0xC2 && c < 0xE0 && end - p >= 2 && (p[1] & 0xC0) == 0x80) {
      p += 2;
      continue;
    }
    const std::ptrdiff_t size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (size > end - p || (size > 1 && !is_utf8({p, static_cast<size_t>(size)}))) return static_cast<size_t>(p - base);
    p += size;
  }
  return std::string_view::npos;
}

}  // namespace

TableReader::TableReader(std::string_view text) : text_(text) {
  if (text.size() > limits::kBytes) {
    throw Error("too_large", "file",
                "The file holds " + count_of(static_cast<int64_t>(text.size()), "byte") + " of text; " +
                    count_of(limits::kBytes, "byte") + " are the most that can be read.",
                "Take a part of its rows, or leave out columns.");
  }
  if (const size_t bad = first_bad_byte(text); bad != std::string_view::npos) {
    throw Error("bad_encoding", "byte " + std::to_string(bad),
                "The text is not UTF-8: byte " + std::to_string(bad) + " of it begins no character.",
                "Name its encoding.");
  }
}

std::string TableReader::shown_name(size_t j) const { return "'" + shown(columns_[j].name) + "'"; }

/// The first of them, to choose from.
std::string TableReader::shown_names() const {
  std::string out;
  for (size_t j = 0; j < columns_.size() && j < 8; ++j) out += (j ? ", " : "") + shown_name(j);
  return out + (columns_.size() > 8 ? ", ..." : "");
}

// ---- names --------------------------------------------------------------------------------------------------------

void TableReader::name_columns(const Options& options) {
  columns_ = std::vector<ColumnReader>(layout_.width);
  std::unordered_set<std::string> taken;
  for (size_t j = 0; j < layout_.width; ++j) {
    if (layout_.header && j < layout_.head.size()) columns_[j].header = layout_.head[j];
    if (columns_[j].header && !columns_[j].header->empty()) taken.insert(*columns_[j].header);
  }
  std::unordered_set<std::string> given;
  const auto free_name = [&](const std::string& wanted, int64_t from) {
    for (int64_t k = from;; ++k) {
      std::string name = wanted + "_" + std::to_string(k);
      if (!taken.count(name) && !given.count(name)) return name;
    }
  };
  std::unordered_map<std::string, int64_t> times;
  for (size_t j = 0; j < layout_.width; ++j) {
    ColumnReader& c = columns_[j];
    if (c.header && !c.header->empty()) {
      const int64_t before = times[*c.header]++;
      c.name = before == 0 ? *c.header : free_name(*c.header, before + 1);
    } else {
      c.name = "column_" + std::to_string(j + 1);
      if (taken.count(c.name) || given.count(c.name)) c.name = free_name(c.name, 2);
    }
    given.insert(c.name);
  }
  std::unordered_map<std::string_view, const ColumnChoice*> choices;
  for (const ColumnChoice& choice : options.columns) choices[choice.name] = &choice;
  const auto marks = std::make_shared<const MissingMarks>(options.missing.value_or(usual_missing()));
  for (ColumnReader& c : columns_) {
    const auto found = choices.find(c.name);
    if (found != choices.end()) c.choice = *found->second;
    c.thousands = c.choice.thousands                                          ? c.choice.thousands
                  : c.choice.decimal && options.thousands == c.choice.decimal ? std::nullopt
                                                                              : options.thousands;
    c.marks = c.choice.missing ? std::make_shared<const MissingMarks>(*c.choice.missing) : marks;
  }
}

/// Refuses a choice for a column that is not there, before the table is read for it.
void TableReader::check_names(const Options& options) const {
  std::unordered_set<std::string_view> names;
  for (const ColumnReader& c : columns_) names.insert(c.name);
  std::vector<std::string_view> known(names.begin(), names.end());
  for (const ColumnChoice& choice : options.columns) {
    if (choice.saved || choice.kept || names.count(choice.name)) continue;
    // A part of a date, which is made later.
    const bool made = std::any_of(options.columns.begin(), options.columns.end(), [&](const ColumnChoice& date) {
      return !date.parts.empty() && choice.name.compare(0, date.name.size() + 1, date.name + "_") == 0;
    });
    if (made) continue;
    std::sort(known.begin(), known.end());
    const std::string_view like = nearest(choice.name, known);
    throw Error("bad_option", "columns", "There is no column '" + shown(choice.name) + "', for which a choice is made.",
                like.empty() ? "The columns are " + shown_names() + "." : "Perhaps '" + shown(like) + "' is meant.");
  }
}

/// Choices that have no meaning for what the columns turned out to be.
void TableReader::check_choices(const Options& options) {
  for (size_t j = 0; j < columns_.size(); ++j) {
    const ColumnReader& c = columns_[j];
    if (c.choice.saved || c.kind == Kind::kDate || (c.choice.parts.empty() && !c.choice.order && !c.choice.years_from))
      continue;
    if (c.choice.kept) {
      if (!c.choice.kind)
        notes_.push_back({"choice_unused", static_cast<int64_t>(j),
                          "Column " + shown_name(j) + " is read as " + kind_name(c.kind) +
                              " now, so what was chosen for its dates counts no more."});
      continue;
    }
    const bool parts = !c.choice.parts.empty(), ordered = c.choice.order.has_value();
    throw Error("bad_option", "column " + shown_name(j),
                std::string(parts     ? "Parts of a date are asked for"
                            : ordered ? "An order of day, month and year is said"
                                      : "What years of two digits mean is said") +
                    " of column " + shown_name(j) + ", which is read as " + kind_name(c.kind) + ".",
                std::string("Leave out the option ") +
                    (parts     ? "parts"
                     : ordered ? "order"
                               : "yearsFrom") +
                    ", or say that the column holds dates (kind: 'date').");
  }
  std::unordered_set<std::string_view> names;
  for (const ColumnReader& c : columns_) names.insert(c.name);
  for (const ColumnChoice& choice : options.columns) {
    if (names.count(choice.name)) continue;
    const auto place =
        std::find_if(places_.begin(), places_.end(), [&](const Place& p) { return p.name == choice.name; });
    if (place != places_.end()) {
      const bool alone = !choice.kind && !choice.missing && !choice.keep_missing && !choice.decimal &&
                         !choice.thousands && !choice.order && !choice.years_from && choice.parts.empty();
      if (!alone && !choice.saved && !choice.kept) {
        throw Error("bad_option", "column '" + shown(choice.name) + "'",
                    "Column '" + shown(choice.name) + "' is made from the dates in '" +
                        shown(columns_[place->column].name) + "', so only whether it is used can be chosen.",
                    "Make other choices for '" + shown(columns_[place->column].name) + "'.");
      }
      place->use = choice.use.value_or(true);
    } else if (choice.kept) {
      notes_.push_back({"choice_unused", -1,
                        "What was chosen for a column '" + shown(choice.name) +
                            "' counts no more: read this way, the table has no such column."});
    } else if (!choice.saved) {
      throw Error("bad_option", "columns",
                  "There is no column '" + shown(choice.name) + "', for which a choice is made.",
                  "The columns are " + shown_names() + ".");
    }
  }
}

// ---- settling ---------------------------------------------------------------------------------------------------

namespace {

/// Of two marks, one separates thousands and the other one the fraction.
char beside(std::optional<char> thousands) { return thousands == ',' ? '.' : thousands == '.' ? ',' : '\0'; }

}  // namespace

/// The decimal mark that somebody chose, by itself or by that of thousands; 0 where nobody did.
char TableReader::told_decimal(const ColumnReader& c, const Options& options) const {
  if (c.choice.decimal && !c.choice.saved) return *c.choice.decimal;
  if (const char mark = beside(c.choice.thousands)) return mark;
  return options.decimal ? *options.decimal : beside(options.thousands);
}

/// The decimal mark of the file and of each column; then what each column is. The columns that must be read again for
/// that.
std::vector<size_t> TableReader::settle(const Options& options) {
  int64_t points = 0, commas = 0, three_commas = 0;
  std::vector<char> certain(columns_.size());
  for (size_t j = 0; j < columns_.size(); ++j) {
    columns_[j].find_unit();
    certain[j] = columns_[j].certain_decimal();
    points += certain[j] == '.';
    commas += certain[j] == ',';
    three_commas += columns_[j].tally().three_commas > 0;
  }
  const bool by_delimiter = layout_.dialect.delimiter == ';' && three_commas > 0;
  const char told = options.decimal ? *options.decimal : beside(options.thousands);
  decimal_ = told               ? told
             : points != commas ? (points > commas ? '.' : ',')
                                : options.usual_decimal.value_or(by_delimiter ? ',' : '.');
  std::vector<size_t> again;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const char chosen = told_decimal(c, options);
    // Whole numbers below 1000 beside others with just three digits behind a point, in a file of the kind that has
    // decimal commas: 500, 2.101.
    if (!chosen && !certain[j] && !c.choice.decimal && !c.thousands && layout_.dialect.delimiter == ';' &&
        c.points_may_group() && c.plain_whole() > 0)
      certain[j] = ',';
    const char mark = chosen ? chosen : certain[j] ? certain[j] : c.choice.decimal.value_or(decimal_);
    bool text = c.as_text;
    if (mark != c.decimal) {
      const Tally& t = c.tally();
      const bool matters =
          t.points + t.commas + t.three_points + t.three_commas > 0 || t.thousands == '.' || t.thousands == ',';
      if (c.as_text) c.retally(mark);
      else if (matters) {
        c.decimal = mark;
        again.push_back(j);
        continue;
      }
      c.decimal = mark;
    }
    if (c.settle() && c.as_text != text) again.push_back(j);
  }
  order_dates();
  return again;
}

/// Where dates do not tell whether the day or the month comes first, others of the file do, and so do decimal commas.
void TableReader::order_dates() {
  DateOrder told = DateOrder::kUnknown;
  bool both = false;
  for (const ColumnReader& c : columns_) {
    if (c.kind != Kind::kDate || c.order_guessed || c.orders_differ ||
        (c.order != DateOrder::kDmy && c.order != DateOrder::kMdy))
      continue;
    both = both || (told != DateOrder::kUnknown && told != c.order);
    told = c.order;
  }
  if (both) return;
  if (told == DateOrder::kUnknown && decimal_ == ',') told = DateOrder::kDmy;
  for (ColumnReader& c : columns_) {
    if (c.kind == Kind::kDate && c.order_guessed && told != DateOrder::kUnknown) c.order = told;
  }
}

/// What the file is like, once what is special in how it is written is undone.
void TableReader::lay_out(const Options& options) {
  std::string_view text = text_;
  while (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  const Style style = find_style(text, options);
  std::string().swap(undone_);
  if (style == Style::kPlain) {
    layout_ = find_layout(text_, options);
    return;
  }
  undone_ = undone(text, style);
  Options inside = options;
  if (const char mark = delimiter_of(style); mark && !options.delimiter) inside.delimiter = mark;
  layout_ = find_layout(undone_, inside);
  layout_.style = style;
}

void TableReader::read(const Options& options, const Context& context) {
  places_.clear();
  problems_.clear();
  notes_.clear();
  headline_.clear();
  remedies_.clear();
  problem_count_ = rows_touched_ = 0;
  footers_.clear();
  subtotals_.clear();
  lay_out(options);
  name_columns(options);
  check_names(options);
  find_holder(options);
  skips_uneven_ = options.skip_uneven.value_or(false);
  std::vector<size_t> all(columns_.size());
  for (size_t j = 0; j < all.size(); ++j) all[j] = j;
  for (ColumnReader& c : columns_) {
    const bool text = c.choice.kind && *c.choice.kind != Kind::kNumber;
    const char told = told_decimal(c, options);
    c.start(layout_.text, text, told ? told : c.choice.decimal.value_or('.'));
  }

  const int64_t sample = sample_rows(layout_.width);
  pass(all, sample, true, context);
  if (rows_ == sample) {
    settle(options);
    // What the sample says of a column is how all of it is read; what all of it says may still be otherwise.
    const double density =
        static_cast<double>(rows_) / static_cast<double>(std::max<size_t>(1, sampled_ - layout_.begin));
    const double likely = std::min(density * static_cast<double>(layout_.text.size() - layout_.begin) * 1.05,
                                   static_cast<double>(limits::kRows));
    for (ColumnReader& c : columns_) {
      c.start(layout_.text, c.as_text, c.decimal);
      c.expect(static_cast<size_t>(likely));
    }
    pass(all, std::numeric_limits<int64_t>::max(), true, context);
  }
  if (empty_tail_ > 0) {
    rows_ -= empty_tail_;
    for (ColumnReader& c : columns_) c.truncate(static_cast<size_t>(rows_));
  }
  std::vector<size_t> again = settle(options);
  for (int turn = 0; turn < 3 && !again.empty(); ++turn) {
    for (size_t j : again) columns_[j].start(layout_.text, columns_[j].as_text, columns_[j].decimal);
    pass(again, rows_, false, context);
    again = settle(options);
  }
  context.report(static_cast<double>(layout_.text.size()), static_cast<double>(layout_.text.size()));

  for (ColumnReader& c : columns_) {
    c.use = true;
    c.why.clear();
  }
  // A table that was written and read twice has two of them.
  size_t indexes = 0;
  while (indexes < columns_.size() && find_index(indexes, true)) ++indexes;
  for (size_t j = indexes + 1; j < columns_.size(); ++j) find_index(j, false);
  find_identifiers();
  // Columns that an identifier made text must be read as such.
  std::vector<size_t> words;
  for (size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].kind != Kind::kNumber && !columns_[j].as_text) words.push_back(j);
  }
  if (!words.empty()) {
    for (size_t j : words) columns_[j].start(layout_.text, true, columns_[j].decimal);
    pass(words, rows_, false, context);
  }
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    if (c.choice.use) c.use = *c.choice.use;
    places_.push_back({j, Part::kNone, c.name});
    for (Part part : c.choice.parts) {
      if (c.kind == Kind::kDate) places_.push_back({j, part, c.name + "_" + part_name(part)});
    }
  }
  // Names of parts stand beside those of the file.
  std::unordered_set<std::string> taken;
  for (const ColumnReader& c : columns_) taken.insert(c.name);
  for (Place& p : places_) {
    if (p.part == Part::kNone) continue;
    const std::string wanted = p.name;
    for (int64_t k = 2; !taken.insert(p.name).second; ++k) p.name = wanted + "_" + std::to_string(k);
  }
  check_choices(options);
  find_footers(options);
  find_subtotals();
  list_problems();
  list_notes(options);
  weigh(options);
}

// ---- what columns are ---------------------------------------------------------------------------------------------

TableReader::Held TableReader::values(const Place& place) {
  ColumnReader& c = columns_[place.column];
  Held out;
  if (place.part != Part::kNone) {
    out.numbers = c.part(place.part);
  } else if (c.kind == Kind::kNumber) {
    out.given = &c.numbers();
  } else {
    out.is_text = true;
    c.texts(out.codes, out.categories);
  }
  return out;
}

}  // namespace keepfit::tables
