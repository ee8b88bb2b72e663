// The generators, each after sklearn/datasets/_samples_generator.py: the same draws in the same order.
#include <algorithm>
#include <numeric>

#include "core/errors.h"
#include "core/trigonometry.h"
#include "datasets/generator.h"

namespace keepfit::datasets {

namespace {

constexpr double kPi = 0x1.921fb54442d18p+1;

std::vector<Index> shuffled(Index n, RandomState& random) {
  std::vector<Index> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  random.shuffle(order);
  return order;
}

/// sklearn.utils.shuffle of rows and target.
void shuffle_rows(RowMatrix& X, Vector& y, RandomState& random) {
  const std::vector<Index> order = shuffled(X.rows(), random);
  const RowMatrix rows = X;
  const Vector target = y;
  for (Index i = 0; i < X.rows(); ++i) {
    X.row(i) = rows.row(order[static_cast<size_t>(i)]);
    y[i] = target[order[static_cast<size_t>(i)]];
  }
}

void shuffle_columns(RowMatrix& X, RandomState& random) {
  const std::vector<Index> order = shuffled(X.cols(), random);
  const RowMatrix columns = X;
  for (Index j = 0; j < X.cols(); ++j) X.col(j) = columns.col(order[static_cast<size_t>(j)]);
}

void add_noise(RowMatrix& X, const Value& noise, RandomState& random) {
  if (noise.is_null()) return;
  const double scale = noise.number("noise");
  for (Index i = 0; i < X.rows(); ++i) {
    for (Index j = 0; j < X.cols(); ++j) X(i, j) += scale * random.standard_normal();
  }
}

Dataset dataset(RowMatrix X, Vector y) { return {Table(Matrix(std::move(X))), Column::of_numbers(std::move(y))}; }

/// The i-th of n equal steps from 0 to `stop`, as np.linspace has them.
double step(double stop, Index i, Index n, bool endpoint) {
  const Index steps = endpoint ? n - 1 : n;
  if (endpoint && n > 1 && i == n - 1) return stop;
  return steps > 0 ? static_cast<double>(i) * (stop / static_cast<double>(steps)) : 0.0;
}

Dataset moons(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples"), outer = n / 2, inner = n - outer;
  RowMatrix X(n, 2);
  Vector y(n);
  for (Index i = 0; i < n; ++i) {
    const bool second = i >= outer;
    const double angle = second ? step(kPi, i - outer, inner, true) : step(kPi, i, outer, true);
    const double x = math::cos_nearest(angle), height = math::sin_nearest(angle);
    X(i, 0) = second ? 1 - x : x;
    X(i, 1) = second ? 1 - height - 0.5 : height;
    y[i] = second ? 1 : 0;
  }
  if (a.flag("shuffle")) shuffle_rows(X, y, random);
  add_noise(X, a["noise"], random);
  return dataset(std::move(X), std::move(y));
}

Dataset circles(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples"), outer = n / 2, inner = n - outer;
  const double factor = a.number("factor");
  RowMatrix X(n, 2);
  Vector y(n);
  for (Index i = 0; i < n; ++i) {
    const bool second = i >= outer;
    const double angle = second ? step(2 * kPi, i - outer, inner, false) : step(2 * kPi, i, outer, false);
    X(i, 0) = math::cos_nearest(angle) * (second ? factor : 1.0);
    X(i, 1) = math::sin_nearest(angle) * (second ? factor : 1.0);
    y[i] = second ? 1 : 0;
  }
  if (a.flag("shuffle")) shuffle_rows(X, y, random);
  add_noise(X, a["noise"], random);
  return dataset(std::move(X), std::move(y));
}

/// A list of `n` numbers, or one for all.
Vector numbers(const Arguments& a, const char* name, Index n) {
  const Value& value = a[name];
  if (value.is_number()) return Vector::Constant(n, value.number(name));
  const Value::List& list = value.list(name);
  if (static_cast<Index>(list.size()) != n)
    refuse(a.generator, std::string(name) + " of " + a.generator.name + " must be " + std::to_string(n) +
                            " numbers, one per center. Got " + std::to_string(list.size()) + ".");
  Vector out(n);
  for (Index i = 0; i < n; ++i) out[i] = list[static_cast<size_t>(i)].number(name);
  return out;
}

Dataset blobs(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples");
  RowMatrix centers;
  if (const auto* given = a["centers"].get_if<Value::List>()) {
    if (given->empty()) refuse(a.generator, "centers of make_blobs must hold at least one center.");
    centers.resize(static_cast<Index>(given->size()), static_cast<Index>(given->front().list("centers").size()));
    for (Index i = 0; i < centers.rows(); ++i) {
      const Value::List& center = (*given)[static_cast<size_t>(i)].list("centers");
      if (center.empty() || static_cast<Index>(center.size()) != centers.cols())
        refuse(a.generator, "Every center of make_blobs must have the same number of values, one at least.");
      for (Index j = 0; j < centers.cols(); ++j) centers(i, j) = center[static_cast<size_t>(j)].number("centers");
    }
  } else {
    const Value::List& box = a["center_box"].list("center_box");
    if (box.size() != 2) refuse(a.generator, "center_box of make_blobs must be two numbers, the lower and the upper.");
    const double low = box[0].number("center_box"), high = box[1].number("center_box");
    centers.resize(a["centers"].is_null() ? 3 : a.count("centers"), a.count("n_features"));
    for (Index i = 0; i < centers.rows(); ++i) {
      for (Index j = 0; j < centers.cols(); ++j) centers(i, j) = random.uniform(low, high);
    }
  }
  const Vector deviations = numbers(a, "cluster_std", centers.rows());
  if (!(deviations.array() >= 0).all()) refuse(a.generator, "cluster_std of make_blobs must not be negative.");
  RowMatrix X(n, centers.cols());
  Vector y(n);
  Index row = 0;
  for (Index k = 0; k < centers.rows(); ++k) {
    const Index count = n / centers.rows() + (k < n % centers.rows() ? 1 : 0);
    for (Index i = 0; i < count; ++i, ++row) {
      for (Index j = 0; j < X.cols(); ++j) X(row, j) = centers(k, j) + deviations[k] * random.standard_normal();
      y[row] = static_cast<double>(k);
    }
  }
  if (a.flag("shuffle")) shuffle_rows(X, y, random);
  return dataset(std::move(X), std::move(y));
}

/// 2 u - 1 for u in [0, 1), row by row.
RowMatrix signed_uniform(Index rows, Index columns, RandomState& random) {
  RowMatrix out(rows, columns);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) out(i, j) = 2 * random.random_sample() - 1;
  }
  return out;
}

/// Some rows of X times A, each sum from left to right.
RowMatrix times(const RowMatrix& X, Index from, Index count, const RowMatrix& A) {
  RowMatrix out = RowMatrix::Zero(count, A.cols());
  for (Index i = 0; i < count; ++i) {
    for (Index k = 0; k < A.rows(); ++k) {
      for (Index j = 0; j < A.cols(); ++j) out(i, j) += X(from + i, k) * A(k, j);
    }
  }
  return out;
}

/// Corners of the unit cube, all different.
RowMatrix hypercube(Index samples, Index dimensions, RandomState& random) {
  RowMatrix out(samples, dimensions);
  if (dimensions > 30) {
    for (Index i = 0; i < samples; ++i) {
      for (Index j = 0; j < dimensions - 30; ++j) out(i, j) = static_cast<double>(random.randint(2));
    }
    out.rightCols(30) = hypercube(samples, 30, random);
    return out;
  }
  const std::vector<int64_t> corners = sample_without_replacement(int64_t{1} << dimensions, samples, random);
  for (Index i = 0; i < samples; ++i) {
    for (Index j = 0; j < dimensions; ++j)
      out(i, j) = static_cast<double>((corners[static_cast<size_t>(i)] >> (dimensions - 1 - j)) & 1);
  }
  return out;
}

/// One share per class; the last one may be left to follow.
std::vector<double> class_shares(const Arguments& a, Index n_classes) {
  if (a["weights"].is_null())
    return std::vector<double>(static_cast<size_t>(n_classes), 1.0 / static_cast<double>(n_classes));
  std::vector<double> out;
  double total = 0;
  for (const Value& share : a["weights"].list("weights")) {
    out.push_back(share.number("weights"));
    total += out.back();
    if (!(out.back() >= 0)) refuse(a.generator, "weights of make_classification must not be negative.");
  }
  const auto given = static_cast<Index>(out.size());
  if (given != n_classes && given != n_classes - 1)
    refuse(a.generator, "weights of make_classification must be " + std::to_string(n_classes) + " or " +
                            std::to_string(n_classes - 1) + " shares for " + std::to_string(n_classes) +
                            " classes. Got " + std::to_string(given) + ".");
  if (given == n_classes - 1) out.push_back(1.0 - total);
  return out;
}

Dataset classification(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples"), p = a.count("n_features"), informative = a.count("n_informative"),
              redundant = a.count("n_redundant"), repeated = a.count("n_repeated"), n_classes = a.count("n_classes"),
              per_class = a.count("n_clusters_per_class"), clusters = n_classes * per_class;
  if (informative + redundant + repeated > p)
    refuse(a.generator,
           "n_informative, n_redundant and n_repeated of make_classification are " +
               std::to_string(informative + redundant + repeated) + " together, more than n_features, which is " +
               std::to_string(p) + ".",
           "Lower them, or raise n_features.");
  if (informative < 62 && static_cast<int64_t>(clusters) > int64_t{1} << informative)
    refuse(a.generator,
           "make_classification cannot place " + std::to_string(clusters) + " clusters on the corners of a cube of " +
               std::to_string(informative) + " dimensions.",
           "Raise n_informative, or lower n_classes or n_clusters_per_class.");
  const std::vector<double> shares = class_shares(a, n_classes);
  const double apart = a.number("class_sep");
  std::vector<Index> sizes;
  Index placed = 0;
  for (Index k = 0; k < clusters; ++k) {
    sizes.push_back(static_cast<Index>(static_cast<double>(n) * shares[static_cast<size_t>(k % n_classes)] /
                                       static_cast<double>(per_class)));
    placed += sizes.back();
  }
  if (placed > n)
    refuse(a.generator, "weights of make_classification must not be more than 1 together.", "Lower them.");
  for (Index i = 0; i < n - placed; ++i) ++sizes[static_cast<size_t>(i % clusters)];

  RowMatrix X = RowMatrix::Zero(n, p);
  Vector y = Vector::Zero(n);
  RowMatrix centroids = hypercube(clusters, informative, random);
  centroids.array() *= 2 * apart;
  centroids.array() -= apart;
  if (!a.flag("hypercube")) {
    for (Index k = 0; k < clusters; ++k) centroids.row(k) *= random.random_sample();
    for (Index j = 0; j < informative; ++j) centroids.col(j) *= random.random_sample();
  }
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < informative; ++j) X(i, j) = random.standard_normal();
  }
  Index start = 0;
  for (Index k = 0; k < clusters; ++k) {
    const Index count = sizes[static_cast<size_t>(k)];
    y.segment(start, count).setConstant(static_cast<double>(k % n_classes));
    const RowMatrix A = signed_uniform(informative, informative, random);
    X.block(start, 0, count, informative) = times(X, start, count, A).rowwise() + centroids.row(k);
    start += count;
  }
  if (redundant > 0) {
    const RowMatrix B = signed_uniform(informative, redundant, random);
    X.middleCols(informative, redundant) = times(X, 0, n, B);
  }
  const Index known = informative + redundant;
  for (Index j = 0; j < repeated; ++j) {
    const double from = static_cast<double>(known - 1) * random.random_sample() + 0.5;
    X.col(known + j) = X.col(static_cast<Index>(from));
  }
  const Index rest = p - known - repeated;
  for (Index i = 0; i < n; ++i) {
    for (Index j = p - rest; j < p; ++j) X(i, j) = random.standard_normal();
  }
  const double flipped = a.number("flip_y");
  std::vector<Index> mask;
  for (Index i = 0; i < n; ++i) {
    if (random.random_sample() < flipped) mask.push_back(i);
  }
  const std::vector<int64_t> other = random.randint(0, n_classes, mask.size());
  for (size_t i = 0; i < mask.size(); ++i) y[mask[i]] = static_cast<double>(other[i]);
  if (a["shift"].is_null()) {
    for (Index j = 0; j < p; ++j) X.col(j).array() += (2 * random.random_sample() - 1) * apart;
  } else {
    X.array() += a.number("shift");
  }
  if (a["scale"].is_null()) {
    for (Index j = 0; j < p; ++j) X.col(j) *= 1 + 100 * random.random_sample();
  } else {
    X *= a.number("scale");
  }
  if (a.flag("shuffle")) {
    shuffle_rows(X, y, random);
    shuffle_columns(X, random);
  }
  return dataset(std::move(X), std::move(y));
}

Dataset regression(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples"), p = a.count("n_features"), informative = std::min(p, a.count("n_informative"));
  RowMatrix X(n, p);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < p; ++j) X(i, j) = random.standard_normal();
  }
  RowMatrix truth = RowMatrix::Zero(p, 1);
  for (Index j = 0; j < informative; ++j) truth(j, 0) = 100 * random.random_sample();
  Vector y = times(X, 0, n, truth).col(0).array() + a.number("bias");
  if (const double noise = a.number("noise"); noise > 0) {
    for (Index i = 0; i < n; ++i) y[i] += noise * random.standard_normal();
  }
  if (a.flag("shuffle")) {
    shuffle_rows(X, y, random);
    shuffle_columns(X, random);
  }
  return dataset(std::move(X), std::move(y));
}

Dataset friedman1(const Arguments& a, RandomState& random) {
  const Index n = a.count("n_samples"), p = a.count("n_features");
  const double noise = a.number("noise");
  RowMatrix X(n, p);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < p; ++j) X(i, j) = random.random_sample();
  }
  Vector y(n);
  for (Index i = 0; i < n; ++i) {
    const double centred = X(i, 2) - 0.5;
    y[i] = 10 * math::sin_nearest(kPi * X(i, 0) * X(i, 1)) + 20 * (centred * centred) + 10 * X(i, 3) + 5 * X(i, 4);
    y[i] += noise * random.standard_normal();
  }
  return dataset(std::move(X), std::move(y));
}

Param samples(const char* doc = "Number of rows.") {
  return {"n_samples", 100, {constraint::integer("[1, 100000000]")}, doc};
}
Param shuffle() { return {"shuffle", true, {constraint::boolean()}, "Whether rows are shuffled, and columns, too."}; }
Param shuffle_of_rows() { return {"shuffle", true, {constraint::boolean()}, "Whether rows are shuffled."}; }
Param noise() {
  return {"noise", Value(), {constraint::real("[0, inf)"), constraint::none()}, "Deviation of normal noise in X."};
}
Param seed() {
  return {"random_state",
          Value(),
          {constraint::integer("[0, 4294967295]"), constraint::none()},
          "Seed of all draws; None is 0."};
}
Param count(const char* name, int64_t fallback, const char* least, const char* doc) {
  return {name, fallback, {constraint::integer(least)}, doc};
}

}  // namespace

const std::vector<Generator>& generators() {
  static const std::vector<Generator> all{
      {"make_blobs",
       "Round clusters of normal noise around centers.",
       "classification",
       {samples("Number of rows, dealt to the centers."),
        count("n_features", 2, "[1, 100000]", "Number of columns."),
        {"centers",
         Value(),
         {constraint::integer("[1, 100000]"), constraint::list(), constraint::none()},
         "How many, or where they are; None is 3."},
        {"cluster_std", 1.0, {constraint::real("[0, inf)"), constraint::list()}, "Deviation, or one per center."},
        {"center_box", Value::List{-10.0, 10.0}, {constraint::list()}, "Between which values centers are drawn."},
        shuffle_of_rows(),
        seed()},
       blobs},
      {"make_circles",
       "A circle around a smaller one.",
       "classification",
       {samples(),
        shuffle_of_rows(),
        noise(),
        seed(),
        {"factor", 0.8, {constraint::real("[0, 1)")}, "Size of the inner circle against the outer one."}},
       circles},
      {"make_classification",
       "Classes of clusters on the corners of a cube, among columns that follow from others and columns of noise.",
       "classification",
       {samples(),
        count("n_features", 20, "[1, 100000]", "Number of columns."),
        count("n_informative", 2, "[1, 100000]", "Columns that tell the class."),
        count("n_redundant", 2, "[0, 100000]", "Columns that are sums of those."),
        count("n_repeated", 0, "[0, 100000]", "Columns that repeat one of both."),
        count("n_classes", 2, "[1, 10000]", "Number of classes."),
        count("n_clusters_per_class", 2, "[1, 10000]", "Clusters of each."),
        {"weights", Value(), {constraint::list(), constraint::none()}, "Share of each class; None is alike."},
        {"flip_y", 0.01, {constraint::real("[0, 1]")}, "Share of rows that get a random class."},
        {"class_sep", 1.0, {constraint::real("(0, inf)")}, "How far the corners are apart."},
        {"hypercube", true, {constraint::boolean()}, "Whether clusters stand on corners, or within."},
        {"shift", 0.0, {constraint::real("(-inf, inf)"), constraint::none()}, "Added to X; None draws one per column."},
        {"scale", 1.0, {constraint::real("(0, inf)"), constraint::none()}, "Times X; None draws one per column."},
        shuffle(),
        seed()},
       classification},
      {"make_friedman1",
       "A curved sum of five columns, among columns without meaning.",
       "regression",
       {samples(),
        count("n_features", 10, "[5, 100000]", "Number of columns."),
        {"noise", 0.0, {constraint::real("[0, inf)")}, "Deviation of normal noise in y."},
        seed()},
       friedman1},
      {"make_moons",
       "Two half circles that reach into each other.",
       "classification",
       {samples(), shuffle_of_rows(), noise(), seed()},
       moons},
      {"make_regression",
       "A linear sum of some columns.",
       "regression",
       {samples(),
        count("n_features", 100, "[1, 100000]", "Number of columns."),
        count("n_informative", 10, "[0, 100000]", "Columns that are part of the sum."),
        {"bias", 0.0, {constraint::real("(-inf, inf)")}, "Added to y."},
        {"noise", 0.0, {constraint::real("[0, inf)")}, "Deviation of normal noise in y."},
        shuffle(),
        seed()},
       regression},
  };
  return all;
}

}  // namespace keepfit::datasets
