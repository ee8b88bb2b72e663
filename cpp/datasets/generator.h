// What a generator of data is: a declaration and a function of its parameters.
#pragma once

#include <string_view>
#include <vector>

#include "core/declaration.h"
#include "core/random.h"
#include "datasets/datasets.h"

namespace keepfit::datasets {

struct Generator;

/// The parameters of one call, checked.
struct Arguments {
  const Generator& generator;
  std::vector<Value> values;

  const Value& operator[](std::string_view name) const;
  Index count(std::string_view name) const { return static_cast<Index>((*this)[name].integer(name)); }
  double number(std::string_view name) const { return (*this)[name].number(name); }
  bool flag(std::string_view name) const { return (*this)[name].boolean(name); }
};

struct Generator {
  const char* name;
  const char* doc;
  const char* kind;
  Listed<Param> params;
  /// Rows that lie in memory row by row, as they are drawn.
  Dataset (*draw)(const Arguments& arguments, RandomState& random);
};

/// Those of samples.cpp, by name.
const std::vector<Generator>& generators();

[[noreturn]] void refuse(const Generator& generator, const std::string& message, const std::string& hint = "");

}  // namespace keepfit::datasets
