#include "tables/options.h"

#include <algorithm>

#include "core/errors.h"

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
  throw Error("bad_option", name, "The option " + name + " must be " + wanted + ". Got " + got.repr() + ".", "Leave it out to have it found out.");
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
std::optional<char> sign(const Value& options, const char* name, const std::string& allowed, const std::string& wanted, std::optional<char> none = std::nullopt) {
  const Value* value = options.find(name);
  if (!value) return std::nullopt;
  if (value->is_null()) return none;
  const auto* text = value->get_if<std::string>();
  if (!text || text->size() != 1 || allowed.find((*text)[0]) == std::string::npos) refuse(name, *value, wanted);
  return (*text)[0];
}

std::optional<char> decimal_of(const Value& options) { return sign(options, "decimal", ".,", "\".\" or \",\""); }

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

ColumnChoice column_of(const Value& value, bool saved) {
  ColumnChoice out;
  out.saved = saved;
  const Value* name = given(value, "name");
  if (!name || !name->get_if<std::string>()) refuse("columns", value, "a list of choices, each with the name of its column");
  out.name = name->text();
  if (const Value* kind = given(value, "kind")) {
    for (Kind k : {Kind::kNumber, Kind::kText, Kind::kBoolean, Kind::kDate}) {
      if (kind->is(kind_name(k))) out.kind = k;
    }
    if (!out.kind) refuse("kind", *kind, "\"number\", \"text\", \"boolean\" or \"date\"");
  }
  out.use = flag(value, "use");
  out.missing = texts(value, "missing");
  out.keep_missing = flag(value, "keepMissing");
  out.decimal = decimal_of(value);
  if (const Value* order = given(value, "order")) {
    out.order = order->is("ymd") ? DateOrder::kYmd : order->is("dmy") ? DateOrder::kDmy : DateOrder::kMdy;
    if (*out.order == DateOrder::kMdy && !order->is("mdy")) refuse("order", *order, "\"ymd\", \"dmy\" or \"mdy\"");
  }
  if (const auto parts = texts(value, "parts")) {
    for (const std::string& each : *parts) {
      Part found = Part::kNone;
      for (Part p : {Part::kYear, Part::kMonth, Part::kDay, Part::kWeekday}) {
        if (each == part_name(p)) found = p;
      }
      if (found == Part::kNone) refuse("parts", Value(each), "some of \"year\", \"month\", \"day\", \"weekday\"");
      out.parts.push_back(found);
    }
  }
  return out;
}

/// A saved reading says of every column what it was; what was made of a date stands behind it and is one of its parts here.
void take_reading(const Value& reading, Options& out) {
  out.usual_decimal = decimal_of(reading);
  if (const Value* header = reading.find("header")) out.usual_header = !header->is_null();
  if (!out.missing) out.missing = texts(reading, "missing");
  const Value* columns = given(reading, "columns");
  if (!columns || !columns->get_if<Value::List>()) refuse("reading", reading, "what a model's card holds as its reading");
  std::vector<ColumnChoice> saved;
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
        if (std::find(out.wanted.begin(), out.wanted.end(), earlier.name) == out.wanted.end()) out.wanted.push_back(earlier.name);
      }
      continue;
    }
    saved.push_back(column_of(value, true));
    if (saved.back().use.value_or(true)) out.wanted.push_back(saved.back().name);
  }
  // What the person says now stands above what was saved.
  for (ColumnChoice& each : saved) {
    bool said = false;
    for (const ColumnChoice& now : out.columns) said = said || now.name == each.name;
    if (!said) out.columns.push_back(std::move(each));
  }
}

}  // namespace

Options read_options(const Value& options) {
  Options out;
  if (options.is_null()) return out;
  if (!options.get_if<Value::Map>()) refuse("options", options, "a map");
  out.delimiter = sign(options, "delimiter", ",;\t| :^~", "one of , ; tab | : ^ ~ and the blank");
  out.quote = sign(options, "quote", "\"'", "\" or ' or null", '\0');
  out.escape = sign(options, "escape", "\\", "\\ or null", '\0');
  out.decimal = decimal_of(options);
  if (const Value* comment = options.find("comment")) {
    if (!comment->is_null() && !comment->get_if<std::string>()) refuse("comment", *comment, "a text that comments begin with, or null");
    out.comment = comment->is_null() ? std::string() : comment->text();
  }
  if (const Value* skip = given(options, "skip")) {
    if (!skip->get_if<int64_t>() || skip->integer() < 0) refuse("skip", *skip, "a number of lines");
    out.skip = skip->integer();
  }
  out.header = flag(options, "header");
  out.row_names = flag(options, "rowNames");
  out.missing = texts(options, "missing");
  if (const Value* columns = given(options, "columns")) {
    if (!columns->get_if<Value::List>()) refuse("columns", *columns, "a list of choices, each with the name of its column");
    for (const Value& value : columns->list()) out.columns.push_back(column_of(value, false));
  }
  if (const Value* reading = given(options, "reading")) take_reading(*reading, out);
  return out;
}

}  // namespace keepfit::tables
