// Operations on whole rows: scores, probabilities, labels, likelihoods, ensembles.
#include <cmath>

#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

const std::vector<Attribute> kRows{{"axis", int64_t{1}}, {"keepdims", int64_t{1}}};

}  // namespace

Name print(Printing& to, const graph::Linear& what, const From& from, const graph::Node&) {
  return linear(to.nodes, to.profile, from[0], what.coef, what.intercept);
}

Name print(Printing& to, const graph::Softmax&, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  const Name largest = nodes.op("ReduceMax", {from[0], nodes.whole({1})}, {{"keepdims", int64_t{1}}});
  const Name away =
      nodes.op("Where", {nodes.op("IsInf", {largest}), nodes.number(0.0), nodes.op("Sub", {from[0], largest})});
  const Name shares = nodes.op("Exp", {away});
  return nodes.op("Div", {shares, row_sum(nodes, to.profile, shares, node.width)});
}

Name print(Printing& to, const graph::Logistic&, const From& from, const graph::Node&) {
  // The operator Sigmoid is coarse in its tails.
  Nodes& nodes = to.nodes;
  const Name one = nodes.number(1.0);
  return nodes.op("Div", {one, nodes.op("Add", {one, nodes.op("Exp", {nodes.op("Neg", {from[0]})})})});
}

Name print(Printing& to, const graph::BothClasses&, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  return nodes.op("Concat", {nodes.op("Sub", {nodes.number(1.0), from[0]}), from[0]}, {{"axis", int64_t{1}}});
}

Name print(Printing& to, const graph::Shares&, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  const Name sum = row_sum(nodes, to.profile, from[0], node.width);
  return nodes.op("Where", {nodes.op("Greater", {sum, nodes.number(0.0)}), nodes.op("Div", {from[0], sum}),
                            nodes.number(1.0 / node.width)});
}

Name print(Printing& to, const graph::ArgMax&, const From& from, const graph::Node&) {
  return as_double(to.nodes, to.nodes.op("ArgMax", {from[0]}, kRows));
}

Name print(Printing& to, const graph::ArgMin&, const From& from, const graph::Node&) {
  return as_double(to.nodes, to.nodes.op("ArgMin", {from[0]}, kRows));
}

Name print(Printing& to, const graph::Decide& what, const From& from, const graph::Node&) {
  return as_double(to.nodes, to.nodes.op(what.at_zero ? "GreaterOrEqual" : "Greater", {from[0], to.nodes.number(0.0)}));
}

Name print(Printing& to, const graph::CentreDistances& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  if (!what.with_row) {
    graph::Matrix weights = what.centres;
    for (double& v : weights.values) v *= -2.0;
    return linear(nodes, to.profile, from[0], weights, what.squares);
  }
  const size_t k = what.centres.rows;
  const Name products = linear(nodes, to.profile, from[0], what.centres, std::vector<double>(k, 0.0));
  const Name twice = nodes.op("Mul", {products, nodes.number(-2.0)});
  const Name sum =
      nodes.op("Add", {nodes.op("Add", {twice, row_squares(nodes, to.profile, from[0], what.centres.columns)}),
                       nodes.row(what.squares)});
  const Name zero = nodes.number(0.0);
  return nodes.op("Sqrt", {nodes.op("Where", {nodes.op("Less", {sum, zero}), zero, sum})});
}

Name print(Printing& to, const graph::GaussianLikelihood& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  const Name start = filled(nodes, from[0], node.width, 0.0);
  const Name sums =
      scan(nodes, {start}, {columns_first(nodes, from[0]), across(nodes, what.mean), across(nodes, what.variance)}, 0,
           [](Nodes& in, const std::vector<Name>& sum, const std::vector<Name>& slice) {
             const Name away = in.op("Sub", {slice[0], slice[1]});
             return std::vector<Name>{in.op("Add", {sum[0], in.op("Div", {in.op("Mul", {away, away}), slice[2]})})};
           })[0];
  const Name half = nodes.op("Mul", {sums, nodes.number(0.5)});
  return nodes.op("Add", {nodes.row(what.prior), nodes.op("Sub", {nodes.row(what.constant), half})});
}

Name print(Printing& to, const graph::QuadraticLikelihood& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  const size_t p = what.mean.columns;
  std::vector<Name> classes;
  for (size_t c = 0; c < what.mean.rows; ++c) {
    std::vector<double> mean;
    for (size_t j = 0; j < p; ++j) mean.push_back(what.mean.at(c, j));
    graph::Matrix directions = what.rotations[c];
    for (size_t d = 0; d < p; ++d)
      for (size_t j = 0; j < p; ++j) directions.values[d * p + j] /= std::sqrt(what.scalings.at(c, d));
    const Name centred = nodes.op("Sub", {from[0], nodes.row(mean)});
    const Name along = linear(nodes, to.profile, centred, directions, std::vector<double>(p, -0.0));
    const Name squares = sequential_columns(nodes, to.profile, nodes.op("Mul", {along, along}), p);
    const Name sum =
        nodes.op("Mul", {nodes.op("Add", {squares, nodes.number(what.log_determinant[c])}), nodes.number(-0.5)});
    classes.push_back(nodes.op("Add", {sum, nodes.number(what.prior[c])}));
  }
  return classes.size() == 1 ? classes[0] : nodes.op("Concat", classes, {{"axis", int64_t{1}}});
}

Name print(Printing& to, const graph::Average& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  Name sum;
  for (size_t i = 0; i < from.size(); ++i) {
    const double weight = what.weights.empty() ? 1.0 : what.weights[i];
    const Name part = weight == 1.0 ? from[i] : nodes.op("Mul", {from[i], nodes.number(weight)});
    sum = i == 0 ? part : nodes.op("Add", {sum, part});
  }
  return what.divide_by == 1.0 ? sum : nodes.op("Div", {sum, nodes.number(what.divide_by)});
}

Name print(Printing& to, const graph::Votes& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  std::vector<double> classes;
  for (uint32_t c = 0; c < what.classes; ++c) classes.push_back(c);
  const Name all = nodes.row(classes);
  Name sum;
  for (size_t i = 0; i < from.size(); ++i) {
    const Name vote = nodes.op(
        "Where", {nodes.op("Equal", {from[i], all}), nodes.number(what.weights[i]), nodes.number(what.against[i])});
    sum = i == 0 ? vote : nodes.op("Add", {sum, vote});
  }
  return what.divide_by == 1.0 ? sum : nodes.op("Div", {sum, nodes.number(what.divide_by)});
}

Name print(Printing& to, const graph::WeightedMedian& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  const auto m = static_cast<int64_t>(what.weights.size());
  const std::vector<Name> sorted = nodes.ops("TopK", {from[0], nodes.whole({m})}, 2,
                                             {{"axis", int64_t{1}}, {"largest", int64_t{0}}, {"sorted", int64_t{1}}});
  const Name weights =
      nodes.op("Gather", {nodes.constant(Tensor::doubles(what.weights)), sorted[1]}, {{"axis", int64_t{0}}});
  const Name zeros = filled(nodes, from[0], 1, 0.0);
  const std::vector<Name> sums = scan(nodes, {zeros}, {columns_first(nodes, weights)}, 1,
                                      [](Nodes& in, const std::vector<Name>& sum, const std::vector<Name>& slice) {
                                        const Name next = in.op("Add", {sum[0], slice[0]});
                                        return std::vector<Name>{next, in.op("Identity", {next})};
                                      });
  // (m, n, 1): the first sum that is half of the last one.
  const Name reached =
      as_double(nodes, nodes.op("GreaterOrEqual", {sums[1], nodes.op("Mul", {sums[0], nodes.number(0.5)})}));
  const Name first = nodes.op("ArgMax", {reached}, {{"axis", int64_t{0}}, {"keepdims", int64_t{0}}});
  return nodes.op("GatherElements", {sorted[0], first}, {{"axis", int64_t{1}}});
}

}  // namespace keepfit::interchange::onnx
