// Sums in a fixed order, and the factors that build on them.
#include "core/numerics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/arg_partition.h"
#include "core/bits.h"
#include "core/columns.h"
#include "core/factor.h"

namespace keepfit::test {
namespace {

using namespace numerics;

/// Numbers of mixed sizes, so that every other order of adding shows.
struct Stream {
  uint64_t state = 88172645463325252u;
  double operator()() {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    const double u = static_cast<double>(state >> 11) / 9007199254740992.0 - 0.5;
    return u * (state % 7 == 0 ? 1e6 : 1.0);
  }
};

Vector random_vector(Index n, uint64_t seed = 1) {
  Stream next{seed * 0x9E3779B97F4A7C15u};
  Vector v(n);
  for (Index i = 0; i < n; ++i) v[i] = next();
  return v;
}

Matrix random_matrix(Index n, Index p, uint64_t seed = 1) {
  Matrix m(n, p);
  for (Index j = 0; j < p; ++j) m.col(j) = random_vector(n, seed * 1000 + static_cast<uint64_t>(j) + 1);
  return m;
}

uint64_t bits(double x) { return bit_cast<uint64_t>(x); }

TEST(Sums, PairwiseIsNumPys) {
  // np.sum of sqrt(i + 1), every seventh times 1000: NumPy 2.4
  const auto values = [](Index n) {
    Vector v(n);
    for (Index i = 0; i < n; ++i) v[i] = std::sqrt(static_cast<double>(i + 1)) * (i % 7 == 0 ? 1000.0 : 1.0);
    return v;
  };
  const std::pair<Index, double> known[] = {
      {1, 0x1.f400000000000p+9},      {7, 0x1.fa3d21200dfd3p+9},     {8, 0x1.e01cf3498785ap+11},
      {9, 0x1.e07cf3498785ap+11},     {127, 0x1.172eb71b3ffa8p+17},  {128, 0x1.17345f42d99a4p+17},
      {129, 0x1.173a0d0fc9908p+17},   {136, 0x1.2df88b5cb0c8ep+17},  {300, 0x1.e2b5a2aae23eep+18},
      {1001, 0x1.710adcfe1a9a0p+21},  {8192, 0x1.0f1d3d3b9f2e6p+26}, {8193, 0x1.0f1d53dc9816ap+26},
      {20001, 0x1.0281112b98ca9p+28},
  };
  for (const auto& [n, expected] : known) {
    const Vector v = values(n);
    EXPECT_EQ(bits(sum_pairwise(v)), bits(expected)) << n;
    Vector apart(3 * n);
    for (Index i = 0; i < n; ++i) apart[3 * i] = v[i];
    EXPECT_EQ(bits(sum_pairwise(apart.data(), n, 3)), bits(expected)) << n;
  }
  const double zeros[] = {-0.0, -0.0};
  EXPECT_EQ(bits(sum_pairwise(zeros, 2)), bits(0.0));
}

TEST(Sums, SequentialRunsInOrder) {
  const double x[] = {1e16, 1.0, -1e16, 1.0};
  EXPECT_EQ(sum_sequential(x, 4), 1.0);
  EXPECT_EQ(sum_sequential(x, 2, 2), 0.0);
}

TEST(Sums, DotHasEightLanes) {
  for (Index n : {0, 1, 7, 8, 9, 16, 29, 1000, 1003}) {
    const Vector x = random_vector(n, 2), y = random_vector(n, 3);
    double lane[8] = {};
    for (Index i = 0; i < n; ++i) lane[i % 8] += x[i] * y[i];
    const double expected = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
    EXPECT_EQ(bits(dot(x, y)), bits(expected)) << n;
    Lanes pieces;
    for (Index from = 0; from < n; from += 24)
      pieces.add_product(x.data() + from, y.data() + from, std::min<Index>(24, n - from));
    EXPECT_EQ(bits(pieces.total()), bits(expected)) << n;
  }
}

TEST(Sums, WholeMatricesAddAsTheirColumnsDo) {
  for (const Index n : {1, 7, 8, 127, 128, 129, 1000}) {
    for (const Index p : {1, 2, 5}) {
      const Matrix X = random_matrix(n, p, 3);
      const Vector v = random_vector(n, 4), shift = random_vector(p, 5);
      const Matrix Z = X.rowwise() - shift.transpose();
      Vector along(p), Zv(p);
      transposed_matrix_vector(X, v.data(), along.data());
      const Matrix products = gram(X), centred = gram(X, &shift, v.data(), Zv.data());
      for (Index i = 0; i < p; ++i) {
        EXPECT_EQ(bits(column_sums(X)[i]), bits(sum_sequential(X.col(i).data(), n)));
        EXPECT_EQ(bits(column_square_sums(X)[i]), bits(sum_sequential(Vector(X.col(i).array().square()).data(), n)));
        EXPECT_EQ(bits(along[i]), bits(dot(X.col(i), v)));
        EXPECT_EQ(bits(Zv[i]), bits(dot(Z.col(i), v)));
        for (Index j = 0; j < p; ++j) {
          EXPECT_EQ(bits(products(i, j)), bits(dot(X.col(i), X.col(j)))) << n << " " << i << " " << j;
          EXPECT_EQ(bits(centred(i, j)), bits(dot(Z.col(i), Z.col(j)))) << n << " " << i << " " << j;
        }
        Vector moved = v, together = v;
        axpy(0.3, X.col(i).data(), moved.data(), n);
        EXPECT_EQ(bits(axpy_dot(0.3, X.col(i).data(), together.data(), X.col(0).data(), n)),
                  bits(dot(X.col(0), moved)));
        EXPECT_EQ(moved, together);
      }
    }
  }
}

TEST(Sums, ARowAloneHasTheScoresItHasInABatch) {
  for (Index p = 1; p <= 20; ++p) {
    for (Index n : {1, 2, 3, 7, 63, 511, 512, 513, 1030}) {
      const Matrix X = random_matrix(n, p, static_cast<uint64_t>(p));
      const RowMatrix coef = random_matrix(3, p, 77);
      const Vector intercept = random_vector(3, 78);
      const RowMatrix batch = linear_scores(X, coef, intercept);
      for (Index i = 0; i < n; i += n < 20 ? 1 : 37) {
        const RowMatrix alone = linear_scores(X.row(i), coef, intercept);
        for (Index k = 0; k < 3; ++k) {
          double sum = coef(k, 0) * X(i, 0);
          for (Index j = 1; j < p; ++j) sum += coef(k, j) * X(i, j);
          ASSERT_EQ(bits(batch(i, k)), bits(sum + intercept[k])) << n << " x " << p << ", row " << i;
          ASSERT_EQ(bits(batch(i, k)), bits(alone(0, k))) << n << " x " << p << ", row " << i;
        }
      }
    }
  }
}

TEST(Factor, CholeskySolves) {
  const Matrix half = random_matrix(12, 12, 5);
  const Matrix a = half * half.transpose() + Matrix::Identity(12, 12);
  Matrix l = a;
  ASSERT_TRUE(factor::cholesky(l));
  const Vector b = random_vector(12, 6);
  Vector x = b;
  factor::cholesky_solve(l, x);
  EXPECT_LT((a * x - b).norm() / b.norm(), 1e-6);

  Matrix singular(2, 2);
  singular << 1, 1, 1, 1;
  EXPECT_FALSE(factor::cholesky(singular));

  // Singular up to rounding: the last pivot is tiny, of either sign.
  for (Index n = 5; n < 40; ++n) {
    Matrix x = random_matrix(n, 3, 7);
    x.col(2) = 0.1 * x.col(0) + 0.3 * x.col(1);
    Matrix gram = x.transpose() * x;
    EXPECT_FALSE(factor::cholesky(gram)) << n;
  }
}

TEST(Factor, SingularSystemIsADecomposition) {
  for (const auto& [n, p] : {std::pair<Index, Index>{1, 1}, {5, 3}, {3, 5}, {40, 8}, {8, 40}, {6, 6}}) {
    const Matrix a = random_matrix(n, p, 9);
    const Vector b = random_vector(n, 10);
    const auto system = factor::singular_system(a, b);
    const Index m = std::min(n, p);
    ASSERT_EQ(system.singular.size(), m);
    const double size = system.singular[0];
    EXPECT_LT((system.directions.transpose() * system.directions - Matrix::Identity(m, m)).norm(), 1e-13);
    // A'A = V S^2 V' and A'b = V S (U'b)
    const Matrix s2 = system.singular.array().square().matrix().asDiagonal();
    EXPECT_LT((a.transpose() * a - system.directions * s2 * system.directions.transpose()).norm(), 1e-13 * size * size);
    EXPECT_LT((a.transpose() * b - system.combine([](double s) { return s; })).norm(), 1e-13 * size * b.norm());
    for (Index i = 1; i < m; ++i) EXPECT_GE(system.singular[i - 1], system.singular[i]);
  }
}

TEST(Factor, TinyAndHugeNumbersKeepTheirDigits) {
  const Matrix a = random_matrix(7, 3, 12);
  const Vector plain = factor::singular_system(a, Vector::Zero(7)).singular;
  for (int exponent : {-1000, 900}) {
    Matrix scaled = a;
    for (Index i = 0; i < a.size(); ++i) scaled.data()[i] = std::ldexp(a.data()[i], exponent);
    const Vector s = factor::singular_system(scaled, Vector::Zero(7)).singular;
    for (Index i = 0; i < 3; ++i) EXPECT_EQ(s[i], std::ldexp(plain[i], exponent));
  }
  EXPECT_EQ(factor::singular_system(Matrix::Zero(4, 2), Vector::Ones(4)).singular[0], 0.0);
}

// Expected: np.argpartition of NumPy 2.4.6 without the kernels of processors.
TEST(ArgPartition, LeavesEqualsWhereNumPyDoes) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Case {
    std::vector<double> values;
    Index kth;
    std::vector<Index> places;
  };
  for (const Case& c : std::vector<Case>{
           {{2, 3, 0, 3, 1, 2, 2, 1, 3}, 1, {2, 4, 0, 3, 1, 5, 6, 7, 8}},
           {{0, 1, nan, 2, 1, 0, 0, nan, 0, nan, 3, 0}, 5, {6, 5, 8, 0, 11, 1, 4, 3, 2, 9, 10, 7}},
           {{1, 1, 1, 3, 0, 3, 3, nan, nan, 1, 2, 1}, 11, {0, 1, 2, 3, 4, 5, 6, 7, 11, 9, 10, 8}},
           {{0, 3, 2, 3,   1, 1, 3, 0,   0, 1, 2, 0, 3, 1, 0, 2, 3, nan, 3, 1,
             0, 3, 2, nan, 0, 0, 2, nan, 1, 3, 0, 2, 1, 1, 3, 0, 1, 0,   0, 1},
            17,
            {20, 0, 38, 37, 36, 35, 33, 7,  8, 32, 30, 11, 28, 25, 14, 24, 19, 4,  9, 39,
             26, 5, 13, 31, 15, 22, 3,  34, 6, 2,  10, 12, 29, 18, 27, 23, 21, 16, 1, 17}},
           {{0, 3, 3, 0, 0, 1, 0, 3, 2, 2, 1, 2, 3, 0, 3, 0, 1, 3, 3, 0, 3, 3, 1, 1, 3, 3, 2, 1, 0, 3,
             1, 2, 2, 0, 1, 2, 0, 2, 3, 2, 2, 1, 3, 0, 1, 2, 2, 0, 0, 2, 3, 2, 3, 1, 1, 3, 0, 0, 0, 1},
            4,
            {15, 36, 13, 43, 48, 47, 19, 33, 0,  28, 53, 54, 44, 56, 6,  57, 41, 4,  34, 3,
             58, 30, 27, 59, 24, 25, 26, 23, 22, 1,  21, 31, 32, 20, 18, 35, 17, 37, 38, 39,
             40, 16, 42, 14, 12, 45, 46, 11, 10, 49, 50, 51, 52, 9,  8,  55, 7,  5,  2,  29}},
       })
    EXPECT_EQ(arg_partition(c.values, c.kth), c.places) << c.values.size();
  // So arranged that medians of three halve badly: the whole must still be parted.
  std::vector<double> pipe;
  for (int i = 0; i < 3000; ++i) pipe.push_back(std::abs(i - 1500));
  const std::vector<Index> parted = arg_partition(pipe, 1000);
  for (size_t i = 0; i < pipe.size(); ++i) {
    const double at = pipe[static_cast<size_t>(parted[i])], kth = pipe[static_cast<size_t>(parted[1000])];
    EXPECT_TRUE(i < 1000 ? at <= kth : at >= kth);
  }
}

}  // namespace
}  // namespace keepfit::test
