// Power and quantile transforms.
#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/normal_quantile.h"
#include "interchange/pmml/operations.h"

namespace keepfit::interchange::pmml {

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Expr add(Expr a, Expr b) { return apply("+", {std::move(a), std::move(b)}); }
Expr subtract(Expr a, Expr b) { return apply("-", {std::move(a), std::move(b)}); }
Expr times(Expr a, Expr b) { return apply("*", {std::move(a), std::move(b)}); }
Expr over(Expr a, Expr b) { return apply("/", {std::move(a), std::move(b)}); }
Expr negative(Expr a) { return times(constant(-1.0), std::move(a)); }

Expr yeo_johnson(const Expr& x, double lambda) {
  const auto bent = [](const Expr& log, double by) {
    return by == 0 ? log : over(apply("expm1", {times(constant(by), log)}), constant(by));
  };
  const double up = std::fabs(lambda) < kEps ? 0 : lambda;
  const double down = std::fabs(lambda - 2) > kEps ? 2 - lambda : 0;
  return choose(apply("greaterOrEqual", {add(x, constant(0.0)), constant(0.0)}), bent(apply("ln1p", {x}), up),
                negative(bent(apply("ln1p", {negative(x)}), down)));
}

Expr box_cox(Sheet& to, const Expr& x, double lambda) {
  const Expr log = apply("ln", {x});
  if (std::fabs(lambda) < 1e-19) return log;
  const Expr product = to.ref(to.derived(times(constant(lambda), log)));
  // Beyond this the exponential would overflow before the quotient does.
  const Expr far = subtract(times(constant(std::copysign(1.0, lambda)),
                                  apply("exp", {subtract(product, constant(math::log(std::fabs(lambda))))})),
                            constant(1 / lambda));
  return choose(apply("lessThan", {product, constant(709.78)}), over(apply("expm1", {product}), constant(lambda)), far);
}

Expr undone(const Expr& y, const graph::Power& what, double lambda) {
  if (what.box_cox) {
    if (lambda == 0) return apply("exp", {y});
    return apply("exp", {over(apply("ln1p", {times(y, constant(lambda))}), constant(lambda))});
  }
  const auto power = [&](double by, double exponent) {
    return apply("pow", {add(times(y, constant(by)), constant(1.0)), constant(exponent)});
  };
  Expr up = subtract(std::fabs(lambda) < kEps ? apply("exp", {y}) : power(lambda, 1 / lambda), constant(1.0));
  Expr down = subtract(constant(1.0), std::fabs(lambda - 2) > kEps ? power(-(2 - lambda), 1 / (2 - lambda))
                                                                   : apply("exp", {negative(y)}));
  return choose(apply("greaterOrEqual", {add(y, constant(0.0)), constant(0.0)}), std::move(up), std::move(down));
}

/// np.interp between the points from..to, halved until one piece is left.
Expr piece(const Expr& v, const std::vector<double>& x, const std::vector<double>& y, size_t from, size_t end) {
  if (from + 1 < end) {
    const size_t middle = (from + end) / 2;
    return choose(apply("lessThan", {v, constant(x[middle] + 0.0)}), piece(v, x, y, from, middle),
                  piece(v, x, y, middle, end));
  }
  const double slope = (y[from + 1] - y[from]) / (x[from + 1] - x[from]);
  if (slope == 0 || !std::isfinite(slope)) return constant(y[from]);
  return add(times(constant(slope), subtract(v, constant(x[from]))), constant(y[from]));
}

Expr interpolated(const Expr& v, const std::vector<double>& x, const std::vector<double>& y) {
  const size_t n = x.size();
  if (n == 1) return constant(y[0]);
  Expr inside =
      choose(apply("greaterOrEqual", {v, constant(x.back() + 0.0)}), constant(y.back()), piece(v, x, y, 0, n - 1));
  return choose(apply("lessThan", {v, constant(x.front() + 0.0)}), constant(y.front()), std::move(inside));
}

Expr polynomial(const double (&coefficients)[8], const Expr& r) {
  Expr sum = constant(coefficients[7]);
  for (int i = 6; i >= 0; --i) sum = add(times(std::move(sum), r), constant(coefficients[i]));
  return sum;
}

/// The normal distribution's quantile (Wichura, AS 241), for shares in [0, 1].
Expr normal_quantile(Sheet& to, const Expr& p) {
  using namespace normal_quantile_by;
  const auto field = [&](Expr e) { return to.ref(to.derived(std::move(e))); };
  const Expr q = field(subtract(p, constant(0.5)));
  const Expr r = field(subtract(constant(0.180625), times(q, q)));
  const Expr centre = over(times(q, polynomial(kCentre, r)), polynomial(kCentreBelow, r));
  const Expr below = apply("lessThan", {q, constant(0.0)});
  const Expr root = field(apply("sqrt", {negative(apply("ln", {choose(below, p, subtract(constant(1.0), p))}))}));
  const Expr a = field(subtract(root, constant(1.6))), b = field(subtract(root, constant(5.0)));
  const Expr near = over(polynomial(kNear, a), polynomial(kNearBelow, a));
  const Expr far = over(polynomial(kFar, b), polynomial(kFarBelow, b));
  const Expr size = field(choose(apply("lessOrEqual", {root, constant(5.0)}), near, far));
  return choose(apply("lessOrEqual", {apply("abs", {q}), constant(0.425)}), centre,
                choose(below, negative(size), size));
}

Expr quantile_column(Sheet& to, const Expr& v, const graph::Quantiles& what, const std::vector<double>& x) {
  // The quantiles of 1e-7 - 2^-52, and of 1 less that.
  constexpr double kBound = 1e-7, kLowest = -5.199337582605575, kHighest = 5.19933758270342;
  const size_t n = x.size();
  const std::vector<double>& y = what.references;
  std::vector<double> back_x(n), back_y(n);
  for (size_t q = 0; q < n; ++q) back_x[q] = -x[n - 1 - q], back_y[q] = -y[n - 1 - q];
  const Expr back_v = to.ref(to.derived(negative(v)));
  const Expr forth = to.ref(to.derived(interpolated(v, x, y)));
  const Expr back = to.ref(to.derived(interpolated(back_v, back_x, back_y)));
  const Expr between = times(subtract(forth, back), constant(0.5));
  const Expr top = constant(x.back() + 0.0), bottom = constant(x.front() + 0.0), bound = constant(kBound);
  const Expr highest = what.normal ? apply("greaterThan", {add(v, bound), top}) : apply("equal", {v, top});
  const Expr lowest = what.normal ? apply("lessThan", {subtract(v, bound), bottom}) : apply("equal", {v, bottom});
  const Expr share = to.ref(to.derived(choose(lowest, constant(0.0), choose(highest, constant(1.0), between))));
  if (!what.normal) return share;
  // At the ends the logarithm of 0 is not asked for.
  const Expr inside = to.ref(to.derived(normal_quantile(to, share)));
  const Expr clipped = choose(apply("lessThan", {inside, constant(kLowest)}), constant(kLowest),
                              choose(apply("greaterThan", {inside, constant(kHighest)}), constant(kHighest), inside));
  return choose(apply("lessOrEqual", {share, constant(0.0)}), constant(kLowest),
                choose(apply("greaterOrEqual", {share, constant(1.0)}), constant(kHighest), clipped));
}

}  // namespace

Columns print(Sheet& to, const graph::Power& what, const From& from, const graph::Node&) {
  Columns out;
  for (size_t j = 0; j < from[0].size(); ++j) {
    const Expr x = to.ref(from[0][j]);
    const double lambda = what.lambdas[what.inverse ? 0 : j];
    Expr bent = what.inverse ? undone(x, what, lambda) : what.box_cox ? box_cox(to, x, lambda) : yeo_johnson(x, lambda);
    out.push_back(to.derived(where_there(x, std::move(bent))));
  }
  return out;
}

Columns print(Sheet& to, const graph::Quantiles& what, const From& from, const graph::Node&) {
  Columns out;
  for (size_t j = 0; j < what.quantiles.columns; ++j) {
    std::vector<double> x;
    for (size_t q = 0; q < what.quantiles.rows; ++q) x.push_back(what.quantiles.at(q, j));
    Expr v = to.ref(to.derived(to.unsigned_zero(from[0][j])));
    if (!what.inverse) {
      out.push_back(to.derived(where_there(v, quantile_column(to, v, what, x))));
      continue;
    }
    if (what.normal) v = to.ref(to.derived(apply("stdNormalCDF", {v})));
    out.push_back(to.derived(where_there(v, interpolated(v, what.references, x))));
  }
  return out;
}

}  // namespace keepfit::interchange::pmml
