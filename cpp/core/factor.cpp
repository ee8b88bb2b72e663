#include "core/factor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/numerics.h"

namespace keepfit::factor {

namespace {

using numerics::axpy;
using numerics::dot;

constexpr double kEps = std::numeric_limits<double>::epsilon();

}  // namespace

bool cholesky(Matrix& a) {
  const Index n = a.rows();
  for (Index j = 0; j < n; ++j) {
    double* column = a.data() + j * n;
    const double before = column[j];
    for (Index k = 0; k < j; ++k) {
      const double* done = a.data() + k * n;
      axpy(-done[j], done + j, column + j, n - j);
    }
    // What is left of the pivot must stand out from the rounding errors of the subtractions.
    if (!(column[j] > static_cast<double>(n) * kEps * before) || !(column[j] > 0)) return false;
    const double pivot = std::sqrt(column[j]);
    for (Index i = j; i < n; ++i) column[i] /= pivot;
  }
  return true;
}

void cholesky_solve(const Matrix& factor, Vector& b) {
  const Index n = factor.rows();
  for (Index j = 0; j < n; ++j) {
    const double* column = factor.data() + j * n;
    b[j] /= column[j];
    axpy(-b[j], column + j + 1, b.data() + j + 1, n - j - 1);
  }
  for (Index j = n - 1; j >= 0; --j) {
    const double* column = factor.data() + j * n;
    b[j] = (b[j] - dot(column + j + 1, b.data() + j + 1, n - j - 1)) / column[j];
  }
}

void SingularSystem::add(double weight, const double* direction, Vector& out) {
  axpy(weight, direction, out.data(), out.size());
}

SingularSystem singular_system(Matrix a, Matrix b) {
  const Index n = a.rows(), p = a.cols(), m = std::min(n, p);
  SingularSystem out{Vector::Zero(m), Matrix::Zero(p, m), Matrix::Zero(m, b.cols())};

  // A power of two keeps squares in range and changes no digit.
  double largest = 0;
  for (Index i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a.data()[i]));
  if (largest == 0) return out;
  int exponent = 0;
  std::frexp(largest, &exponent);
  for (Index i = 0; i < a.size(); ++i) a.data()[i] = std::ldexp(a.data()[i], -exponent);

  std::vector<Index> order(static_cast<size_t>(p));  // order[j]: which column of A stands at j
  std::iota(order.begin(), order.end(), Index{0});
  Vector norms(p), exact(p);
  for (Index j = 0; j < p; ++j) norms[j] = exact[j] = numerics::norm(a.col(j).data(), n);
  for (Index k = 0; k < m; ++k) {
    Index pick = k;
    for (Index j = k + 1; j < p; ++j) {
      if (norms[j] > norms[pick]) pick = j;
    }
    if (pick != k) {
      a.col(k).swap(a.col(pick));
      std::swap(order[static_cast<size_t>(k)], order[static_cast<size_t>(pick)]);
      std::swap(norms[k], norms[pick]);
      std::swap(exact[k], exact[pick]);
    }
    // The reflection I - v v' / h that sends the rest of column k to (alpha, 0, ...).
    double* v = a.col(k).data() + k;
    const Index length = n - k;
    const double size = numerics::norm(v, length);
    if (size == 0) continue;
    const double alpha = v[0] > 0 ? -size : size;
    const double h = size * (size + std::fabs(v[0]));
    v[0] -= alpha;
    for (Index side = 0; side < b.cols(); ++side) {
      double* rest = b.col(side).data() + k;
      axpy(-dot(v, rest, length) / h, v, rest, length);
    }
    for (Index j = k + 1; j < p; ++j) {
      double* column = a.col(j).data() + k;
      axpy(-dot(v, column, length) / h, v, column, length);
      if (norms[j] == 0) continue;
      // Take the new first element out of the norm; compute it anew when too little is left for that to be accurate.
      const double share = std::fabs(column[0]) / norms[j];
      const double left = std::max(0.0, (1.0 + share) * (1.0 - share));
      const double drop = norms[j] / exact[j];
      if (left * drop * drop <= 1e-8) {
        norms[j] = exact[j] = numerics::norm(column + 1, length - 1);
      } else {
        norms[j] *= std::sqrt(left);
      }
    }
    v[0] = alpha;
  }

  // G = P R': its columns are rotated until they are orthogonal; they are then sigma_i v_i.
  Matrix g = Matrix::Zero(p, m);
  Matrix c = b.topRows(m);
  for (Index i = 0; i < m; ++i) {
    for (Index j = i; j < p; ++j) g(order[static_cast<size_t>(j)], i) = a(i, j);
  }
  const double tolerance = kEps * std::sqrt(static_cast<double>(p));
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < 60; ++sweep) {
    rotated = false;
    for (Index i = 0; i < m; ++i) {
      for (Index j = i + 1; j < m; ++j) {
        double *x = g.col(i).data(), *y = g.col(j).data();
        const double xx = dot(x, x, p), yy = dot(y, y, p), xy = dot(x, y, p);
        if (std::fabs(xy) <= tolerance * std::sqrt(xx) * std::sqrt(yy)) continue;
        rotated = true;
        const double zeta = (yy - xx) / (2.0 * xy);
        const double size = std::fabs(zeta);
        const double root = size > 1e150 ? size : std::sqrt(1.0 + zeta * zeta);
        const double t = (zeta < 0 ? -1.0 : 1.0) / (size + root);
        const double cosine = 1.0 / std::sqrt(1.0 + t * t), sine = cosine * t;
        const auto rotate = [cosine, sine](double& u, double& w) {
          const double old = u;
          u = cosine * old - sine * w;
          w = sine * old + cosine * w;
        };
        for (Index r = 0; r < p; ++r) rotate(x[r], y[r]);
        for (Index side = 0; side < c.cols(); ++side) rotate(c(i, side), c(j, side));
      }
    }
  }

  Vector sizes(m);
  for (Index i = 0; i < m; ++i) sizes[i] = numerics::norm(g.col(i).data(), p);
  std::vector<Index> by_size(static_cast<size_t>(m));
  std::iota(by_size.begin(), by_size.end(), Index{0});
  std::stable_sort(by_size.begin(), by_size.end(), [&](Index i, Index j) { return sizes[i] > sizes[j]; });
  for (Index i = 0; i < m; ++i) {
    const Index from = by_size[static_cast<size_t>(i)];
    out.singular[i] = std::ldexp(sizes[from], exponent);
    out.projected.row(i) = c.row(from);
    if (sizes[from] > 0) out.directions.col(i) = g.col(from) / sizes[from];
  }
  return out;
}

}  // namespace keepfit::factor
