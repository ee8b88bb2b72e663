// The closed list of estimators. Nothing outside this list can be named by a file.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/declaration.h"

namespace keepfit::registry {

/// All declarations, sorted by name.
const std::vector<const Declaration*>& all();
/// Methods of scikit-learn's estimators that none here has: what they serve (sparse matrices, DataFrames, the routing
/// of metadata) is not here.
const std::vector<const char*>& unsupported_methods();
/// Null when there is no such estimator.
const Declaration* find(std::string_view name);
/// Throws Error "unknown_estimator".
std::unique_ptr<Estimator> create(std::string_view name);

/// The classes in files of older engines whose steps are read as some estimator's, sorted by its name.
std::vector<std::pair<const char*, Former>> formers();

/// Makes an estimator known, under the name that it declares, from its own source file; test code may use it for
/// estimators of its own. `formerly`: what it was in files of older engines, kept apart from what it declares, so that
/// an older file is read without asking every estimator.
struct Registrar {
  using Formerly = std::vector<Former> (*)();
  Registrar(const char* name, const Declaration& (*declare)(), Formerly formerly);
};

template <class T>
constexpr Registrar::Formerly formerly() {
  if constexpr (requires { T::formerly(); }) return &T::formerly;
  else return nullptr;
}

}  // namespace keepfit::registry

/// In the estimator's .cpp file: KEEPFIT_REGISTER(Ridge). Linking must keep the object file (see CMakeLists.txt).
#define KEEPFIT_REGISTER(Class)                                                                   \
  static const ::keepfit::registry::Registrar keepfit_registrar_##Class(#Class, &Class::declared, \
                                                                        ::keepfit::registry::formerly<Class>());
