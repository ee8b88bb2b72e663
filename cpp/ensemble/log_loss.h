// The log loss and what predictions are made of it, as scikit-learn computes them.
#pragma once

#include <vector>

#include "core/table.h"

namespace keepfit::ensemble {

/// log(1 + exp(x)) without overflow.
double log1pexp(double x);

/// exp(raw - largest) of a row, and their sum.
struct Exponentials {
  explicit Exponentials(Index n) : p(static_cast<size_t>(n)) {}
  std::vector<double> p;
  double largest = 0, sum = 0;
  void of(const double* raw, Index stride);
};

/// Scores before the first tree: of the second class, or of each class; shares are kept away from 0 and 1 by `eps`.
std::vector<double> binomial_start(const std::vector<double>& y, double eps);
std::vector<double> multinomial_start(const std::vector<double>& y, Index n_classes, double eps);

/// Mean loss of the rows where `rows` is true (null: of all). raw of class k at raw[k * n].
double binomial_mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>* rows);
double multinomial_mean(const std::vector<double>& y, const std::vector<double>& raw, Index n_classes, const std::vector<uint8_t>* rows);

/// (n, 1) scores of the second class, or (n, k) scores, to probabilities and to class indices. `at_zero`: which of two classes a score of 0 means.
RowMatrix probabilities(RowMatrix raw);
std::vector<int32_t> best_class(const RowMatrix& raw, int32_t at_zero);

}  // namespace keepfit::ensemble
