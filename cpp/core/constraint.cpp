#include "core/constraint.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "core/estimator.h"

namespace keepfit {

namespace {

/// Of at most 15 digits with or without a point, the double that is nearest: one division is exact enough.
double short_decimal(std::string_view text) {
  double digits = 0, scale = 1;
  const size_t point = std::min(text.find('.'), text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    digits = 10 * digits + (text[i] - '0');
    if (i > point) scale *= 10;
  }
  return digits / scale;
}

/// A page that has just begun reads hundreds of bounds. strtod is slow there: large, and not compiled well yet.
double parse_bound(std::string_view text) {
  if (text.front() == '-') return -parse_bound(text.substr(1));
  if (text == "inf") return kInf;
  const bool is_short = text.size() <= 15 && text.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_short ? short_decimal(text) : std::strtod(std::string(text).c_str(), nullptr);
}

Constraint interval(const char* written, bool integral) {
  const std::string_view s = written;
  const size_t comma = s.find(',');
  Constraint c{Constraint::Kind::kInterval};
  c.integral = integral;
  c.low_closed = s.front() == '[';
  c.high_closed = s.back() == ']';
  c.low = parse_bound(s.substr(1, comma - 1));
  c.high = parse_bound(s.substr(comma + 2, s.size() - comma - 3));
  return c;
}

std::string bound(double value, bool integral) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return integral || value == std::floor(value) ? std::to_string(static_cast<int64_t>(value)) : repr(value);
}

/// {path: [value, ...]}, none of the lists empty; with `drawn` a distribution may stand for a list.
bool is_grid(const Value& value, bool drawn) {
  const auto* entries = value.get_if<Value::Map>();
  if (!entries) return false;
  for (const auto& [path, values] : *entries) {
    const auto* items = values.get_if<Value::List>();
    const Value* distribution = values.find("distribution");
    if (items ? items->empty() : !(drawn && distribution && distribution->get_if<std::string>())) return false;
  }
  return true;
}

bool is_named_pair(const Value& item, size_t length) {
  const auto* parts = item.get_if<Value::List>();
  return parts && parts->size() == length && (*parts)[0].get_if<std::string>();
}

/// Which columns: names or positions, a mask, {slice: [start, stop, step]}, or {selector: {pattern, dtype_include,
/// dtype_exclude}}.
bool is_column_choice(const Value& value) {
  if (const auto* columns = value.get_if<Value::List>()) {
    const bool mask = std::all_of(columns->begin(), columns->end(), [](const Value& v) { return v.get_if<bool>(); });
    return mask || std::all_of(columns->begin(), columns->end(),
                               [](const Value& v) { return v.get_if<std::string>() || v.get_if<int64_t>(); });
  }
  const auto* entries = value.get_if<Value::Map>();
  if (!entries || entries->size() != 1) return false;
  const auto& [key, how] = entries->front();
  if (key == "slice") {
    const auto* ends = how.get_if<Value::List>();
    if (!ends || ends->empty() || ends->size() > 3) return false;
    const bool names = std::any_of(ends->begin(), ends->end(), [](const Value& v) { return v.get_if<std::string>(); });
    for (size_t i = 0; i < ends->size(); ++i) {
      const Value& end = (*ends)[i];
      if (!end.is_null() && !(names && i < 2 ? end.get_if<std::string>() != nullptr : end.get_if<int64_t>() != nullptr))
        return false;
    }
    return true;
  }
  const auto* wanted = how.get_if<Value::Map>();
  if (key != "selector" || !wanted) return false;
  const auto is_kind = [](const Value& v) { return v.is("number") || v.is("text"); };
  for (const auto& [name, choice] : *wanted) {
    if (choice.is_null() && (name == "pattern" || name == "dtype_include" || name == "dtype_exclude")) continue;
    if (name == "pattern") {
      if (!choice.get_if<std::string>()) return false;
    } else if (name == "dtype_include" || name == "dtype_exclude") {
      const auto* kinds = choice.get_if<Value::List>();
      if (!is_kind(choice) && !(kinds && std::all_of(kinds->begin(), kinds->end(), is_kind))) return false;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

bool Constraint::accepts(const Value& value) const {
  switch (kind) {
    case Kind::kInterval: {
      if (integral ? !value.get_if<int64_t>() : !value.get_if<double>()) return false;
      const double v = value.number();
      return (low_closed ? v >= low : v > low) && (high_closed ? v <= high : v < high);
    }
    case Kind::kOptions:
      for (const std::string& option : options) {
        if (value.is(option)) return true;
      }
      return false;
    case Kind::kNone: return value.is_null();
    case Kind::kBoolean: return value.get_if<bool>() != nullptr;
    case Kind::kOff: return value.get_if<bool>() && !value.boolean();
    case Kind::kText: return value.get_if<std::string>() != nullptr;
    case Kind::kNumber: return value.is_number();
    case Kind::kList: return value.get_if<Value::List>() != nullptr;
    case Kind::kMapping: {
      const auto* entries = value.get_if<Value::Map>();
      if (!entries) return false;
      for (const auto& entry : *entries) {
        if (!entry.second.is_number() || !(entry.second.number() >= 0)) return false;
      }
      return true;
    }
    case Kind::kEstimator: return value.get_if<std::shared_ptr<Estimator>>() != nullptr;
    case Kind::kCv: {
      const Value* cls = value.find("class");
      return cls && cls->get_if<std::string>();
    }
    case Kind::kGrid:
    case Kind::kDistributions: {
      const bool drawn = kind == Kind::kDistributions;
      const auto* several = value.get_if<Value::List>();
      if (!several) return is_grid(value, drawn);
      for (const Value& each : *several) {
        if (!is_grid(each, drawn)) return false;
      }
      return !several->empty();
    }
    case Kind::kSteps:
    case Kind::kTransformers: {
      const auto* items = value.get_if<Value::List>();
      if (!items) return false;
      const bool steps = kind == Kind::kSteps;
      for (const Value& item : *items) {
        if (!is_named_pair(item, steps ? 2 : 3)) return false;
        const Value::List& parts = item.list();
        bool named = parts[1].is("passthrough") || (!steps && parts[1].is("drop"));
        if (!options.empty())
          named =
              std::any_of(options.begin(), options.end(), [&](const std::string& word) { return parts[1].is(word); });
        if (!named && !parts[1].get_if<std::shared_ptr<Estimator>>()) return false;
        if (!steps && !is_column_choice(parts[2])) return false;
      }
      return true;
    }
  }
  return false;
}

std::string Constraint::text() const {
  switch (kind) {
    case Kind::kInterval:
      return std::string(integral ? "an int" : "a float") + " in " + (low_closed ? "[" : "(") + bound(low, integral) +
             ", " + bound(high, integral) + (high_closed ? "]" : ")");
    case Kind::kOptions: {
      if (options.size() == 1) return "'" + options[0] + "'";
      std::string s = "one of {";
      for (size_t i = 0; i < options.size(); ++i) s += (i ? ", '" : "'") + options[i] + "'";
      return s + "}";
    }
    case Kind::kNone: return "None";
    case Kind::kBoolean: return "a bool";
    case Kind::kOff: return "False " + options[0];
    case Kind::kText: return "a str";
    case Kind::kNumber: return "a number";
    case Kind::kList: return "a list";
    case Kind::kMapping: return "a map from class labels to weights >= 0";
    case Kind::kEstimator: return "an estimator";
    case Kind::kCv: return "a splitter {class, params}";
    case Kind::kGrid: return "a map from parameter paths to lists of one value or more, or a list of such maps";
    case Kind::kDistributions:
      return "a map from parameter paths to lists of values or distributions {distribution: name, ...}, or a list of "
             "such maps";
    case Kind::kSteps: return "a list of [name, estimator | '" + (options.empty() ? "passthrough" : options[0]) + "']";
    case Kind::kTransformers:
      return "a list of [name, estimator | 'passthrough' | 'drop', columns], columns being a list of names, of "
             "positions or of bools (one per column), "
             "{slice: [start, stop, step]}, or {selector: {pattern: a regular expression, dtype_include: 'number' | "
             "'text', dtype_exclude: ...}}";
  }
  return "";
}

const char* Constraint::name(Kind kind) {
  static constexpr const char* kNames[] = {"interval",     "options", "none",    "boolean",       "string",
                                           "number",       "list",    "mapping", "estimator",     "steps",
                                           "transformers", "cv",      "grid",    "distributions", "options"};
  static_assert(std::size(kNames) == kKinds);
  return kNames[static_cast<size_t>(kind)];
}

std::vector<std::string> names_in(const char* list) {
  std::vector<std::string> names;
  bool within = false;
  for (; *list; ++list) {
    if (*list == ' ') {
      within = false;
    } else if (within) {
      names.back() += *list;
    } else {
      names.emplace_back(1, *list);
      within = true;
    }
  }
  return names;
}

const char* Constraint::name(Role role) {
  static constexpr const char* kNames[] = {"inner", "flow", "beside", "member", "behind", "target"};
  static_assert(std::size(kNames) == kRoles);
  return kNames[static_cast<size_t>(role)];
}

namespace {

/// Of a place for estimators: what they are given, which kinds it takes, and which words may stand for one.
void put_place(Value::Map& out, const Constraint& c) {
  const std::vector<std::string> takes = names_in(c.takes);
  out.emplace_back("role", Constraint::name(c.role));
  out.emplace_back("takes", Value::List(takes.begin(), takes.end()));
  Value::List words(c.options.begin(), c.options.end());
  if (words.empty() && c.kind != Constraint::Kind::kEstimator) words.emplace_back("passthrough");
  if (c.kind == Constraint::Kind::kTransformers) words.emplace_back("drop");
  out.emplace_back("words", std::move(words));
}

}  // namespace

Value Constraint::schema() const {
  Value::Map out{{"type", name(kind)}};
  if (kind == Kind::kInterval) {
    out.emplace_back("numeric", integral ? "int" : "float");
    out.emplace_back("low", std::isinf(low) ? Value() : Value(low));
    out.emplace_back("high", std::isinf(high) ? Value() : Value(high));
    out.emplace_back("low_closed", low_closed);
    out.emplace_back("high_closed", high_closed);
  }
  if (kind == Kind::kOptions) {
    Value::List names;
    for (const std::string& option : options) names.emplace_back(option);
    out.emplace_back("options", std::move(names));
  }
  if (kind == Kind::kOff) out.emplace_back("options", Value::List{false});
  if (kind == Kind::kEstimator || kind == Kind::kSteps || kind == Kind::kTransformers) put_place(out, *this);
  return out;
}

namespace constraint {
Constraint real(const char* written) noexcept { return interval(written, false); }
Constraint integer(const char* written) noexcept { return interval(written, true); }
Constraint options(std::initializer_list<const char*> names) noexcept {
  return options(Listed<std::string>({names.begin(), names.end()}));
}
Constraint options(Listed<std::string> names) noexcept {
  Constraint c{Constraint::Kind::kOptions};
  c.options = std::move(names);
  return c;
}
Constraint none() noexcept { return {Constraint::Kind::kNone}; }
Constraint boolean() noexcept { return {Constraint::Kind::kBoolean}; }
Constraint text() noexcept { return {Constraint::Kind::kText}; }
Constraint number() noexcept { return {Constraint::Kind::kNumber}; }
Constraint list() noexcept { return {Constraint::Kind::kList}; }
Constraint mapping() noexcept { return {Constraint::Kind::kMapping}; }
Constraint estimator(Constraint::Role role, const char* takes) noexcept {
  Constraint c{Constraint::Kind::kEstimator};
  c.role = role;
  c.takes = takes;
  return c;
}
Constraint steps(Constraint::Role role, const char* takes, Listed<std::string> words) noexcept {
  Constraint c = estimator(role, takes);
  c.kind = Constraint::Kind::kSteps;
  c.options = std::move(words);
  return c;
}
Constraint transformers() noexcept {
  Constraint c = estimator(Constraint::Role::kBeside, "transformer");
  c.kind = Constraint::Kind::kTransformers;
  return c;
}
Constraint cv() noexcept { return {Constraint::Kind::kCv}; }
Constraint grid() noexcept { return {Constraint::Kind::kGrid}; }
Constraint distributions() noexcept { return {Constraint::Kind::kDistributions}; }
Constraint off(const char* why) noexcept {
  Constraint c{Constraint::Kind::kOff};
  c.options = Listed<std::string>({std::string(why)});
  return c;
}
}  // namespace constraint

std::string text_of(const Listed<Constraint>& alternatives) {
  std::string out;
  for (size_t i = 0; i < alternatives.size(); ++i) {
    if (i) out += i + 1 == alternatives.size() ? " or " : ", ";
    out += alternatives[i].text();
  }
  return out;
}

bool hold_estimators(const Listed<Constraint>& alternatives) {
  for (const Constraint& c : alternatives) {
    if (c.kind == Constraint::Kind::kEstimator || c.kind == Constraint::Kind::kSteps ||
        c.kind == Constraint::Kind::kTransformers)
      return true;
  }
  return false;
}

}  // namespace keepfit
