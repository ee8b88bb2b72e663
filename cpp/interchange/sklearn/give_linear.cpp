// Linear models, naive Bayes, discriminants, decompositions, centres and dummies, for scikit-learn.
#include <algorithm>

#include "interchange/sklearn/giving.h"

namespace keepfit::interchange {

namespace {

void coefficients(Giving& giving, Given& to) { giving.add_same(to, "coef_ intercept_"); }
void rounds(Giving& giving, Given& to) { giving.add_same(to, "n_iter_"); }

void ridge_classifier(Giving& giving, Given& to) {
  Given binarizer(to);
  giving.put(binarizer, "neg_label", -1);
  giving.put(binarizer, "pos_label", 1);
  giving.put(binarizer, "sparse_output", false);
  const Value& classes = to.attribute("classes_");
  const auto* texts = classes.get_if<Value::List>();
  const size_t count = texts ? texts->size() : classes.array().size();
  giving.put(binarizer, "y_type_", count > 2 ? "multiclass" : "binary");
  giving.put(binarizer, "sparse_input_", false);
  giving.add_same(binarizer, "classes_");
  Node same = giving.schema.again(binarizer.out.back());
  Node made = giving.made("LabelBinarizer", binarizer);
  giving.add(to, "_label_binarizer", std::move(made));
  giving.add(to, "classes_", std::move(same));
}

void solver(Giving& giving, Given& to) { giving.add_same(to, "solver_"); }
void best_score(Giving& giving, Given& to) { giving.add_same(to, "best_score_"); }
void least_squares(Giving& giving, Given& to) { giving.add_same(to, "rank_ singular_"); }
void variances(Giving& giving, Given& to) { giving.add_same(to, "var_"); }

void linear_discriminant(Giving& giving, Given& to) {
  const Array& scalings = to.attribute("scalings_").array();
  const Array& shares = to.attribute("explained_variance_ratio_").array();
  giving.put(to, "_max_components", static_cast<int64_t>(shares.size()));
  giving.put(to, "_n_features_out", static_cast<int64_t>(std::min<size_t>(shares.size(), scalings.shape.at(1))));
}

void quadratic_discriminant(Giving& giving, Given& to) {
  const std::vector<double> lengths = to.attribute("scalings_").array().to_vector<double>();
  const std::vector<double> directions = to.attribute("rotations_").array().to_vector<double>();
  const auto width = static_cast<size_t>(to.width());
  Nodes scalings, rotations;
  const auto part = [&](const std::vector<double>& of, size_t i, size_t size) {
    if ((i + 1) * size > of.size()) refuse_giving(to.where, "The directions of a class are not told.");
    return std::vector<double>(of.begin() + static_cast<std::ptrdiff_t>(i * size),
                               of.begin() + static_cast<std::ptrdiff_t>((i + 1) * size));
  };
  for (size_t k = 0; k < lengths.size() / width; ++k) {
    scalings.push_back(giving.schema.floats(part(lengths, k, width)));
    rotations.push_back(giving.schema.floats(part(directions, k, width * width), {to.width(), to.width()}));
  }
  Node all = giving.schema.list(scalings);
  giving.add(to, "scalings_", std::move(all));
  all = giving.schema.list(rotations);
  giving.add(to, "rotations_", std::move(all));
}

void perceptron(Giving& giving, Given& to) { giving.leave(to, "_expanded_class_weight _loss_function_"); }

void centres(Giving& giving, Given& to) {
  const auto count = static_cast<int64_t>(to.attribute("cluster_centers_").array().shape.at(0));
  giving.put(to, "_n_features_out", count);
  giving.put(to, "_n_threads", 1);
  giving.leave(to, "_tol _n_init _algorithm");
  giving.expands_squares = true;
}

void components(Giving& giving, Given& to) { giving.leave(to, "_fit_svd_solver"); }

void dummy(Giving& giving, Given& to) {
  const Value& strategy = to.param("strategy");
  if (strategy.is("stratified") || strategy.is("uniform"))
    refuse_giving(to.where, "DummyClassifier draws its predictions (strategy=" + strategy.repr() +
                                "); scikit-learn draws others.");
  giving.add_same(to, "class_prior_");
  giving.put(to, "_strategy", strategy);
}

/// Keys are labels, which a file has as texts.
Node class_weight(Giving& giving, const Given& to, bool with_fitted) {
  const Value& given = to.param("class_weight");
  const auto* entries = given.get_if<Value::Map>();
  if (!entries) return giving.plain(given, to.where);
  const Value* classes = with_fitted ? to.step.at("fitted").find("classes_") : nullptr;
  const auto all = [&](std::string_view letters) {
    return std::all_of(entries->begin(), entries->end(), [&](const auto& entry) {
      return !entry.first.empty() && entry.first.find_first_not_of(letters) == std::string::npos;
    });
  };
  const bool texts = classes ? classes->get_if<Value::List>() != nullptr : !all("-0123456789.");
  return giving.plain(given, to.where, texts ? "str" : all("-0123456789") ? "int" : "float");
}

}  // namespace

const Gifts& gifts_of_linear() {
  static const Gifts all{
      .fitted = {{"LogisticRegression LinearSVC Perceptron SGDClassifier RidgeClassifier RidgeClassifierCV "
                  "LinearDiscriminantAnalysis",
                  coefficients},
                 {"LogisticRegression LinearSVC SGDClassifier SGDRegressor Perceptron Lasso ElasticNet", rounds},
                 {"RidgeClassifier RidgeClassifierCV", ridge_classifier},
                 {"Ridge RidgeClassifier", solver},
                 {"RidgeCV RidgeClassifierCV", best_score},
                 {"LinearRegression", least_squares},
                 {"GaussianNB", variances},
                 {"LinearDiscriminantAnalysis", linear_discriminant},
                 {"QuadraticDiscriminantAnalysis", quadratic_discriminant},
                 {"Perceptron SGDClassifier", perceptron},
                 {"KMeans", centres},
                 {"PCA", components},
                 {"DummyClassifier", dummy}},
      .params = {{"*", "class_weight", class_weight}},
  };
  return all;
}

}  // namespace keepfit::interchange
