// Sums of columns in an order of one's own. ReduceSum and MatMul add as each runtime likes.
#pragma once

#include "interchange/graph/graph.h"
#include "interchange/onnx/writer.h"

namespace keepfit::interchange::onnx {

enum class Profile { kExact, kFast };

/// The number of rows of a value, as a vector of one integer.
Name rows_of(Nodes& nodes, const Name& value);
/// (rows, width) of one number.
Name filled(Nodes& nodes, const Name& like, size_t width, double value);
/// (n, p) to (p, n, 1): its columns, for a Scan.
Name columns_first(Nodes& nodes, const Name& x);
/// Row by row of a matrix, as (columns, 1, rows): what goes with columns_first.
Name across(Nodes& nodes, const graph::Matrix& matrix);

/// x coef' + intercept; exact: from left to right, the intercept last.
Name linear(Nodes& nodes, Profile profile, const Name& x, const graph::Matrix& coef,
            const std::vector<double>& intercept);
/// (t, n, m) to (n, m): from the first to the last.
Name sequential(Nodes& nodes, const Name& terms, const Name& like, size_t width);
/// (n, p) to (n, 1), from left to right.
Name sequential_columns(Nodes& nodes, Profile profile, const Name& x, size_t width);
/// (n, p) to (n, 1), pairwise as NumPy adds.
Name row_sum(Nodes& nodes, Profile profile, const Name& x, size_t width);
/// (n, p) to (n, 1): the sum of the squares, as np.einsum adds.
Name row_squares(Nodes& nodes, Profile profile, const Name& x, size_t width);

/// A Scan whose body makes states of states and slices. `states`, `slices`: the values outside; `body` gets the names
/// inside and gives the new states, then what is collected.
template <class MakeBody>
std::vector<Name> scan(Nodes& nodes, const std::vector<Name>& states, const std::vector<Name>& slices, size_t collected,
                       MakeBody make) {
  Nodes inner = nodes.inner();
  std::vector<Port> in, out;
  std::vector<Name> own_states, own_slices, inputs = states;
  for (size_t i = 0; i < states.size(); ++i) own_states.push_back(inner.fresh());
  for (size_t i = 0; i < slices.size(); ++i) own_slices.push_back(inner.fresh());
  for (const auto* names : {&own_states, &own_slices})
    for (const Name& name : *names) in.push_back({name, Element::kDouble, {}, true});
  for (const Name& name : make(inner, own_states, own_slices)) out.push_back({name, Element::kDouble, {}, true});
  inputs.insert(inputs.end(), slices.begin(), slices.end());
  Body body{inner.graph("step", in, out)};
  nodes.count_inner(inner);
  return nodes.ops("Scan", inputs, states.size() + collected,
                   {{"body", std::move(body)}, {"num_scan_inputs", static_cast<int64_t>(slices.size())}});
}

}  // namespace keepfit::interchange::onnx
