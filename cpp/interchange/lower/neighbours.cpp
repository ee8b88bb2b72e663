// Nearest neighbours and nearest centres.
#include <algorithm>
#include <cmath>

#include "interchange/lower/lower.h"
#include "interchange/lower/sums.h"

namespace keepfit::interchange::lower {

namespace {

using graph::Matrix;
using graph::Metric;

/// Numbers of a table of training rows by classes.
constexpr size_t kMostTargets = size_t{1} << 26;

graph::Neighbours search_of(const Step& step, const Frame& in) {
  graph::Neighbours out;
  out.training = step.matrix("fit_X_");
  if (out.training.columns != in.size()) step.refuse("fit_X_ has another shape than it should.");
  const int64_t k = step.param("n_neighbors").integer("n_neighbors");
  if (k < 1 || static_cast<uint64_t>(k) > out.training.rows)
    step.refuse("n_neighbors does not go with the training rows.");
  out.k = static_cast<uint32_t>(k);
  out.by_distance = step.is("weights", "distance");
  const Value& metric = step.param("metric");
  double p = step.param("p").number("p");
  if (metric.is("euclidean") || metric.is("l2")) p = 2;
  if (metric.is("manhattan") || metric.is("l1") || metric.is("cityblock")) p = 1;
  if (metric.is("chebyshev")) p = HUGE_VAL;
  out.exponent = p;
  out.metric = p == 2          ? Metric::kEuclidean
               : p == 1        ? Metric::kManhattan
               : std::isinf(p) ? Metric::kChebyshev
                               : Metric::kMinkowski;
  return out;
}

void note_ties(Builder& b, const Step& step) {
  b.note(step.name() + ": the training rows are part of the file.");
  if (!step.fitted("fit_method_").is("row_order"))
    b.note(step.name() +
           ": of training rows that are equally near, Keepfit takes those that scikit-learn's search takes; elsewhere "
           "the earlier ones count.");
}

Answers classifier(Builder& b, const Step& step, const Frame& in) {
  graph::Neighbours search = search_of(step, in);
  Answers out;
  out.classes = step.classes();
  const size_t k = out.classes.size();
  const std::vector<int32_t> y = integers_of(step.fitted("fit_y_"), b.where);
  if (y.size() != search.training.rows) step.refuse("fit_y_ has another length than it should.");
  if (y.size() * k > kMostTargets) step.refuse("There are too many training rows and classes for an export.");
  search.targets = {y.size(), k, std::vector<double>(y.size() * k, 0.0)};
  for (size_t i = 0; i < y.size(); ++i) {
    if (y[i] < 0 || static_cast<size_t>(y[i]) >= k) step.refuse("fit_y_ names a class that does not exist.");
    search.targets.values[i * k + static_cast<size_t>(y[i])] = 1;
  }
  note_ties(b, step);
  out.probabilities = b.add(std::move(search), b.numbers(in), static_cast<uint32_t>(k));
  out.code = b.add(graph::ArgMax{}, out.probabilities, 1);
  return out;
}

Answers regressor(Builder& b, const Step& step, const Frame& in) {
  graph::Neighbours search = search_of(step, in);
  search.targets = {search.training.rows, 1, step.numbers("fit_y_", search.training.rows)};
  note_ties(b, step);
  Answers out;
  out.prediction = b.add(std::move(search), b.numbers(in), 1);
  return out;
}

graph::CentreDistances centres_of(const Step& step, const Frame& in, bool with_row) {
  graph::CentreDistances out{step.matrix("cluster_centers_"), {}, with_row};
  const size_t p = in.size();
  if (out.centres.columns != p || out.centres.rows == 0)
    step.refuse("cluster_centers_ has another shape than it should.");
  for (size_t c = 0; c < out.centres.rows; ++c) {
    const double* centre = out.centres.values.data() + c * p;
    out.squares.push_back(step.fitted("norms_").is("lanes") ? sums::dot(centre, centre, p) : sums::squares(centre, p));
  }
  return out;
}

Answers cluster(Builder& b, const Step& step, const Frame& in) {
  graph::CentreDistances distances = centres_of(step, in, false);
  const auto k = static_cast<uint32_t>(distances.centres.rows);
  Answers out;
  out.prediction = b.add(graph::ArgMin{}, b.add(std::move(distances), b.numbers(in), k), 1);
  return out;
}

Frame cluster_distances(Builder& b, const Step& step, const Frame& in) {
  graph::CentreDistances distances = centres_of(step, in, true);
  const auto k = static_cast<uint32_t>(distances.centres.rows);
  return b.frame(b.add(std::move(distances), b.numbers(in), k));
}

}  // namespace

const std::vector<Entry>& neighbours() {
  static const std::vector<Entry> all{
      {"KNeighborsClassifier", nullptr, classifier},
      {"KNeighborsRegressor", nullptr, regressor},
      {"KMeans", cluster_distances, cluster},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
