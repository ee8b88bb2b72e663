// What many operations read from their requests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "border/handles.h"
#include "core/estimator.h"
#include "core/table.h"
#include "core/value.h"
#include "model_selection/search.h"
#include "persistence/file.h"

namespace keepfit::border {

/// The value under `key`, or None.
Value optional(const Value& request, const char* key);
bool flag(const Value& request, const char* key, bool fallback = false);
std::vector<Index> indices_of(const Value& request, const char* key);
/// The names under `scoring`; none for the estimator's own score.
std::vector<std::string> scoring_of(const Value& request);
/// `n`. Throws Error "bad_split" for what is no number of rows.
Index row_count(const Value& request);

Handles<Model>& models();
const Estimator& estimator_of(const Value& request);

/// A table and its target.
struct Data {
  Table X;
  Column y;
  bool has_y = false;
};

/// Data that many calls use is handed over once.
Handles<Data>& held_data();
Data read_data(const Value& request);
/// The request's own X and y, or those held under its handle `data`.
const Data& data_of(const Value& request, Data& storage);
/// The request's own X, or that of the data held under its handle `data`.
const Table& table_of(const Value& request, Table& storage);
/// Throws Error "missing_target".
const Column& target_of(const Data& data);

/// X, after a warning where its columns are matched by position that could be matched by name, as scikit-learn warns.
const Table& named_table(const Estimator& model, const Table& X);
void check_names(const Estimator& model, bool named);

/// Throws Error "no_search".
Search& search_of(Estimator& estimator);

/// An answer, put together value by value: a list of them would be copied.
class Answer {
 public:
  Answer& with(const char* key, Value value);
  Value value() { return std::move(entries_); }

 private:
  Value::Map entries_;
};

/// Values under the names of the scorers; a default one is called `score`.
template <class Get>
Value by_scorer(const std::vector<std::string>& scoring, Get get) {
  Value::Map out;
  for (size_t i = 0; i < std::max<size_t>(1, scoring.size()); ++i)
    out.emplace_back(scoring.empty() ? "score" : scoring[i], get(i));
  return out;
}

}  // namespace keepfit::border
