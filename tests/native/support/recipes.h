// Recipes for tests, and what refusals say.
#pragma once

#include <functional>
#include <string>

#include "core/errors.h"
#include "core/node.h"
#include "core/registry.h"

namespace keepfit::test {

inline Value recipe(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}

/// What `run` throws; an error with the code "none" when it throws nothing.
inline Error error_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& e) {
    return e;
  }
  return Error("none", "", "");
}

/// Fits, lets `change` damage the fitted values, writes and reads: "audit_" if the reader refuses, else "none".
template <class E>
std::string read_back(Value::Map params, const Table& X, const Column& y, const std::function<void(E&)>& change) {
  const auto model = from_recipe(recipe(E::declared().name, std::move(params)));
  model->fit(X, &y);
  change(dynamic_cast<E&>(*model));
  return error_of([&] { from_node(to_node(*model)); }).code.substr(0, 6);
}

}  // namespace keepfit::test
