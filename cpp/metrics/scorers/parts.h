// What the scorers of all kinds share, and the list of each kind; metrics/scorers.h has them by name.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "metrics/scorers.h"

namespace keepfit::scorers_by_kind {

constexpr double kNoEnd = std::numeric_limits<double>::infinity();

const std::vector<Scorer>& of_labels();
const std::vector<Scorer>& of_probabilities();
const std::vector<Scorer>& of_numbers();

double mean_of(const Vector& v);
double weighted_mean(const Vector& v, const Vector& weights);

/// Warns that a score is not defined for the rows at hand.
void undefined(std::string message,
               const char* hint = "Score more rows, or use a splitter that keeps the classes' shares.");
/// Warns where there are too few rows to say what share of a baseline is left.
bool too_few(Index rows);

/// The positive class of a metric for two classes is labelled 1; -1 where a single class is not that. Throws Error
/// "bad_scoring".
Index positive_class(const Labels& labels);

}  // namespace keepfit::scorers_by_kind
