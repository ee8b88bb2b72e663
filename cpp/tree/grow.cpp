// How trees grow, node after node, in scikit-learn's order: it decides ties between splits and the last bits of sums.
#include <cmath>
#include <utility>

#include "core/replicas/stl_heap.h"
#include "tree/absolute_error.h"
#include "tree/criteria.h"
#include "tree/splitter.h"
#include "tree/tree.h"

namespace keepfit::tree {

namespace {

template <class Sums>
class Grower {
 public:
  Grower(const Features& x, const Target& y, const double* weights, const Options& options, RandomState& random,
         const Context& context)
      : options_(options), context_(context), splitter_(x, y, weights, options, random, context) {}

  Tree run() {
    if (splitter_.rows() == 0) {
      throw Error("bad_weights", "class_weight", "Every row has the weight 0, so nothing is left to learn from.",
                  "Give some class a positive weight.");
    }
    context_.report(0, static_cast<double>(splitter_.rows()));
    if (options_.max_leaf_nodes > 0) best_first();
    else depth_first();
    return finished();
  }

 private:
  bool too_small(size_t n, int64_t depth) const {
    const auto rows = static_cast<int64_t>(n);
    return depth >= options_.max_depth || rows < options_.min_samples_split || rows < 2 * options_.min_samples_leaf ||
           splitter_.sums().weight < 2 * options_.min_weight_leaf;
  }

  bool worthless(const Found& found, size_t end) const {
    return found.pos >= end || found.improvement + kEpsilon < options_.min_impurity_decrease;
  }

  /// Adds a node for the range that the splitter has entered; `found` is null for a leaf.
  int32_t add_node(int32_t parent, bool is_left, const Found* found, double impurity, size_t n) {
    // Without any positive target the Poisson deviance is infinite, which a forest may meet in the rows of one tree.
    if (!std::isfinite(impurity) && options_.criterion != Criterion::kPoisson) {
      throw Error("bad_target", "y",
                  "The impurity of a node is not a finite number: targets or weights are too large, or differ too much "
                  "in size.",
                  "Scale the target, or give weights of similar size.");
    }
    const auto id = static_cast<int32_t>(tree_.feature.size());
    if (parent >= 0) (is_left ? tree_.children_left : tree_.children_right)[static_cast<size_t>(parent)] = id;
    tree_.children_left.push_back(kNoChild);
    tree_.children_right.push_back(kNoChild);
    tree_.feature.push_back(found ? found->feature : kNoFeature);
    threshold_.push_back(found ? found->threshold : kNoThreshold);
    tree_.missing_go_to_left.push_back(found && found->missing_left);
    impurity_.push_back(impurity);
    tree_.n_node_samples.push_back(static_cast<int32_t>(n));
    weight_.push_back(splitter_.sums().weight);
    const size_t at = value_.size();
    value_.resize(at + splitter_.sums().n_values());
    splitter_.sums().node_value(value_.data() + at);
    if (!options_.directions.empty())
      splitter_.sums().clip(value_.data() + at, splitter_.bounds().low, splitter_.bounds().high);
    return id;
  }

  void depth_first() {
    struct Pending {
      size_t start, end;
      int64_t depth;
      int32_t parent;
      bool is_left;
      double impurity;
      size_t n_constant;
      Bounds bounds;
    };
    std::vector<Pending> pending{{0, splitter_.rows(), 0, -1, false, kInf, 0, {}}};
    while (!pending.empty()) {
      Pending p = pending.back();
      pending.pop_back();
      splitter_.enter(p.start, p.end, p.bounds);
      if (p.parent < 0) p.impurity = splitter_.sums().node_impurity();
      bool leaf = too_small(p.end - p.start, p.depth) || p.impurity <= kEpsilon;
      Found found{p.end};
      if (!leaf) {
        found = splitter_.split(p.start, p.end, p.impurity, p.n_constant);
        leaf = worthless(found, p.end);
      }
      const int32_t id = add_node(p.parent, p.is_left, leaf ? nullptr : &found, p.impurity, p.end - p.start);
      if (leaf) {
        splitter_.settled(p.end - p.start);
        splitter_.worked(1);
        continue;
      }
      const auto [left, right] = splitter_.bounds_below(found, p.bounds);
      pending.push_back({found.pos, p.end, p.depth + 1, id, false, found.right_impurity, p.n_constant, right});
      pending.push_back({p.start, found.pos, p.depth + 1, id, true, found.left_impurity, p.n_constant, left});
    }
  }

  struct Candidate {
    int32_t node;
    size_t start, end;
    int64_t depth;
    bool leaf;
    Found found;
    Bounds bounds;
  };

  Candidate candidate(size_t start, size_t end, int64_t depth, int32_t parent, bool is_left, double impurity,
                      const Bounds& bounds) {
    splitter_.enter(start, end, bounds);
    if (parent < 0) impurity = splitter_.sums().node_impurity();
    bool leaf = too_small(end - start, depth) || impurity <= kEpsilon;
    Found found{end};
    if (!leaf) {
      size_t n_constant = 0;  // not handed down in this order of growth
      found = splitter_.split(start, end, impurity, n_constant);
      leaf = worthless(found, end);
    }
    if (leaf) found.improvement = 0.0;
    return {add_node(parent, is_left, leaf ? nullptr : &found, impurity, end - start),
            start,
            end,
            depth,
            leaf,
            found,
            bounds};
  }

  void best_first() {
    const auto less = [](const Candidate& a, const Candidate& b) { return a.found.improvement < b.found.improvement; };
    std::vector<Candidate> frontier{candidate(0, splitter_.rows(), 0, -1, true, kInf, {})};
    int64_t splits_left = options_.max_leaf_nodes - 1;
    while (!frontier.empty()) {
      const Candidate c = replicas::pop_heap(frontier, less);
      if (c.leaf || splits_left <= 0) {
        tree_.feature[static_cast<size_t>(c.node)] = kNoFeature;
        threshold_[static_cast<size_t>(c.node)] = kNoThreshold;
        splitter_.settled(c.end - c.start);
        continue;
      }
      --splits_left;
      const auto bounds = splitter_.bounds_below(c.found, c.bounds);
      Candidate left = candidate(c.start, c.found.pos, c.depth + 1, c.node, true, c.found.left_impurity, bounds.first);
      Candidate right =
          candidate(c.found.pos, c.end, c.depth + 1, c.node, false, c.found.right_impurity, bounds.second);
      replicas::push_heap(frontier, std::move(left), less);
      replicas::push_heap(frontier, std::move(right), less);
    }
  }

  Tree finished() {
    const auto n = static_cast<Index>(threshold_.size());
    const auto width = static_cast<Index>(splitter_.sums().n_values());
    tree_.threshold = Eigen::Map<const Vector>(threshold_.data(), n);
    tree_.impurity = Eigen::Map<const Vector>(impurity_.data(), n);
    tree_.weighted_n_node_samples = Eigen::Map<const Vector>(weight_.data(), n);
    tree_.value = Eigen::Map<const RowMatrix>(value_.data(), n, width);
    return std::move(tree_);
  }

  const Options& options_;
  const Context& context_;
  Splitter<Sums> splitter_;
  Tree tree_;
  std::vector<double> threshold_, impurity_, weight_, value_;
};

template <template <bool> class Sums>
Tree grow_with(const Features& x, const Target& y, const double* weights, const Options& options, RandomState& random,
               const Context& context) {
  if (weights) return Grower<Sums<true>>(x, y, weights, options, random, context).run();
  return Grower<Sums<false>>(x, y, weights, options, random, context).run();
}

}  // namespace

Tree grow(const Features& x, const Target& y, const std::vector<double>* weights, const Options& options,
          RandomState& random, const Context& context) {
  const double* w = weights ? weights->data() : nullptr;
  switch (options.criterion) {
    case Criterion::kGini: return grow_with<Gini>(x, y, w, options, random, context);
    case Criterion::kEntropy: return grow_with<Entropy>(x, y, w, options, random, context);
    case Criterion::kAbsoluteError: return grow_with<AbsoluteError>(x, y, w, options, random, context);
    case Criterion::kPoisson: return grow_with<PoissonDeviance>(x, y, w, options, random, context);
    default: return grow_with<SquaredError>(x, y, w, options, random, context);
  }
}

}  // namespace keepfit::tree
