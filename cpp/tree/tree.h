// Decision trees as arrays, and the builder that forests and boosting share.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/declaration.h"
#include "core/estimator.h"
#include "core/random.h"
#include "core/table.h"

namespace keepfit::tree {

/// What trees see of a table: single precision, one column after the other. Missing values are NaN.
class Features {
 public:
  /// Throws Error "infinite_values" when a value is too large for single precision; `who` is the estimator.
  Features(const Table& X, const std::string& who);

  Index rows() const { return rows_; }
  int32_t columns() const { return columns_; }
  const float* column(int32_t j) const { return values_.data() + static_cast<size_t>(j) * static_cast<size_t>(rows_); }
  bool has_missing(int32_t j) const { return has_missing_[static_cast<size_t>(j)] != 0; }

 private:
  Index rows_;
  int32_t columns_;
  std::vector<float> values_;
  std::vector<uint8_t> has_missing_;
};

inline constexpr int32_t kNoChild = -1;
inline constexpr int32_t kNoFeature = -2;
inline constexpr double kNoThreshold = -2.0;

/// A binary tree, one entry per node; node 0 is the root and children come after their parent.
struct Tree : Record {
  std::vector<int32_t> children_left, children_right, feature;
  Vector threshold, impurity;
  std::vector<int32_t> n_node_samples;
  Vector weighted_n_node_samples;
  RowMatrix value;
  std::vector<uint8_t> missing_go_to_left;

  const std::vector<Field>& fields() const override;

  int32_t node_count() const { return static_cast<int32_t>(feature.size()); }
  int32_t n_leaves() const;
  /// The number of splits on the longest way down.
  int32_t max_depth() const;
  /// The leaf that a row falls into.
  int32_t apply(const Features& x, Index row) const;
  /// Decrease of impurity that each feature brought, as shares that sum to 1 (or all 0), or as it is.
  Vector feature_importances(int32_t n_features, bool shares = true) const;
  /// Every split's feature and threshold.
  std::vector<std::pair<Index, double>> critical_values() const;
  /// The smallest subtree whose cost with `alpha` per leaf is not larger (Breiman et al. 1984): weakest links are cut
  /// first.
  Tree pruned(double alpha) const;

  /// Throws Error "audit_values" unless this is a tree over `n_features` features in which every way down ends.
  void check(int64_t n_features, const std::string& where) const;
};

enum class Criterion { kGini, kEntropy, kSquaredError, kAbsoluteError, kPoisson };
/// What a regressor's and a classifier's criterion may be, the default first.
std::vector<std::string> regression_criteria();
std::vector<std::string> class_criteria();

struct Options {
  Criterion criterion = Criterion::kGini;
  int64_t max_depth = INT32_MAX;
  int64_t min_samples_split = 2;
  int64_t min_samples_leaf = 1;
  double min_weight_leaf = 0;
  int64_t max_features = INT32_MAX;
  /// 0: no limit, and the tree is grown depth first; otherwise best gain first.
  int64_t max_leaf_nodes = 0;
  double min_impurity_decrease = 0;
  /// One threshold drawn per feature instead of the best of all (extremely randomized trees).
  bool random_thresholds = false;
  /// Per feature 1 or -1 where the number, or the share of the first of two classes, may only rise or fall with it;
  /// empty for no such limits.
  std::vector<int8_t> directions;
};

/// What to predict: class indices or numbers; the other one is empty.
struct Target {
  const std::vector<int32_t>* codes = nullptr;
  int32_t n_classes = 0;
  const double* numbers = nullptr;
};

/// Throws Error "bad_target" when numbers do not suit the criterion: Poisson's are not negative, and not all 0.
void check_target(const Estimator& estimator, const Vector& numbers);

/// Grows a tree. weights: one per row (0 leaves the row out), or null for 1 each. Takes one draw from `random`.
Tree grow(const Features& x, const Target& y, const std::vector<double>* weights, const Options& options,
          RandomState& random, const Context& context);

/// The parameters that all trees share (the first criterion is the default), and their meaning for a table of n rows
/// whose weights sum to `total_weight`. Forests have no splitter of their own.
std::vector<Param> shared_params(std::vector<std::string> criteria, const char* splitter = "best",
                                 Value max_features = {});
std::vector<Param> growth_params(std::vector<std::string> criteria, Value max_features);
Param ccp_alpha_param();
Param monotonic_param();
Options options_of(const Estimator& estimator, const Target& y, Index n, int64_t n_features, double total_weight);

/// A single tree of an estimator: grown, and pruned as its ccp_alpha asks. weights: one per row, or empty for 1 each.
struct Fitted {
  Tree tree;
  int64_t max_features;
  Vector importances;
};
Fitted fit_tree(const Estimator& estimator, const Table& X, const Target& y, const std::vector<double>& weights,
                const Context& context);

/// The declaration of a tree that draws its thresholds: `base` with other defaults.
Declaration extra_tree(const Declaration& base, const char* name, const char* doc, Value max_features,
                       std::unique_ptr<Estimator> (*create)());

/// Throws Error "audit_values" unless there is one finite importance per feature.
void check_importances(const Vector& importances, int64_t n_features);

}  // namespace keepfit::tree
