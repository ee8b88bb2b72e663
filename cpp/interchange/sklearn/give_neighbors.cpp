// Nearest neighbours, for scikit-learn: the training rows, and the tree in which it searches them. Which of equally
// near rows count depends on that tree, so it is written as scikit-learn keeps it. Source:
// neighbors/_binary_tree.pxi.tp, _kd_tree.pyx.tp, _ball_tree.pyx.tp.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/math.h"
#include "interchange/sklearn/giving.h"

namespace keepfit::interchange {

namespace {

constexpr int64_t kLeaf = 30;

struct Metric {
  std::string_view name;
  double p;
};

Metric metric_of(const Given& to) {
  const Value& named = to.attribute("effective_metric_");
  if (named.is("euclidean")) return {"EuclideanDistance64", 2};
  if (named.is("manhattan")) return {"ManhattanDistance64", 1};
  if (named.is("chebyshev")) return {"ChebyshevDistance64", HUGE_VAL};
  return {"MinkowskiDistance64", to.param("p").number()};
}

/// A search tree from the order of its rows: every node covers a stretch of them, and is halved.
class SearchTree {
 public:
  SearchTree(const std::vector<double>& table, size_t width, const std::vector<int32_t>& rows, double p, bool balls)
      : table_(table), width_(width), rows_(rows), p_(p), balls_(balls) {
    while ((kLeaf << levels) < static_cast<int64_t>(rows.size())) ++levels;
    nodes = (size_t{1} << levels) - 1;
    data.assign(nodes * 32, '\0');
    bounds.assign(nodes * width * (balls ? 1 : 2), 0.0);
    build(0, 0, rows.size());
  }

  int64_t levels = 1;
  size_t nodes = 0;
  std::string data;            // idx_start, idx_end, is_leaf, radius of each node
  std::vector<double> bounds;  // (1, nodes, columns) centres, or (2, nodes, columns) least and largest

 private:
  const std::vector<double>& table_;
  size_t width_;
  const std::vector<int32_t>& rows_;
  double p_;
  bool balls_;

  double value(size_t i, size_t column) const { return table_.at(static_cast<size_t>(rows_.at(i)) * width_ + column); }

  /// Of distances before the root is taken.
  double add(double sum, double away) const {
    if (std::isinf(p_)) return std::max(sum, away);
    return sum + (p_ == 2 ? away * away : p_ == 1 ? away : math::pow(away, p_));
  }
  double root(double sum) const {
    if (p_ == 1 || std::isinf(p_)) return sum;
    return p_ == 2 ? std::sqrt(sum) : math::pow(sum, 1 / p_);
  }

  double ball(size_t node, size_t from, size_t to) {
    double* centre = &bounds[node * width_];
    for (size_t i = from; i < to; ++i)
      for (size_t j = 0; j < width_; ++j) centre[j] += value(i, j);
    for (size_t j = 0; j < width_; ++j) centre[j] /= static_cast<double>(to - from);
    double farthest = 0;
    for (size_t i = from; i < to; ++i) {
      double sum = 0;
      for (size_t j = 0; j < width_; ++j) sum = add(sum, std::abs(centre[j] - value(i, j)));
      farthest = std::max(farthest, sum);
    }
    return root(farthest);
  }

  double box(size_t node, size_t from, size_t to) {
    double *low = &bounds[node * width_], *high = &bounds[(nodes + node) * width_];
    double sum = 0;
    for (size_t j = 0; j < width_; ++j) {
      low[j] = HUGE_VAL, high[j] = -HUGE_VAL;
      for (size_t i = from; i < to; ++i)
        low[j] = std::min(low[j], value(i, j)), high[j] = std::max(high[j], value(i, j));
      sum = add(sum, 0.5 * std::abs(high[j] - low[j]));
    }
    return root(sum);
  }

  void build(size_t node, size_t from, size_t to) {
    const double radius = balls_ ? ball(node, from, to) : box(node, from, to);
    const bool leaf = 2 * node + 1 >= nodes;
    const int64_t facts[] = {static_cast<int64_t>(from), static_cast<int64_t>(to), leaf ? 1 : 0};
    std::memcpy(&data[node * 32], facts, 24);
    std::memcpy(&data[node * 32 + 24], &radius, 8);
    if (leaf) return;
    const size_t middle = from + (to - from) / 2;
    build(2 * node + 1, from, middle);
    build(2 * node + 2, middle, to);
  }
};

Node distance(Giving& giving, const Metric& metric) {
  Nodes parts;
  parts.push_back(giving.schema.scalar(metric.p));
  const bool weighted = metric.name == "MinkowskiDistance64";
  parts.push_back(weighted ? giving.schema.floats({}) : giving.schema.floats({0.0}));
  parts.push_back(giving.schema.floats({0.0}, {1, 1}));
  const Node state = giving.schema.tuple(parts);
  return giving.schema.object(metric.name, state);
}

Node search_tree(Giving& giving, const Given& to, const Node& table) {
  const Array& fit_X = to.attribute("fit_X_").array();
  const std::vector<double> values = fit_X.to_vector<double>();
  const std::vector<int32_t> rows = to.attribute("tree_rows_").array().to_vector<int32_t>();
  const bool balls = to.attribute("fit_method_").is("ball_tree");
  const Metric metric = metric_of(to);
  const SearchTree tree(values, fit_X.shape.at(1), rows, metric.p, balls);
  Schema& schema = giving.schema;
  const auto number = [](size_t value) { return static_cast<int64_t>(value); };
  Nodes parts;
  parts.push_back(schema.again(table));
  parts.push_back(schema.wholes({rows.begin(), rows.end()}));
  static const std::vector<std::pair<std::string, std::string>> fields{
      {"idx_start", "<i8"}, {"idx_end", "<i8"}, {"is_leaf", "<i8"}, {"radius", "<f8"}};
  parts.push_back(schema.array({"", fields, false, {number(tree.nodes)}, tree.data}));
  parts.push_back(schema.floats(tree.bounds, {balls ? 1 : 2, number(tree.nodes), number(fit_X.shape[1])}));
  // Behind its size, counts of what was searched so far.
  for (int64_t fact : {kLeaf, tree.levels, number(tree.nodes), int64_t{0}, int64_t{0}, int64_t{0}, int64_t{0}})
    parts.push_back(schema.scalar(fact));
  parts.push_back(distance(giving, metric));
  parts.push_back(schema.scalar({}));
  const Node state = schema.tuple(parts);
  return schema.object(balls ? "BallTree" : "KDTree", state);
}

void neighbors(Giving& giving, Given& to) {
  Node table = giving.same(to.attribute("fit_X_"), to.where);
  const Node kept = table;
  giving.add(to, "_fit_X", std::move(table));
  Node targets = giving.same(to.attribute("fit_y_"), to.where);
  giving.add(to, "_y", std::move(targets));
  // What older engines fitted has the first of equally near rows, and no tree.
  const Value& method = to.attribute("fit_method_");
  const bool brute = !method.is("kd_tree") && !method.is("ball_tree");
  giving.put(to, "_fit_method", brute ? Value("brute") : method);
  Attributes given;
  if (to.attribute("effective_metric_").is("minkowski")) {
    Node p = giving.schema.scalar(to.param("p"));
    given.add("p", std::move(p));
    Node none = giving.schema.scalar({});
    given.add("w", std::move(none));
  }
  Node params = giving.schema.dict(given);
  giving.add(to, "effective_metric_params_", std::move(params));
  Node tree = brute ? giving.schema.scalar({}) : search_tree(giving, to, kept);
  giving.add(to, "_tree", std::move(tree));
}

}  // namespace

const Gifts& gifts_of_neighbors() {
  static const Gifts all{.fitted = {{"KNeighborsClassifier KNeighborsRegressor", neighbors}}};
  return all;
}

}  // namespace keepfit::interchange
