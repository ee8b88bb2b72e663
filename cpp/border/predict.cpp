// What a fitted model answers to a table; models and data held for many calls.
#include <algorithm>

#include "border/list.h"
#include "border/request.h"
#include "core/table.h"
#include "core/warnings.h"
#include "core/wire.h"

namespace keepfit::border {

Value release(const Value& request, const Context&) {
  models().release(request);
  return Value::Map{};
}

/// {X, y?} -> {data}
Value hold(const Value& request, const Context&) {
  Data data = read_data(request);
  data.X.summarise();
  return Answer().with("data", held_data().add(std::move(data))).value();
}

Value drop(const Value& request, const Context&) {
  held_data().release(request);
  return Value::Map{};
}

namespace {

/// What a model answers to a table, asked a block of rows at a time where its answer depends on the row alone: what one
/// step hands to the next then stays in the cache. `append` puts a block's answer below those before it, or says false.
template <class Ask, class Append>
auto answer_in_blocks(const Value& request, const Ask& ask, const Append& append) {
  const Estimator& model = estimator_of(request);
  const bool held = !optional(request, "data").is_null();
  const Table* table = held ? &held_data().of(request).X : nullptr;
  const Value* X = held ? nullptr : &request.at("X");
  const Index n = held ? table->rows() : wire::rows_to_slice(*X);
  const Index block = std::max<Index>(256, (1 << 15) / std::max<Index>(1, static_cast<Index>(model.n_features_in())));
  const auto part = [&](Index from) {
    const Index count = std::min(block, n - from);
    return held ? table->slice(from, count) : wire::read_table(wire::slice(*X, from, count));
  };
  check_names(model, held ? table->has_names() : X->find("columns") != nullptr);
  const auto whole = [&] { return held ? ask(model, *table) : ask(model, wire::read_table(*X)); };
  if (n < 2 * block || !model.traits().row_function) return whole();
  try {
    // Which warnings there are must not depend on how many blocks there are.
    Warnings of_all;
    const auto ask_part = [&](const Table& rows) {
      const Warnings of_part;
      auto answer = ask(model, rows);
      of_all.merge_part(of_part);
      return answer;
    };
    auto out = ask_part(part(0));
    bool sound = true;
    for (Index from = block; sound && from < n; from += block) sound = append(out, ask_part(part(from)), from, n);
    if (sound) {
      of_all.pass_on();
      return out;
    }
  } catch (const Error&) {
    // Said again below, of the table as a whole.
  }
  return whole();
}

}  // namespace

Value predict(const Value& request, const Context&) {
  const auto ask = [](const Estimator& model, const Table& X) { return model.predict(X); };
  const auto append = [](Column& all, const Column& more, Index from, Index n) {
    if (all.is_text != more.is_text || all.text.categories != more.text.categories) return false;
    if (all.is_text) {
      all.text.codes.insert(all.text.codes.end(), more.text.codes.begin(), more.text.codes.end());
    } else {
      if (all.numbers.size() != n) all.numbers.conservativeResize(n);
      all.numbers.segment(from, more.rows()) = more.numbers;
    }
    return true;
  };
  return Answer().with("labels", wire::write_column(answer_in_blocks(request, ask, append))).value();
}

Value predict_proba(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  const auto ask = [](const Estimator& e, const Table& X) { return e.predict_proba(X); };
  const auto append = [](RowMatrix& all, const RowMatrix& more, Index from, Index n) {
    if (all.rows() != n) all.conservativeResize(n, all.cols());
    all.middleRows(from, more.rows()) = more;
    return true;
  };
  RowMatrix proba = answer_in_blocks(request, ask, append);
  return Answer()
      .with("proba", wire::write_matrix(std::move(proba)))
      .with("classes", wire::write_labels(*model.classes()))
      .value();
}

Value decision_function(const Value& request, const Context&) {
  Table storage;
  return Answer()
      .with("scores", wire::write_matrix(estimator_of(request).decision_function(
                          named_table(estimator_of(request), table_of(request, storage)))))
      .value();
}

Value transform(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  Table storage;
  Table out = model.transform(named_table(model, table_of(request, storage)));
  return Answer().with("X", wire::write_table(std::move(out), model.feature_names_out())).value();
}

Value inverse_transform(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  return Answer()
      .with("X",
            wire::write_table(model.inverse_transform(wire::read_table(request.at("X"), true)), model.input_names()))
      .value();
}

}  // namespace keepfit::border
