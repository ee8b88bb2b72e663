// Trees as files hold them, to trees of a graph.
#pragma once

#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

/// A single tree's record (`tree_`). Throws Error "not_exported" unless every way down ends.
graph::Tree tree_of(const Step& step, const Value& record, size_t features);
/// All trees of a forest's record; leaves have `value` alone. `sets`: what its nodes that split categories name.
std::vector<graph::Tree> trees_of(const Step& step, const Value& record, size_t features,
                                  std::vector<std::vector<int32_t>>& sets);
Id add_trees(Builder& builder, graph::TreeEnsemble ensemble, const Frame& in);

}  // namespace keepfit::interchange::lower
