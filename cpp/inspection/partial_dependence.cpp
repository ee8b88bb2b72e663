#include "inspection/partial_dependence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/errors.h"
#include "core/numerics.h"
#include "core/table.h"
#include "inspection/column_choice.h"

namespace keepfit {

namespace {

[[noreturn]] void refuse(const char* where, const std::string& message, const std::string& hint) {
  throw Error("bad_value", where, message, hint);
}

constexpr double kMostAnswers = 2e8;

/// scipy.stats.mstats.mquantiles: plotting positions with alpha = beta = 0.4. x ascending, missing values last.
double quantile(const std::vector<double>& x, double p) {
  const auto n = static_cast<double>(x.size());
  if (x.size() == 1) return x[0];
  const double m = 0.4 + p * (1.0 - 0.4 - 0.4);
  const double position = n * p + m;
  const auto k = static_cast<size_t>(std::floor(std::clamp(position, 1.0, n - 1)));
  const double gamma = std::clamp(position - static_cast<double>(k), 0.0, 1.0);
  return (1.0 - gamma) * x[k - 1] + gamma * x[k];
}

/// np.linspace
Vector evenly_spaced(double from, double to, int64_t n) {
  Vector out(n);
  const double parts = static_cast<double>(n - 1), width = to - from, step = width / parts;
  for (int64_t i = 0; i < n; ++i) {
    const auto at = static_cast<double>(i);
    out[i] = (step != 0 ? at * step : at / parts * width) + from;
  }
  out[n - 1] = to;
  return out;
}

Column grid_of(const Table& X, Index j, const DependenceRequest& request) {
  const Column column = X.column(j);
  const Encoded distinct = encode(column, !column.is_text);
  if (column.is_text) {
    std::vector<int32_t> codes(distinct.labels.size());
    std::iota(codes.begin(), codes.end(), 0);
    if (codes.empty()) refuse("features", X.label(j) + " has no value but missing ones.", "Choose another column.");
    return decode(distinct.labels, codes);
  }
  const std::vector<double>& values = distinct.labels.numbers;
  const bool categorical =
      std::find(request.categorical.begin(), request.categorical.end(), j) != request.categorical.end();
  if (categorical || static_cast<int64_t>(values.size()) < request.grid_resolution) {
    return Column::of_numbers(Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size())));
  }
  std::vector<double> sorted(column.numbers.data(), column.numbers.data() + column.numbers.size());
  std::sort(sorted.begin(), sorted.end(),
            [](double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); });
  const double low = quantile(sorted, request.lowest), high = quantile(sorted, request.highest);
  if (!std::isfinite(low) || !std::isfinite(high)) {
    refuse("percentiles", "The percentiles of " + X.label(j) + " reach into its missing or infinite values.",
           "Choose percentiles closer to the middle, or fill what is missing first.");
  }
  if (std::fabs(low - high) <= 1e-8 + 1e-5 * std::fabs(high)) {
    refuse("percentiles", "The percentiles of " + X.label(j) + " are too close to each other for a grid.",
           "Choose percentiles that are further apart, or a finer grid_resolution.");
  }
  return Column::of_numbers(evenly_spaced(low, high, request.grid_resolution));
}

void set(Column& column, const Column& grid, Index point) {
  if (!column.is_text) {
    column.numbers.setConstant(grid.numbers[point]);
    return;
  }
  // The grid's dictionary, so that all points of it share one.
  column.text.categories = grid.text.categories;
  std::fill(column.text.codes.begin(), column.text.codes.end(), grid.text.codes[static_cast<size_t>(point)]);
}

}  // namespace

PartialDependence partial_dependence(const Estimator& model, const Table& X, const DependenceRequest& request,
                                     const Context& context) {
  const size_t axes = request.features.size();
  if (axes != 1 && axes != 2)
    refuse("features", "Partial dependence is of one column or two. Got " + std::to_string(axes) + ".",
           "Name one or two columns.");
  for (Index j : request.features) check_column(j, X);
  for (Index j : request.categorical) check_column(j, X);
  if (axes == 2 && request.features[0] == request.features[1])
    refuse("features", "Both features are the same column.", "Name two columns, or one.");
  if (request.grid_resolution < 2 || request.grid_resolution > 100000) {
    refuse("grid_resolution",
           "grid_resolution must be an int in [2, 100000]. Got " + std::to_string(request.grid_resolution) + ".",
           "Give another number of points.");
  }
  if (!(request.lowest >= 0 && request.lowest < request.highest && request.highest <= 1)) {
    refuse("percentiles", "percentiles must be two numbers in [0, 1], the smaller one first.",
           "The default is 0.05 and 0.95.");
  }
  const bool classifier = model.kind() == Kind::kClassifier;
  if (!model.can_predict() || (!classifier && model.kind() != Kind::kRegressor)) {
    refuse("model", "Partial dependence is of a classifier or a regressor.", "Fit a pipeline that ends in one.");
  }
  const std::string& method = request.response_method;
  if (method != "auto" && (!classifier || method != "predict_proba")) {
    refuse("response_method",
           std::string("response_method must be 'auto'") + (classifier ? " or 'predict_proba'" : " for a regressor") +
               ". Got '" + method + "'.",
           "Leave it out.");
  }
  if (classifier && !model.can_predict_proba()) {
    refuse("model", "Partial dependence of a classifier is that of its probabilities, and this one has none.",
           "Use a classifier that has predict_proba.");
  }
  if (X.rows() == 0) refuse("X", "X has no rows.", "Give the rows to average over.");

  PartialDependence out;
  size_t points = 1;
  for (Index j : request.features) {
    out.grid.push_back(grid_of(X, j, request));
    points *= static_cast<size_t>(out.grid.back().rows());
  }
  const Index n = X.rows(), k = classifier ? static_cast<Index>(model.classes()->size()) : 1;
  out.outputs = k <= 2 ? 1 : k;
  const auto outputs = static_cast<size_t>(out.outputs), rows = static_cast<size_t>(n);
  if (request.individual && static_cast<double>(outputs * points) * static_cast<double>(n) > kMostAnswers) {
    refuse("kind",
           "The individual answers would be " + counted(outputs * points, "number") + " for each of " +
               counted(n, "row") + ".",
           "Give fewer rows, a coarser grid, or ask for kind 'average'.");
  }
  if (request.average) out.average.resize(outputs * points);
  if (request.individual) out.individual.resize(outputs * rows * points);

  Columns parts(X);
  const Index inner = axes == 2 ? out.grid[1].rows() : 1;
  for (size_t p = 0; p < points; ++p) {
    const auto at = static_cast<Index>(p);
    set(parts[request.features[0]], out.grid[0], at / inner);
    if (axes == 2) set(parts[request.features[1]], out.grid[1], at % inner);
    const Table moved = parts.table();
    const RowMatrix answers = classifier ? model.predict_proba(moved) : RowMatrix(model.predict(moved).numbers);
    for (size_t o = 0; o < outputs; ++o) {
      // Of two classes the second is looked at; of a single one, it.
      const double* first = answers.data() + (k == 2 ? 1 : static_cast<Index>(o));
      if (request.average) {
        // NumPy adds one output pairwise, several of them row by row.
        const double mean =
            k <= 2 ? numerics::mean(first, n, k) : numerics::sum_sequential(first, n, k) / static_cast<double>(n);
        out.average[o * points + p] = mean;
      }
      if (request.individual) {
        for (size_t i = 0; i < rows; ++i)
          out.individual[(o * rows + i) * points + p] = first[i * static_cast<size_t>(k)];
      }
    }
    context.report(static_cast<double>(p + 1), static_cast<double>(points));
  }
  return out;
}

}  // namespace keepfit
