#include "decomposition/pca.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/columns.h"
#include "core/factor.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "decomposition/components.h"

namespace keepfit {

KEEPFIT_REGISTER(PCA)

KEEPFIT_SMALL const Declaration& PCA::declared() {
  static const Declaration d{
      .name = "PCA",
      .module = "decomposition",
      .doc = "Principal components: directions that hold as much of the variance as possible.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kConverged,
                    "Variances and singular values to 1e-10; the axes as far as the gaps between them allow."},
      .traits = {.gives_negative = true},
      .params =
          {{"n_components",
            Value(),
            {constraint::integer("[0, inf)"), constraint::real("(0, 1)"), constraint::none()},
            "How many components stay; a share keeps as many as hold that share of the variance; None keeps all."},
           {"whiten", false, {constraint::boolean()}, "Scale the components to unit variance."},
           {"svd_solver",
            "auto",
            {constraint::options({"auto", "full", "covariance_eigh"})},
            "From the rows or from their covariances; 'auto' takes covariances where rows are many."},
           param::random_state("Nothing is drawn by these solvers, here as in scikit-learn.")},
      .first = "n_components whiten",
      .fitted = {field<&PCA::components_>("components_", {"n_components", "n_features_in_"},
                                          "Directions, by falling variance."),
                 field<&PCA::explained_variance_>("explained_variance_", {"n_components"},
                                                  "Variance along each direction."),
                 field<&PCA::explained_variance_ratio_>("explained_variance_ratio_", {"n_components"},
                                                        "Its share of the whole variance."),
                 field<&PCA::singular_values_>("singular_values_", {"n_components"},
                                               "Singular value of each direction."),
                 field<&PCA::mean_>("mean_", {"n_features_in_"}, "Mean of each column."),
                 field<&PCA::n_components_>("n_components_", {}, "Number of components."),
                 field<&PCA::n_samples_>("n_samples_", {}, "Number of rows seen."),
                 field<&PCA::noise_variance_>("noise_variance_", {}, "Mean variance along the directions left out.")},
      .unsupported = {"copy", "tol", "iterated_power", "n_oversamples", "power_iteration_normalizer"},
      .unsupported_methods = {"get_covariance", "get_precision", "score", "score_samples"},
      .create = &create<PCA>};
  return d;
}

void PCA::do_fit(const Table& X, const Column*, const Context&) {
  const Matrix& x = X.numbers();
  const Index n = x.rows(), p = x.cols(), most = std::min(n, p);
  if (n < 2) throw Error("too_few_rows", name(), "PCA needs at least 2 rows to see a variance.", "Give X more rows.");
  const Value& wanted = param("n_components");
  const auto* count = wanted.get_if<int64_t>();
  if (count && *count > most) {
    throw Error("bad_parameter", name(),
                "n_components of PCA must be at most " + std::to_string(most) +
                    ", the smaller of rows and columns. Got " + wanted.repr() + ".",
                "Ask for fewer components.");
  }
  const double freedom = static_cast<double>(n - 1);
  const Value& solver = param("svd_solver");
  Vector variances, singular;
  RowMatrix directions;
  if (solver.is("covariance_eigh") || (solver.is("auto") && p <= 1000 && n >= 10 * p)) {
    Vector sums;
    Matrix c = numerics::gram_and_sums(x, sums);
    mean_ = axes::column_means(x, std::move(sums));
    for (Index i = 0; i < p; ++i) {
      for (Index j = 0; j <= i; ++j)
        c(i, j) = c(j, i) = (c(i, j) - static_cast<double>(n) * mean_[i] * mean_[j]) / freedom;
    }
    if (!c.allFinite())
      throw Error("overflow", name(), "PCA met numbers too large to square.",
                  "Scale the columns first, for example with StandardScaler.");
    // The singular values of a covariance matrix are its eigenvalues.
    const factor::SingularSystem system = factor::singular_system(std::move(c), Vector::Zero(p));
    variances = system.singular;  // p of them, of which those beyond the number of rows are about 0
    directions = system.directions.transpose();
    singular = (variances * freedom).array().sqrt();
  } else {
    mean_ = axes::column_means(x, numerics::column_sums(x));
    const Matrix centred = x.rowwise() - mean_.transpose();
    const factor::SingularSystem system = factor::singular_system(centred, Vector::Zero(n));
    singular = system.singular;
    directions = system.directions.transpose();
    variances = singular.array().square() / freedom;
  }
  axes::require_finite("PCA", directions, variances);
  axes::fix_signs(directions);
  const Vector ratio = variances / numerics::sum_pairwise(variances);
  Index k = most;
  if (count) k = static_cast<Index>(*count);
  if (wanted.get_if<double>()) {
    double sum = 0;
    for (k = 0; k < most; ++k) {
      sum += ratio[k];
      if (sum > wanted.number()) break;
    }
    k = std::min(k + 1, most);
  }
  noise_variance_ = k < most ? numerics::mean(variances.data() + k, variances.size() - k) : 0.0;
  n_samples_ = n;
  n_components_ = k;
  components_ = directions.topRows(k);
  explained_variance_ = variances.head(k);
  explained_variance_ratio_ = ratio.head(k);
  singular_values_ = singular.head(k);
}

Table PCA::do_transform(const Table& X) const {
  const Index k = components_.rows();
  Vector shift(k);
  for (Index i = 0; i < k; ++i) shift[i] = -numerics::dot(mean_.data(), components_.row(i).data(), mean_.size());
  Matrix z = numerics::linear_scores(X.numbers(), components_, shift);
  if (param("whiten").boolean()) {
    for (Index i = 0; i < k; ++i)
      z.col(i) /= std::max(std::sqrt(explained_variance_[i]), std::numeric_limits<double>::epsilon());
  }
  return Table(std::move(z));
}

Table PCA::do_inverse_transform(const Table& X) const {
  RowMatrix back = components_.transpose();
  if (param("whiten").boolean()) {
    for (Index i = 0; i < back.cols(); ++i) back.col(i) *= std::sqrt(explained_variance_[i]);
  }
  return Table(Matrix(numerics::linear_scores(X.numbers(), back, mean_)));
}

std::vector<std::string> PCA::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (Index i = 0; i < components_.rows(); ++i) names.push_back("pca" + std::to_string(i));
  return names;
}

void PCA::check_fitted() const {
  using audit::refuse;
  if (n_components_ != components_.rows()) refuse("n_components_", "n_components_ does not agree with components_.");
  audit::finite("components_", components_);
  audit::finite("mean_", mean_);
  if (!(explained_variance_.array() >= 0).all())
    refuse("explained_variance_", "explained_variance_ holds a negative variance.");
}

}  // namespace keepfit
