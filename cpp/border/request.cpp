#include "border/request.h"

#include <algorithm>

#include "core/table.h"
#include "core/warnings.h"
#include "core/wire.h"

namespace keepfit::border {

Answer& Answer::with(const char* key, Value value) {
  entries_.emplace_back(key, std::move(value));
  return *this;
}

Value optional(const Value& request, const char* key) {
  const Value* value = request.find(key);
  return value ? *value : Value();
}

bool flag(const Value& request, const char* key, bool fallback) {
  const Value value = optional(request, key);
  return value.is_null() ? fallback : value.boolean(key);
}

std::vector<Index> indices_of(const Value& request, const char* name) {
  const auto indices = request.at(name).array(name).to_vector<int32_t>();
  return {indices.begin(), indices.end()};
}

std::vector<std::string> scoring_of(const Value& request) {
  std::vector<std::string> out;
  if (const Value scoring = optional(request, "scoring"); !scoring.is_null()) {
    for (const Value& each : scoring.list("scoring")) {
      const std::string& name = each.text("scoring");
      // Scores are answered by name.
      if (std::find(out.begin(), out.end(), name) != out.end())
        throw Error("bad_scoring", "scoring", "The scorer '" + shown(name) + "' is named twice.",
                    "Name each scorer once.");
      out.push_back(name);
    }
  }
  return out;
}

Index row_count(const Value& request) {
  const int64_t n = request.at("n").integer("n");
  if (n < 0 || n > INT32_MAX)
    throw Error("bad_split", "n", "n must be a number of rows. Got " + std::to_string(n) + ".",
                "Give the number of rows to split.");
  return static_cast<Index>(n);
}

Handles<Model>& models() {
  static Handles<Model> instance("model", "It was released; fit or load it again.");
  return instance;
}

const Estimator& estimator_of(const Value& request) { return *models().of(request).estimator; }

Handles<Data>& held_data() {
  static Handles<Data> instance("data", "It was dropped; hold it again.");
  return instance;
}

Data read_data(const Value& request) {
  Data out{wire::read_table(request.at("X")), {}, false};
  if (const Value target = optional(request, "y"); !target.is_null()) {
    out.y = wire::read_column(target, "y");
    out.has_y = true;
  }
  return out;
}

const Data& data_of(const Value& request, Data& storage) {
  if (!optional(request, "data").is_null()) return held_data().of(request);
  return storage = read_data(request);
}

const Table& table_of(const Value& request, Table& storage) {
  if (!optional(request, "data").is_null()) return held_data().of(request).X;
  return storage = wire::read_table(request.at("X"));
}

const Column& target_of(const Data& data) {
  if (!data.has_y) throw Error("missing_target", "y", "There is no y to compare with.", "Give the n true values.");
  return data.y;
}

void check_names(const Estimator& model, bool named) {
  const bool fitted_named = !model.feature_names_in().empty();
  if (!model.fitted() || named == fitted_named) return;
  const std::string who = model.declaration().name;
  warn("UserWarning",
       named ? "X has column names, but " + who + " was fitted without: its columns are taken by position."
             : "X has no column names, but " + who + " was fitted with: its columns are taken by position.",
       "Give X as in the fit.");
}

const Table& named_table(const Estimator& model, const Table& X) {
  check_names(model, X.has_names());
  return X;
}

Search& search_of(Estimator& estimator) {
  if (auto* search = dynamic_cast<Search*>(&estimator)) return *search;
  throw Error("no_search", "recipe",
              "The recipe is of " + with_article(estimator.declaration().name) + ", which is not a search.",
              "Give the recipe of a GridSearchCV or RandomizedSearchCV.");
}

}  // namespace keepfit::border
