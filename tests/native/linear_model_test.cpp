// The linear models beyond the golden fixtures: the optimiser, rows alone and in batches, refusals.
#include <gtest/gtest.h>

#include <cmath>

#include "core/bits.h"
#include "core/node.h"
#include "core/table.h"
#include "linear_model/lbfgs.h"
#include "linear_model/linear_regression.h"
#include "linear_model/logistic_loss.h"
#include "linear_model/logistic_regression.h"
#include "linear_model/ridge.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

std::shared_ptr<Estimator> make(const char* name, Value::Map params = {}) {
  return from_recipe(Value::Map{{"class", name}, {"params", std::move(params)}});
}

std::string code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

Matrix waves(Index n, Index p) {
  Matrix X(n, p);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < p; ++j)
      X(i, j) = std::sin(1.7 * static_cast<double>(i + 1) * static_cast<double>(j + 2)) + 0.1 * static_cast<double>(j);
  }
  return X;
}

// ---- L-BFGS -------------------------------------------------------------------------------------------------------

double rosenbrock(const Vector& x, Vector& g) {
  const double a = 1 - x[0], b = x[1] - x[0] * x[0];
  g[0] = -2 * a - 400 * x[0] * b;
  g[1] = 200 * b;
  return a * a + 100 * b * b;
}

// scipy.optimize.minimize(method="L-BFGS-B", jac=True, options=dict(gtol=1e-8, ftol=64 * eps, maxls=50)), scipy 1.17
TEST(Lbfgs, TakesScipysSteps) {
  LbfgsOptions options;
  options.gradient_tolerance = 1e-8;
  Vector x(2);
  x << -1.2, 1.0;
  const LbfgsResult r = minimize_lbfgs(rosenbrock, x, options);
  EXPECT_EQ(r.iterations, 38);
  EXPECT_TRUE(r.converged);
  EXPECT_NEAR(x[0], 0.9999999999864378, 1e-9);
  EXPECT_NEAR(x[1], 0.9999999999717799, 1e-9);
  EXPECT_NEAR(r.value, 3.040075505200262e-22, 1e-14);

  // and on the way
  options.max_iterations = 12;
  x << -1.2, 1.0;
  const LbfgsResult part = minimize_lbfgs(rosenbrock, x, options);
  EXPECT_EQ(part.iterations, 12);
  EXPECT_NEAR(x[0], -0.3926452248456057, 1e-10);
  EXPECT_NEAR(x[1], 0.13118950933028434, 1e-10);
}

TEST(Lbfgs, StopsWhereScipyStops) {
  LbfgsOptions options;
  Vector x = Vector::Zero(2);
  const auto quadratic = [](const Vector& at, Vector& g) {
    g = at;
    return 0.5 * at.squaredNorm();
  };
  LbfgsResult r = minimize_lbfgs(quadratic, x, options);
  EXPECT_EQ(r.iterations, 0);  // the gradient is small from the start
  EXPECT_TRUE(r.converged);

  options.max_iterations = 3;
  options.gradient_tolerance = 1e-8;
  x << -1.2, 1.0;
  r = minimize_lbfgs(rosenbrock, x, options);
  EXPECT_EQ(r.iterations, 3);
  EXPECT_FALSE(r.converged);

  // A wrong gradient leads nowhere: the steps shrink to nothing, and x stays where it was.
  const auto wrong = [](const Vector& at, Vector& g) {
    g = -at;
    return 0.5 * at.squaredNorm();
  };
  x << 1.0, 2.0;
  r = minimize_lbfgs(wrong, x, options);
  EXPECT_EQ(r.iterations, 1);
  EXPECT_NEAR(x[0], 1.0, 1e-12);
}

TEST(Lbfgs, CanBeCancelled) {
  Vector x(2);
  x << -1.2, 1.0;
  struct Stop {};
  EXPECT_THROW(minimize_lbfgs(rosenbrock, x, {},
                              [](int64_t i) {
                                if (i == 2) throw Stop{};
                              }),
               Stop);
}

// scipy.optimize._dcsrch.DCSRCH with the constants of L-BFGS-B, scipy 1.17: number of trials, and the last of them
TEST(LineSearch, TakesTheTrialsOfMinpack) {
  using State = LineSearch::State;
  struct Known {
    int function;
    double first;
    int trials;
    double last;
    State end;
  };
  const Known known[] = {
      {0, 0.001, 5, 0.341, State::kConverged},
      {0, 0.1, 2, 0.5, State::kConverged},
      {0, 1.0, 1, 1.0, State::kConverged},
      {0, 10.0, 1, 10.0, State::kConverged},
      {0, 1000.0, 4, 36.88760696396662, State::kConverged},
      {1, 0.001, 11, 1.5975830448985597, State::kWarning},
      {1, 0.1, 7, 1.6024085266778743, State::kWarning},
      {1, 1.0, 7, 1.5961295989208408, State::kWarning},
      {1, 10.0, 6, 1.6123738059384738, State::kWarning},
      {1, 1000.0, 10, 1.5950402760316598, State::kWarning},
      {2, 0.001, 11, 0.28980879502982565, State::kWarning},
      {2, 0.1, 12, 0.2938036674830571, State::kWarning},
      {2, 1.0, 14, 0.29398719234685033, State::kWarning},
      {2, 10.0, 24, 0.28895935556144287, State::kWarning},
      {2, 1000.0, 44, 0.2940388075865336, State::kWarning},
      {3, 0.001, 11, 0.977796822706527, State::kWarning},
      {3, 0.1, 8, 0.9990503421549606, State::kWarning},
      {3, 1.0, 1, 1.0, State::kConverged},
      {3, 10.0, 8, 1.0125206134974218, State::kWarning},
      {3, 1000.0, 10, 0.9852199436338807, State::kWarning},
  };
  const auto value = [](int function, double a) {
    const double over = std::max(0.0, a - 0.3), b = a + 0.004;
    switch (function) {
      case 0: return -a / (a * a + 2);
      case 1: return b * b * b * b * (a - 1.996);
      case 2: return -a + 1000 * over * over;
      default: return std::sqrt((1 - a) * (1 - a) * 1e4 + 1e-4) + 0.5 * a;
    }
  };
  const auto slope = [](int function, double a) {
    const double over = std::max(0.0, a - 0.3), b = a + 0.004;
    switch (function) {
      case 0: return (a * a - 2) / ((a * a + 2) * (a * a + 2));
      case 1: return b * b * b * (4 * (a - 1.996) + b);
      case 2: return -1 + 2000 * over;
      default: return -1e4 * (1 - a) / std::sqrt((1 - a) * (1 - a) * 1e4 + 1e-4) + 0.5;
    }
  };
  for (const Known& k : known) {
    LineSearch search(value(k.function, 0), slope(k.function, 0), k.first);
    State state = State::kSearching;
    double last = 0;
    int trials = 0;
    for (; state == State::kSearching && trials < 60; ++trials) {
      last = search.step();
      state = search.feed(value(k.function, last), slope(k.function, last));
    }
    EXPECT_EQ(state, k.end) << k.function << " from " << k.first;
    EXPECT_EQ(trials, k.trials) << k.function << " from " << k.first;
    EXPECT_NEAR(last, k.last, 1e-9 * std::fabs(k.last)) << k.function << " from " << k.first;
  }
}

// ---- the loss -----------------------------------------------------------------------------------------------------

TEST(LogisticLoss, GradientAndHessianAreDerivatives) {
  const Matrix X = waves(1100, 3);
  for (Index classes : {2, 4}) {
    std::vector<int32_t> codes;
    for (Index i = 0; i < X.rows(); ++i) codes.push_back(static_cast<int32_t>((i * 7 + i / 3) % classes));
    Vector weights(X.rows());
    for (Index i = 0; i < X.rows(); ++i) weights[i] = 1.0 + static_cast<double>(i % 3);
    LogisticLoss loss(X, codes, classes, weights, weights.sum(), 0.3, true);
    Vector at(loss.size()), g(loss.size()), up(loss.size()), down(loss.size());
    for (Index i = 0; i < at.size(); ++i) at[i] = std::cos(static_cast<double>(i));
    loss.value_and_gradient(at, g);
    std::vector<Index> all;
    for (Index i = 0; i < loss.size(); ++i) all.push_back(i);
    const Matrix h = loss.hessian(at, all);
    const Matrix some = loss.hessian(at, {1, 3});
    EXPECT_EQ(some(0, 0), h(1, 1));
    EXPECT_EQ(some(0, 1), h(1, 3));
    EXPECT_EQ(some(1, 0), h(3, 1));
    for (Index i = 0; i < at.size(); ++i) {
      const double step = 1e-5;
      Vector moved = at;
      moved[i] += step;
      const double above = loss.value_and_gradient(moved, up);
      moved[i] = at[i] - step;
      const double below = loss.value_and_gradient(moved, down);
      EXPECT_NEAR((above - below) / (2 * step), g[i], 1e-8);
      for (Index j = 0; j < at.size(); ++j) EXPECT_NEAR((up[j] - down[j]) / (2 * step), h(i, j), 1e-8);
    }
  }
}

TEST(LogisticLoss, ExtremeScoresStayFinite) {
  Matrix X(6, 1);
  X << -1e4, -40, -5, 5, 40, 1e4;
  const std::vector<int32_t> codes{1, 0, 1, 0, 1, 0};
  const Vector none;
  LogisticLoss loss(X, codes, 2, none, 6, 0, true);
  Vector at(2), g(2);
  at << 1, 0;
  // wrong by 1e4, right by 40, wrong by 5, wrong by 5, right by 40, wrong by 1e4
  EXPECT_NEAR(loss.value_and_gradient(at, g), (2e4 + 2 * (5 + std::log1p(std::exp(-5)))) / 6, 1e-11);
  EXPECT_TRUE(g.allFinite());
}

// ---- LogisticRegression -------------------------------------------------------------------------------------------

TEST(LogisticRegression, SolversAgreeAtTheOptimum) {
  const Data wine = read_dataset("wine");
  const auto scaler = make("StandardScaler");
  const Table X = scaler->fit_transform(wine.X, nullptr);
  for (const Value& weight : {Value(), Value("balanced")}) {
    for (bool intercept : {true, false}) {
      const Value::Map common{
          {"tol", 1e-10}, {"max_iter", 10000}, {"class_weight", weight}, {"fit_intercept", intercept}};
      Value::Map newton_params = common;
      newton_params.emplace_back("solver", "newton-cholesky");
      const auto a = make("LogisticRegression", common), b = make("LogisticRegression", newton_params);
      a->fit(X, &wine.y);
      b->fit(X, &wine.y);
      const auto& first = dynamic_cast<const LogisticRegression&>(*a);
      const auto& second = dynamic_cast<const LogisticRegression&>(*b);
      // L-BFGS ends when the loss no longer falls, at about the square root of that precision.
      EXPECT_LT((first.coef_ - second.coef_).cwiseAbs().maxCoeff(), 3e-6);
      EXPECT_LT((first.intercept_ - second.intercept_).cwiseAbs().maxCoeff(), 3e-6);
      EXPECT_LT(second.n_iter_[0], 15);
    }
  }
}

TEST(LogisticRegression, WithoutPenalty) {
  // y depends on x by chance only, so that the unpenalised optimum is finite: where the gradient vanishes.
  const Table X(waves(300, 3));
  Json labels = Json::array();
  for (int i = 0; i < 300; ++i) labels.push_back((i * i + i / 7) % 3);
  const Column y = to_column(labels);
  for (const char* solver : {"lbfgs", "newton-cholesky"}) {
    const auto model = make("LogisticRegression", {{"C", kInf}, {"tol", 1e-9}, {"max_iter", 1000}, {"solver", solver}});
    model->fit(X, &y);
    const RowMatrix proba = model->predict_proba(X);
    for (Index k = 0; k < 3; ++k) {
      double sum = 0, wanted = 0;
      for (Index i = 0; i < 300; ++i) {
        sum += proba(i, k);
        wanted += y.numbers[i] == static_cast<double>(k) ? 1 : 0;
      }
      EXPECT_NEAR(sum, wanted, 1e-5) << solver;
    }
  }
}

TEST(LogisticRegression, PredictsTheLikeliestClass) {
  const Data iris = read_dataset("iris");
  std::vector<Index> two_species;
  for (Index i = 50; i < 150; ++i) two_species.push_back(i);
  for (bool binary : {true, false}) {
    const Table X = binary ? iris.X.take(two_species) : iris.X;
    const Column y = binary ? take(iris.y, two_species) : iris.y;
    const auto model = make("LogisticRegression", {{"max_iter", 1000}});
    model->fit(X, &y);
    const RowMatrix proba = model->predict_proba(X);
    const Column predicted = model->predict(X);
    for (Index i = 0; i < X.rows(); ++i) {
      Index best = 0;
      proba.row(i).maxCoeff(&best);
      EXPECT_EQ(predicted.text.codes[static_cast<size_t>(i)], best);
      EXPECT_NEAR(proba.row(i).sum(), 1.0, 1e-15);
    }
  }
}

TEST(LogisticRegression, StopsAtMaxIter) {
  const Data wine = read_dataset("wine");
  const auto model = make("LogisticRegression", {{"max_iter", 5}});
  model->fit(wine.X, &wine.y);
  EXPECT_EQ(dynamic_cast<const LogisticRegression&>(*model).n_iter_[0], 5);
}

TEST(LogisticRegression, ReportsAndCanBeCancelled) {
  const Data wine = read_dataset("wine");
  const auto model = make("LogisticRegression");
  int calls = 0;
  const Context context{[&calls](double done, double total) {
    EXPECT_LE(done, total);
    return ++calls < 3;
  }};
  EXPECT_EQ(code_of([&] { model->fit(wine.X, &wine.y, context); }), "cancelled");
  EXPECT_EQ(calls, 3);
  EXPECT_FALSE(model->fitted());
}

TEST(LogisticRegression, Refuses) {
  EXPECT_EQ(code_of([] { make("LogisticRegression", {{"solver", "sagas"}}); }), "bad_parameter");
  EXPECT_EQ(code_of([] { make("LogisticRegression", {{"l1_ratio", 1.5}}); }), "bad_parameter");
  EXPECT_EQ(code_of([] { make("LogisticRegression", {{"warm_start", true}}); }), "unsupported_parameter");
  EXPECT_EQ(code_of([] { make("LogisticRegression", {{"C", 0.0}}); }), "bad_parameter");
  const Table X(waves(3, 2));
  const Column one = to_column(Json{"a", "a", "a"}), two = to_column(Json{"a", "b", "a"});
  EXPECT_EQ(code_of([&] { make("LogisticRegression")->fit(X, &one); }), "one_class");
  const auto weightless = make("LogisticRegression", {{"class_weight", Value::Map{{"a", 0.0}, {"b", 0.0}}}});
  EXPECT_EQ(code_of([&] { weightless->fit(X, &two); }), "bad_parameter");
}

TEST(LogisticRegression, L1EndsWhereNoSlopeLeadsDown) {
  // The optimum by its own conditions: at a coefficient of 0 the slope of the loss is at most the penalty's, elsewhere
  // it balances it.
  const Data cancer = read_dataset("breast_cancer"), wine = read_dataset("wine");
  for (const Data* data : {&cancer, &wine}) {
    const Table X = make("StandardScaler")->fit_transform(data->X, nullptr);
    const double n = static_cast<double>(X.rows());
    for (double ratio : {1.0, 0.7}) {
      for (double c : {0.05, 5.0}) {
        const auto model = make("LogisticRegression",
                                {{"solver", "saga"}, {"l1_ratio", ratio}, {"C", c}, {"tol", 1e-9}, {"max_iter", 200}});
        model->fit(X, &data->y);
        const auto& fit = dynamic_cast<const LogisticRegression&>(*model);
        EXPECT_LT(fit.n_iter_[0], 200);
        const std::vector<int32_t> codes = encode(data->y, false).codes;
        const Vector none;
        LogisticLoss loss(X.numbers(), codes, static_cast<Index>(fit.classes_.size()), none, n, (1 - ratio) / (c * n),
                          true);
        Vector at(loss.size()), slope(loss.size());
        const Index k = loss.vectors();
        for (Index j = 0; j < fit.coef_.cols(); ++j) {
          for (Index i = 0; i < k; ++i) at[j * k + i] = fit.coef_(i, j);
        }
        at.tail(k) = fit.intercept_;
        loss.value_and_gradient(at, slope);
        const double l1 = ratio / (c * n);
        int zeros = 0;
        for (Index i = 0; i < at.size(); ++i) {
          const double weight = i < loss.coefficients() ? l1 : 0.0;
          zeros += at[i] == 0;
          EXPECT_LE(at[i] == 0 ? std::fabs(slope[i]) - weight : std::fabs(slope[i] + std::copysign(weight, at[i])),
                    1e-9);
        }
        if (c < 1) {
          EXPECT_GT(zeros, 5);
        }
      }
    }
  }
}

TEST(LogisticRegression, SpellingsOfOnePenalty) {
  const Data iris = read_dataset("iris");
  const auto coefficients = [&](Value::Map params) {
    params.emplace_back("tol", 1e-8);
    const auto model = make("LogisticRegression", std::move(params));
    model->fit(iris.X, &iris.y);
    return dynamic_cast<const LogisticRegression&>(*model).coef_;
  };
  EXPECT_EQ(coefficients({{"solver", "saga"}, {"penalty", "l1"}}),
            coefficients({{"solver", "saga"}, {"l1_ratio", 1.0}, {"random_state", 9}}));
  EXPECT_EQ(coefficients({{"solver", "saga"}, {"penalty", "elasticnet"}, {"l1_ratio", 0.4}}),
            coefficients({{"solver", "saga"}, {"l1_ratio", 0.4}}));
  EXPECT_EQ(coefficients({{"penalty", Value()}, {"max_iter", 20}}), coefficients({{"C", kInf}, {"max_iter", 20}}));
  EXPECT_EQ(coefficients({{"penalty", "l2"}}), coefficients({}));
}

TEST(LogisticRegression, MoreParametersThanNewtonIsWorthAreLeftToLbfgs) {
  const Matrix X = waves(30, 1100);
  std::vector<double> labels;
  for (int i = 0; i < 30; ++i) labels.push_back(i % 2);
  const Column y = Column::of_numbers(Eigen::Map<Vector>(labels.data(), 30));
  const auto a = make("LogisticRegression", {{"solver", "newton-cg"}}), b = make("LogisticRegression");
  a->fit(Table(X), &y);
  b->fit(Table(X), &y);
  EXPECT_EQ(dynamic_cast<const LogisticRegression&>(*a).coef_, dynamic_cast<const LogisticRegression&>(*b).coef_);
}

TEST(SampleWeight, APipelineNamesTheStepThatTakesNone) {
  const Data iris = read_dataset("iris");
  const Vector weights = Vector::Ones(iris.X.rows());
  const auto pipeline =
      make("Pipeline", {{"steps", Value::List{Value::List{"scale", Value::Map{{"class", "StandardScaler"}}},
                                              Value::List{"bins", Value::Map{{"class", "MinMaxScaler"}}}}}});
  try {
    pipeline->fit(iris.X, &iris.y, {}, &weights);
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "unsupported_sample_weight");
    EXPECT_NE(e.message.find("MinMaxScaler"), std::string::npos) << e.message;
  }
}

TEST(SampleWeight, AWeightOfTwoIsTheRowTwice) {
  const Data wine = read_dataset("wine");
  std::vector<Index> rows;
  Vector weights = Vector::Zero(wine.X.rows());
  for (Index i = 0; i < wine.X.rows(); ++i) {
    weights[i] = static_cast<double>(i % 3);
    for (Index k = 0; k < i % 3; ++k) rows.push_back(i);
  }
  const Table X = make("StandardScaler")->fit_transform(wine.X, nullptr);
  const Column y = take(wine.y, rows);
  for (const char* solver : {"newton-cholesky", "saga"}) {
    const Value::Map params{{"solver", solver},
                            {"l1_ratio", std::string(solver) == "saga" ? 0.5 : 0.0},
                            {"tol", 1e-10},
                            {"class_weight", "balanced"}};
    const auto a = make("LogisticRegression", params), b = make("LogisticRegression", params);
    a->fit(X, &wine.y, {}, &weights);
    b->fit(X.take(rows), &y);
    EXPECT_LT((dynamic_cast<const LogisticRegression&>(*a).coef_ - dynamic_cast<const LogisticRegression&>(*b).coef_)
                  .cwiseAbs()
                  .maxCoeff(),
              1e-8)
        << solver;
  }
}

TEST(LogisticRegression, AFileMustMakeSense) {
  const Data iris = read_dataset("iris");
  LogisticRegression model;
  model.fit(iris.X, &iris.y);
  LogisticRegression copy = model;
  copy.coef_.conservativeResize(1, Eigen::NoChange);
  EXPECT_EQ(code_of([&] { copy.adopt_fitted(); }), "audit_values");
  copy = model;
  copy.coef_(1, 1) = std::nan("");
  EXPECT_EQ(code_of([&] { copy.adopt_fitted(); }), "audit_values");
  copy = model;
  copy.classes_.strings.resize(1);
  EXPECT_EQ(code_of([&] { copy.adopt_fitted(); }), "audit_values");
  model.adopt_fitted();
}

// ---- every linear model -------------------------------------------------------------------------------------------

TEST(LinearModels, ARowAlonePredictsAsInABatch) {
  const Index n = 1031;
  for (Index p : {1, 2, 5, 13, 20}) {
    const Table X(waves(n, p));
    Vector target(n);
    for (Index i = 0; i < n; ++i) target[i] = static_cast<double>((i * i) % 4);
    const Column y = Column::of_numbers(target);
    for (const char* name : {"LogisticRegression", "LinearRegression", "Ridge"}) {
      const auto model = make(name);
      model->fit(X, &y);
      const Column batch = model->predict(X);
      const RowMatrix proba = model->can_predict_proba() ? model->predict_proba(X) : RowMatrix();
      for (Index i = 0; i < n; i += 13) {
        const Table row = X.take({i});
        ASSERT_EQ(bit_cast<uint64_t>(batch.numbers[i]), bit_cast<uint64_t>(model->predict(row).numbers[0]))
            << name << " row " << i;
        if (proba.size() == 0) continue;
        const RowMatrix alone = model->predict_proba(row);
        for (Index k = 0; k < proba.cols(); ++k)
          ASSERT_EQ(bit_cast<uint64_t>(proba(i, k)), bit_cast<uint64_t>(alone(0, k)));
      }
    }
  }
}

TEST(Ridge, OneColumnByHand) {
  Matrix X(3, 1);
  X << 1, 2, 4;
  const Column y = to_column(Json{1, 3, 4});
  for (const char* solver : {"cholesky", "svd"}) {
    const auto model = make("Ridge", {{"alpha", 2.0}, {"fit_intercept", false}, {"solver", solver}});
    model->fit(Table(X), &y);
    EXPECT_NEAR(dynamic_cast<const Ridge&>(*model).coef_[0], 23.0 / (21.0 + 2.0), 1e-15) << solver;
  }
}

TEST(Ridge, FallsBackWhereTheEquationsAreSingular) {
  Matrix X = waves(20, 3);
  X.col(2) = 0.1 * X.col(0) + 0.3 * X.col(1);  // up to rounding
  const Column sum = Column::of_numbers(X.col(0) + 2 * X.col(1));
  Ridge almost;
  almost.set_param("alpha", 0.0);
  almost.fit(Table(X), &sum);
  EXPECT_EQ(almost.solver_, "svd");

  X.col(2) = X.col(1);
  Vector target = X.col(0) + 2 * X.col(1);
  const Column y = Column::of_numbers(target);
  Ridge model;
  model.set_param("alpha", 0.0);
  model.fit(Table(X), &y);
  EXPECT_EQ(model.solver_, "svd");
  EXPECT_NEAR(model.coef_[1], 1.0, 1e-12);
  EXPECT_NEAR(model.coef_[2], 1.0, 1e-12);
}

TEST(LinearRegression, ShortestSolution) {
  Matrix X = waves(20, 3);
  X.col(2) = X.col(1);
  const Column y = Column::of_numbers(X.col(0) + 2 * X.col(1));
  LinearRegression model;
  model.fit(Table(X), &y);
  EXPECT_EQ(model.rank_, 2);
  EXPECT_NEAR(model.coef_[0], 1.0, 1e-12);
  EXPECT_NEAR(model.coef_[1], 1.0, 1e-12);
  model.rank_ = 4;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

TEST(LinearModels, RefuseATargetOfText) {
  const Table X(waves(3, 2));
  const Column y = to_column(Json{"a", "b", "a"});
  EXPECT_EQ(code_of([&] { make("Ridge")->fit(X, &y); }), "bad_target");
  EXPECT_EQ(code_of([&] { make("LinearRegression")->fit(X, &y); }), "bad_target");
}

}  // namespace
}  // namespace keepfit::test
