#include "core/declaration.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace keepfit {

template <class T>
Listed<T>::Listed() noexcept = default;
template <class T>
Listed<T>::Listed(std::initializer_list<T> items) noexcept : std::vector<T>(items) {}
template <class T>
Listed<T>::Listed(std::vector<T> items) noexcept : std::vector<T>(std::move(items)) {}
template <class T>
Listed<T>::Listed(const Listed& other) noexcept = default;
template <class T>
Listed<T>::Listed(Listed&& other) noexcept = default;
template <class T>
Listed<T>& Listed<T>::operator=(const Listed& other) noexcept = default;
template <class T>
Listed<T>& Listed<T>::operator=(Listed&& other) noexcept = default;
template <class T>
Listed<T>::~Listed() = default;

template struct Listed<const char*>;
template struct Listed<std::string>;
template struct Listed<Value>;
template struct Listed<Constraint>;
template struct Listed<Field>;
template struct Listed<Param>;
template struct Listed<Looser>;
template struct Listed<When>;
template struct Listed<Example>;
template struct Listed<Example::With>;

Value example_recipe(const char* name, Listed<Example::With> params) {
  Value::Map given;
  for (Example::With& each : params) given.emplace_back(each.param, std::move(each.value));
  return Value::Map{{"class", name}, {"params", std::move(given)}};
}

Value example_step(const char* name, Value estimator) { return Value::List{name, std::move(estimator)}; }

bool Param::take(Value& value) const {
  const auto accepts = [this](const Value& v) {
    return std::any_of(allowed.begin(), allowed.end(), [&v](const Constraint& c) { return c.accepts(v); });
  };
  if (accepts(value)) return true;
  const bool counts = std::any_of(allowed.begin(), allowed.end(), [](const Constraint& c) {
    return c.kind == Constraint::Kind::kInterval && c.integral;
  });
  const auto* whole = value.get_if<int64_t>();
  if (!whole || counts) return false;
  Value as_float(static_cast<double>(*whole));
  if (!accepts(as_float)) return false;
  value = std::move(as_float);
  return true;
}

Value::Map Param::schema() const {
  Value::List alternatives;
  bool counts = false;
  for (const Constraint& c : allowed) {
    alternatives.push_back(c.schema());
    counts |= c.kind == Constraint::Kind::kInterval && c.integral;
  }
  Value::Map out{{"name", name},
                 {"default", fallback},
                 {"doc", doc},
                 {"constraint", std::move(alternatives)},
                 {"text", text_of(allowed)}};
  // JavaScript and JSON write 1 and 1.0 alike, which differ where one is a count and the other a share.
  const double* share = fallback.get_if<double>();
  if (counts && share && *share == std::floor(*share)) out.emplace_back("share", Value(true));
  return out;
}

}  // namespace keepfit
