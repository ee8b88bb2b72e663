// Operations on whole rows: scores, probabilities, labels, likelihoods, ensembles.
#include <cmath>

#include "interchange/graph/builder.h"
#include "interchange/pmml/operations.h"

namespace keepfit::interchange::pmml {

namespace {

Expr times(Expr x, double by) { return by == 1.0 ? std::move(x) : apply("*", {std::move(x), constant(by)}); }
Expr over(Expr x, double by) { return by == 1.0 ? std::move(x) : apply("/", {std::move(x), constant(by)}); }

/// 1 - x and the like of every column.
template <class F>
Columns each(Sheet& to, const Columns& x, F f) {
  Columns out;
  for (const Field field : x) out.push_back(to.derived(f(to.ref(field))));
  return out;
}

Expr total(Sheet& to, const Columns& x) {
  std::vector<Expr> terms;
  for (const Field field : x) terms.push_back(to.ref(field));
  return to.ref(to.derived(to.sum(std::move(terms))));
}

Expr square(Sheet& to, Expr x) {
  const Expr root = to.ref(to.derived(std::move(x)));
  return apply("*", {root, root});
}

}  // namespace

Columns linear(Sheet& to, const Columns& x, const graph::Matrix& coef, const std::vector<double>& intercept) {
  Columns out;
  for (size_t r = 0; r < coef.rows; ++r) {
    std::vector<Expr> terms;
    for (size_t j = 0; j < coef.columns; ++j) terms.push_back(apply("*", {to.ref(x[j]), constant(coef.at(r, j))}));
    if (intercept[r] != 0) terms.push_back(constant(intercept[r]));
    out.push_back(to.derived(to.sum(std::move(terms))));
  }
  return out;
}

Columns print(Sheet& to, const graph::Linear& what, const From& from, const graph::Node&) {
  return linear(to, from[0], what.coef, what.intercept);
}

Columns print(Sheet& to, const graph::Softmax&, const From& from, const graph::Node&) {
  const Expr largest = to.largest(from[0]);
  const Columns shares = each(to, from[0], [&](Expr x) { return apply("exp", {apply("-", {std::move(x), largest})}); });
  const Expr sum = total(to, shares);
  return each(to, shares, [&](Expr x) { return apply("/", {std::move(x), sum}); });
}

Columns print(Sheet& to, const graph::Logistic&, const From& from, const graph::Node&) {
  return each(to, from[0], [&](const Expr& x) {
    const Expr below = apply("+", {constant(1.0), apply("exp", {apply("*", {constant(-1.0), x})})});
    // Where the exponential is infinite, readers stop.
    return choose(apply("lessThan", {x, constant(-709.78)}), constant(0.0), apply("/", {constant(1.0), below}));
  });
}

Columns print(Sheet& to, const graph::BothClasses&, const From& from, const graph::Node&) {
  return {to.derived(apply("-", {constant(1.0), to.ref(from[0][0])})), from[0][0]};
}

Columns print(Sheet& to, const graph::Shares&, const From& from, const graph::Node& node) {
  const Expr sum = total(to, from[0]);
  return each(to, from[0], [&](Expr x) {
    return choose(apply("greaterThan", {sum, constant(0.0)}), apply("/", {std::move(x), sum}),
                  constant(1.0 / node.width));
  });
}

Columns print(Sheet& to, const graph::ArgMax&, const From& from, const graph::Node&) {
  const Columns plain = to.all([&] {
    std::vector<Expr> out;
    for (const Field field : from[0]) out.push_back(to.unsigned_zero(field));
    return out;
  }());
  return {to.derived(to.place_of(plain, to.largest(plain)))};
}

Columns print(Sheet& to, const graph::ArgMin&, const From& from, const graph::Node&) {
  std::vector<Expr> negative;
  for (const Field field : from[0]) negative.push_back(apply("-", {constant(0.0), to.ref(field)}));
  const Columns plain = to.all(std::move(negative));
  return {to.derived(to.place_of(plain, to.largest(plain)))};
}

Columns print(Sheet& to, const graph::Decide& what, const From& from, const graph::Node&) {
  const Expr x = to.unsigned_zero(from[0][0]);
  return {to.derived(choose(apply(what.at_zero ? "greaterOrEqual" : "greaterThan", {x, constant(0.0)}), constant(1.0),
                            constant(0.0)))};
}

Columns print(Sheet& to, const graph::CentreDistances& what, const From& from, const graph::Node&) {
  if (!what.with_row) {
    graph::Matrix weights = what.centres;
    for (double& v : weights.values) v *= -2.0;
    return linear(to, from[0], weights, what.squares);
  }
  std::vector<Expr> squares;
  for (const Field field : from[0]) squares.push_back(apply("*", {to.ref(field), to.ref(field)}));
  const Expr row = to.ref(to.derived(to.sum(std::move(squares))));
  const Columns products = linear(to, from[0], what.centres, std::vector<double>(what.centres.rows, 0.0));
  Columns out;
  for (size_t c = 0; c < products.size(); ++c) {
    const Expr sum = to.ref(to.derived(
        apply("+", {apply("+", {apply("*", {to.ref(products[c]), constant(-2.0)}), row}), constant(what.squares[c])})));
    out.push_back(to.derived(apply("sqrt", {choose(apply("lessThan", {sum, constant(0.0)}), constant(0.0), sum)})));
  }
  return out;
}

Columns print(Sheet& to, const graph::GaussianLikelihood& what, const From& from, const graph::Node&) {
  Columns out;
  for (size_t c = 0; c < what.mean.rows; ++c) {
    std::vector<Expr> terms;
    for (size_t j = 0; j < what.mean.columns; ++j)
      terms.push_back(apply("/", {square(to, apply("-", {to.ref(from[0][j]), constant(what.mean.at(c, j))})),
                                  constant(what.variance.at(c, j))}));
    const Expr half = apply("*", {to.sum(std::move(terms)), constant(0.5)});
    out.push_back(to.derived(apply("+", {constant(what.prior[c]), apply("-", {constant(what.constant[c]), half})})));
  }
  return out;
}

Columns print(Sheet& to, const graph::QuadraticLikelihood& what, const From& from, const graph::Node&) {
  const size_t p = what.mean.columns;
  Columns out;
  for (size_t c = 0; c < what.mean.rows; ++c) {
    graph::Matrix directions = what.rotations[c];
    for (size_t d = 0; d < p; ++d)
      for (size_t j = 0; j < p; ++j) directions.values[d * p + j] /= std::sqrt(what.scalings.at(c, d));
    std::vector<Expr> centred;
    for (size_t j = 0; j < p; ++j) centred.push_back(apply("-", {to.ref(from[0][j]), constant(what.mean.at(c, j))}));
    const Columns along = linear(to, to.all(std::move(centred)), directions, std::vector<double>(p, 0.0));
    std::vector<Expr> squares;
    for (const Field field : along) squares.push_back(apply("*", {to.ref(field), to.ref(field)}));
    const Expr sum =
        apply("*", {apply("+", {to.sum(std::move(squares)), constant(what.log_determinant[c])}), constant(-0.5)});
    out.push_back(to.derived(apply("+", {sum, constant(what.prior[c])})));
  }
  return out;
}

Columns print(Sheet& to, const graph::Average& what, const From& from, const graph::Node&) {
  Columns out;
  for (size_t c = 0; c < from[0].size(); ++c) {
    std::vector<Expr> terms;
    for (size_t i = 0; i < from.size(); ++i)
      terms.push_back(times(to.ref(from[i][c]), what.weights.empty() ? 1.0 : what.weights[i]));
    out.push_back(to.derived(over(to.sum(std::move(terms)), what.divide_by)));
  }
  return out;
}

Columns print(Sheet& to, const graph::Votes& what, const From& from, const graph::Node&) {
  Columns out;
  for (uint32_t c = 0; c < what.classes; ++c) {
    std::vector<Expr> terms;
    for (size_t i = 0; i < from.size(); ++i)
      terms.push_back(choose(apply("equal", {to.ref(from[i][0]), constant(c)}), constant(what.weights[i]),
                             constant(what.against[i])));
    out.push_back(to.derived(over(to.sum(std::move(terms)), what.divide_by)));
  }
  return out;
}

Columns print(Sheet& to, const graph::WeightedMedian& what, const From& from, const graph::Node& node) {
  // The least prediction below or at which there is half of the weight. Sums go in the order of the members, not of
  // their predictions.
  const size_t m = what.weights.size();
  if (m > 200)
    graph::refuse(node.step, "PMML has no weighted median; it can be written out for 200 estimators.",
                  "Use fewer estimators.");
  double half = 0;
  for (const double w : what.weights) half += w;
  half *= 0.5;
  std::vector<Expr> reached;
  for (size_t i = 0; i < m; ++i) {
    std::vector<Expr> terms;
    for (size_t k = 0; k < m; ++k)
      terms.push_back(choose(apply("lessOrEqual", {to.ref(from[0][k]), to.ref(from[0][i])}), constant(what.weights[k]),
                             constant(0.0)));
    const Expr enough = apply("greaterOrEqual", {to.sum(std::move(terms)), constant(half)});
    reached.push_back(to.ref(to.derived(choose(enough, to.ref(from[0][i]), missing()))));
  }
  // Of those that are missing this takes no notice.
  return {to.derived(apply("min", std::move(reached)))};
}

}  // namespace keepfit::interchange::pmml
