// A graph as a document of PMML 4.4.
#pragma once

#include <string>

#include "core/value.h"
#include "interchange/graph/graph.h"

namespace keepfit::interchange::pmml {

struct Printed {
  std::string text;
  Value report;  // {version, inputs, outputs, elements, notes, verification: rows}
};

/// @param proof  Of the file; its rows and what the model made of them become ModelVerification. May be null.
/// @throws Error "not_exported" where PMML has no word for something.
Printed print(const graph::Graph& graph, const Value& proof, const std::string& name, const std::string& engine);

}  // namespace keepfit::interchange::pmml
