// Encoders of categories, for scikit-learn.
#include <algorithm>
#include <cmath>

#include "interchange/sklearn/giving.h"

namespace keepfit::interchange {

namespace {

size_t count_of(const Value& categories) {
  const auto* texts = categories.get_if<Value::List>();
  return texts ? texts->size() : categories.array().size();
}

bool ends_missing(const Value& categories) {
  if (const auto* texts = categories.get_if<Value::List>()) return !texts->empty() && texts->back().is_null();
  const std::vector<double> numbers = categories.array().to_vector<double>();
  return !numbers.empty() && std::isnan(numbers.back());
}

int64_t place_of(const Value& category, const Value& categories) {
  if (const auto* texts = categories.get_if<Value::List>()) {
    for (size_t i = 0; i < texts->size(); ++i)
      if (category.is_null() ? (*texts)[i].is_null()
                             : (*texts)[i].is(category.get_if<std::string>() ? category.text() : ""))
        return static_cast<int64_t>(i);
    return -1;
  }
  const std::vector<double> numbers = categories.array().to_vector<double>();
  const double wanted = category.is_null() ? std::nan("") : category.number();
  for (size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] == wanted || (std::isnan(numbers[i]) && std::isnan(wanted))) return static_cast<int64_t>(i);
  return -1;
}

/// Which categories count as one, of each column, and what each category becomes then.
struct Grouping {
  std::vector<std::vector<int64_t>> infrequent, mapping;  // empty where a column has none
};

/// @param apart  The missing category is left out of it, as OrdinalEncoder does.
Grouping grouping_of(const Given& to, bool apart) {
  Grouping out;
  const Value::List& known = to.attribute("categories_").list();
  const auto* groups = to.attribute("infrequent_categories_").get_if<Value::List>();
  for (size_t j = 0; j < known.size(); ++j) {
    std::vector<int64_t>&chosen = out.infrequent.emplace_back(), &mapping = out.mapping.emplace_back();
    if (!groups || j >= groups->size() || (*groups)[j].is_null()) continue;
    const Value& group = (*groups)[j];
    if (const auto* array = group.get_if<Array>()) {
      for (double each : array->to_vector<double>()) chosen.push_back(place_of(each, known[j]));
    } else {
      for (const Value& each : group.list()) chosen.push_back(place_of(each, known[j]));
    }
    if (std::count(chosen.begin(), chosen.end(), -1))
      refuse_giving(to.where, "An infrequent category is none of its column's.");
    std::sort(chosen.begin(), chosen.end());
    const size_t size = count_of(known[j]) - (apart && ends_missing(known[j]) ? 1 : 0);
    const auto last = static_cast<int64_t>(size - chosen.size());
    for (int64_t i = 0, next = 0; i < static_cast<int64_t>(size); ++i)
      mapping.push_back(std::binary_search(chosen.begin(), chosen.end(), i) ? last : next++);
  }
  return out;
}

void put_grouping(Giving& giving, Given& to, const Grouping& grouping) {
  const bool enabled = !to.param("min_frequency").is_null() || !to.param("max_categories").is_null();
  giving.put(to, "_infrequent_enabled", enabled);
  if (!enabled) return;
  const auto put = [&](const char* name, const std::vector<std::vector<int64_t>>& columns) {
    Nodes items;
    for (const std::vector<int64_t>& column : columns)
      items.push_back(column.empty() ? giving.schema.scalar({}) : giving.schema.wholes(column));
    Node node = giving.schema.list(items);
    giving.add(to, name, std::move(node));
  };
  put("_infrequent_indices", grouping.infrequent);
  put("_default_to_infrequent_mappings", grouping.mapping);
}

void put_categories(Giving& giving, Given& to) {
  const Nodes items = giving.categories_list(to.attribute("categories_"));
  Node node = giving.schema.list(items);
  giving.add(to, "categories_", std::move(node));
}

void put_dtype(Giving& giving, Given& to) {
  Node node = giving.schema.type("float64");
  giving.add(to, "dtype", std::move(node));
}

void one_hot_encoder(Giving& giving, Given& to) {
  put_categories(giving, to);
  const Grouping grouping = grouping_of(to, false);
  put_grouping(giving, to, grouping);
  const Value::List& known = to.attribute("categories_").list();
  const auto* dropped = to.attribute("drop_idx_").get_if<Value::List>();
  Nodes as_known, as_grouped, widths;
  for (size_t j = 0; j < known.size(); ++j) {
    const std::vector<int64_t>& mapping = grouping.mapping[j];
    int64_t width = mapping.empty() ? static_cast<int64_t>(count_of(known[j]))
                                    : *std::max_element(mapping.begin(), mapping.end()) + 1;
    if (dropped) {
      const Value& drop = dropped->at(j);
      if (!drop.is_null()) --width;
      as_known.push_back(giving.schema.scalar(drop));
      const bool mapped = !drop.is_null() && !mapping.empty();
      as_grouped.push_back(
          giving.schema.scalar(mapped ? Value(mapping.at(static_cast<size_t>(drop.integer()))) : drop));
    }
    widths.push_back(giving.schema.scalar(width));
  }
  const auto put = [&](const char* name, const Nodes& places) {
    Node node = dropped ? giving.schema.objects(places) : giving.schema.scalar({});
    giving.add(to, name, std::move(node));
  };
  put("drop_idx_", as_known);
  put("_drop_idx_after_grouping", as_grouped);
  Node outs = giving.schema.list(widths);
  giving.add(to, "_n_features_outs", std::move(outs));
}

void ordinal_encoder(Giving& giving, Given& to) {
  put_categories(giving, to);
  put_grouping(giving, to, grouping_of(to, true));
  const Value::List& known = to.attribute("categories_").list();
  Attributes missing;
  for (size_t j = 0; j < known.size(); ++j) {
    if (!ends_missing(known[j])) continue;
    Node place = giving.schema.scalar(static_cast<int64_t>(count_of(known[j])) - 1);
    missing.add(std::to_string(j), std::move(place));
  }
  Node node = giving.schema.dict(missing, "int");
  giving.add(to, "_missing_indices", std::move(node));
}

void target_encoder(Giving& giving, Given& to) {
  put_categories(giving, to);
  Nodes encodings;
  for (const Value& each : to.attribute("encodings_").list()) {
    std::vector<double> numbers;
    if (const auto* array = each.get_if<Array>()) {
      numbers = array->to_vector<double>();
    } else {
      for (const Value& number : each.list()) numbers.push_back(number.number());
    }
    encodings.push_back(giving.schema.floats(numbers));
  }
  Node all = giving.schema.list(encodings);
  giving.add(to, "encodings_", std::move(all));
  const bool continuous = to.attribute("target_type_").is("continuous");
  Node classes = continuous ? giving.schema.scalar({}) : giving.labels(to.attribute("classes_"));
  giving.add(to, "classes_", std::move(classes));
  const std::vector<double> means = to.attribute("target_mean_").array().to_vector<double>();
  Node mean =
      to.attribute("target_type_").is("multiclass") ? giving.schema.floats(means) : giving.schema.scalar(means.at(0));
  giving.add(to, "target_mean_", std::move(mean));
}

/// What 1.9 calls these where they are not chosen.
Node shuffle(Giving& giving, const Given& to, bool) {
  const Value& given = to.param("shuffle");
  return giving.schema.scalar(given.get_if<bool>() && given.boolean() ? Value("deprecated") : given);
}
Node seed(Giving& giving, const Given& to, bool) {
  const Value& given = to.param("random_state");
  return giving.schema.scalar(given.is_null() ? Value("deprecated") : given);
}

}  // namespace

const Gifts& gifts_of_encoders() {
  static const Gifts all{
      .given = {{"OneHotEncoder OrdinalEncoder", put_dtype}},
      .fitted = {{"OneHotEncoder", one_hot_encoder, "categories_ drop_idx_"},
                 {"OrdinalEncoder", ordinal_encoder, "categories_"},
                 {"TargetEncoder", target_encoder, "categories_ encodings_"}},
      .params = {{"TargetEncoder", "shuffle", shuffle}, {"TargetEncoder", "random_state", seed}},
  };
  return all;
}

}  // namespace keepfit::interchange
