#include "interchange/sklearn/columns.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include "core/errors.h"

namespace keepfit::interchange {

namespace {

constexpr size_t kRows = 8;
/// Texts of one column that stand in the card, as of a fit.
constexpr size_t kMostCategories = 200;

struct Facts {
  bool is_text = false, is_known = false, has_ends = false;
  bool is_taken = false, is_dropped = false;  // by the parts of ColumnTransformers
  bool keeps_none = false;                    // a missing category behind what fills missing texts in
  std::string filler;                         // on the way through one part
  std::string fills;                          // in any of them
  double centre = 0, spread = 1, low = 0, high = 0;
  std::vector<std::string> texts;
  std::vector<double> numbers;  // of which a column takes one
};

using Columns = std::vector<size_t>;  // positions in X, by position in the step's own table

class Looking {
 public:
  explicit Looking(size_t columns) : facts_(columns) {}
  std::vector<Facts> facts_;

  /// Whether what comes out has the same columns as what goes in.
  bool look(const Value& step, const Columns& columns) {
    const Value& fitted = step.at("fitted");
    if (fitted.is_null() || ++depth_ > 40) return false;
    const bool same = look_at(step.at("class").text(), step, fitted, columns);
    --depth_;
    return same;
  }

 private:
  int depth_ = 0;

  void inner(const Value* step, const Columns& columns) {
    if (step && step->get_if<Value::Map>()) look(*step, columns);
  }

  /// What one part made of columns, its neighbours do not get.
  void leave_part(const Columns& columns) {
    for (const size_t column : columns) {
      Facts& of = facts_[column];
      if (!of.filler.empty()) of.fills = std::exchange(of.filler, "");
    }
  }

  Facts* at(const Columns& columns, size_t j) { return j < columns.size() ? &facts_[columns[j]] : nullptr; }

  void usual(const Columns& columns, size_t j, double centre, double spread) {
    Facts* of = at(columns, j);
    if (!of || of->is_known || !std::isfinite(centre)) return;
    of->is_known = true;
    of->centre = centre;
    of->spread = std::isfinite(spread) && spread > 0 ? spread : 1;
  }

  /// By rows: values that stand for each column.
  void usual_of_rows(const Value* rows, const Columns& columns, bool are_all) {
    const Array* array = rows ? rows->get_if<Array>() : nullptr;
    if (!array || array->shape.size() != 2 || array->shape[1] == 0) return;
    const std::vector<double> values = array->to_vector<double>();
    const size_t width = array->shape[1];
    for (size_t j = 0; j < width; ++j) {
      double low = HUGE_VAL, high = -HUGE_VAL, sum = 0;
      size_t count = 0;
      for (size_t i = j; i < values.size(); i += width) {
        if (std::isnan(values[i])) continue;
        low = std::min(low, values[i]), high = std::max(high, values[i]);
        sum += values[i], ++count;
      }
      if (!count) continue;
      usual(columns, j, sum / static_cast<double>(count), (high - low) / 2);
      Facts* of = at(columns, j);
      if (of && are_all && !of->has_ends) of->has_ends = true, of->low = low, of->high = high;
    }
  }

  void categories(const Value& of_column, const Columns& columns, size_t j) {
    Facts* of = at(columns, j);
    if (!of || !of->texts.empty() || !of->numbers.empty()) return;
    if (const auto* texts = of_column.get_if<Value::List>()) {
      of->is_text = true;
      for (const Value& text : *texts) {
        if (!text.is_null()) of->texts.push_back(text.text());
        else if (!of->filler.empty()) of->keeps_none = true;
      }
    } else {
      for (double number : of_column.array().to_vector<double>())
        if (!std::isnan(number)) of->numbers.push_back(number);
      if (!of->numbers.empty()) usual(columns, j, of->numbers[of->numbers.size() / 2], 1);
    }
  }

  void thresholds(const Value& record, const Columns& columns) {
    const std::vector<int32_t> feature = record.at("feature").array().to_vector<int32_t>();
    const std::vector<double> threshold = record.at("threshold").array().to_vector<double>();
    std::map<int32_t, std::vector<double>> by_column;
    for (size_t i = 0; i < feature.size() && i < threshold.size(); ++i)
      if (feature[i] >= 0 && std::isfinite(threshold[i])) by_column[feature[i]].push_back(threshold[i]);
    for (auto& [column, values] : by_column) {
      std::sort(values.begin(), values.end());
      usual(columns, static_cast<size_t>(column), values[values.size() / 2], values.back() - values.front());
    }
  }

  bool look_at(const std::string& name, const Value& step, const Value& fitted, const Columns& columns) {
    const auto vector = [&](const char* key) {
      const Value* found = fitted.find(key);
      const auto* array = found ? found->get_if<Array>() : nullptr;
      if (array && array->shape.size() == 1 && array->dtype == DType::kFloat64) return array->to_vector<double>();
      std::vector<double> out;
      const auto* list = found ? found->get_if<Value::List>() : nullptr;
      for (size_t i = 0; list && i < list->size(); ++i)
        out.push_back((*list)[i].is_number() ? (*list)[i].number() : std::nan(""));
      return out;
    };
    const auto centres = [&](const char* centre, const char* spread) {
      const std::vector<double> at = vector(centre), width = vector(spread);
      for (size_t j = 0; j < std::max(at.size(), width.size()); ++j)
        usual(columns, j, j < at.size() ? at[j] : 0, j < width.size() ? width[j] : 1);
    };
    if (name == "Pipeline") {
      for (const Value& each : step.at("params").at("steps").list()) {
        const Value& inside = each.list()[1];
        if (inside.is("passthrough")) continue;
        if (!inside.get_if<Value::Map>() || !look(inside, columns)) return false;
      }
      return true;
    }
    if (name == "ColumnTransformer") {
      const Value::List& all = step.at("params").at("transformers").list();
      const Value::List& positions = fitted.at("columns_").list();
      for (size_t i = 0; i < positions.size(); ++i) {
        Columns taken;
        for (const Value& position : positions[i].list()) {
          const int64_t at = position.integer();
          if (at >= 0 && static_cast<size_t>(at) < columns.size()) taken.push_back(columns[static_cast<size_t>(at)]);
        }
        const Value& part = i < all.size() ? all[i].list()[1] : step.at("params").at("remainder");
        if (!part.is("drop"))
          for (const size_t column : taken) facts_[column].is_taken = true;
        inner(&part, taken);
        leave_part(taken);
      }
      for (const size_t column : columns) facts_[column].is_dropped |= !facts_[column].is_taken;
      return false;
    }
    if (name == "FeatureUnion") {
      for (const Value& each : step.at("params").at("transformer_list").list()) {
        inner(&each.list()[1], columns);
        leave_part(columns);
      }
      return false;
    }
    if (name == "StandardScaler") centres("mean_", "scale_");
    else if (name == "RobustScaler") centres("center_", "scale_");
    else if (name == "MaxAbsScaler") centres("", "max_abs_");
    else if (name == "MinMaxScaler") {
      const std::vector<double> low = vector("data_min_"), high = vector("data_max_");
      for (size_t j = 0; j < std::min(low.size(), high.size()); ++j) {
        usual(columns, j, (low[j] + high[j]) / 2, (high[j] - low[j]) / 2);
        if (Facts* of = at(columns, j); of && !of->has_ends && std::isfinite(low[j]) && std::isfinite(high[j]))
          of->has_ends = true, of->low = low[j], of->high = high[j];
      }
    } else if (name == "QuantileTransformer") usual_of_rows(fitted.find("quantiles_"), columns, false);
    else if (name == "PCA") centres("mean_", "");
    else if (name == "LinearDiscriminantAnalysis") centres("xbar_", "");
    else if (name == "GaussianNB") usual_of_rows(fitted.find("theta_"), columns, false);
    else if (name == "QuadraticDiscriminantAnalysis") usual_of_rows(fitted.find("means_"), columns, false);
    else if (name == "KMeans") usual_of_rows(fitted.find("cluster_centers_"), columns, false);
    else if (name == "KBinsDiscretizer") {
      const Value::List& edges = fitted.at("bin_edges_").list();
      for (size_t j = 0; j < edges.size(); ++j) {
        const Value::List& of = edges[j].list();
        if (!of.empty() && of.front().is_number() && of.back().is_number())
          usual(columns, j, (of.front().number() + of.back().number()) / 2,
                (of.back().number() - of.front().number()) / 2);
      }
    } else if (name == "SimpleImputer") {
      const Value::List& all = fitted.at("statistics_").list();
      bool keeps_all = true;
      for (size_t j = 0; j < all.size(); ++j) {
        if (const auto* text = all[j].get_if<std::string>()) {
          Facts* of = at(columns, j);
          if (of && !of->is_text) {
            of->is_text = true;
            of->filler = *text;
          }
        } else keeps_all = keeps_all && !std::isnan(all[j].number());
      }
      // What follows says more of a column than what fills it.
      later_.emplace_back(all, columns);
      return keeps_all;
    } else if (const Value* of_columns = fitted.find("categories_"); of_columns && name.substr(0, 4) != "Hist") {
      const Value::List& all = of_columns->list();
      for (size_t j = 0; j < all.size(); ++j) categories(all[j], columns, j);
      return false;
    } else if (name.substr(0, 4) == "Hist") {
      const std::vector<uint8_t> flags = fitted.at("is_categorical_").array().to_vector<uint8_t>();
      const Value::List& all = of_columns->list();
      for (size_t j = 0, k = 0; j < flags.size(); ++j)
        if (flags[j] && k < all.size()) categories(all[k++], columns, j);
      thresholds(fitted.at("predictors_"), columns);
    } else if (const Value* rows = fitted.find("fit_X_")) {
      usual_of_rows(rows, columns, true);
      return name == "KNNImputer";
    } else if (const Value* tree = fitted.find("tree_")) {
      thresholds(*tree, columns);
    } else if (const Value* several = fitted.find("estimators_")) {
      if (several->get_if<Value::Map>()) thresholds(*several, columns);
      const auto* members = several->get_if<Value::List>();
      const Value* drawn = fitted.find("estimators_features_");
      const std::vector<int32_t> all = drawn ? drawn->array().to_vector<int32_t>() : std::vector<int32_t>();
      size_t from = 0;
      for (size_t i = 0; members && i < members->size(); ++i) {
        Columns taken = columns;
        if (drawn) {
          taken.clear();
          const Value* width = (*members)[i].at("fitted").find("n_features_in_");
          for (int64_t k = 0; width && k < width->integer() && from < all.size(); ++k, ++from)
            if (all[from] >= 0 && static_cast<size_t>(all[from]) < columns.size())
              taken.push_back(columns[static_cast<size_t>(all[from])]);
        }
        inner(&(*members)[i], taken);
      }
    } else {
      for (const char* key : {"best_estimator_", "regressor_", "estimator_"})
        if (name != "RFE") inner(fitted.find(key), columns);
    }
    return false;
  }

 public:
  /// What fills a column, where nothing else is known of it.
  void finish() {
    for (const auto& [all, columns] : later_)
      for (size_t j = 0; j < all.size(); ++j)
        if (all[j].is_number()) usual(columns, j, all[j].number(), std::max(1.0, std::abs(all[j].number()) / 2));
    for (Facts& of : facts_) {
      const std::string& filler = of.filler.empty() ? of.fills : of.filler;
      if (filler.empty()) continue;
      // The one that is met most often, mostly.
      std::erase(of.texts, filler);
      of.texts.insert(of.texts.begin(), filler);
    }
  }

 private:
  std::vector<std::pair<Value::List, Columns>> later_;
};

/// Eight numbers around what is usual: four above it, then on both sides; each column in another order.
double number_for(const Facts& of, size_t row, size_t column) {
  if (!of.numbers.empty()) return of.numbers[(row + column) % of.numbers.size()];
  constexpr double kAt[kRows] = {0.25, 0.5, 1.0, 1.5, -1.25, 0.75, -0.5, 2.0};
  return of.centre + of.spread * kAt[(row + 3 * column + (row >= 4 ? 4 : 0)) % 4 + (row >= 4 ? 4 : 0)];
}

}  // namespace

InputColumns input_columns(const Value& step) {
  const Value& fitted = step.at("fitted");
  const auto width = static_cast<size_t>(fitted.at("n_features_in_").integer());
  Looking looking(width);
  Columns all(width);
  for (size_t j = 0; j < width; ++j) all[j] = j;
  try {
    looking.look(step, all);
    looking.finish();
  } catch (const Error&) {
    // The step is not audited yet, and may hold anything; then nothing more is known of its columns.
  }
  const Value::List& names = fitted.at("feature_names_in_").list();
  Value::List input, columns;
  std::vector<std::string> keeping_none;
  for (size_t j = 0; j < width; ++j) {
    const Facts& of = looking.facts_[j];
    const std::string name = j < names.size() ? names[j].text() : "x" + std::to_string(j);
    if (of.keeps_none) keeping_none.push_back(name);
    // Any value may stand in a column that nothing looks at.
    const bool unused = of.is_dropped && !of.is_taken && !of.is_known && of.numbers.empty() && !names.empty();
    const bool is_text = of.is_text || unused;
    Value::Map about{{"name", name}, {"kind", is_text ? "text" : "number"}, {"missing", -1}};
    if (is_text) {
      Value::List known(of.texts.begin(), of.texts.end());
      std::vector<int32_t> codes;
      for (size_t i = 0; i < kRows; ++i)
        codes.push_back(of.texts.empty() ? -1 : static_cast<int32_t>((i + j) % of.texts.size()));
      columns.push_back(Value::List{name, Value::Map{{"codes", Array::own(std::move(codes))}, {"categories", known}}});
      if (!of.texts.empty() && of.texts.size() <= kMostCategories) {
        std::sort(known.begin(), known.end(), [](const Value& a, const Value& b) { return a.text() < b.text(); });
        about.emplace_back("categories", std::move(known));
        about.emplace_back("most_frequent", of.texts.front());
      }
    } else {
      if (of.has_ends) about.emplace_back("min", of.low), about.emplace_back("max", of.high);
      about.emplace_back("median", of.numbers.empty() ? of.centre : of.numbers[of.numbers.size() / 2]);
      std::vector<double> numbers;
      for (size_t i = 0; i < kRows; ++i) numbers.push_back(number_for(of, i, j));
      columns.push_back(Value::List{name, Array::own(std::move(numbers))});
    }
    input.push_back(std::move(about));
  }
  Value::Map table{{"columns", std::move(columns)}, {"rows", static_cast<int64_t>(kRows)}};
  return {std::move(input), std::move(table), std::move(keeping_none)};
}

}  // namespace keepfit::interchange
