// Power and quantile transforms.
#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/normal_quantile.h"
#include "interchange/graph/builder.h"
#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Name yeo_johnson(Nodes& nodes, const Name& x, const std::vector<double>& lambdas) {
  std::vector<double> up = lambdas, down;
  for (double& v : up) {
    down.push_back(std::fabs(v - 2) > kEps ? 2 - v : 0);
    if (std::fabs(v) < kEps) v = 0;
  }
  const Name zero = nodes.number(0.0);
  const Name rises = nodes.op("GreaterOrEqual", {x, zero});
  const Name lambda = nodes.op("Where", {rises, nodes.row(up), nodes.row(down)});
  const Name log = log1p(nodes, nodes.op("Abs", {x}));
  const Name bent = nodes.op("Div", {expm1(nodes, nodes.op("Mul", {lambda, log})), lambda});
  const Name size = nodes.op("Where", {nodes.op("Equal", {lambda, zero}), log, bent});
  return nodes.op("Where", {rises, size, nodes.op("Neg", {size})});
}

Name box_cox(Nodes& nodes, const Name& x, const std::vector<double>& lambdas) {
  std::vector<double> lambda = lambdas, signs, logs, inverses;
  for (double& v : lambda) {
    if (std::fabs(v) < 1e-19) v = 0;
    signs.push_back(std::copysign(1.0, v));
    logs.push_back(v == 0 ? 0 : math::log(std::fabs(v)));
    inverses.push_back(v == 0 ? 0 : 1 / v);
  }
  const Name by = nodes.row(lambda), log = nodes.op("Log", {x});
  const Name product = nodes.op("Mul", {by, log});
  const Name bent = nodes.op("Div", {expm1(nodes, product), by});
  // Beyond this the exponential would overflow before the quotient does.
  const Name far = nodes.op(
      "Sub", {nodes.op("Mul", {nodes.row(signs), nodes.op("Exp", {nodes.op("Sub", {product, nodes.row(logs)})})}),
              nodes.row(inverses)});
  const Name either = nodes.op("Where", {nodes.op("Less", {product, nodes.number(709.78)}), bent, far});
  const Name out = nodes.op("Where", {nodes.op("Equal", {by, nodes.number(0.0)}), log, either});
  return nodes.op("Where", {nodes.op("IsNaN", {x}), x, out});
}

Name undone(Nodes& nodes, const Name& y, const graph::Power& what) {
  const double lambda = what.lambdas[0];
  const Name one = nodes.number(1.0);
  if (what.box_cox) {
    if (lambda == 0) return nodes.op("Exp", {y});
    const Name log = log1p(nodes, nodes.op("Mul", {y, nodes.number(lambda)}));
    return nodes.op("Exp", {nodes.op("Div", {log, nodes.number(lambda)})});
  }
  const auto power = [&](double by, double exponent) {
    const Name base = nodes.op("Add", {nodes.op("Mul", {y, nodes.number(by)}), one});
    return nodes.op("Pow", {base, nodes.number(exponent)});
  };
  const Name up = nodes.op("Sub", {std::fabs(lambda) < kEps ? nodes.op("Exp", {y}) : power(lambda, 1 / lambda), one});
  const Name down = nodes.op("Sub", {one, std::fabs(lambda - 2) > kEps ? power(-(2 - lambda), 1 / (2 - lambda))
                                                                       : nodes.op("Exp", {nodes.op("Neg", {y})})});
  return nodes.op("Where", {nodes.op("GreaterOrEqual", {y, nodes.number(0.0)}), up, down});
}

/// np.interp: v (n, 1) between the points.
Name interpolated(Nodes& nodes, const Name& v, const std::vector<double>& x, const std::vector<double>& y) {
  const size_t n = x.size();
  if (n == 1) return filled(nodes, v, 1, y[0]);
  std::vector<double> slope;
  for (size_t k = 0; k + 1 < n; ++k) slope.push_back((y[k + 1] - y[k]) / (x[k + 1] - x[k]));
  const std::vector<double> low_x(x.begin(), x.end() - 1), low_y(y.begin(), y.end() - 1),
      high_x(x.begin() + 1, x.end()), high_y(y.begin() + 1, y.end());
  const Name reached = as_double(nodes, nodes.op("LessOrEqual", {nodes.row(x), v}));
  const Name count = nodes.op("ReduceSum", {reached, nodes.whole({1})}, {{"keepdims", int64_t{1}}});
  const Name above = as_whole(nodes, count);
  const Name place = nodes.op("Min", {nodes.op("Max", {nodes.op("Sub", {above, nodes.whole({1})}), nodes.whole({0})}),
                                      nodes.whole({static_cast<int64_t>(n) - 2})});
  const auto at = [&](const std::vector<double>& values) {
    return nodes.op("Gather", {nodes.constant(Tensor::doubles(values)), place}, {{"axis", int64_t{0}}});
  };
  const Name x0 = at(low_x), y0 = at(low_y), by = at(slope);
  const Name first = nodes.op("Add", {nodes.op("Mul", {by, nodes.op("Sub", {v, x0})}), y0});
  const Name second = nodes.op("Add", {nodes.op("Mul", {by, nodes.op("Sub", {v, at(high_x)})}), at(high_y)});
  Name out = nodes.op("Where", {nodes.op("IsNaN", {first}), second, first});
  out = nodes.op("Where", {nodes.op("Equal", {x0, v}), y0, out});
  out = nodes.op("Where", {nodes.op("Equal", {above, nodes.whole({0})}), nodes.number(y.front()), out});
  return nodes.op("Where",
                  {nodes.op("Equal", {above, nodes.whole({static_cast<int64_t>(n)})}), nodes.number(y.back()), out});
}

Name polynomial(Nodes& nodes, const double (&coefficients)[8], const Name& r) {
  Name sum = nodes.number(coefficients[7]);
  for (int i = 6; i >= 0; --i) sum = nodes.op("Add", {nodes.op("Mul", {sum, r}), nodes.number(coefficients[i])});
  return sum;
}

/// The normal distribution's quantile (Wichura, AS 241), for shares in [0, 1].
Name normal_quantile(Nodes& nodes, const Name& p) {
  using namespace normal_quantile_by;
  const Name q = nodes.op("Sub", {p, nodes.number(0.5)});
  const Name r = nodes.op("Sub", {nodes.number(0.180625), nodes.op("Mul", {q, q})});
  const Name centre =
      nodes.op("Div", {nodes.op("Mul", {q, polynomial(nodes, kCentre, r)}), polynomial(nodes, kCentreBelow, r)});
  const Name below = nodes.op("Less", {q, nodes.number(0.0)});
  const Name tail = nodes.op("Where", {below, p, nodes.op("Sub", {nodes.number(1.0), p})});
  const Name root = nodes.op("Sqrt", {nodes.op("Neg", {nodes.op("Log", {tail})})});
  const Name a = nodes.op("Sub", {root, nodes.number(1.6)}), b = nodes.op("Sub", {root, nodes.number(5.0)});
  const Name near = nodes.op("Div", {polynomial(nodes, kNear, a), polynomial(nodes, kNearBelow, a)});
  const Name far = nodes.op("Div", {polynomial(nodes, kFar, b), polynomial(nodes, kFarBelow, b)});
  Name size = nodes.op("Where", {nodes.op("LessOrEqual", {root, nodes.number(5.0)}), near, far});
  size = nodes.op("Where", {nodes.op("IsInf", {root}), root, size});
  const Name ends = nodes.op("Where", {below, nodes.op("Neg", {size}), size});
  return nodes.op("Where", {nodes.op("LessOrEqual", {nodes.op("Abs", {q}), nodes.number(0.425)}), centre, ends});
}

Name quantile_column(Nodes& nodes, const Name& v, const graph::Quantiles& what, const std::vector<double>& x) {
  // The quantiles of 1e-7 - 2^-52, and of 1 less that.
  constexpr double kBound = 1e-7, kLowest = -5.199337582605575, kHighest = 5.19933758270342;
  const size_t n = x.size();
  const std::vector<double>& y = what.references;
  std::vector<double> back_x(n), back_y(n);
  for (size_t q = 0; q < n; ++q) back_x[q] = -x[n - 1 - q], back_y[q] = -y[n - 1 - q];
  const Name forth = interpolated(nodes, v, x, y), back = interpolated(nodes, nodes.op("Neg", {v}), back_x, back_y);
  Name out = nodes.op("Mul", {nodes.op("Sub", {forth, back}), nodes.number(0.5)});
  const Name top = nodes.number(x.back()), bottom = nodes.number(x.front());
  const auto moved = [&](const char* by) { return nodes.op(by, {v, nodes.number(kBound)}); };
  const Name highest = what.normal ? nodes.op("Greater", {moved("Add"), top}) : nodes.op("Equal", {v, top});
  const Name lowest = what.normal ? nodes.op("Less", {moved("Sub"), bottom}) : nodes.op("Equal", {v, bottom});
  out = nodes.op("Where", {highest, nodes.number(1.0), out});
  out = nodes.op("Where", {lowest, nodes.number(0.0), out});
  if (what.normal) {
    const Name low = nodes.number(kLowest), high = nodes.number(kHighest);
    const Name z = normal_quantile(nodes, out);
    const Name above = nodes.op("Where", {nodes.op("Less", {z, low}), low, z});
    out = nodes.op("Where", {nodes.op("Greater", {above, high}), high, above});
  }
  return nodes.op("Where", {nodes.op("IsNaN", {v}), v, out});
}

}  // namespace

Name print(Printing& to, const graph::Power& what, const From& from, const graph::Node&) {
  if (what.inverse) return undone(to.nodes, from[0], what);
  return what.box_cox ? box_cox(to.nodes, from[0], what.lambdas) : yeo_johnson(to.nodes, from[0], what.lambdas);
}

Name print(Printing& to, const graph::Quantiles& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  if (what.inverse && what.normal)
    graph::refuse(node.step, "Back from a normal distribution leads a function that ONNX does not have in double.",
                  "Use output_distribution='uniform'.");
  std::vector<Name> parts;
  for (size_t j = 0; j < what.quantiles.columns; ++j) {
    std::vector<double> x;
    for (size_t q = 0; q < what.quantiles.rows; ++q) x.push_back(what.quantiles.at(q, j));
    const Name v = node.width == 1
                       ? from[0]
                       : nodes.op("Gather", {from[0], nodes.whole({static_cast<int64_t>(j)})}, {{"axis", int64_t{1}}});
    if (what.inverse)
      parts.push_back(nodes.op("Where", {nodes.op("IsNaN", {v}), v, interpolated(nodes, v, what.references, x)}));
    else parts.push_back(quantile_column(nodes, v, what, x));
  }
  return parts.size() == 1 ? parts[0] : nodes.op("Concat", parts, {{"axis", int64_t{1}}});
}

}  // namespace keepfit::interchange::onnx
