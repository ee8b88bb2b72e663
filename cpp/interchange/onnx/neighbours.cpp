// Nearest training rows: all distances at once, column by column, so that only (rows, training rows) numbers are held.
#include <cmath>

#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

const std::vector<Attribute> kNearest{{"axis", int64_t{1}}, {"largest", int64_t{0}}, {"sorted", int64_t{1}}};
const std::vector<Attribute> kKept{{"keepdims", int64_t{1}}};

/// Sums over the columns of what the metric makes of differences; (n, training rows).
Name distances(Nodes& nodes, const Name& x, const graph::Neighbours& what) {
  const Name exponent = what.metric == graph::Metric::kMinkowski ? nodes.number(what.exponent) : Name();
  const Name zeros = filled(nodes, x, what.training.rows, 0.0);
  return scan(nodes, {zeros}, {columns_first(nodes, x), across(nodes, what.training)}, 0,
              [&](Nodes& in, const std::vector<Name>& sum, const std::vector<Name>& slice) {
                const Name away = in.op("Sub", {slice[1], slice[0]});
                switch (what.metric) {
                  case graph::Metric::kEuclidean:
                    return std::vector<Name>{in.op("Add", {sum[0], in.op("Mul", {away, away})})};
                  case graph::Metric::kManhattan:
                    return std::vector<Name>{in.op("Add", {sum[0], in.op("Abs", {away})})};
                  case graph::Metric::kChebyshev:
                    return std::vector<Name>{in.op("Max", {sum[0], in.op("Abs", {away})})};
                  case graph::Metric::kMinkowski: break;
                }
                return std::vector<Name>{in.op("Add", {sum[0], in.op("Pow", {in.op("Abs", {away}), exponent})})};
              })[0];
}

/// 1 / distance; where some are 0 in a row, those count alone.
Name by_distance(Nodes& nodes, const Name& distance) {
  const Name weights = nodes.op("Div", {nodes.number(1.0), distance});
  const Name touching = as_double(nodes, nodes.op("Equal", {distance, nodes.number(0.0)}));
  const Name any = nodes.op("ReduceMax", {touching, nodes.whole({1})}, kKept);
  return nodes.op("Where", {nodes.op("Greater", {any, nodes.number(0.0)}), touching, weights});
}

/// (n, k) to (n, 1), nearest first.
Name summed(Nodes& nodes, const Name& terms) { return sequential(nodes, columns_first(nodes, terms), terms, 1); }

}  // namespace

Name print(Printing& to, const graph::Neighbours& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  const Name sums = distances(nodes, from[0], what);
  const std::vector<Name> nearest = nodes.ops("TopK", {sums, nodes.whole({static_cast<int64_t>(what.k)})}, 2, kNearest);
  const Name targets = nodes.constant(Tensor::doubles(
      what.targets.values, {static_cast<int64_t>(what.targets.rows), static_cast<int64_t>(what.targets.columns)}));
  Name answers = nodes.op("Gather", {targets, nearest[1]}, {{"axis", int64_t{0}}});  // (n, k, columns)
  const std::vector<Attribute> neighbours_first{{"perm", std::vector<int64_t>{1, 0, 2}}};
  if (!what.by_distance) {
    const Name sum = sequential(nodes, nodes.op("Transpose", {answers}, neighbours_first), from[0], node.width);
    return nodes.op("Div", {sum, nodes.number(what.k)});
  }
  Name distance = nearest[0];
  if (what.metric == graph::Metric::kEuclidean) distance = nodes.op("Sqrt", {distance});
  if (what.metric == graph::Metric::kMinkowski) distance = nodes.op("Pow", {distance, nodes.number(1 / what.exponent)});
  const Name weights = by_distance(nodes, distance);
  answers = nodes.op("Mul", {answers, nodes.op("Unsqueeze", {weights, nodes.whole({2})})});
  const Name sum = sequential(nodes, nodes.op("Transpose", {answers}, neighbours_first), from[0], node.width);
  return nodes.op("Div", {sum, node.width == 1 ? summed(nodes, weights)
                                               : sequential_columns(nodes, Profile::kExact, sum, node.width)});
}

Name print(Printing& to, const graph::NeighbourImpute& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  const graph::Matrix& training = what.training;
  const Name zero = nodes.number(0.0), one = nodes.number(1.0);
  const Name none = filled(nodes, from[0], training.rows, 0.0);
  // Over the columns that both rows have: the squares, and how many they are.
  const std::vector<Name> both =
      scan(nodes, {none, none}, {columns_first(nodes, from[0]), across(nodes, training)}, 0,
           [&](Nodes& in, const std::vector<Name>& state, const std::vector<Name>& slice) {
             const Name away = in.op("Sub", {slice[0], slice[1]}), lacks = in.op("IsNaN", {away});
             const Name square = in.op("Where", {lacks, zero, in.op("Mul", {away, away})});
             return std::vector<Name>{in.op("Add", {state[0], square}),
                                      in.op("Add", {state[1], in.op("Where", {lacks, zero, one})})};
           });
  const Name share = nodes.op("Div", {both[0], both[1]});
  const Name distance =
      nodes.op("Sqrt", {nodes.op("Mul", {share, nodes.number(static_cast<double>(training.columns))})});
  const Name far = nodes.op("Where", {nodes.op("Equal", {both[1], zero}), nodes.number(HUGE_VAL), distance});
  std::vector<Name> parts;
  for (const uint32_t j : what.kept) {
    std::vector<int64_t> donors;
    std::vector<double> values;
    double sum = 0;
    for (size_t r = 0; r < training.rows; ++r) {
      if (std::isnan(training.at(r, j))) continue;
      donors.push_back(static_cast<int64_t>(r));
      values.push_back(training.at(r, j));
      sum += values.back();
    }
    const auto k = std::min<int64_t>(what.k, static_cast<int64_t>(donors.size()));
    const Name own = nodes.op("Gather", {far, nodes.whole(donors)}, {{"axis", int64_t{1}}});
    const std::vector<Name> nearest = nodes.ops("TopK", {own, nodes.whole({k})}, 2, kNearest);
    const Name given =
        nodes.op("Gather", {nodes.constant(Tensor::doubles(values)), nearest[1]}, {{"axis", int64_t{0}}});
    const Name shared = as_double(nodes, nodes.op("Less", {nearest[0], nodes.number(HUGE_VAL)}));
    // Those that share no column count for nothing.
    const Name weights = what.by_distance ? by_distance(nodes, nearest[0]) : shared;
    const Name mean = nodes.op("Div", {summed(nodes, nodes.op("Mul", {given, weights})), summed(nodes, weights)});
    const Name any = nodes.op("ReduceMax", {shared, nodes.whole({1})}, kKept);
    const Name answer = nodes.op(
        "Where", {nodes.op("Greater", {any, zero}), mean, nodes.number(sum / static_cast<double>(values.size()))});
    const Name x =
        training.columns == 1 ? from[0] : nodes.op("Gather", {from[0], nodes.whole({j})}, {{"axis", int64_t{1}}});
    parts.push_back(nodes.op("Where", {nodes.op("IsNaN", {x}), answer, x}));
  }
  return parts.size() == 1 ? parts[0] : nodes.op("Concat", parts, {{"axis", int64_t{1}}});
}

}  // namespace keepfit::interchange::onnx
