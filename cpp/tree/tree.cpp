#include "tree/tree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/numerics.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit::tree {

Features::Features(const Table& X, const std::string& who)
    : rows_(X.rows()), columns_(static_cast<int32_t>(X.columns())) {
  values_.resize(static_cast<size_t>(rows_) * static_cast<size_t>(columns_));
  has_missing_.assign(static_cast<size_t>(columns_), 0);
  float* out = values_.data();
  for (int32_t j = 0; j < columns_; ++j) {
    const auto column = X.numeric(j);
    bool missing = false;
    for (Index i = 0; i < rows_; ++i) {
      const float v = static_cast<float>(column[i]);
      missing |= std::isnan(v);
      if (std::isinf(v)) {
        throw about("infinite_values", X, j,
                    who + " compares in single precision, but " + X.label(j) + " has the value " + repr(column[i]) +
                        " in " + row_text(i) + ", which is too large for it.",
                    "Scale the column, for example with StandardScaler.")
            .in_row(i);
      }
      *out++ = v;
    }
    has_missing_[static_cast<size_t>(j)] = missing;
  }
}

KEEPFIT_SMALL const std::vector<Field>& Tree::fields() const {
  static const std::vector<Field> fields{
      field<&Tree::children_left>("children_left", {"node_count"},
                                  "Node for values up to the threshold; -1 in a leaf."),
      field<&Tree::children_right>("children_right", {"node_count"},
                                   "Node for values above the threshold; -1 in a leaf."),
      field<&Tree::feature>("feature", {"node_count"}, "Feature that the node looks at; -2 in a leaf."),
      field<&Tree::threshold>("threshold", {"node_count"},
                              "Largest value that goes left; -2 in a leaf, inf if only missing values go right."),
      field<&Tree::impurity>("impurity", {"node_count"}, "Impurity of the training rows in the node."),
      field<&Tree::n_node_samples>("n_node_samples", {"node_count"}, "Number of training rows in the node."),
      field<&Tree::weighted_n_node_samples>("weighted_n_node_samples", {"node_count"},
                                            "Weight of the training rows in the node."),
      field<&Tree::value>("value", {"node_count", "n_values"},
                          "Share of each class, or mean of the target, in the node."),
      field<&Tree::missing_go_to_left>("missing_go_to_left", {"node_count"}, "1 where missing values go left.")};
  return fields;
}

int32_t Tree::n_leaves() const {
  return static_cast<int32_t>(std::count(children_left.begin(), children_left.end(), kNoChild));
}

int32_t Tree::max_depth() const {
  std::vector<int32_t> depth(feature.size(), 0);
  int32_t deepest = 0;
  for (size_t i = 0; i < feature.size(); ++i) {
    deepest = std::max(deepest, depth[i]);
    if (children_left[i] == kNoChild) continue;
    depth[static_cast<size_t>(children_left[i])] = depth[static_cast<size_t>(children_right[i])] = depth[i] + 1;
  }
  return deepest;
}

int32_t Tree::apply(const Features& x, Index row) const {
  size_t node = 0;
  // Children come after their parent, so this ends; the bound holds even if they did not.
  for (size_t step = 0; step < feature.size() && children_left[node] != kNoChild; ++step) {
    const float v = x.column(feature[node])[row];
    const bool left =
        std::isnan(v) ? missing_go_to_left[node] != 0 : static_cast<double>(v) <= threshold[static_cast<Index>(node)];
    node = static_cast<size_t>(left ? children_left[node] : children_right[node]);
  }
  return static_cast<int32_t>(node);
}

std::vector<std::pair<Index, double>> Tree::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (size_t i = 0; i < feature.size(); ++i) {
    if (feature[i] >= 0) out.emplace_back(feature[i], threshold[static_cast<Index>(i)]);
  }
  return out;
}

Vector Tree::feature_importances(int32_t n_features, bool shares) const {
  Vector out = Vector::Zero(n_features);
  const auto weighted_impurity = [&](int32_t node) { return weighted_n_node_samples[node] * impurity[node]; };
  for (int32_t i = 0; i < node_count(); ++i) {
    const auto at = static_cast<size_t>(i);
    if (children_left[at] == kNoChild) continue;
    out[feature[at]] +=
        weighted_impurity(i) - weighted_impurity(children_left[at]) - weighted_impurity(children_right[at]);
  }
  for (double& v : out) v /= weighted_n_node_samples[0];
  if (!shares) return out;
  const double sum = numerics::sum_pairwise(out);
  if (sum > 0.0) {
    for (double& v : out) v /= sum;
  }
  return out;
}

Tree Tree::pruned(double alpha) const {
  const size_t n = feature.size();
  std::vector<int32_t> parent(n, -1), leaves(n, 0);
  std::vector<uint8_t> is_leaf(n, 0), candidate(n, 0), inside(n, 1);
  std::vector<double> node_cost(n), branch_cost(n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    const auto at = static_cast<Index>(i);
    node_cost[i] = weighted_n_node_samples[at] * impurity[at] / weighted_n_node_samples[0];
    is_leaf[i] = children_left[i] == kNoChild;
    candidate[i] = !is_leaf[i];
    if (is_leaf[i]) continue;
    parent[static_cast<size_t>(children_left[i])] = parent[static_cast<size_t>(children_right[i])] =
        static_cast<int32_t>(i);
  }
  for (size_t i = 0; i < n; ++i) {
    if (!is_leaf[i]) continue;
    branch_cost[i] = node_cost[i];
    for (int32_t up = parent[i]; up >= 0; up = parent[static_cast<size_t>(up)]) {
      branch_cost[static_cast<size_t>(up)] += node_cost[i];
      ++leaves[static_cast<size_t>(up)];
    }
  }
  std::vector<size_t> stack;
  while (candidate[0]) {
    double smallest = std::numeric_limits<double>::max();
    size_t weakest = 0;
    for (size_t i = 0; i < n; ++i) {
      if (!candidate[i]) continue;
      const double cost = (node_cost[i] - branch_cost[i]) / static_cast<double>(leaves[i] - 1);
      if (cost < smallest) {
        smallest = cost;
        weakest = i;
      }
    }
    if (alpha < smallest) break;
    stack.push_back(weakest);
    while (!stack.empty()) {
      const size_t i = stack.back();
      stack.pop_back();
      if (!inside[i]) continue;
      candidate[i] = is_leaf[i] = inside[i] = 0;
      if (children_left[i] == kNoChild) continue;
      stack.push_back(static_cast<size_t>(children_left[i]));
      stack.push_back(static_cast<size_t>(children_right[i]));
    }
    is_leaf[weakest] = inside[weakest] = 1;
    const int32_t cut = leaves[weakest] - 1;
    leaves[weakest] = 0;
    const double dearer = node_cost[weakest] - branch_cost[weakest];
    branch_cost[weakest] = node_cost[weakest];
    for (int32_t up = parent[weakest]; up >= 0; up = parent[static_cast<size_t>(up)]) {
      leaves[static_cast<size_t>(up)] -= cut;
      branch_cost[static_cast<size_t>(up)] += dearer;
    }
  }

  Tree out;
  std::vector<int32_t> kept;  // old number of each new node
  struct Pending {
    int32_t node, parent;
    bool left;
  };
  std::vector<Pending> pending{{0, -1, false}};
  while (!pending.empty()) {
    const Pending p = pending.back();
    pending.pop_back();
    const auto old = static_cast<size_t>(p.node);
    const auto id = static_cast<int32_t>(kept.size());
    kept.push_back(p.node);
    if (p.parent >= 0) (p.left ? out.children_left : out.children_right)[static_cast<size_t>(p.parent)] = id;
    const bool leaf = is_leaf[old];
    out.children_left.push_back(kNoChild);
    out.children_right.push_back(kNoChild);
    out.feature.push_back(leaf ? kNoFeature : feature[old]);
    out.n_node_samples.push_back(n_node_samples[old]);
    out.missing_go_to_left.push_back(leaf ? 0 : missing_go_to_left[old]);
    if (leaf) continue;
    pending.push_back({children_right[old], id, false});
    pending.push_back({children_left[old], id, true});
  }
  const auto size = static_cast<Index>(kept.size());
  out.threshold.resize(size);
  out.impurity.resize(size);
  out.weighted_n_node_samples.resize(size);
  out.value.resize(size, value.cols());
  for (Index i = 0; i < size; ++i) {
    const Index old = kept[static_cast<size_t>(i)];
    out.threshold[i] = out.feature[static_cast<size_t>(i)] == kNoFeature ? kNoThreshold : threshold[old];
    out.impurity[i] = impurity[old];
    out.weighted_n_node_samples[i] = weighted_n_node_samples[old];
    out.value.row(i) = value.row(old);
  }
  return out;
}

void Tree::check(int64_t n_features, const std::string& where) const {
  const auto refuse = [&](const std::string& message) { audit::refuse(where, message); };
  const size_t n = feature.size();
  const auto rows = static_cast<Index>(n);
  if (n == 0) refuse("The tree has no nodes.");
  if (children_left.size() != n || children_right.size() != n || threshold.size() != rows || impurity.size() != rows ||
      n_node_samples.size() != n || weighted_n_node_samples.size() != rows || value.rows() != rows ||
      missing_go_to_left.size() != n) {
    refuse("The arrays of the tree differ in length.");
  }
  std::vector<uint8_t> has_parent(n, 0);
  for (size_t i = 0; i < n; ++i) {
    const auto at = static_cast<Index>(i);
    const auto node = [i] { return "Node " + std::to_string(i); };
    const int32_t left = children_left[i], right = children_right[i];
    if (missing_go_to_left[i] > 1)
      refuse(node() + " has the missing_go_to_left " + std::to_string(missing_go_to_left[i]) + "; it must be 0 or 1.");
    if (n_node_samples[i] < 1) refuse(node() + " has " + std::to_string(n_node_samples[i]) + " training rows.");
    if (!std::isfinite(impurity[at])) refuse(node() + " has an impurity that is not finite.");
    if (!(std::isfinite(weighted_n_node_samples[at]) && weighted_n_node_samples[at] > 0)) {
      refuse(node() + " has the weight " + repr(weighted_n_node_samples[at]) + "; it must be finite and positive.");
    }
    for (Index k = 0; k < value.cols(); ++k) {
      if (!std::isfinite(value(at, k))) refuse(node() + " has a value that is not finite.");
    }
    if (left == kNoChild || right == kNoChild || feature[i] == kNoFeature) {
      if (left != kNoChild || right != kNoChild || feature[i] != kNoFeature || threshold[at] != kNoThreshold) {
        refuse(node() + " is neither a leaf (children -1, feature -2, threshold -2) nor a split.");
      }
      continue;
    }
    if (feature[i] < 0 || feature[i] >= n_features) {
      refuse(node() + " looks at feature " + std::to_string(feature[i]) + ", but there " +
             are_counted(n_features, "feature") + ".");
    }
    if (!std::isfinite(threshold[at]) && !(threshold[at] > 0 && !missing_go_to_left[i])) {
      refuse(node() + " has the threshold " + repr(threshold[at]) + ".");
    }
    for (const int32_t child : {left, right}) {
      if (child < 0 || static_cast<size_t>(child) >= n) {
        refuse(node() + " has the child " + std::to_string(child) + ", but there " + are_counted(n, "node") + ".");
      }
      if (static_cast<size_t>(child) <= i)
        refuse(node() + " has the child " + std::to_string(child) + "; children must come after their parent.");
      if (has_parent[static_cast<size_t>(child)]) refuse("Node " + std::to_string(child) + " has two parents.");
      has_parent[static_cast<size_t>(child)] = 1;
    }
    if (int64_t{n_node_samples[static_cast<size_t>(left)]} + n_node_samples[static_cast<size_t>(right)] !=
        n_node_samples[i]) {
      refuse(node() + " has another number of training rows than its children together.");
    }
  }
  for (size_t i = 1; i < n; ++i) {
    if (!has_parent[i]) refuse("Node " + std::to_string(i) + " has no parent.");
  }
}

void check_importances(const Vector& importances, int64_t n_features) {
  if (importances.size() != n_features || !importances.allFinite()) {
    audit::refuse("feature_importances_", "feature_importances_ must hold one finite number per feature.");
  }
}

std::vector<std::string> class_criteria() { return {"gini", "entropy", "log_loss"}; }
// 'friedman_mse' is scikit-learn's old name of the first: since 1.9 it means the same.
std::vector<std::string> regression_criteria() {
  return {"squared_error", "friedman_mse", "absolute_error", "poisson"};
}

namespace {

Criterion criterion_of(const Value& name) {
  if (name.is("gini")) return Criterion::kGini;
  if (name.is("entropy") || name.is("log_loss")) return Criterion::kEntropy;
  if (name.is("absolute_error")) return Criterion::kAbsoluteError;
  if (name.is("poisson")) return Criterion::kPoisson;
  return Criterion::kSquaredError;
}

std::vector<int8_t> directions_of(const Estimator& e, const Target& y, int64_t n_features) {
  const Value& given = e.param("monotonic_cst");
  if (given.is_null()) return {};
  const std::string who = e.declaration().name;
  const auto refuse = [&](const std::string& message, const char* hint) {
    throw Error("bad_parameter", who, "monotonic_cst of " + who + " " + message, hint);
  };
  if (static_cast<int64_t>(given.list().size()) != n_features) {
    refuse("has " + counted(given.list().size(), "entry", "entries") + ", but X has " + counted(n_features, "column") +
               ".",
           "Give one entry per column.");
  }
  if (y.n_classes > 2)
    refuse("works with two classes only, but y has " + std::to_string(y.n_classes) + ".", "Leave it out.");
  std::vector<int8_t> out;
  for (const Value& v : given.list()) {
    const double sign = v.is_number() ? v.number() : 2.0;
    if (sign != -1.0 && sign != 0.0 && sign != 1.0)
      refuse("must hold -1, 0 or 1 for each column. Got " + v.repr() + ".",
             "1 lets the answer only rise with the column, -1 only fall.");
    // It speaks of the second class, the tree's sums of the first.
    out.push_back(static_cast<int8_t>(y.codes ? -sign : sign));
  }
  return out;
}

}  // namespace

void check_target(const Estimator& e, const Vector& numbers) {
  if (!e.param("criterion").is("poisson")) return;
  const std::string who = e.declaration().name;
  if (numbers.minCoeff() < 0.0)
    throw Error("bad_target", "y",
                "The target of " + who + " has a negative value, which the criterion 'poisson' does not allow.",
                "Use another criterion.");
  if (!(numbers.sum() > 0.0))
    throw Error("bad_target", "y",
                "The target of " + who + " is 0 in every row, which the criterion 'poisson' does not allow.",
                "Use another criterion.");
}

KEEPFIT_SMALL std::vector<Param> growth_params(std::vector<std::string> criteria, Value max_features) {
  using namespace constraint;
  const Value criterion(criteria.front());
  return {
      {"criterion", criterion, {options(std::move(criteria))}, "What a split is to make small in both parts."},
      {"max_depth", Value(), {integer("[1, inf)"), none()}, "Most splits on a way down; None for no limit."},
      {"min_samples_split",
       2,
       {integer("[2, inf)"), real("(0, 1]")},
       "Rows (int) or share of the rows (float) that a node needs to be split."},
      {"min_samples_leaf",
       1,
       {integer("[1, inf)"), real("(0, 1)")},
       "Rows (int) or share of the rows (float) that every leaf keeps."},
      {"min_weight_fraction_leaf", 0.0, {real("[0, 0.5]")}, "Share of the total weight that every leaf keeps."},
      {"max_features",
       std::move(max_features),
       {integer("[1, inf)"), real("(0, 1]"), options({"sqrt", "log2"}), none()},
       "Features looked at for a split: a number, a share, a root or logarithm of their number, or None for all."},
      param::random_state(
          "Seed of everything drawn. None is the seed 0, since a fit depends on data and recipe alone."),
      {"max_leaf_nodes",
       Value(),
       {integer("[2, inf)"), none()},
       "Most leaves; then the split with the largest gain comes first."},
      {"min_impurity_decrease",
       0.0,
       {real("[0, inf)")},
       "Decrease of impurity, weighted by the share of rows, that a split must bring."},
  };
}

KEEPFIT_SMALL Param ccp_alpha_param() {
  return {
      "ccp_alpha", 0.0, {constraint::real("[0, inf)")}, "Price of a leaf: branches that are not worth it are cut off."};
}

KEEPFIT_SMALL Param monotonic_param() {
  return {"monotonic_cst",
          Value(),
          {constraint::list(), constraint::none()},
          "For each column 1 or -1 where the answer (of two classes: the second one's share) may only rise or fall "
          "with it, else 0; None for no such limits."};
}

KEEPFIT_SMALL std::vector<Param> shared_params(std::vector<std::string> criteria, const char* splitter,
                                               Value max_features) {
  std::vector<Param> out = growth_params(std::move(criteria), std::move(max_features));
  out.insert(out.begin() + 1, {"splitter",
                               splitter,
                               {constraint::options({"best", "random"})},
                               "How a split is chosen: the best threshold of every feature looked at, or the best of "
                               "one random threshold each."});
  return out;
}

Options options_of(const Estimator& e, const Target& y, Index n, int64_t n_features, double total_weight) {
  Options out;
  if (!e.param("max_depth").is_null()) out.max_depth = e.param("max_depth").integer();
  const double rows = static_cast<double>(n);
  // More rows than there are asks for the same as one row more; so sums below cannot overflow.
  const auto count = [&](const Value& v) {
    const auto* share = v.get_if<double>();
    return std::min<int64_t>(share ? static_cast<int64_t>(std::ceil(*share * rows)) : v.integer(), int64_t{n} + 1);
  };
  out.min_samples_leaf = count(e.param("min_samples_leaf"));
  out.min_samples_split = std::max({count(e.param("min_samples_split")), int64_t{2}, 2 * out.min_samples_leaf});
  out.min_weight_leaf = e.param("min_weight_fraction_leaf").number() * total_weight;
  const Value& max_features = e.param("max_features");
  if (max_features.is_null()) out.max_features = n_features;
  else if (max_features.is("sqrt")) out.max_features = static_cast<int64_t>(std::sqrt(static_cast<double>(n_features)));
  else if (max_features.is("log2"))
    out.max_features = std::max<int64_t>(1, std::bit_width(static_cast<uint64_t>(n_features)) - 1);
  else if (const auto* share = max_features.get_if<double>()) {
    out.max_features = std::max<int64_t>(1, static_cast<int64_t>(*share * static_cast<double>(n_features)));
  } else {
    out.max_features = max_features.integer();
  }
  if (!e.param("max_leaf_nodes").is_null()) out.max_leaf_nodes = e.param("max_leaf_nodes").integer();
  out.min_impurity_decrease = e.param("min_impurity_decrease").number();
  if (e.declaration().find_param("criterion")) out.criterion = criterion_of(e.param("criterion"));
  if (e.declaration().find_param("splitter")) out.random_thresholds = e.param("splitter").is("random");
  if (e.declaration().find_param("monotonic_cst")) out.directions = directions_of(e, y, n_features);
  return out;
}

Fitted fit_tree(const Estimator& e, const Table& X, const Target& y, const std::vector<double>& weights,
                const Context& context) {
  const Features x(X, e.declaration().name);
  const double total =
      weights.empty() ? static_cast<double>(X.rows()) : numerics::sum_pairwise(weights.data(), X.rows());
  const Options options = options_of(e, y, X.rows(), X.columns(), total);
  RandomState random = random_state_of(e.param("random_state"));
  Tree grown = grow(x, y, weights.empty() ? nullptr : &weights, options, random, context);
  const double alpha = e.param("ccp_alpha").number();
  if (alpha > 0.0) grown = grown.pruned(alpha);
  if (!grown.impurity.allFinite()) {
    throw Error(
        "bad_target", "y",
        "The targets of " + std::string(e.declaration().name) + " are too close to 0 for the criterion 'poisson'.",
        "Scale the target.");
  }
  Vector importances = grown.feature_importances(x.columns());
  return {std::move(grown), options.max_features, std::move(importances)};
}

KEEPFIT_SMALL Declaration extra_tree(const Declaration& base, const char* name, const char* doc, Value max_features,
                                     std::unique_ptr<Estimator> (*create)()) {
  Declaration d = base;
  d.name = name;
  d.doc = doc;
  d.create = create;
  // scikit-learn lets missing values go with random thresholds only.
  d.traits_when.push_back({&Traits::accepts_missing, false, "splitter", {"best"}});
  for (Param& p : d.params) {
    if (std::string_view(p.name) == "splitter") p.fallback = "random";
    if (std::string_view(p.name) == "max_features") p.fallback = max_features;
  }
  return d;
}

}  // namespace keepfit::tree
