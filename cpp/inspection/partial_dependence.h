// Partial dependence: what a fitted model answers on average when one or two columns are set to given values in every
// row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"

namespace keepfit {

struct DependenceRequest {
  std::vector<Index> features;  // one or two columns
  int64_t grid_resolution = 100;
  double lowest = 0.05, highest = 0.95;  // percentiles between which the grid lies
  std::vector<Index> categorical{};  // number columns whose every value is a point of the grid; text columns always are
  bool average = true, individual = false;
  /// "auto": predict of a regressor, predict_proba of a classifier; or one of those two by name.
  std::string response_method = "auto";
};

/// The answers at the points of the grid: with outputs first, the axes of `grid` last, in C order. One output for a
/// regressor and for two classes (the second's probability), else one per class.
struct PartialDependence {
  std::vector<Column> grid;  // per feature
  Index outputs = 0;
  std::vector<double> average;     // (outputs, points...)
  std::vector<double> individual;  // (outputs, n, points...)
};

/// As scikit-learn's partial_dependence with method='brute': exact where predictions are. A column with fewer than
/// grid_resolution distinct values has those as its grid. Missing texts are no point of a grid (scikit-learn refuses
/// such columns). X: (n, d) as the fitted model takes it. Throws Error "bad_value", and what predicting throws.
PartialDependence partial_dependence(const Estimator& model, const Table& X, const DependenceRequest& request,
                                     const Context& context = {});

}  // namespace keepfit
