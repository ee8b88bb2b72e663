#include "persistence/card.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/constraint.h"
#include "core/errors.h"
#include "core/table.h"
#include "persistence/codec.h"
#include "persistence/limits.h"

namespace keepfit {

namespace {

enum class Shape { kText, kMap, kList };

struct CardEntry {
  const char* name;
  Shape shape;
};

// The order is the order in the file.
constexpr CardEntry kEntries[] = {
    {"name", Shape::kText},   {"created", Shape::kText},  {"engine", Shape::kMap},  {"input", Shape::kList},
    {"target", Shape::kMap},  {"dataset", Shape::kMap},   {"reading", Shape::kMap}, {"split", Shape::kMap},
    {"metrics", Shape::kMap}, {"baseline", Shape::kMap},  {"cv", Shape::kMap},      {"search", Shape::kMap},
    {"check", Shape::kMap},   {"warnings", Shape::kList}, {"notes", Shape::kText},  {"parent", Shape::kText},
    {"source", Shape::kMap},  {"signature", Shape::kMap},  // last, so that the card without it is a prefix
};

constexpr std::string_view kWarningKeys[] = {"code", "where", "message", "hint", "count"};

bool has_shape(const Value& value, Shape shape) {
  switch (shape) {
    case Shape::kText: return value.get_if<std::string>() != nullptr;
    case Shape::kMap: return value.get_if<Value::Map>() != nullptr;
    case Shape::kList: return value.get_if<Value::List>() != nullptr;
  }
  return false;
}

const char* shape_name(Shape shape) {
  return shape == Shape::kText ? "a text" : shape == Shape::kMap ? "a map" : "a list";
}

/// Cards hold text, numbers, lists and maps only, so that they can be repeated as JSON.
void check_plain(const Value& value, const char* code, const std::string& where, size_t depth) {
  if (depth > limits::kCardDepth) throw Error(code, where, "The card entry " + where + " is nested too deeply.", "");
  if (const auto* s = value.get_if<std::string>()) {
    if (s->size() > limits::kCardText) {
      throw Error(code, where,
                  "The card entry " + where + " holds a text of " + counted(s->size(), "byte") + "; at most " +
                      std::to_string(limits::kCardText) + " are allowed.",
                  "Shorten it.");
    }
  } else if (const auto* items = value.get_if<Value::List>()) {
    for (const Value& item : *items) check_plain(item, code, where, depth + 1);
  } else if (const auto* entries = value.get_if<Value::Map>()) {
    for (const auto& [key, item] : *entries) check_plain(item, code, where + "." + shown(key), depth + 1);
  } else if (value.get_if<Array>() || value.get_if<Bytes>() || value.get_if<std::shared_ptr<Estimator>>()) {
    throw Error(code, where, "The card entry " + where + " holds " + value.type_name() + ".",
                "A card holds text, numbers, lists and maps only.");
  }
}

void check_entry(const CardEntry& entry, const Value& value, const char* code) {
  if (!has_shape(value, entry.shape)) {
    throw Error(code, entry.name,
                std::string("The card entry ") + entry.name + " must be " + shape_name(entry.shape) + ". Got " +
                    value.type_name() + ".",
                "");
  }
  check_plain(value, code, entry.name, 1);
  if (std::string_view("warnings") != entry.name) return;
  for (const Value& each : value.list()) {
    const auto* parts = each.get_if<Value::Map>();
    bool sound = parts && parts->size() == std::size(kWarningKeys);
    for (size_t i = 0; sound && i < std::size(kWarningKeys); ++i) {
      const auto& [key, part] = (*parts)[i];
      const auto* count = part.get_if<int64_t>();
      sound = key == kWarningKeys[i] && (key == "count" ? count && *count > 0 : part.get_if<std::string>() != nullptr);
    }
    if (!sound)
      throw Error(code, entry.name, "A warning in the card must hold code, where, message, hint and count.", "");
  }
}

Value number_summary(const NumberSummary& found, Index rows) {
  Value::Map out{{"kind", "number"}, {"missing", static_cast<int64_t>(found.missing)}};
  if (found.missing == rows) return out;
  out.emplace_back("min", found.low);
  out.emplace_back("max", found.high);
  out.emplace_back("median", found.median);
  return out;
}

Value text_summary(const TextColumn& text) {
  const Encoded encoded = encode(Column::of_text(text), false);
  std::vector<int64_t> counts(encoded.labels.size(), 0);
  int64_t missing = 0;
  for (int32_t code : encoded.codes) {
    if (code < 0) ++missing;
    else ++counts[static_cast<size_t>(code)];
  }
  Value::Map out{{"kind", "text"}, {"missing", missing}};
  // A column of free text would put the training data into the card.
  constexpr size_t kMostCategories = 200;
  if (counts.empty() || counts.size() > kMostCategories) return out;
  out.emplace_back("categories", Value::List(encoded.labels.strings.begin(), encoded.labels.strings.end()));
  const auto most = std::max_element(counts.begin(), counts.end()) - counts.begin();
  out.emplace_back("most_frequent", encoded.labels.strings[static_cast<size_t>(most)]);
  return out;
}

}  // namespace

Value summarise_input(const Table& X, const std::vector<std::string>& names) {
  Value::List out;
  for (Index j = 0; j < X.columns(); ++j) {
    Value::Map column{{"name", names[static_cast<size_t>(j)]}};
    const Value summary = X.is_text(j) ? text_summary(X.text(j)) : number_summary(X.summary(j), X.rows());
    for (const auto& entry : summary.map()) column.push_back(entry);
    out.emplace_back(std::move(column));
  }
  return out;
}

Value input_warnings(const Value& input, const Table& X, const std::vector<char>& used) {
  Value::List out;
  Index position = 0;
  std::unordered_map<std::string_view, Index> positions;
  for (size_t j = 0; j < X.names().size(); ++j) positions.emplace(X.names()[j], static_cast<Index>(j));
  for (const Value& column : input.list("input")) {
    const std::string& name = column.at("name").text();
    Index j = position++;
    if (static_cast<size_t>(j) < used.size() && !used[static_cast<size_t>(j)]) continue;
    if (X.has_names()) {
      const auto found = positions.find(name);
      j = found == positions.end() ? X.columns() : found->second;
    }
    if (j >= X.columns() || X.is_text(j) != column.at("kind").is("text")) continue;
    struct Found {
      int64_t count = 0, row = 0;
      std::string value;
    } outside, missing;
    const auto note = [](Found& f, int64_t row, const std::string& value) {
      if (f.count++ == 0) f = {1, row, value};
    };
    std::string seen;
    if (X.is_text(j)) {
      const Value* known = column.find("categories");
      const TextColumn& text = X.text(j);
      std::vector<char> is_known(text.categories.size(), 1);
      if (known) {
        std::unordered_set<std::string_view> in_fit;
        for (const Value& v : known->list()) in_fit.insert(v.text());
        for (size_t c = 0; c < is_known.size(); ++c) is_known[c] = in_fit.count(text.categories[c]) > 0;
        seen = counted(static_cast<int64_t>(known->list().size()), "category", "categories");
      }
      for (size_t i = 0; i < text.codes.size(); ++i) {
        const int32_t c = text.codes[i];
        if (c < 0) note(missing, static_cast<int64_t>(i), "None");
        else if (!is_known[static_cast<size_t>(c)])
          note(outside, static_cast<int64_t>(i), text.categories[static_cast<size_t>(c)]);
      }
    } else {
      const Value* low = column.find("min");
      const Value* high = column.find("max");
      const auto values = X.numeric(j);
      if (low && high) seen = repr(low->number()) + " to " + repr(high->number());
      for (Index i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) note(missing, i, "nan");
        else if (low && high && (values[i] < low->number() || values[i] > high->number()))
          note(outside, i, repr(values[i]));
      }
    }
    const auto add = [&](const char* kind, const Found& f, const std::string& what) {
      if (!f.count) return;
      Value::Map warning{{"column", name}, {"kind", kind},     {"count", f.count},
                         {"row", f.row},   {"value", f.value}, {"seen", what}};
      const Value* known = X.is_text(j) && &f == &outside ? column.find("categories") : nullptr;
      for (size_t c = 0; known && c < known->list().size(); ++c) {
        const std::string& category = known->list()[c].text();
        if (looks_of(category) != looks_of(f.value)) continue;
        warning.emplace_back("looks_like", category);
        warning.emplace_back("code_points", Value::List{code_points(f.value), code_points(category)});
        break;
      }
      out.push_back(std::move(warning));
    };
    add(X.is_text(j) ? "category" : "range", outside, seen);
    if (column.at("missing").integer() == 0) add("missing", missing, "no missing value");
  }
  return out;
}

Value merge_cards(const Value& base, const Value& overlay) {
  if (const auto* given = overlay.get_if<Value::Map>()) {
    for (const auto& entry : *given) {
      const std::string& key = entry.first;
      const bool known =
          std::any_of(std::begin(kEntries), std::end(kEntries), [&](const CardEntry& e) { return key == e.name; });
      if (!known) {
        throw Error("bad_card", shown(key), "A card has no entry '" + shown(key) + "'.",
                    "Use name, created, target, dataset, reading, split, metrics, baseline, cv, search, check, notes, "
                    "parent, source or signature.");
      }
    }
  } else if (!overlay.is_null()) {
    throw Error("bad_card", "card", "The card must be a map. Got " + overlay.type_name() + ".", "");
  }
  Value::Map out;
  for (const CardEntry& entry : kEntries) {
    const Value* value = overlay.find(entry.name);
    if (!value) value = base.find(entry.name);
    if (!value || value->is_null()) continue;
    check_entry(entry, *value, "bad_card");
    out.emplace_back(entry.name, *value);
  }
  // A signature of the card as it was says nothing about a changed one.
  if (!overlay.find("signature") && base.find("signature") && encode(Value(out)) != encode(base)) out.pop_back();
  return out;
}

void audit_card(const Value& card) {
  if (!card.get_if<Value::Map>()) throw Error("audit_card", "card", "The card must be a map.", "Nothing was loaded.");
  size_t next = 0;
  for (const auto& [key, value] : card.map()) {
    while (next < std::size(kEntries) && key != kEntries[next].name) ++next;
    if (next == std::size(kEntries)) {
      throw Error("audit_card", shown(key),
                  "The card has an entry '" + shown(key) + "' that is unknown or out of order.", "Nothing was loaded.");
    }
    check_entry(kEntries[next], value, "audit_card");
    ++next;
  }
}

}  // namespace keepfit
