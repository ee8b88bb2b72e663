#include "discriminant_analysis/linear_discriminant_analysis.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/factor.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "naive_bayes/naive_bayes.h"

namespace keepfit {

KEEPFIT_REGISTER(LinearDiscriminantAnalysis)

KEEPFIT_SMALL const Declaration& LinearDiscriminantAnalysis::declared() {
  using L = LinearDiscriminantAnalysis;
  static const Declaration d{
      .name = "LinearDiscriminantAnalysis",
      .module = "discriminant_analysis",
      .doc =
          "Classes as normal distributions with one covariance: linear borders; transform gives the directions that "
          "separate them.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kTight},
      .traits = {.needs_target = true, .probabilities = true},
      .params = {{"solver", "svd", {constraint::options({"svd"})}, "Method; only 'svd' is supported."},
                 param::priors(),
                 {"tol", 1e-4, {constraint::real("[0, inf)")}, "Singular values up to this count as 0."}},
      .fitted = {fields::classes(), field<&L::priors_>("priors_", {"n_classes"}, "Probability of each class."),
                 field<&L::means_>("means_", {"n_classes", "n_features_in_"}, "Mean of each column in each class."),
                 field<&L::xbar_>("xbar_", {"n_features_in_"}, "Mean of the classes' means, weighted by priors_."),
                 field<&L::scalings_>("scalings_", {"n_features_in_", "n_directions"},
                                      "Directions that separate the classes, best first."),
                 field<&L::explained_variance_ratio_>("explained_variance_ratio_", {"max_components"},
                                                      "Share of the variance between classes along each direction."),
                 coef_field(), intercept_field()},
      .unsupported = {"shrinkage", "n_components", "store_covariance", "covariance_estimator"},
      .unsupported_methods = {"predict_log_proba"},
      .create = &create<LinearDiscriminantAnalysis>};
  return d;
}

void LinearDiscriminantAnalysis::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  const Index n = X.rows(), p = X.columns(), k = static_cast<Index>(classes_.size());
  if (n <= k) {
    throw Error("too_few_rows", name(),
                name() + " needs more rows than classes. Got " + counted(n, "row") + " of " +
                    counted(k, "class", "classes") + ".",
                "Give more rows.");
  }
  Vector counts = Vector::Zero(k);
  for (const int32_t c : codes) counts[c] += 1.0;
  if (const Value& given = param("priors"); !given.is_null()) {
    priors_ = number_list(name(), "priors", given, k, "class");
    const double sum = numerics::sum_pairwise(priors_);
    if (!(priors_.minCoeff() > 0)) throw Error("bad_parameter", name(), "priors of " + name() + " must be above 0.");
    if (std::fabs(sum - 1.0) > 1e-5) {
      warn("UserWarning", "priors of " + name() + " sum to " + repr(sum) + ", not to 1, and are divided by that.",
           "Give priors that sum to 1.");
      priors_ /= sum;
    }
  } else {
    priors_ = counts / static_cast<double>(n);
  }

  means_.resize(k, p);
  Matrix within = X.numbers();
  Vector deviation(p);
  for (Index j = 0; j < p; ++j) {
    Vector sums = Vector::Zero(k);
    double* x = within.col(j).data();
    for (Index i = 0; i < n; ++i) sums[codes[static_cast<size_t>(i)]] += x[i];
    means_.col(j) = sums.array() / counts.array();
    for (Index i = 0; i < n; ++i) x[i] -= means_(codes[static_cast<size_t>(i)], j);
    const double mean = numerics::mean(x, n);
    double squares = 0;
    for (Index i = 0; i < n; ++i) squares += (x[i] - mean) * (x[i] - mean);
    deviation[j] = std::sqrt(squares / static_cast<double>(n));
    if (deviation[j] == 0) deviation[j] = 1.0;
    within.col(j) *= std::sqrt(1.0 / static_cast<double>(n)) / deviation[j];
  }
  if (!within.allFinite()) {
    throw Error("not_finite", name(), name() + " ran into numbers that are not finite.",
                "Scale the columns first, for example with StandardScaler.");
  }
  context.report(1, 3);
  xbar_ = means_.transpose() * priors_;
  if (k == 1) {
    // Nothing to tell apart: scikit-learn fits it all the same.
    explained_variance_ratio_.resize(0);
    scalings_.resize(p, 0);
    coef_ = RowMatrix::Zero(1, p);
    intercept_ = Vector::Zero(1);
    return;
  }

  const double tol = param("tol").number();
  const auto rank_of = [](const Vector& singular, double limit) {
    Index rank = 0;
    while (rank < singular.size() && singular[rank] > limit) ++rank;
    return rank;
  };
  const factor::SingularSystem inner = factor::singular_system(std::move(within), Vector::Zero(n));
  const Index rank = rank_of(inner.singular, tol);
  const auto nothing = [&](const char* what) {
    return Error("no_directions", name(),
                 std::string(what) + ", so that " + name() + " finds no direction that separates the classes.",
                 "Add columns that differ between and within classes.");
  };
  if (rank == 0) throw nothing("No column varies within a class");
  Matrix whitening(p, rank);
  for (Index c = 0; c < rank; ++c)
    whitening.col(c) = inner.directions.col(c).array() / deviation.array() / inner.singular[c];
  context.report(2, 3);

  Matrix between = (means_.rowwise() - xbar_.transpose()).lazyProduct(whitening);
  for (Index c = 0; c < k; ++c)
    between.row(c) *= std::sqrt((static_cast<double>(n) * priors_[c]) / static_cast<double>(k - 1));
  const factor::SingularSystem outer = factor::singular_system(std::move(between), Vector::Zero(k));
  if (!(outer.singular[0] > 0)) throw nothing("All classes have the same mean");
  const Vector squares = outer.singular.array().square();
  explained_variance_ratio_ = (squares / numerics::sum_pairwise(squares)).head(std::min({k - 1, p, squares.size()}));
  const Index kept = rank_of(outer.singular, tol * outer.singular[0]);
  scalings_ = whitening.lazyProduct(outer.directions.leftCols(kept));

  const RowMatrix projected = (means_.rowwise() - xbar_.transpose()).lazyProduct(scalings_);
  RowMatrix coef = projected.lazyProduct(scalings_.transpose());
  Vector intercept(k);
  for (Index c = 0; c < k; ++c) {
    intercept[c] = -0.5 * numerics::dot(projected.row(c).data(), projected.row(c).data(), kept) + math::log(priors_[c]);
    intercept[c] -= numerics::dot(xbar_.data(), coef.row(c).data(), p);
  }
  if (k == 2) {
    coef_ = coef.row(1) - coef.row(0);
    intercept_ = Vector::Constant(1, intercept[1] - intercept[0]);
  } else {
    coef_ = std::move(coef);
    intercept_ = std::move(intercept);
  }
  require_finite_weights();
}

RowMatrix LinearDiscriminantAnalysis::do_predict_proba(const Table& X) const {
  RowMatrix s = scores(X);
  const Index n = s.rows(), k = s.cols();
  if (classes_.size() == 1) return RowMatrix::Ones(n, 1);
  if (k == 1) return one_vs_rest_probabilities(std::move(s));
  for (Index i = 0; i < n; ++i) {
    double* row = s.data() + i * k;
    const double largest = *std::max_element(row, row + k);
    for (Index c = 0; c < k; ++c) row[c] -= largest;
  }
  math::exp(s.data(), s.data(), s.size());
  for (Index i = 0; i < n; ++i) {
    double* row = s.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] /= sum;
  }
  return s;
}

Table LinearDiscriminantAnalysis::do_transform(const Table& X) const {
  const Matrix centred = X.numbers().rowwise() - xbar_.transpose();
  Matrix out(X.rows(), std::min(scalings_.cols(), explained_variance_ratio_.size()));
  for (Index c = 0; c < out.cols(); ++c) {
    const Vector direction = scalings_.col(c);
    numerics::matrix_vector(centred, direction.data(), out.col(c).data());
  }
  return Table(std::move(out));
}

std::vector<std::string> LinearDiscriminantAnalysis::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (Index c = 0; c < std::min(scalings_.cols(), explained_variance_ratio_.size()); ++c)
    names.push_back("lineardiscriminantanalysis" + std::to_string(c));
  return names;
}

void LinearDiscriminantAnalysis::check_fitted() const {
  LinearClassifier::check_fitted();
  audit::finite("scalings_", scalings_);
  audit::finite("xbar_", xbar_);
}

}  // namespace keepfit
