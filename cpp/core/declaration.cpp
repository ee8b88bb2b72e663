#include "core/declaration.h"

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

}  // namespace keepfit
