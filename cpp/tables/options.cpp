#include "tables/options.h"

#include <algorithm>
#include <numeric>

#include "core/errors.h"
#include "tables/style.h"

namespace keepfit::tables {

const char* kind_name(Kind kind) {
  constexpr const char* kNames[] = {"number", "text", "boolean", "date"};
  return kNames[static_cast<size_t>(kind)];
}

const char* part_name(Part part) {
  constexpr const char* kNames[] = {"", "year", "month", "day", "weekday"};
  return kNames[static_cast<size_t>(part)];
}

namespace {

[[noreturn]] void refuse(const std::string& name, const Value& got, const std::string& wanted) {
  throw Error("bad_option", name, "The option " + name + " must be " + wanted + ". Got " + got.repr() + ".",
              "Leave it out to have it found out.");
}

/// Refuses a map with a key that means nothing. `whose`: what has these keys.
void check_keys(const Value& options, const std::string& where, const std::string& whose,
                const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : options.map()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string all;
    for (std::string_view each : known) all.append(all.empty() ? "" : ", ").append(each);
    const std::string_view like = nearest(key, known);
    throw Error(
        "bad_option", where.empty() ? key : where, whose + " '" + shown(key) + "' is not known.",
        (like.empty() ? std::string() : "Perhaps '" + std::string(like) + "' is meant. ") + "Known are " + all + ".");
  }
}

const Value* given(const Value& options, const char* name) {
  const Value* value = options.find(name);
  return value && !value->is_null() ? value : nullptr;
}

std::optional<bool> flag(const Value& options, const char* name) {
  const Value* value = given(options, name);
  if (!value) return std::nullopt;
  if (!value->get_if<bool>()) refuse(name, *value, "true or false");
  return value->boolean();
}

/// One character of those in `allowed`; an option that is there and null is `none`.
std::optional<char> sign(const Value& options, const char* name, const std::string& allowed, const std::string& wanted,
                         std::optional<char> none = std::nullopt) {
  const Value* value = options.find(name);
  if (!value) return std::nullopt;
  if (value->is_null()) return none;
  const auto* text = value->get_if<std::string>();
  if (!text || text->size() != 1 || allowed.find((*text)[0]) == std::string::npos) refuse(name, *value, wanted);
  return (*text)[0];
}

std::optional<char> decimal_of(const Value& options) { return sign(options, "decimal", ".,", "'.' or ','"); }

/// Every kind of space is ' '.
std::optional<char> thousands_of(const Value& options) {
  const Value* value = options.find("thousands");
  if (value && value->get_if<std::string>()) {
    for (const char* space : {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x87"}) {
      if (value->text() == space) return ' ';
    }
    if (value->text() == "\xe2\x80\x99") return '\'';
  }
  return sign(options, "thousands", ",. '_", "',', '.', ' ', an apostrophe, '_', or null for none", '\0');
}

void check_marks(const std::string& where, std::optional<char> decimal, std::optional<char> thousands) {
  if (!decimal || !thousands || *decimal != *thousands) return;
  throw Error("bad_option", where,
              std::string("The decimal mark and the mark of thousands cannot both be '") + *decimal + "'.",
              "Give one of them, or two that differ.");
}

std::optional<std::vector<std::string>> texts(const Value& options, const char* name) {
  const Value* value = given(options, name);
  if (!value) return std::nullopt;
  const auto* list = value->get_if<Value::List>();
  if (!list) refuse(name, *value, "a list of texts");
  std::vector<std::string> out;
  for (const Value& item : *list) {
    if (!item.get_if<std::string>()) refuse(name, item, "a list of texts");
    out.push_back(item.text());
  }
  return out;
}

std::optional<int> years_of(const Value& options) {
  const Value* value = given(options, "yearsFrom");
  if (!value) return std::nullopt;
  const auto* year = value->get_if<int64_t>();
  if (!year || *year < 1000 || *year > 2900) refuse("yearsFrom", *value, "a year, such as 1930");
  return static_cast<int>(*year);
}

/// As a reading writes it.
std::optional<Style> style_of(const Value& options) {
  const Value* value = options.find("style");
  if (!value) return std::nullopt;
  if (value->is_null()) return Style::kPlain;
  for (Style style : {Style::kQuoted, Style::kFramed, Style::kFormulas, Style::kAligned, Style::kDoubled}) {
    if (value->is(style_name(style))) return style;
  }
  refuse("style", *value, "'quoted', 'framed', 'formulas', 'aligned', 'doubled' or null");
}

ColumnChoice column_of(const Value& value, bool saved) {
  ColumnChoice out;
  out.saved = saved;
  const Value* name = value.get_if<Value::Map>() ? given(value, "name") : nullptr;
  if (!name || !name->get_if<std::string>())
    refuse("columns", value, "a list of choices, each with the name of its column");
  out.name = name->text();
  // A saved reading also says what was found out.
  if (!saved)
    check_keys(value, "column '" + shown(out.name) + "'", "The choice",
               {"name", "kind", "use", "missing", "keepMissing", "decimal", "thousands", "order", "yearsFrom", "parts",
                "kept", "form"});
  out.kept = flag(value, "kept").value_or(false);
  out.saved = saved || flag(value, "form").value_or(false);
  if (const Value* kind = given(value, "kind")) {
    for (Kind k : {Kind::kNumber, Kind::kText, Kind::kBoolean, Kind::kDate}) {
      if (kind->is(kind_name(k))) out.kind = k;
    }
    if (!out.kind) refuse("kind", *kind, "'number', 'text', 'boolean' or 'date'");
  }
  out.use = flag(value, "use");
  out.missing = texts(value, "missing");
  out.keep_missing = flag(value, "keepMissing");
  out.decimal = decimal_of(value);
  // Of a saved reading only that there is none was said by somebody; a mark was found.
  if (const auto mark = thousands_of(value); mark && (!saved || *mark == '\0')) out.thousands = mark;
  check_marks("column '" + shown(out.name) + "'", out.decimal, out.thousands);
  if (const Value* order = given(value, "order")) {
    out.order = order->is("ymd") ? DateOrder::kYmd : order->is("dmy") ? DateOrder::kDmy : DateOrder::kMdy;
    if (*out.order == DateOrder::kMdy && !order->is("mdy")) refuse("order", *order, "'ymd', 'dmy' or 'mdy'");
  }
  out.years_from = years_of(value);
  if (const auto parts = texts(value, "parts")) {
    for (const std::string& each : *parts) {
      Part found = Part::kNone;
      for (Part p : {Part::kYear, Part::kMonth, Part::kDay, Part::kWeekday}) {
        if (each == part_name(p)) found = p;
      }
      if (found == Part::kNone) refuse("parts", Value(each), "some of 'year', 'month', 'day', 'weekday'");
      out.parts.push_back(found);
    }
  }
  return out;
}

/// A saved reading says of every column what it was; what was made of a date stands behind it and is one of its parts
/// here.
void take_reading(const Value& reading, Options& out) {
  out.usual_decimal = decimal_of(reading);
  if (const Value* header = reading.find("header")) out.usual_header = !header->is_null();
  out.usual_style = style_of(reading).value_or(Style::kPlain);
  if (!out.missing) out.missing = texts(reading, "missing");
  if (const Value* holder = given(reading, "holdsDelimiter"); holder && holder->get_if<std::string>())
    out.usual_holder = holder->text();
  if (const Value* target = given(reading, "target"); target && target->get_if<std::string>())
    out.target = target->text();
  const Value* columns = given(reading, "columns");
  if (!columns || !columns->get_if<Value::List>())
    refuse("reading", reading, "what a model's card holds as its reading");
  std::vector<ColumnChoice> saved, parts;
  for (const Value& value : columns->list()) {
    const Value* of = given(value, "of");
    const Value* part = given(value, "part");
    if (of && part && of->get_if<std::string>()) {
      for (ColumnChoice& earlier : saved) {
        if (earlier.name != of->text()) continue;
        for (Part p : {Part::kYear, Part::kMonth, Part::kDay, Part::kWeekday}) {
          if (part->is(part_name(p))) earlier.parts.push_back(p);
        }
        // What a model wants is then the date.
        if (std::find(out.wanted.begin(), out.wanted.end(), earlier.name) == out.wanted.end())
          out.wanted.push_back(earlier.name);
      }
      if (!flag(value, "use").value_or(true)) parts.push_back(column_of(value, true));
      continue;
    }
    saved.push_back(column_of(value, true));
    const ColumnChoice& each = saved.back();
    if (each.use.value_or(true)) out.wanted.push_back(each.name);
    const Value* unit = given(value, "unit");
    if (each.kind == Kind::kNumber)
      out.units.push_back({each.name, unit && unit->get_if<std::string>() ? unit->text() : std::string()});
  }
  for (ColumnChoice& each : parts) {
    each.kind.reset();
    saved.push_back(std::move(each));
  }
  // What the person says now stands above what was saved.
  for (ColumnChoice& each : saved) {
    bool said = false;
    for (ColumnChoice& now : out.columns) {
      if (now.name != each.name) continue;
      said = true;
      if (now.kind && now.kind != each.kind) continue;
      now.kind = each.kind;
      if (!now.use) now.use = each.use;
      if (!now.missing) now.missing = each.missing;
      if (!now.keep_missing) now.keep_missing = each.keep_missing;
      if (!now.order) now.order = each.order;
      if (!now.years_from) now.years_from = each.years_from;
      if (now.parts.empty()) now.parts = each.parts;
    }
    if (!said) out.columns.push_back(std::move(each));
  }
}

}  // namespace

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::string_view best;
  // A third of its letters may be otherwise.
  size_t least = std::min<size_t>(name.size(), 60) / 3 + 1;
  for (std::string_view other : known) {
    if (name.size() > 60 || other.size() > 60) continue;
    // Letters to put in, to take out, or to change, row by row (Levenshtein).
    std::vector<size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < name.size(); ++i) {
      size_t diagonal = row[0]++;
      for (size_t j = 0; j < other.size(); ++j) {
        const size_t changed = diagonal + (lower(name[i]) != lower(other[j]));
        diagonal = row[j + 1];
        row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
      }
    }
    if (row.back() < least) least = row.back(), best = other;
  }
  return best;
}

Options read_options(const Value& options) {
  Options out;
  if (options.is_null()) return out;
  if (!options.get_if<Value::Map>()) refuse("options", options, "a map");
  check_keys(options, "", "The option",
             {"delimiter", "quote", "escape", "comment", "skip", "skipEnd", "header", "rowNames", "style",
              "holdsDelimiter", "skipUneven", "decimal", "thousands", "missing", "columns", "reading", "summaries"});
  out.delimiter = sign(options, "delimiter", ",;\t| :^~\x01\x1f",
                       "one of , ; tab | : ^ ~, the blank, and the control characters U+0001 and U+001F");
  out.quote = sign(options, "quote", "\"'", "a double or a single quotation mark, or null for none", '\0');
  out.escape = sign(options, "escape", "\\", "\\, or null for none", '\0');
  out.decimal = decimal_of(options);
  out.thousands = thousands_of(options);
  check_marks("thousands", out.decimal, out.thousands);
  if (const Value* comment = options.find("comment")) {
    if (!comment->is_null() && !comment->get_if<std::string>())
      refuse("comment", *comment, "a text that comments begin with, or null");
    out.comment = comment->is_null() ? std::string() : comment->text();
  }
  const auto lines = [&](const char* name) -> std::optional<int64_t> {
    const Value* value = given(options, name);
    if (!value) return std::nullopt;
    if (!value->get_if<int64_t>() || value->integer() < 0) refuse(name, *value, "a number of lines");
    return value->integer();
  };
  out.skip = lines("skip");
  out.skip_end = lines("skipEnd");
  out.header = flag(options, "header");
  out.row_names = flag(options, "rowNames");
  out.style = style_of(options);
  if (const Value* holder = options.find("holdsDelimiter")) {
    if (!holder->is_null() && !holder->get_if<std::string>())
      refuse("holdsDelimiter", *holder, "the name of a column, or null");
    out.holds_delimiter = holder->is_null() ? std::string() : holder->text();
  }
  out.skip_uneven = flag(options, "skipUneven");
  out.missing = texts(options, "missing");
  if (const Value* columns = given(options, "columns")) {
    if (!columns->get_if<Value::List>())
      refuse("columns", *columns, "a list of choices, each with the name of its column");
    for (const Value& value : columns->list()) out.columns.push_back(column_of(value, false));
  }
  if (const Value* reading = given(options, "reading")) take_reading(*reading, out);
  return out;
}

}  // namespace keepfit::tables
