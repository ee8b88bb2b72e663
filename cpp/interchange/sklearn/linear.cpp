// Linear models, naive Bayes, discriminants, decompositions, centres and dummies.
#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

/// (vectors, columns): of two classes some versions keep a single row.
Value weights(Taking& taking, const State& state) {
  const NumpyArray array = state.array("coef_");
  if (array.shape().size() == 2) return taking.float64_array(state.at("coef_"), state.where(), 2);
  const Value row = taking.float64_array(state.at("coef_"), state.where(), 1);
  return taking.float64(row.array().to_vector<double>(), {1, static_cast<uint32_t>(row.array().size())});
}

/// A constant for each vector; without one scikit-learn keeps a single 0.
Value constants(Taking& taking, const State& state) {
  const NumpyArray array = state.array("coef_");
  const size_t vectors = array.shape().size() == 2 ? array.shape()[0] : 1;
  const Item& given = state.at("intercept_");
  const auto several = NumpyArray::of(given, state.where());
  if (several && !several->shape().empty()) return taking.float64_array(given, state.where(), 1);
  taking.count(vectors * 8, state.where());
  return taking.float64(std::vector<double>(vectors, number_of(given, state.where())));
}

Value classes_of_ridge(Taking& taking, const State& state) {
  if (const Item* classes = state.given("classes_")) return taking.labels(*classes, state.where());
  return taking.labels(State(state.at("_label_binarizer"), state.where()).at("classes_"), state.where());
}

Value solver(Taking& taking, const State& state) {
  const Item* used = state.given("solver_");
  if (used && (is_text(*used, "cholesky") || is_text(*used, "svd"))) return text_of(*used, state.where());
  const Item* asked = state.given("solver");
  if (!used && asked && is_text(*asked, "svd")) return "svd";
  if (used)
    taking.note(std::string(state.class_name()) + " was solved by " + shown(used->text, 20) +
                ", which Keepfit has not; 'cholesky' stands there.");
  return "cholesky";
}

Value least_squares_rank(Taking& taking, const State& state) {
  if (const Item* rank = state.given("rank_")) return whole_of(*rank, state.where());
  taking.note("LinearRegression kept no rank_, as with positive=True; 0 stands there.");
  return int64_t{0};
}

Value singular(Taking& taking, const State& state) {
  const Item* values = state.given("singular_");
  return values ? taking.float64_array(*values, state.where(), 1) : taking.float64({});
}

/// By folds and a scorer of one's own it may have another sign.
Value best_score(Taking& taking, const State& state) {
  const Item* given = state.given("best_score_");
  const double score = given ? number_of(*given, state.where()) : 0;
  if (!given || score > 0) {
    taking.note(std::string(state.class_name()) +
                " chose by another score than the error left out; 0 stands for its best_score_.");
    return 0.0;
  }
  return score;
}

int64_t largest(const Item& item, const std::string& where) {
  const auto array = NumpyArray::of(item, where);
  if (!array && item.kind != Kind::kList && item.kind != Kind::kTuple) return whole_of(item, where);
  const std::vector<int64_t> all = wholes_of(item, where);
  return all.empty() ? 0 : *std::max_element(all.begin(), all.end());
}

Value iterations(Taking&, const State& state) { return largest(state.at("n_iter_"), state.where()); }

Value iterations_of_logistic(Taking& taking, const State& state) {
  return taking.int32_array({largest(state.at("n_iter_"), state.where())}, state.where());
}

size_t classes_count(const State& state) {
  const auto array = NumpyArray::of(state.at("classes_"), state.where());
  return array ? array->size() : 0;
}

/// Only the softmax over all classes, and the sigmoid of two.
void refuse_one_vs_rest(Taking& taking, const State& state) {
  const Item* multi = state.find("multi_class");
  const Item* solver = state.find("solver");
  const bool many = classes_count(state) > 2;
  const char* kHint = "Wrap it in OneVsRestClassifier and export that elsewhere, or fit it with all classes at once.";
  if (many && multi && is_text(*multi, "ovr"))
    refuse_taking(state.where(),
                  "LogisticRegression was fitted with multi_class='ovr', whose probabilities are others.", kHint);
  const bool by_class =
      solver && (is_text(*solver, "liblinear") || (is_text(*solver, "newton-cholesky") && taking.is_before(1, 6)));
  if (many && by_class) {
    refuse_taking(state.where(),
                  "LogisticRegression was fitted class by class (solver='" + shown(solver->text, 20) +
                      "'), whose probabilities are others.",
                  kHint);
  }
  if (!many && multi && is_text(*multi, "multinomial"))
    refuse_taking(
        state.where(),
        "LogisticRegression was fitted with multi_class='multinomial' to two classes, whose probabilities are others.",
        "Fit it without multi_class.");
}

Value force_alpha(Taking&, const State& state) {
  const Item* given = state.find("force_alpha");
  // "warn" of 1.2 and 1.3 was False.
  return !given || given->kind == Kind::kBool ? !given || given->integer != 0 : false;
}

void refuse_other_solver(Taking&, const State& state) {
  const Item* solver = state.find("solver");
  if (solver && !is_text(*solver, "svd"))
    refuse_taking(state.where(),
                  std::string(state.class_name()) + " was fitted with solver=" + printed(*solver, 20) +
                      "; Keepfit's takes 'svd'.",
                  "Fit it with solver='svd', which is the default.");
}

/// Directions of a class in which it does not vary are not kept; zeros beside a length of 1 add nothing.
Value lengths(Taking& taking, const State& state) {
  std::vector<double> all;
  uint32_t classes = 0;
  const auto width = static_cast<size_t>(state.width);
  for (const Item* part : parts_of(state.at("scalings_"), state.where())) {
    std::vector<double> one = numbers_of(*part, state.where());
    if (one.size() > width) refuse_source(state.where(), "A class has more directions than columns.");
    taking.count(width * 8, state.where());
    one.resize(width, 1.0);
    all.insert(all.end(), one.begin(), one.end());
    ++classes;
  }
  return taking.float64(std::move(all), {classes, static_cast<uint32_t>(width)});
}

Value directions(Taking& taking, const State& state) {
  std::vector<double> all;
  const auto width = static_cast<size_t>(state.width);
  uint32_t rows = 0;
  for (const Item* part : parts_of(state.at("rotations_"), state.where())) {
    const auto array = NumpyArray::of(*part, state.where());
    if (!array || array->shape().size() != 2 || array->shape()[0] != width || array->shape()[1] > width)
      refuse_source(state.where(), "The directions of a class are not of so many columns.");
    taking.count(width * width * 8, state.where());
    const size_t kept = array->shape()[1];
    for (size_t i = 0; i < width; ++i)
      for (size_t j = 0; j < width; ++j) all.push_back(j < kept ? array->number(i * kept + j) : 0.0);
    rows += static_cast<uint32_t>(width);
  }
  return taking.float64(std::move(all), {rows, static_cast<uint32_t>(width)});
}

void refuse_draws(Taking&, const State& state) {
  const Item* strategy = state.find("strategy");
  if (strategy && (is_text(*strategy, "stratified") || is_text(*strategy, "uniform")))
    refuse_taking(state.where(), "DummyClassifier draws its predictions (strategy=" + printed(*strategy, 20) +
                                     "); Keepfit draws others.");
}

Value shares(Taking& taking, const State& state) {
  if (const Item* prior = state.given("class_prior_")) return taking.float64_array(*prior, state.where(), 1);
  refuse_source(state.where(), "DummyClassifier has no class_prior_.");
}

/// 1.2 called them by their squares.
Value variances(Taking& taking, const State& state) {
  const Item* given = state.given("var_");
  return taking.float64_array(given ? *given : state.at("sigma_"), state.where(), 2);
}

}  // namespace

const Specials& specials_of_linear() {
  constexpr std::string_view kClassifiers =
      "LogisticRegression LinearSVC Perceptron SGDClassifier RidgeClassifier RidgeClassifierCV "
      "LinearDiscriminantAnalysis";
  static const Specials all{
      .params = {{"BernoulliNB MultinomialNB", "force_alpha", force_alpha}},
      .attributes =
          {
              {kClassifiers, "coef_", weights},
              {kClassifiers, "intercept_", constants},
              {"RidgeClassifier RidgeClassifierCV", "classes_", classes_of_ridge},
              {"Ridge RidgeClassifier", "solver_", solver},
              {"RidgeCV RidgeClassifierCV", "best_score_", best_score},
              {"LinearRegression", "rank_", least_squares_rank},
              {"LinearRegression", "singular_", singular},
              {"LogisticRegression", "n_iter_", iterations_of_logistic},
              {"LinearSVC SGDClassifier SGDRegressor Perceptron Lasso ElasticNet", "n_iter_", iterations},
              {"QuadraticDiscriminantAnalysis", "scalings_", lengths},
              {"QuadraticDiscriminantAnalysis", "rotations_", directions},
              {"GaussianNB", "var_", variances},
              {"KMeans", "norms_", [](Taking&, const State&) -> Value { return "einsum"; }},
              {"DummyClassifier", "class_prior_", shares},
          },
      .refusals = {{"LogisticRegression", refuse_one_vs_rest},
                   {"LinearDiscriminantAnalysis", refuse_other_solver},
                   {"DummyClassifier", refuse_draws}},
  };
  return all;
}

}  // namespace keepfit::interchange
