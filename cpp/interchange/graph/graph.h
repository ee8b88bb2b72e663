// A fitted pipeline as what it does to a row: a list of operations on named columns, each with the numbers that it
// needs. It stands between the steps that files hold and the formats of other programs: `lower/` makes it, printers
// (`onnx/`, ...) read it. Operations say what is meant (a tree ensemble, a one-hot code), not how a format says it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace keepfit::interchange::graph {

/// The place of a node in Graph::nodes, which is also the name of the value it makes.
using Id = int32_t;
inline constexpr Id kNone = -1;

/// kNumbers: doubles, one row per row of the table, Node::width columns; a missing value is NaN. kText: one column of
/// texts; a missing value is none.
enum class Type { kNumbers, kText };

/// Row by row.
struct Matrix {
  size_t rows = 0, columns = 0;
  std::vector<double> values;
  double at(size_t row, size_t column) const { return values[row * columns + column]; }
};

/// What a column of categories may hold, without the missing one. Those of numbers are finite.
struct Categories {
  bool is_text = false;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  size_t size() const { return is_text ? texts.size() : numbers.size(); }
};

// ---- Where columns come from, and their order -----------------------------------------------------------------------

/// A column of the table that is asked about. from: nothing.
struct Input {
  std::string name;
  bool has_empty_text = false;  // among the texts that the fit saw
};
/// The same in every row. from: any value, which has the rows.
struct Constant {
  std::vector<double> row;
};
/// Columns of one value.
struct Select {
  std::vector<uint32_t> columns;
};
/// Values of numbers side by side. from: one or more.
struct Concat {};

// ---- Column by column
// ------------------------------------------------------------------------------------------------

enum class Arithmetic { kAdd, kSubtract, kMultiply, kDivide };
/// x + by, x - by, x * by, x / by; `by` has a number for each column.
struct PerColumn {
  Arithmetic how;
  std::vector<double> by;
};
/// Missing values stay.
struct Clip {
  double low, high;
};
/// What missing values become; a number for each column.
struct Impute {
  std::vector<double> by;
};
struct ImputeText {
  std::string by;
};
/// 1 where a value is missing, else 0. Of one column of text too.
struct IsMissing {
  bool of_text = false;
};
/// 1 where x > threshold, else 0.
struct Above {
  double threshold;
};
/// One column of categories to `width` columns of 0 and 1. `place`: per category which column is 1, or -1 for none;
/// `missing`, `unknown`: the same for what is missing, and for what is none of the categories.
struct OneHot {
  Categories categories;
  std::vector<int32_t> place;
  int32_t missing = -1, unknown = -1;
  uint32_t width = 0;
};
/// One column of categories to one of numbers.
struct Encode {
  Categories categories;
  std::vector<double> value;
  double missing, unknown;
};
/// How many of the column's edges are not above x. Edges ascend.
struct Bins {
  std::vector<std::vector<double>> edges;
};
/// Each column made is a product of columns, multiplied in this order; of none it is 1.
struct Polynomial {
  std::vector<std::vector<uint32_t>> factors;
};
/// scikit-learn's power transforms, an exponent per column.
struct Power {
  bool box_cox = false, inverse = false;
  std::vector<double> lambdas;
};
/// scikit-learn's QuantileTransformer: `quantiles` has a row per entry of `references`.
struct Quantiles {
  Matrix quantiles;
  std::vector<double> references;
  bool normal = false, inverse = false;
};
/// A function of NumPy by name, of those that FunctionTransformer has.
struct Function {
  std::string name;
};

// ---- All columns of a row
// --------------------------------------------------------------------------------------------

enum class Norm { kL1, kL2, kMax };
/// The row over its norm; a row of norm 0 stays.
struct RowNorm {
  Norm norm;
};
/// x coef' + intercept; coef has a row per column made. Products are added from left to right, the intercept last.
struct Linear {
  Matrix coef;
  std::vector<double> intercept;
};
/// exp(x - largest) over its sum. Where the largest is infinite, all columns are alike.
struct Softmax {};
/// 1 / (1 + exp(-x)) of every column.
struct Logistic {};
/// One column p to two: 1 - p, p.
struct BothClasses {};
/// Every column over the sum of its row; where that is 0, all are alike.
struct Shares {};
/// The place of the largest, from 0; of equal ones the first.
struct ArgMax {};
/// The place of the smallest, from 0; of equal ones the first.
struct ArgMin {};
/// One column to 1 where it is above 0 (or, with at_zero, 0), else 0.
struct Decide {
  bool at_zero = false;
};

// ---- Models
// ------------------------------------------------------------------------------------------------------------

/// Nodes by number, 0 is the root; in a leaf left is -1. A row goes left where its value is not above the threshold or,
/// where set is not -1, where it is one of that set.
struct Tree {
  std::vector<int32_t> left, right, feature, set;  // set: empty where no node has one
  std::vector<double> threshold;                   // may be infinite
  std::vector<uint8_t> missing_left;
  Matrix value;         // per node; only those of leaves mean something. One column, or as many as the ensemble makes
  uint32_t target = 0;  // of one column: which column of the answer it is added to
  size_t size() const { return left.size(); }
};
/// base + the leaves of the trees in their order, over `divide_by`. `sets` holds categories by number; categories are
/// numbered from 1, since some readers take 0 for no number. `single`: values are rounded to single precision before
/// they are compared.
struct TreeEnsemble {
  std::vector<Tree> trees;
  std::vector<std::vector<int32_t>> sets;
  std::vector<double> base;  // empty: 0
  double divide_by = 1;
  bool single = false;
  uint32_t width = 1;
};

enum class Metric { kEuclidean, kManhattan, kChebyshev, kMinkowski };
/// The average, over the k nearest training rows, of their rows of `targets`: a column per class with 0 and 1, or one
/// column of numbers. by_distance: weighted by 1 / distance; those at distance 0 then count alone.
struct Neighbours {
  Matrix training, targets;
  Metric metric = Metric::kEuclidean;
  double exponent = 2;
  uint32_t k = 1;
  bool by_distance = false;
};
/// Missing values become the mean of those of the k nearest training rows that have one; scikit-learn's KNNImputer.
/// Of the columns of `training` only those in `kept` are answered.
struct NeighbourImpute {
  Matrix training;
  uint32_t k = 1;
  bool by_distance = false;
  std::vector<uint32_t> kept;
};
/// Squared distance to each centre as scikit-learn expands it, without the part that all centres share:
/// squares - 2 x centre'. `with_row`: that part added, not below 0, and the root taken.
struct CentreDistances {
  Matrix centres;
  std::vector<double> squares;
  bool with_row = false;
};
/// Per class: constant - 0.5 sum((x - mean)^2 / variance), then prior + that.
struct GaussianLikelihood {
  Matrix mean, variance;
  std::vector<double> constant, prior;
};
/// Per class: -0.5 (|((x - mean) rotation') / sqrt(scaling)|^2 + log determinant) + prior; rotation has a row per
/// direction.
struct QuadraticLikelihood {
  Matrix mean, scalings;
  std::vector<Matrix> rotations;
  std::vector<double> log_determinant, prior;
};

// ---- Ensembles
// ---------------------------------------------------------------------------------------------------------

/// (from[0] weights[0] + from[1] weights[1] + ...) / divide_by. weights empty: 1 each.
struct Average {
  std::vector<double> weights;
  double divide_by = 1;
};
/// Each from is a column of class numbers: its class gets `weights`, every other one `against`; sums of them over
/// divide_by, a column per class.
struct Votes {
  uint32_t classes = 0;
  std::vector<double> weights, against;
  double divide_by = 1;
};
/// One value with a column per member: the weighted median of each row.
struct WeightedMedian {
  std::vector<double> weights;
};

using Operation =
    std::variant<Input, Constant, Select, Concat, PerColumn, Clip, Impute, ImputeText, IsMissing, Above, OneHot, Encode,
                 Bins, Polynomial, Power, Quantiles, Function, RowNorm, Linear, Softmax, Logistic, BothClasses, Shares,
                 ArgMax, ArgMin, Decide, TreeEnsemble, Neighbours, NeighbourImpute, CentreDistances, GaussianLikelihood,
                 QuadraticLikelihood, Average, Votes, WeightedMedian>;

struct Node {
  Operation what;
  std::vector<Id> from;
  Type type = Type::kNumbers;
  uint32_t width = 1;
  std::string step;  // whose it is: "step 'scale' > StandardScaler"
};

struct Labels {
  bool is_text = false;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  size_t size() const { return is_text ? texts.size() : numbers.size(); }
  /// Whether all are whole numbers that a 64-bit integer holds.
  bool are_whole() const;
};

/// Nodes in an order in which each follows what it is made from; there are none that no answer needs.
struct Graph {
  std::vector<Node> nodes;
  std::vector<Id> inputs;  // nodes that are Input, in the order of the model's columns

  enum class Kind { kClassifier, kRegressor, kTransformer };
  Kind kind = Kind::kTransformer;
  Labels classes;            // of a classifier
  Id code = kNone;           // of a classifier: the place of its label in classes
  Id probabilities = kNone;  // of a classifier that has any: a column per class
  Id prediction = kNone;     // of a regressor, and of what answers numbers of clusters
  std::vector<Id> columns;   // of a transformer: what it makes, side by side

  /// Sentences for people: what other programs cannot be made to do.
  std::vector<std::string> notes;
};

}  // namespace keepfit::interchange::graph
