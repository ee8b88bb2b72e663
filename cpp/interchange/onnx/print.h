// A graph as a model of ONNX.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/value.h"
#include "interchange/graph/graph.h"
#include "interchange/onnx/sums.h"

namespace keepfit::interchange::onnx {

struct Printed {
  std::string bytes;
  Value report;  // {opset, ir_version, profile, inputs, outputs, notes, nodes, feature_names_out?}
};

/// @param columns  The names of what the model's transform makes, null where they are not known.
/// @param properties  What else stands in metadata_props, in this order; the report is added.
/// @throws Error "not_exported" where ONNX has no word for something.
Printed print(const graph::Graph& graph, Profile profile, const Value& columns, const std::string& name,
              const std::string& engine, std::vector<std::pair<std::string, std::string>> properties);

}  // namespace keepfit::interchange::onnx
