// Puts a graph together: checks widths, leaves out what does nothing, and drops what no answer needs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "interchange/graph/graph.h"

namespace keepfit::interchange::graph {

/// Column `at` of a value.
struct Column {
  Id value = kNone;
  uint32_t at = 0;
};
/// A table between two steps.
using Frame = std::vector<Column>;

class Builder {
 public:
  Graph graph;

  /// Throws Error "not_exported" where widths do not go together, as in a file that no engine wrote.
  Id add(Operation what, std::vector<Id> from, uint32_t width, Type type = Type::kNumbers);
  Id add(Operation what, Id from, uint32_t width) { return add(std::move(what), std::vector<Id>{from}, width); }

  const Node& node(Id id) const { return graph.nodes[static_cast<size_t>(id)]; }
  uint32_t width(Id id) const { return node(id).width; }
  bool is_text(const Column& column) const { return node(column.value).type == Type::kText; }

  /// A frame's columns as one value of numbers. Throws Error "not_exported" for text, and for no columns.
  Id numbers(const Frame& frame);
  /// One column as a value of its own, of either type.
  Id single(const Column& column);
  Id column(Id value, uint32_t at);
  Id concat(const std::vector<Id>& values);
  /// All columns of a value.
  Frame frame(Id value) const;

  Id per_column(Arithmetic how, Id value, std::vector<double> by);
  Id constant(Id rows, std::vector<double> row);

  /// A sentence, once.
  void note(std::string sentence);

  /// "step 'a' > StandardScaler" while that is lowered.
  std::string where;

  /// After the answers were set: what they do not need goes.
  Graph finished();
};

/// Throws Error "not_exported".
[[noreturn]] void refuse(const std::string& where, std::string message, std::string hint = "");

}  // namespace keepfit::interchange::graph
