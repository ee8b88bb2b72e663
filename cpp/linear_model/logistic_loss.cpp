#include "linear_model/logistic_loss.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"

namespace keepfit {

namespace {
/// Rows per pass: their scores and one column of X stay in the first-level cache. A multiple of the lanes of a dot.
constexpr Index kBlock = 512;
using Buffer = std::array<double, kBlock>;
}  // namespace

LogisticLoss::LogisticLoss(const Matrix& X, const std::vector<int32_t>& codes, Index n_classes, const Vector& weights,
                           double total_weight, double l2, bool intercept)
    : X_(X),
      codes_(codes),
      weights_(weights),
      total_weight_(total_weight),
      l2_(l2),
      intercept_(intercept),
      vectors_(n_classes == 2 ? 1 : n_classes),
      coef_(X.cols(), vectors_),
      constant_(Vector::Zero(vectors_)),
      scores_(std::min(kBlock, X.rows()), vectors_),
      losses_(X.rows()) {}

void LogisticLoss::unpack(const Vector& parameters) {
  for (Index j = 0; j < X_.cols(); ++j) {
    for (Index k = 0; k < vectors_; ++k) coef_(j, k) = parameters[j * vectors_ + k];
  }
  if (intercept_) constant_ = parameters.tail(vectors_);
}

void LogisticLoss::block_scores(Index start, Index count) {
  for (Index k = 0; k < vectors_; ++k) {
    double* out = scores_.col(k).data();
    numerics::matrix_vector(X_, coef_.col(k).data(), start, count, out);
    for (Index i = 0; i < count; ++i) out[i] += constant_[k];
  }
}

void LogisticLoss::binary_block(Index start, Index count) {
  // Scores become derivatives in place. The branches are scikit-learn's: each form is the accurate one in its range.
  double* score = scores_.data();
  Buffer power{}, logarithm{}, target{};
  for (Index i = 0; i < count; ++i)
    target[static_cast<size_t>(i)] = codes_[static_cast<size_t>(start + i)] == 1 ? 1.0 : 0.0;
  for (Index i = 0; i < count; ++i) power[static_cast<size_t>(i)] = score[i] <= -2.0 ? score[i] : -score[i];
  math::exp(power.data(), power.data(), count);
  math::log1p(power.data(), logarithm.data(), count);
  for (Index i = 0; i < count; ++i) {
    // Both sides of each choice, so that rows go side by side: which one is taken cannot be foreseen.
    const double r = score[i], e = power[static_cast<size_t>(i)], l = logarithm[static_cast<size_t>(i)],
                 y = target[static_cast<size_t>(i)];
    const bool low = r <= -2.0, lowest = r <= -37.0;
    const double first = low ? (lowest ? e : l) : (r <= 18.0 ? l : e);
    losses_[start + i] = first + (low ? -(y * r) : (1.0 - y) * r);
    const double upper = low ? (1.0 - y) * e - y : (1.0 - y) - y * e;
    const double slope = upper / (1.0 + e);
    score[i] = lowest ? e - y : slope;
  }
  for (Index i = 0; i < count; ++i) {
    const double w = weight(start + i);
    losses_[start + i] *= w;
    score[i] = w * score[i] / total_weight_;
  }
}

void LogisticLoss::multinomial_block(Index start, Index count) {
  Buffer largest, sum, logarithm;
  std::copy_n(scores_.data(), count, largest.data());
  for (Index k = 1; k < vectors_; ++k) {
    const double* score = scores_.col(k).data();
    for (Index i = 0; i < count; ++i) {
      double& most = largest[static_cast<size_t>(i)];
      most = score[i] > most ? score[i] : most;
    }
  }
  sum.fill(0.0);
  for (Index i = 0; i < count; ++i) losses_[start + i] = scores_(i, codes_[static_cast<size_t>(start + i)]);
  for (Index k = 0; k < vectors_; ++k) {
    double* score = scores_.col(k).data();
    for (Index i = 0; i < count; ++i) score[i] -= largest[static_cast<size_t>(i)];
    math::exp(score, score, count);
    for (Index i = 0; i < count; ++i) sum[static_cast<size_t>(i)] += score[i];
  }
  math::log(sum.data(), logarithm.data(), count);
  for (Index i = 0; i < count; ++i) {
    const auto at = static_cast<size_t>(i);
    losses_[start + i] = weight(start + i) * ((logarithm[at] + largest[at]) - losses_[start + i]);
  }
  for (Index k = 0; k < vectors_; ++k) {
    double* score = scores_.col(k).data();
    for (Index i = 0; i < count; ++i) {
      const double hit = codes_[static_cast<size_t>(start + i)] == k ? 1.0 : 0.0;
      score[i] = (score[i] / sum[static_cast<size_t>(i)] - hit) * weight(start + i) / total_weight_;
    }
  }
}

double LogisticLoss::value_and_gradient(const Vector& parameters, Vector& gradient) {
  const Index n = X_.rows(), p = X_.cols();
  unpack(parameters);
  // One pass: while a block of rows is at hand, its scores, losses and share of every gradient sum are computed.
  std::vector<numerics::Lanes> sums(static_cast<size_t>(vectors_ * (p + 1)));
  for (Index start = 0; start < n; start += kBlock) {
    const Index count = std::min(kBlock, n - start);
    block_scores(start, count);
    if (vectors_ == 1) binary_block(start, count);
    else multinomial_block(start, count);
    for (Index j = 0; j < p; ++j) {
      const double* x = X_.data() + j * n + start;
      for (Index k = 0; k < vectors_; ++k) {
        sums[static_cast<size_t>(j * vectors_ + k)].add_product(x, scores_.col(k).data(), count);
      }
    }
    for (Index k = 0; k < vectors_; ++k) sums[static_cast<size_t>(p * vectors_ + k)].add(scores_.col(k).data(), count);
  }
  const double squares = numerics::dot(parameters.data(), parameters.data(), p * vectors_);
  for (Index i = 0; i < p * vectors_; ++i) gradient[i] = sums[static_cast<size_t>(i)].total() + l2_ * parameters[i];
  for (Index i = p * vectors_; i < size(); ++i) gradient[i] = sums[static_cast<size_t>(i)].total();
  return numerics::sum_pairwise(losses_) / total_weight_ + 0.5 * l2_ * squares;
}

Matrix LogisticLoss::hessian(const Vector& parameters, const std::vector<Index>& chosen) {
  const Index n = X_.rows(), p = X_.cols();
  unpack(parameters);
  Matrix share(n, vectors_);  // probabilities
  for (Index start = 0; start < n; start += kBlock) {
    const Index count = std::min(kBlock, n - start);
    block_scores(start, count);
    if (vectors_ == 1) {
      math::expit(scores_.data(), scores_.data(), count);
    } else {
      multinomial_block(start, count);
    }
    for (Index k = 0; k < vectors_; ++k) {
      for (Index i = 0; i < count; ++i) {
        const Index row = start + i;
        const double w = weight(row);
        // multinomial_block leaves (probability - hit) * weight / total; rows of weight 0 do not count anyway.
        const double hit = codes_[static_cast<size_t>(row)] == k ? 1.0 : 0.0;
        share(row, k) = vectors_ == 1 ? scores_(i, k) : (w > 0 ? scores_(i, k) * total_weight_ / w + hit : 0.0);
      }
    }
  }
  const auto size = static_cast<Index>(chosen.size());
  Matrix h = Matrix::Zero(size, size);
  Vector curvature(n), weighted(n);
  const Vector ones = Vector::Ones(n);
  const auto column = [&](Index parameter) {
    return parameter < p * vectors_ ? X_.data() + parameter / vectors_ * n : ones.data();
  };
  for (Index k = 0; k < vectors_; ++k) {
    for (Index l = 0; l <= k; ++l) {
      for (Index i = 0; i < n; ++i) {
        const double other = k == l ? 1.0 - share(i, k) : -share(i, l);
        curvature[i] = weight(i) * share(i, k) * other / total_weight_;
      }
      for (Index a = 0; a < size; ++a) {
        if (chosen[static_cast<size_t>(a)] % vectors_ != k) continue;
        const double* x = column(chosen[static_cast<size_t>(a)]);
        for (Index i = 0; i < n; ++i) weighted[i] = curvature[i] * x[i];
        for (Index b = 0; b < (k == l ? a + 1 : size); ++b) {
          if (chosen[static_cast<size_t>(b)] % vectors_ != l) continue;
          const double sum = numerics::dot(weighted.data(), column(chosen[static_cast<size_t>(b)]), n);
          h(a, b) = sum;
          h(b, a) = sum;
        }
      }
    }
  }
  for (Index a = 0; a < size; ++a) {
    if (chosen[static_cast<size_t>(a)] < p * vectors_) h(a, a) += l2_;
  }
  return h;
}

}  // namespace keepfit
