#include "core/named.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/registry.h"
#include "core/warnings.h"

namespace keepfit {

namespace {

/// What does much the same as an estimator that is not here. A name that ends in * stands for all that begin so.
constexpr std::pair<std::string_view, const char*> kNear[] = {
    {"SVC", "LinearSVC does much the same"},
    {"NuSVC", "LinearSVC does much the same"},
    {"SVM", "LinearSVC does much the same"},
    {"SVR", "Ridge, or a forest, does much the same"},
    {"NuSVR", "Ridge, or a forest, does much the same"},
    {"LinearSVR", "Ridge does much the same"},
    {"MLPClassifier", "LogisticRegression, or a forest, does much the same"},
    {"MLPRegressor", "Ridge, or a forest, does much the same"},
    {"XGB*", "HistGradientBoosting does much the same"},
    {"LGBM*", "HistGradientBoosting does much the same"},
    {"CatBoost*", "HistGradientBoosting does much the same"},
    {"LassoCV", "Lasso in a GridSearchCV does the same"},
    {"ElasticNetCV", "ElasticNet in a GridSearchCV does the same"},
    {"LogisticRegressionCV", "LogisticRegression in a GridSearchCV does the same"},
    {"BayesianRidge", "RidgeCV does much the same"},
    {"ComplementNB", "MultinomialNB does much the same"},
    {"NaiveBayes", "GaussianNB, BernoulliNB and MultinomialNB are there"},
    {"MiniBatchKMeans", "KMeans does much the same"},
    {"IncrementalPCA", "PCA does the same"},
    {"IterativeImputer", "KNNImputer does much the same"},
    {"RFECV", "RFE in a GridSearchCV does the same"},
    {"Halving*", "GridSearchCV and RandomizedSearchCV are there"},
    {"PassiveAggressive*", "SGDClassifier and SGDRegressor do much the same"},
    {"OneVs*", "Classifiers take more than two classes themselves"},
    {"LabelEncoder", "Classifiers take labels as they are, so leave it out"},
};

std::string hint_of(const char* near, std::string_view name) {
  std::string hint = near;
  const bool boosting = hint.rfind("HistGradientBoosting", 0) == 0;
  if (boosting) hint.insert(20, name.find("Regressor") == std::string_view::npos ? "Classifier" : "Regressor");
  return hint + ".";
}

/// Without capitals, blanks and hyphens.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    else if (c != ' ' && c != '-' && c != '_') out += c;
  }
  return out;
}

/// How many letters are to be changed, added or left out, or changed with their neighbour.
size_t changes(const std::string& a, const std::string& b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

/// Names that are spelt almost so, or begin so.
std::vector<std::string> alike(const std::string& name) {
  std::vector<std::string> out;
  for (const Declaration* d : registry::all()) {
    const std::string known = plain(d->name);
    const bool begins = name.size() >= 5 && known.rfind(name, 0) == 0;
    if (begins || changes(name, known) <= std::min<size_t>(2, name.size() / 4)) out.push_back(d->name);
  }
  return out;
}

}  // namespace

std::string near_to(std::string_view name) {
  for (const auto& [known, near] : kNear) {
    const std::string_view begin = known.substr(0, known.size() - 1);
    if (known.back() == '*' ? name.substr(0, begin.size()) == begin : name == known) return hint_of(near, name);
  }
  const std::vector<std::string> meant = alike(plain(name));
  if (meant.empty()) return "";
  return meant.size() == 1 ? "Perhaps " + meant[0] + " is meant." : "Perhaps one of " + some_of(meant) + " is meant.";
}

namespace {
/// Called by its address, hence a door of the part that fits (toolchain/split.mjs): who only predicts names nothing.
std::string (*const volatile near)(std::string_view) = near_to;
}  // namespace

std::unique_ptr<Estimator> create_named(std::string_view name) {
  try {
    return registry::create(name);
  } catch (Error& e) {
    if (const std::string hint = near(name.substr(name.rfind('.') + 1).substr(0, 60)); !hint.empty()) e.hint = hint;
    throw;
  }
}

}  // namespace keepfit
